// Makes what the server tells look-alikes by out of Unicode's confusables.txt (unhomoglyph, MIT): a line each of code points in hexadecimal, the
// character first, then what stands for all that look like it. Runs while the client is built; LookAlikeTable.cs reads the result.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export function compileLookAlikes() {
  const pairs = Object.entries(require('unhomoglyph/data.json'));
  const lines = pairs.map(([from, to]) => {
    if ([...from].length !== 1 || to === '') throw new Error(`${hex(from)} is no mapping of one character.`);
    return `${hex(from)} ${hex(to)}`;
  });
  return `${lines.join('\n')}\n`;
}

const hex = (text) => [...text].map((char) => char.codePointAt(0).toString(16).toUpperCase()).join(' ');
