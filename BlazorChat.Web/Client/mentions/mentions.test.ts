import { describe, expect, test } from 'vitest';
import type { Member } from '../messages/types';
import { begunMention } from './begun-mention';
import { completeMember } from './complete';
import { namedIn, Names } from './names';

const member = (user: string, name: string, chosen: string | null = null, username = user): Member => ({ user, username, name, chosen });
const people = [member('ann', 'Ann'), member('anna', 'Anna Ash'), member('lee', 'Ann Lee', 'Lily'), member('jose', 'José Élan'), member('two', 'Sam Two'), member('too', 'Sam Two', 'Sammy')];

const found = (text: string) => new Names(people, true).find(text).map(({ start, end, users }) => `${text.slice(start, end)} ${users.join('+')}`);

describe('a name in a text', () => {
  test.each([
    ['@Ann', ['@Ann ann']], ['hi @Ann, and @Anna Ash!', ['@Ann ann', '@Anna Ash anna']], ['@Ann Lee', ['@Ann Lee lee']], ['@Ann Leek', ['@Ann ann']], ['(@lily)', ['@lily lee']], ['@ANN’s', ['@ANN ann']],
    ['@José Élan.', ['@José Élan jose']], ['@Sam Two', ['@Sam Two two+too']], ['@Ann @Ann', ['@Ann ann', '@Ann ann']], ['@@Ann', []], ['a@Ann', []], ['x.@Ann', []], ['@Anna', []], ['@Ann-Marie', []], ['@Ann.example', []],
    ['@Ann\u0301', []], ['@Ann_', []], ['@Ann1', []], ['@ Ann', []], ['@Ann\n@Ann', ['@Ann ann', '@Ann ann']], ['me@Ann.example', []],
  ])('%j', (text, expected) => expect(found(text)).toEqual(expected));

  test('35 KB of signs cost little', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => member(`${i}`, 'x'.repeat(1 + (i % 40)) + i));
    const names = new Names(many, true);
    const before = performance.now();
    names.find('@ '.repeat(17_000));
    names.find('@'.repeat(35_000));
    expect(performance.now() - before).toBeLessThan(500);
  });
});

describe('whom a message names', () => {
  const named = (text: string, ...picked: string[]) => namedIn(text, people, new Set(picked));
  test('who was picked and still stands there', () => {
    expect(named('@Ann Lee and more', 'lee', 'ann')).toEqual(['lee']);
    expect(named('nobody', 'lee')).toEqual([]);
    expect(named('@Lily', 'lee')).toEqual(['lee']);
  });
  test('who alone is certified by a name typed by hand', () => {
    expect(named('@anna ash?')).toEqual(['anna']);
    expect(named('@Lily')).toEqual([]);
  });
  test('of two of one name the one who was picked', () => {
    expect(named('@Sam Two')).toEqual([]);
    expect(named('@Sam Two', 'too')).toEqual(['too']);
  });
  test('not in code and not in a link', () => {
    expect(named('`@Ann` [@Ann](https://x.example) https://x.example/@Ann\n```\n@Ann\n```')).toEqual([]);
    expect(named('- **@Ann**')).toEqual(['ann']);
  });
});

describe('a name that is being typed', () => {
  test.each([['@a', 'a'], ['so @ann', 'ann'], ['(@é', 'é'], ['\n@ann le', 'ann le'], ['**@an', 'an'], ['@O’Ne', 'O’Ne']])('%j is begun', (text, name) => expect(begunMention(text, text.length)?.name).toBe(name));
  test.each(['@', '@ann ', 'a@b', 'me@example', '@@a', '`@a', '```\n@a', '@-', 'x'.repeat(100), `@${'x'.repeat(90)}`, '@a b c d e'])('%j is not', (text) => expect(begunMention(text, text.length)).toBeNull());
});

describe('who is offered', () => {
  const offered = (begun: string) => completeMember(people, begun, 4).map(({ user }) => user);
  test.each([['an', ['ann', 'lee', 'anna']], ['ann l', ['lee']], ['lil', ['lee']], ['lee', ['lee']], ['ash', ['anna']], ['jose', ['jose']], ['elan', ['jose']], ['too', ['too']], ['zed', []]])('for %j', (begun, users) => expect(offered(begun)).toEqual(users));
});
