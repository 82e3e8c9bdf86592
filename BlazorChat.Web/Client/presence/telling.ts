// Tells the others in a conversation that one writes there: never what, nor how much. Not to be told is a setting.
import { Api, isApiError } from '../api';
import type { Conversation } from '../messages/types';
import { preferences } from '../preferences/store';

export const tellEveryMs = 3_000;

export class Telling {
  #conv: string | null = null;
  #notBefore = 0;

  constructor(private readonly api: Pick<Api, 'typing'> = new Api()) {}

  /** The text in the field has changed to this. A dm that has not been made has nobody to tell. */
  typed(conversation: Pick<Conversation, 'conv' | 'status'> | null, text: string): void {
    const conv = conversation?.conv ?? null;
    if (conv === null || conversation?.status !== 'ready' || text.trim() === '' || preferences().now.typing !== 'on') return;
    const now = Date.now();
    if (conv === this.#conv && now < this.#notBefore) return;
    [this.#conv, this.#notBefore] = [conv, now + tellEveryMs];
    this.api.typing(conv).catch((error: unknown) => {
      if (isApiError(error) && error.retryAfter !== null) this.#notBefore = now + error.retryAfter;
    });
  }
}
