// What is typed where no conversation is there yet: it belongs to the place it was typed at, whatever is opened meanwhile.
import type { ConversationRef } from './types';

export class EarlyText {
  readonly #texts = new Map<string, string>();

  of(ref: Where): string {
    return this.#texts.get(keyOf(ref)) ?? '';
  }

  write(ref: Where, text: string): void {
    this.#texts.set(keyOf(ref), text);
  }

  /** From now on it is somebody else's. */
  take(ref: Where): string {
    const text = this.of(ref);
    this.#texts.delete(keyOf(ref));
    return text;
  }
}

type Where = { readonly [part in keyof ConversationRef]: string | null };

const keyOf = ({ conv, peer }: Where): string => `${conv ?? ''} ${peer ?? ''}`;
