// Gives an element its conversation: from the engine, once it is there, by the ids in the element's attributes.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { engineHost, type EngineHost } from './host';
import type { ChatEngine, Conversation, ConversationRef } from './types';

interface Watcher extends ReactiveControllerHost {
  readonly conv: string | null;
  readonly peer: string | null;
  /** Another conversation than before, or none. */
  switched(conversation: Conversation | null): void;
  /** Something in it changed. */
  changed(): void;
}

export class ConversationWatch implements ReactiveController {
  conversation: Conversation | null = null;
  #engine: ChatEngine | null = null;
  #unwatch: (() => void) | null = null;
  #unsubscribe: (() => void) | null = null;

  constructor(private readonly element: Watcher, private readonly host: EngineHost = engineHost) {
    element.addController(this);
  }

  hostConnected(): void {
    this.#unwatch = this.host.watch((engine) => {
      this.#engine = engine;
      this.#choose();
    });
  }

  hostDisconnected(): void {
    this.#unwatch?.();
    this.#unwatch = this.#engine = null;
    this.#choose();
  }

  /** Before each update: the attributes may name another conversation. */
  hostUpdate(): void {
    this.#choose();
  }

  #choose(): void {
    const ref = this.#ref();
    const next = this.#engine === null || ref === null ? null : this.#engine.conversation(ref);
    if (next === this.conversation) return;
    this.#unsubscribe?.();
    this.conversation = next;
    this.#unsubscribe = next?.subscribe(() => this.element.changed()) ?? null;
    this.element.switched(next);
    this.element.requestUpdate();
  }

  #ref(): ConversationRef | null {
    const { conv, peer } = this.element;
    if (!conv && !peer) return null;
    return { ...(conv ? { conv } : {}), ...(peer ? { peer } : {}) };
  }
}
