// Which of the people on this page have a photo. One question for all that appear together, asked again now and then, so that a new photo comes
// and a removed one goes on pages that stay open for days.
export type FindPhotos = (users: readonly string[]) => Promise<Readonly<Record<string, string>> | null>;

/** Called with the photo's hash, or null: none, or not known yet. */
export type PhotoWatcher = (photo: string | null) => void;

export interface PhotoSurroundings {
  readonly find: FindPhotos;
  /** Runs once after so many ms. */
  readonly later: (act: () => void, ms: number) => void;
  readonly visible: () => boolean;
}

/** The server takes as many in one question. */
const atOnce = 100;
const gatherMs = 20;
export const askAgainMs = 60_000;

export class Photos {
  readonly #watchers = new Map<string, Set<PhotoWatcher>>();
  readonly #known = new Map<string, string | null>();
  readonly #wanted = new Set<string>();
  #none = false;
  #repeating = false;

  constructor(private readonly around: PhotoSurroundings) {}

  /** Tells at once what is known, and again at each change. Returns the end of it. */
  watch(user: string, watcher: PhotoWatcher): () => void {
    const watchers = this.#watchers.get(user) ?? new Set();
    this.#watchers.set(user, watchers.add(watcher));
    const known = this.#known.get(user);
    if (known === undefined) this.#want([user]);
    else watcher(known);
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#watchers.get(user) === watchers) this.#watchers.delete(user);
    };
  }

  #want(users: Iterable<string>): void {
    if (this.#none) return;
    const isFirst = this.#wanted.size === 0;
    for (const user of users) this.#wanted.add(user);
    if (isFirst && this.#wanted.size > 0) this.around.later(() => void this.#ask(), gatherMs);
  }

  async #ask(): Promise<void> {
    const users = [...this.#wanted];
    this.#wanted.clear();
    for (let at = 0; at < users.length && !this.#none; at += atOnce) await this.#askFor(users.slice(at, at + atOnce));
    if (this.#repeating || this.#none) return;
    this.#repeating = true;
    this.around.later(() => this.#repeat(), askAgainMs);
  }

  async #askFor(users: readonly string[]): Promise<void> {
    const photos = await this.around.find(users).catch(() => undefined);
    if (photos === undefined) return; // initials until the next time
    this.#none = photos === null;
    for (const user of users) this.#learn(user, photos?.[user] ?? null);
  }

  #learn(user: string, photo: string | null): void {
    if (this.#known.get(user) === photo) return;
    this.#known.set(user, photo);
    for (const watcher of [...this.#watchers.get(user) ?? []]) watcher(photo);
  }

  /** Those on the screen; of others nothing is kept. */
  #repeat(): void {
    this.#repeating = false;
    for (const user of this.#known.keys()) if (!this.#watchers.has(user)) this.#known.delete(user);
    if (this.around.visible()) this.#want(this.#watchers.keys());
    if (this.#wanted.size > 0 || this.#none) return;
    this.#repeating = true;
    this.around.later(() => this.#repeat(), askAgainMs);
  }
}
