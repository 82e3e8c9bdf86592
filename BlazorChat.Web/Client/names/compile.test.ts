import { expect, test } from 'vitest';
// @ts-expect-error Plain JavaScript of the build.
import { compileLookAlikes } from './compile.mjs';

test('each line is a character and what stands for it, of all of confusables.txt', () => {
  const lines = (compileLookAlikes() as string).trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(6_000);
  for (const line of lines) expect(line).toMatch(/^[0-9A-F]{1,6}( [0-9A-F]{1,6})+$/);
  expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(lines.length);
  // Cyrillic a, Greek omicron, m, one, capital I.
  for (const line of ['430 61', '3BF 6F', '6D 72 6E', '31 6C', '49 6C']) expect(lines).toContain(line);
});
