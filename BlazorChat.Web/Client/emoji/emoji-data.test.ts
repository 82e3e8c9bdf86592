// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { canDraw, type Brush } from './can-draw';
import { compileEmoji } from './compile.mjs';
import { groups, readFile, withTone } from './emoji-data';
import { setOf } from './testing/emoji';

const [en, fr] = [setOf('en'), setOf('fr')];

test('all emoji of Unicode are there in both languages, in the same order, each with a name and a code', () => {
  expect(en.all.length).toBeGreaterThan(1_900);
  expect(fr.all.map(({ char }) => char)).toEqual(en.all.map(({ char }) => char));
  for (const { char, name, shortcodes, group } of [...en.all, ...fr.all]) {
    expect([char, name === '', groups.includes(group)]).toEqual([char, false, true]);
    expect([char, shortcodes.length > 0]).toEqual([char, true]);
  }
  expect(en.find('😀')?.name).toBe('grinning face');
  expect(fr.find('😀')?.name).toBe('visage rieur');
});

test('no code is longer than what the composer looks back for', () => {
  expect(Math.max(...[...en.all, ...fr.all].flatMap(({ shortcodes }) => shortcodes).map((code) => code.length))).toBeLessThan(78);
});

test('a file is small enough to be fetched when it is needed', () => {
  expect(JSON.stringify(compileEmoji('en')).length).toBeLessThan(300_000);
});

test('skin takes the tone chosen, also of several people, and nothing else does', () => {
  expect(withTone(en.find('👍')!, 0)).toBe('👍');
  expect(withTone(en.find('👍')!, 1)).toBe('👍🏻');
  expect(withTone(en.find('👍')!, 5)).toBe('👍🏿');
  expect(withTone(en.find('👩‍❤️‍👨')!, 3)).toBe('👩🏽‍❤️‍👨🏽');
  expect(withTone(en.find('☝️')!, 2)).toBe('☝🏼');
  expect(withTone(en.find('🍎')!, 5)).toBe('🍎');
});

test('a file of another shape is refused', () => {
  for (const file of [null, 'emoji', {}, { v: 2, emoji: [] }]) expect(() => readFile(file, () => true)).toThrow(/not a file of emoji/);
});

describe('what the font cannot draw is not offered', () => {
  /** A font up to some version: pictures are the same in every colour, letters and boxes are not; sequences it knows are as wide as one. */
  const font = (newest: number, more: Partial<Record<'flags' | 'sequences' | 'readable', boolean>> = {}): Brush => {
    const { flags = true, sequences = true, readable = true } = more;
    const added = new Map([['\u{1FAEA}', 17], ['\u{1FAE9}', 16], ['\u{1FAE8}', 15], ['\u{1FAE0}', 14], ['\u{1F972}', 13]]);
    return {
      paint(text, colour) {
        const picture = readable && (added.get(text) ?? 0) <= newest && (flags || text !== '🇫🇷');
        return picture ? [200, 150, 0, 255] : colour === '#000' ? [0, 0, 0, 255] : [255, 255, 255, 255];
      },
      width: (text) => (text.includes('\u200d') && !sequences ? 40 : 16),
    };
  };
  const offered = (brush: Brush) => readFile(compileEmoji('en'), canDraw(brush));

  test('a new font has all', () => expect(offered(font(17)).all.length).toBe(en.all.length));

  test('an older one has those of its versions', () => {
    const set = offered(font(14));
    expect(set.find('🫠')).toBeDefined();
    expect(set.find('🫨')).toBeUndefined();
    expect(set.all.length).toBeLessThan(en.all.length);
  });

  test('one without flags of countries has the others', () => {
    const set = offered(font(17, { flags: false }));
    expect(set.find('🇨🇭')).toBeUndefined();
    expect(set.find('🏁')).toBeDefined();
  });

  test('one that lets sequences fall apart has none of them', () => {
    const set = offered(font(17, { sequences: false }));
    expect(set.find('👩‍❤️‍👨')).toBeUndefined();
    expect(set.find('👩')).toBeDefined();
  });

  test('where the canvas is kept from us all are offered', () => {
    expect(offered(font(17, { readable: false })).all.length).toBe(en.all.length);
    expect(readFile(compileEmoji('en'), canDraw(null)).all.length).toBe(en.all.length);
  });
});
