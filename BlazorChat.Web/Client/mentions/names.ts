// `@Name` in a text: whom it names. The longest name that fits counts, and only where it is not a part of a longer word.
import { read } from '../markdown/read';
import type { Block, Inline } from '../markdown/tree';
import type { Member } from '../messages/types';

export interface Found {
  readonly start: number;
  readonly end: number;
  /** Everybody of this name. */
  readonly users: readonly string[];
}

/** The name goes on: @Ann in @Anna, @Ann-Marie, @ann.lee. */
const goesOn = /^(?:[\p{L}\p{M}\p{N}_]|[-.@][\p{L}\p{N}])/u;
/** Of one text: more are not looked for. */
const most = 200;
/** Within a word, as in an address of e-mail. */
const within = /[\p{L}\p{M}\p{N}_@./-]$/u;

export class Names {
  private readonly users = new Map<string, string[]>();
  private readonly lengths: readonly number[];

  /** `chosen`: also by what they call themselves. */
  constructor(members: readonly Member[], chosen: boolean) {
    for (const { user, name, chosen: called } of members)
      for (const each of new Set([name, ...(chosen && called !== null ? [called] : [])])) if (each !== '') this.add(each.toLowerCase(), user);
    this.lengths = [...new Set([...this.users.keys()].map(({ length }) => length))].sort((a, b) => b - a);
  }

  find(text: string): Found[] {
    const found: Found[] = [];
    for (let at = text.indexOf('@'); at !== -1 && found.length < most; at = text.indexOf('@', at + 1)) {
      if (at > 0 && within.test(text.slice(Math.max(0, at - 2), at))) continue;
      const length = this.lengths.find((long) => this.users.has(text.slice(at + 1, at + 1 + long).toLowerCase()) && !goesOn.test(text.slice(at + 1 + long, at + 4 + long)));
      if (length === undefined) continue;
      const end = at + 1 + length;
      found.push({ start: at, end, users: this.users.get(text.slice(at + 1, end).toLowerCase())! });
      at = end - 1;
    }
    return found;
  }

  private add(name: string, user: string): void {
    this.users.set(name, [...this.users.get(name) ?? [], user]);
  }
}

/** Whom a text names: who was picked, and who alone is certified by that name. Not in code, and not in what a link says. */
export function namedIn(text: string, members: readonly Member[], picked: ReadonlySet<string>): string[] {
  if (!text.includes('@')) return [];
  const [certified, called] = [new Names(members, false), new Names(members, true)];
  const users = new Set<string>();
  for (const words of wordsOf(read(text))) {
    for (const found of called.find(words)) for (const user of found.users) if (picked.has(user)) users.add(user);
    for (const { users: [user, ...others] } of certified.find(words)) if (user !== undefined && others.length === 0) users.add(user);
  }
  return [...users];
}

function* wordsOf(nodes: readonly (Block | Inline)[]): Generator<string> {
  for (const node of nodes) {
    if (node.is === 'text') yield node.text;
    else if (node.is === 'list') for (const item of node.items) yield* wordsOf(item);
    else if (node.is !== 'link' && 'children' in node) yield* wordsOf(node.children);
  }
}

const known = new WeakMap<readonly Member[], Names>();

/** For reading: certified and chosen names. */
export function namesOf(members: readonly Member[]): Names {
  let names = known.get(members);
  if (names === undefined) known.set(members, names = new Names(members, true));
  return names;
}
