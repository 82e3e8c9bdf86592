import { describe, expect, test } from 'vitest';
import { caseOf } from './cases';
import { files, readVectors, writeVectors } from './files';

// WRITE_VECTORS=1 npx vitest run vectors/
describe.runIf(process.env['WRITE_VECTORS'])('writing the vectors', () => {
  test.each(Object.entries(files))('%s', async (file, { name, cases }) => {
    writeVectors(file, { name, cases: await cases() });
  });
});

describe.each(Object.entries(files))('%s', (file, { read, cases, random }) => {
  const vectors = readVectors(file);

  test.each(vectors.cases.map(vector => [vector.name, vector] as const))('%s', async (name, vector) => {
    expect(await caseOf(name, vector.input, read)).toEqual(vector);
  });

  test.skipIf(random)('is what the script makes', async () => {
    expect(JSON.parse(JSON.stringify(await cases()))).toEqual(vectors.cases);
  });
});
