import type { People } from '../chains/people';
import type { Member } from './types';

/** So many are asked for at the same time: a room of hundreds must not hold up what one reads. */
const atOnce = 4;
/** Who could not be asked for is asked for again. */
const againAfterMs = 10_000;

/** The names of the members of one conversation, learned when somebody asks for them. */
export class Members {
  private readonly known = new Map<string, Member>();
  private readonly wanted = new Set<string>();
  /** Until when they need not be asked for. */
  private readonly tried = new Map<string, number>();
  private shown: readonly Member[] = [];
  private learning = false;
  private readonly stopWatching: () => void;

  constructor(private readonly people: Pick<People, 'get' | 'onForgotten'>, private readonly changed: () => void) {
    // Looked at anew when next asked for; until then they are called what they were.
    this.stopWatching = people.onForgotten((users) => { for (const user of users) this.tried.delete(user); });
  }

  /** Those of these users who are known so far; the others become so, which is told as a change. The same list while it says the same. */
  list(users: readonly string[]): readonly Member[] {
    const now = performance.now();
    for (const user of users) if ((this.tried.get(user) ?? -1) < now) this.wanted.add(user);
    if (this.wanted.size > 0) void this.learn();
    const list = users.map((user) => this.known.get(user)).filter((member) => member !== undefined);
    if (list.length !== this.shown.length || list.some((member, i) => member !== this.shown[i])) this.shown = list;
    return this.shown;
  }

  stop(): void {
    this.stopWatching();
    this.wanted.clear();
  }

  private async learn(): Promise<void> {
    if (this.learning) return;
    this.learning = true;
    let news = false;
    while (this.wanted.size > 0) {
      const some = [...this.wanted].slice(0, atOnce);
      for (const user of some) {
        this.wanted.delete(user);
        this.tried.set(user, Infinity);
      }
      for (const learned of await Promise.all(some.map((user) => this.meet(user)))) news ||= learned;
    }
    this.learning = false;
    if (news) this.changed();
  }

  /** Whether that is news. */
  private async meet(user: string): Promise<boolean> {
    const person = await this.people.get(user).catch(() => {
      this.tried.set(user, performance.now() + againAfterMs);
      return null;
    });
    if (person === null) return false;
    const { username, name, chosen } = person;
    const before = this.known.get(user);
    if (before?.name === name && before.chosen === chosen && before.username === username) return false;
    this.known.set(user, { user, username, name, chosen });
    return true;
  }
}
