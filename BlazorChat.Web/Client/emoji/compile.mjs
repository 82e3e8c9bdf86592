// Makes what the picker loads out of Unicode's data (emojibase-data, MIT): one file a language, with nothing the picker does not use.
// Runs while the client is built; the shape of the result is read by emoji-data.ts.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Lone parts of sequences (skin tones, hair), not for writing with. */
const components = 2;
const lightest = '\u{1F3FB}';

/** @param {'en' | 'fr'} language */
export function compileEmoji(language) {
  const data = require(`emojibase-data/${language}/data.json`);
  const names = shortcodesOf(language);
  const emoji = data
    .filter(({ group }) => group !== undefined && group !== components)
    .sort((one, other) => one.order - other.order)
    .map((entry) => [
      charOf(entry), entry.label, wordsBeside(entry), names(entry.hexcode),
      // Without the group of components, which stands third.
      entry.group > components ? entry.group - 1 : entry.group,
      entry.version, lightOf(entry),
    ]);
  return { v: 1, emoji };
}

/** Names for `:name:`, the one to show first: those of the language, then GitHub's and emojibase's, which hold everywhere. */
function shortcodesOf(language) {
  const sets = [require('emojibase-data/en/shortcodes/github.json'), require('emojibase-data/en/shortcodes/emojibase.json')];
  if (language !== 'en') sets.unshift(require(`emojibase-data/${language}/shortcodes/cldr.json`));
  return (hexcode) => [...new Set(sets.flatMap((set) => set[hexcode] ?? []))].join(' ');
}

/** Without the variation selector where the character is a picture anyway: as keyboards write it. */
function charOf({ emoji }) {
  return emoji.replace(/^(\p{Emoji_Presentation})\uFE0F$/u, '$1');
}

function wordsBeside({ label, tags = [] }) {
  return tags.filter((tag) => !label.includes(tag)).join(' ');
}

/** How it looks with the lightest skin, '' where skin has no tone: the other four differ in the modifiers alone. */
function lightOf({ label, skins = [] }) {
  const same = skins.filter(({ tone }) => typeof tone === 'number').sort((one, other) => one.tone - other.tone).map(({ emoji }) => emoji);
  if (same.length === 0) return '';
  const light = same[0];
  const derived = ['\u{1F3FB}', '\u{1F3FC}', '\u{1F3FD}', '\u{1F3FE}', '\u{1F3FF}'].map((tone) => light.replaceAll(lightest, tone));
  if (JSON.stringify(derived) !== JSON.stringify(same)) throw new Error(`The skin tones of ${label} do not differ in their modifiers alone: give emoji-data.ts all five.`);
  return light;
}
