import { describe, expect, test } from 'vitest';
import { chosenNameOf, problemOf, tidy } from './rules';

describe('what is typed', () => {
  test.each(['Foxy', '李小龙', 'محمد علي', 'Αλέξης', 'नरेन्द्र', 'Nguyễn Thị Hà', 'Foxy 🦊', '42', '<b>x</b>', 'é'.repeat(40), 'e\u0301'.repeat(40)])('%s is a name', (name) => {
    expect(problemOf(name)).toBeNull();
  });

  test.each([
    ['', 'missing'], ['   ', 'missing'], ['F', 'too-short'], ['🦊', 'too-short'], ['👩‍🚀x', 'characters'], ['...', 'no-letter'], ['🦊🦊', 'no-letter'],
    ['\u200d\u200d', 'characters'], ['Fo\u202exy', 'characters'], ['Fo\nxy', 'characters'], ['Foxy\ud83d', 'characters'], ['Foxy\u{e0067}', 'characters'],
    ['Foxy\ue000', 'characters'], ['Foxy\u2028', 'characters'], ['f'.repeat(41), 'too-long'], ['f'.repeat(10_000), 'too-long'],
  ])('%j is none: %s', (typed, cause) => {
    expect(problemOf(typed)).toBe(`names.error.name-${cause}`);
  });

  test('is taken composed, with single blanks and none around it', () => {
    expect(tidy('  Fox\u0065\u0301   Fox ')).toBe('Foxé Fox');
  });
});

describe('what the server says', () => {
  test('is shown if it could be a name and is not the certified one', () => {
    expect(chosenNameOf('Foxy', 'Ann Ash')).toBe('Foxy');
  });

  test.each([null, undefined, 7, {}, '', '  ', 'Ann Ash', 'Fo\u202exy', 'Fo\nxy', 'Foxy\ud83d', 'f'.repeat(257)])('%j is nothing', (said) => {
    expect(chosenNameOf(said, 'Ann Ash')).toBeNull();
  });
});
