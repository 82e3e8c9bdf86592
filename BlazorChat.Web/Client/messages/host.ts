// The one engine of the page. Elements come and go with the shell's rendering, the circuit too; the engine stays.
import { signs } from '../presence/passing';
import type { Batch, ChatEngine } from './types';

export interface Who {
  readonly user: string;
  readonly device: string;
}

export type OpenEngine = (who: Who) => Promise<ChatEngine>;

export class EngineHost {
  #who: Who | null = null;
  #opening: Promise<ChatEngine> | null = null;
  #engine: ChatEngine | null = null;
  #online = true;
  #shown: string | null = null;
  #showing: ((conv: string) => void) | null = null;
  readonly #onlineWatchers = new Set<(online: boolean) => void>();
  readonly #watchers = new Set<(engine: ChatEngine | null) => void>();

  /** Opens the engine at the first call; the same user and device get the same engine again. */
  async attach(who: Who, open: OpenEngine): Promise<ChatEngine> {
    if (this.#opening === null || this.#who?.user !== who.user || this.#who.device !== who.device) {
      this.close();
      this.#who = who;
      this.#opening = this.#begin(who, open);
    }
    return this.#opening;
  }

  /** Entries that arrive before the engine is ready wait for it; without an engine there is nothing to hold them. */
  async deliver(batch: Batch): Promise<Record<string, number>> {
    if (this.#opening === null) return {};
    signs.take(batch);
    return (await this.#opening).deliver(batch);
  }

  setOnline(online: boolean): void {
    this.#online = online;
    this.#engine?.setOnline(online);
    for (const watcher of [...this.#onlineWatchers]) watcher(online);
  }

  /** Calls when the circuit is lost, and when it is back. Returns the end of it. */
  onOnline(watcher: (online: boolean) => void): () => void {
    this.#onlineWatchers.add(watcher);
    return () => void this.#onlineWatchers.delete(watcher);
  }

  /** Calls at once when the engine is there, and again whenever it is replaced. Returns the end of it. */
  watch(watcher: (engine: ChatEngine | null) => void): () => void {
    this.#watchers.add(watcher);
    if (this.#engine !== null) watcher(this.#engine);
    return () => void this.#watchers.delete(watcher);
  }

  /** Once it is there: who asks for something while the page still opens its keys gets it a moment later. */
  ready(): Promise<ChatEngine> {
    if (this.#engine !== null) return Promise.resolve(this.#engine);
    return new Promise((resolve) => {
      const end = this.watch((engine) => {
        if (engine === null) return;
        end();
        resolve(engine);
      });
    });
  }

  /** The open conversation, also one that was only a person before. */
  shown(conv: string | null): void {
    if (conv === this.#shown) return;
    this.#shown = conv;
    if (conv !== null) this.#showing?.(conv);
  }

  /** Calls at once with what is open, then at each change. Null: no more. */
  onShown(showing: ((conv: string) => void) | null): void {
    this.#showing = showing;
    if (this.#shown !== null) showing?.(this.#shown);
  }

  close(): void {
    const engine = this.#engine;
    this.#opening = this.#engine = this.#who = null;
    if (engine === null) return;
    this.#tell(null);
    engine.stop();
  }

  async #begin(who: Who, open: OpenEngine): Promise<ChatEngine> {
    try {
      const engine = await open(who);
      if (this.#who !== who) {
        engine.stop();
        throw new Error('another device was attached meanwhile');
      }
      this.#engine = engine;
      engine.setOnline(this.#online);
      this.#tell(engine);
      return engine;
    } catch (error) {
      // The next attach tries again.
      if (this.#who === who) this.#who = this.#opening = null;
      throw error;
    }
  }

  #tell(engine: ChatEngine | null): void {
    for (const watcher of [...this.#watchers]) watcher(engine);
  }
}

export const engineHost = new EngineHost();
