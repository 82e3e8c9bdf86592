import { expect, test } from 'vitest';
import { choices, defaults, isAllowed, parsePreferences } from './preferences';

test('nothing stored gives the defaults, and that is no damage', () => {
  expect(parsePreferences(null)).toEqual({ preferences: defaults, damaged: false });
});

test('what was stored is taken', () => {
  const mine = { ...defaults, theme: 'night', accent: '#ff8800', size: '19', clock: '24' };
  expect(parsePreferences(JSON.stringify(mine))).toEqual({ preferences: mine, damaged: false });
});

test('what an older version did not know has its default', () => {
  expect(parsePreferences('{"theme":"pink"}')).toEqual({ preferences: { ...defaults, theme: 'pink' }, damaged: false });
});

test('one member that cannot be taken leaves the others', () => {
  for (const accent of [7, null, ['#ffffff'], 'red', '#fff', 'url(javascript:alert(1))', '#ffffff;}body{display:none', 'expression(alert(1))'])
    expect(parsePreferences(JSON.stringify({ theme: 'grey', accent }))).toEqual({ preferences: { ...defaults, theme: 'grey' }, damaged: true });
});

test('what is no such object at all gives the defaults', () => {
  for (const stored of ['', 'null', '[]', '7', '"night"', '{', '{"theme":', 'x'.repeat(5_000_000), `{"theme":"${'night'.repeat(1_000_000)}"}`])
    expect(parsePreferences(stored)).toEqual({ preferences: defaults, damaged: true });
});

test('names of the prototype are no preferences', () => {
  expect(parsePreferences('{"__proto__":{"theme":"night"},"constructor":1}').preferences).toEqual(defaults);
  expect(isAllowed('theme', 'toString')).toBe(false);
});

test('every choice is allowed, and each default is one of them', () => {
  for (const [name, values] of Object.entries(choices) as [keyof typeof choices, readonly string[]][]) {
    expect(values).toContain(defaults[name]);
    for (const value of values) expect(isAllowed(name, value)).toBe(true);
  }
});
