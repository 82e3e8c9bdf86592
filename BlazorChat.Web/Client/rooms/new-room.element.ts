// `<chat-new-room>`: asks what a new room is to be, makes it and goes there.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { RoomProfile } from '../api';
import { base } from '../look/base';
import { dialog } from '../look/dialog';
import { radio } from '../look/radio';
import { t } from '../texts';
import { Acting } from './acting';
import { go, roomPath } from './go';
import './people-chooser.element';
import { problemOf, type Problem } from './problem';
import { profileFields, profileOf } from './profile-fields';
import type { RoomActs } from './room-acts';
import { roomDialogStyles } from './room-dialog.styles';
import { tileStyles } from './tile';

@customElement('chat-new-room')
export class ChatNewRoom extends LitElement {
  static override styles = [base, dialog, roomDialogStyles, tileStyles];

  rooms!: Pick<RoomActs, 'create' | 'person'>;
  user = '';
  go = go;
  @state() private kind: 'private' | 'open' = 'private';
  @state() private history: 'none' | 'shared' = 'none';
  @query('dialog') private dialog!: HTMLDialogElement;
  readonly #acting = new Acting(this, problemOf);

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    const { busy, problem } = this.#acting;
    return html`<dialog aria-labelledby="title" @close=${() => this.remove()}>
      <form @submit=${this.#submit} novalidate>
        <h1 id="title">${t('rooms.new.title')}</h1>
        ${profileFields({}, problem?.key ?? null)}
        <fieldset class="choices"><legend>${t('rooms.kind')}</legend>
          ${(['private', 'open'] as const).map((kind) => radio('kind', kind, this.kind === kind, t(`rooms.kind.${kind}`), () => { this.kind = kind; }, t(`rooms.kind.${kind}.about`)))}
        </fieldset>
        ${this.kind === 'open' ? nothing : html`<fieldset class="choices"><legend>${t('rooms.history')}</legend>
          ${(['none', 'shared'] as const).map((history) => radio('history', history, this.history === history, t(`rooms.history.${history}`), () => { this.history = history; }, t(`rooms.history.${history}.about`)))}
        </fieldset>`}
        <p class="secondary">${t('rooms.history.fixed')}</p>
        <div class="field"><h2>${t('rooms.members.first')}</h2><chat-people-chooser .present=${new Set([this.user])} .certified=${this.rooms.person}></chat-people-chooser></div>
        <p class="problem" id="problem" role="alert">${problem === null ? nothing : t(problem.key, { name: this.#nameOf(problem) })}</p>
        <div class="buttons">
          <button type="button" @click=${() => this.dialog.close()}>${t('rooms.cancel')}</button>
          <button type="submit" class="primary" aria-disabled=${busy}>${t(busy ? 'rooms.working' : 'rooms.new.create')}</button>
        </div>
      </form>
    </dialog>`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#create(event.target as HTMLFormElement);
  };

  async #create(form: HTMLFormElement): Promise<void> {
    const profile = profileOf(form);
    if (profile.name === '') this.#acting.refuse({ key: 'rooms.error.name-empty' });
    else if (await this.#acting.run(() => this.#make(profile))) return;
    if (this.#acting.problem !== null && this.#acting.problem.key !== 'rooms.error.topic') this.renderRoot.querySelector<HTMLElement>('#name')?.focus();
  }

  async #make(profile: RoomProfile): Promise<void> {
    const members = this.#chosen.map(({ user, name }) => ({ user, name }));
    const conv = await this.rooms.create({ kind: this.kind, history: this.kind === 'open' ? 'shared' : this.history, members, profile });
    // Who has closed it meanwhile is elsewhere, and finds the room in the list.
    if (!this.isConnected) return;
    this.dialog.close();
    this.go(roomPath(conv));
  }

  get #chosen() { return this.renderRoot.querySelector('chat-people-chooser')!.chosen; }
  #nameOf = ({ user }: Problem): string => this.#chosen.find((one) => one.user === user)?.name ?? t('timeline.someone');
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-new-room': ChatNewRoom;
  }
}
