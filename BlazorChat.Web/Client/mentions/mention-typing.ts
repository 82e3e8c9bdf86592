// A list of members for `@name` while one writes, and who was picked from it until the message is sent.
import { html, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { replaceRange } from '../emoji/field-edit';
import { Offers } from '../emoji/offers';
import type { Member } from '../messages/types';
import '../people/avatar.element';
import { plural, t } from '../texts';
import { begunMention, type BegunMention } from './begun-mention';
import { completeMember } from './complete';
import { namedIn } from './names';

const mostOffered = 8;

export class MentionTyping implements ReactiveController {
  readonly offers: Offers;
  readonly #picked = new Set<string>();
  #begun: BegunMention | null = null;
  #offered: readonly Member[] = [];
  /** Where a list was put away, or somebody was picked: it does not come back for the same word. */
  #dismissed: number | null = null;

  /** `members`: of whom the reader may name some. */
  constructor(host: ReactiveControllerHost, private readonly field: () => HTMLTextAreaElement | null, private readonly members: () => readonly Member[]) {
    host.addController(this);
    this.offers = new Offers(host, 'members', () => { this.#dismissed = this.#begun?.start ?? null; });
  }

  hostDisconnected(): void {
    this.reset();
  }

  /** Another message begins. */
  reset(): void {
    this.#picked.clear();
    this.#dismissed = null;
    this.put();
  }

  /** Whom the text names now. */
  named(text: string): readonly string[] {
    return namedIn(text, this.members(), this.#picked);
  }

  /** After an input event of the field, or when more members are known. */
  readonly look = (): void => {
    const field = this.field();
    if (field === null || field.value === '') return this.reset();
    const begun = field.selectionStart === field.selectionEnd ? begunMention(field.value, field.selectionStart) : null;
    if (begun === null || begun.start !== this.#dismissed) this.#dismissed = null;
    if (begun === null || begun.start === this.#dismissed) return this.put();
    const found = completeMember(this.members(), begun.name, mostOffered);
    const again = this.#begun?.start === begun.start && this.#begun.name === begun.name && found.every((member, i) => member.user === this.#offered[i]?.user);
    [this.#begun, this.#offered] = [begun, found];
    this.offers.show(found.map((member) => this.#offer(member)), t('mention.suggestions', { begun: begun.name }), plural('mention.offered', found.length), again);
  };

  /** More members are known: a word that is being typed may be theirs. */
  grown(): void {
    if (this.#begun !== null) this.look();
  }

  readonly put = (): void => {
    this.#begun = null;
    this.offers.put();
  };

  #offer(member: Member) {
    const { user, username, name, chosen } = member;
    return {
      glyph: html`<chat-avatar user=${user} name=${name}></chat-avatar>`,
      called: html`<bdi>${name}</bdi>${chosen === null ? '' : html` <span class="chosen">(<bdi>${chosen}</bdi>)</span>`}`,
      aside: username,
      take: () => this.#take(member),
    };
  }

  #take({ user, name }: Member): void {
    const [field, begun] = [this.field(), this.#begun];
    if (field === null || begun === null) return;
    this.put();
    this.#picked.add(user);
    replaceRange(field, begun.start, field.selectionStart, `@${name} `);
    this.#dismissed = begun.start;
    this.offers.put();
  }
}
