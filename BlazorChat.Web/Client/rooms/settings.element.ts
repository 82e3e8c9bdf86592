// `<chat-room-settings>`: what a room is called, for its administrators, and putting it into the archive.
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { Api, type ConversationSummary } from '../api';
import { base } from '../look/base';
import { dialog } from '../look/dialog';
import { t } from '../texts';
import { Acting } from './acting';
import { problemOf } from './problem';
import { profileFields, profileOf } from './profile-fields';
import { roomDialogStyles } from './room-dialog.styles';
import { tileStyles } from './tile';

@customElement('chat-room-settings')
export class ChatRoomSettings extends LitElement {
  static override styles = [base, dialog, roomDialogStyles, tileStyles];

  api: Pick<Api, 'setProfile' | 'setArchived'> = new Api();
  room!: ConversationSummary;
  @query('dialog') private dialog!: HTMLDialogElement;
  readonly #acting = new Acting(this, problemOf);

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    const { name, topic, colour, archived } = this.room;
    return html`<dialog aria-labelledby="title" @close=${() => this.remove()}>
      <form @submit=${this.#submit} novalidate>
        <h1 id="title">${t('rooms.settings.title')}</h1>
        ${profileFields({ name: name ?? '', topic: topic ?? '', ...(colour === null ? {} : { colour }) }, this.#acting.problem?.key ?? null)}
        <p class="problem" id="problem" role="alert">${this.#acting.problem === null ? nothing : t(this.#acting.problem.key)}</p>
        <div class="buttons">
          <button type="button" @click=${() => this.dialog.close()}>${t('rooms.cancel')}</button>
          <button type="submit" class="primary" aria-disabled=${this.#acting.busy}>${t('rooms.settings.save')}</button>
        </div>
        <div class="note"><span>${t('rooms.archive.about')}</span><div class="buttons"><button type="button" @click=${() => void this.#act(() => this.api.setArchived(this.room.conv, !archived), true)}>${t(archived ? 'rooms.unarchive' : 'rooms.archive')}</button></div></div>
      </form>
    </dialog>`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const profile = profileOf(event.target as HTMLFormElement);
    if (profile.name === '') this.#acting.refuse({ key: 'rooms.error.name-empty' });
    else void this.#act(() => this.api.setProfile(this.room.conv, profile));
  };

  /** `after`: also where the name is still being saved. */
  async #act(act: () => Promise<void>, after = false): Promise<void> {
    if (await (after ? this.#acting.next(act) : this.#acting.run(act))) this.dialog?.close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-room-settings': ChatRoomSettings;
  }
}
