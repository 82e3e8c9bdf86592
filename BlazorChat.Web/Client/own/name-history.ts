import { isObject } from '../crypto/canonical';
import { maxOwnContent } from '../crypto/payloads';
import { membersOf } from '../preferences/kept';
import { OwnRecordError, type OwnRecords } from './own-records';

/** Since when (Unix milliseconds) others saw this name; null: the directory's. */
export interface NameUse {
  readonly name: string | null;
  readonly since: number;
}

/** As many as somebody looks through; the oldest go. */
const most = 100;

/** The names a user went by. Only the user's own devices can read it, and nobody else keeps former names. */
export class NameHistory {
  constructor(private readonly records: Pick<OwnRecords, 'read' | 'change' | 'drop'>) {}

  /** The newest first. Rejects with `OwnRecordError`, or `ApiError`. */
  async entries(): Promise<readonly NameUse[]> {
    const state = await this.records.read('names');
    if (state.kind === 'locked') throw new OwnRecordError('locked');
    return state.kind === 'open' ? parse(state.content) : [];
  }

  async remember(name: string | null, since: number): Promise<void> {
    await this.records.change('names', content => {
      const before = content === null ? [] : parse(content);
      return before[0]?.name === name ? null : write([{ name, since }, ...before]);
    });
  }

  clear(): Promise<void> {
    return this.records.drop('names');
  }
}

function write(names: readonly NameUse[]): string {
  for (let count = Math.min(names.length, most); ; count--) {
    const content = JSON.stringify({ names: names.slice(0, count) });
    if (content.length <= maxOwnContent) return content;
  }
}

/** What a newer version wrote otherwise is left out. */
function parse(content: string): readonly NameUse[] {
  const names = membersOf(content, maxOwnContent)?.['names'];
  return Array.isArray(names) ? names.filter(isUse).map(({ name, since }) => ({ name, since })) : [];
}

function isUse(value: unknown): value is NameUse {
  if (!isObject(value)) return false;
  const { name, since } = value;
  return (name === null || typeof name === 'string') && Number.isSafeInteger(since);
}
