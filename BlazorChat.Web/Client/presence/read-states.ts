// How far the others have read the conversation that is shown, and under which of one's own messages that stands.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { Api, type Readers } from '../api';
import { engineHost } from '../messages/host';
import type { Conversation, MessageRow, Row } from '../messages/types';
import { signs, type Sign } from './passing';

/** Under a message: that the other one of a dm has read it or not yet; in rooms who has, and how many more. */
export type Mark = 'sent' | 'read' | { readonly readers: readonly string[]; readonly more: number };

export class ReadStates implements ReactiveController {
  #conversation: Conversation | null = null;
  /** Null: not asked yet, or no answer. */
  #answer: Readers | null = null;
  #from = 0;
  #asking = false;
  readonly #positions = new Map<string, number>();
  readonly #marks = new Map<string, Mark>();
  #ends: (() => void)[] = [];

  constructor(private readonly element: ReactiveControllerHost, private readonly api: Pick<Api, 'readers'> = new Api()) {
    element.addController(this);
  }

  hostConnected(): void {
    this.#ends = [signs.watch(this.#seen), engineHost.onOnline((online) => { if (online) this.#askAgain(); })];
    document.addEventListener('visibilitychange', this.#looked);
  }

  hostDisconnected(): void {
    for (const end of this.#ends.splice(0)) end();
    document.removeEventListener('visibilitychange', this.#looked);
  }

  open(conversation: Conversation | null): void {
    this.#conversation = conversation;
    this.#answer = null;
    this.#from = 0;
    this.#positions.clear();
    this.update();
  }

  /** The conversation has other rows than before, perhaps. */
  update(): void {
    this.#marks.clear();
    const conversation = this.#conversation;
    // Looking at older ones, one does not see one's last.
    if (conversation === null || conversation.conv === null || !conversation.atEnd) return;
    const own = conversation.rows().filter(isOwn);
    const newest = own.at(-1);
    if (newest === undefined) return;
    if (this.#answer === null) void this.#ask();
    else if (this.#answer.tells) this.#mark(conversation, own, newest);
  }

  of(row: Row): Mark | null {
    return this.#marks.get(row.id) ?? null;
  }

  #mark(conversation: Conversation, own: readonly OwnRow[], newest: OwnRow): void {
    if (conversation.peer === null) {
      const readers = [...this.#positions].filter(([, seq]) => seq >= newest.seq).map(([user]) => user);
      const more = this.#from === newest.seq ? this.#answer!.count - this.#answer!.readers.length : 0;
      if (readers.length > 0) this.#marks.set(newest.id, { readers, more });
      return;
    }
    const position = this.#positions.get(conversation.peer) ?? 0;
    this.#marks.set(newest.id, 'sent');
    const read = own.findLast(({ seq }) => seq <= position);
    if (read !== undefined) this.#marks.set(read.id, 'read');
  }

  async #ask(): Promise<void> {
    const conversation = this.#conversation;
    const conv = conversation?.conv ?? null;
    if (this.#asking || conversation === null || conv === null) return;
    this.#asking = true;
    // In a room only who has read one's newest is shown; in a dm one's last that is read.
    const from = conversation.peer === null ? conversation.rows().filter(isOwn).at(-1)?.seq ?? 1 : 1;
    const answer = await this.api.readers(conv, from).catch(() => null);
    this.#asking = false;
    if (conversation !== this.#conversation) return this.update();
    if (answer === null) return; // asked again with the next change or look
    [this.#answer, this.#from] = [answer, from];
    for (const { user, seq } of answer.readers) this.#raise(user, seq);
    this.#changed();
  }

  #askAgain(): void {
    if (this.#answer !== null) void this.#ask();
  }

  readonly #looked = (): void => {
    if (document.visibilityState === 'visible') this.#askAgain(); // a tab that was frozen was told nothing
  };

  readonly #seen = (sign: Sign): void => {
    if (sign.conv !== this.#conversation?.conv) return;
    if (sign.kind === 'lost') this.#askAgain();
    if (sign.kind !== 'read') return;
    this.#raise(sign.user, sign.seq);
    this.#changed();
  };

  #raise(user: string, seq: number): void {
    if (seq > (this.#positions.get(user) ?? 0)) this.#positions.set(user, seq);
  }

  #changed(): void {
    this.update();
    this.element.requestUpdate();
  }
}

type OwnRow = MessageRow & { readonly seq: number };

const isOwn = (row: Row): row is OwnRow => row.kind === 'message' && row.author.own && row.state === 'sent' && row.seq !== null;
