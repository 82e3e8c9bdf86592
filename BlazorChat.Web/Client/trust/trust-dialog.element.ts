// `<chat-trust-dialog>`: what this browser knows of somebody: devices, certificates, and the code that two people compare.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { base } from '../look/base';
import { dialog } from '../look/dialog';
import { sentence } from '../messages/sentences';
import { dayAndTime, longDay } from '../people/moments';
import { plural, t } from '../texts';
import type { Bases, TrustBook, TrustedDevice, TrustView } from './trust-book';

@customElement('chat-trust-dialog')
export class ChatTrustDialog extends LitElement {
  static override styles = [base, dialog, css`
    dialog { width: min(600px, calc(100vw - 24px)); }
    .body { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; }
    header { display: flex; align-items: start; justify-content: space-between; gap: 16px; }
    h1 { margin: 0; font-size: var(--bc-size-title); line-height: 1.25; overflow-wrap: anywhere; }
    h2 { margin: 0 0 4px; font-size: var(--bc-size); font-weight: 650; }
    p, ul { margin: 0; }
    ul { padding: 0; list-style: none; }
    li { display: grid; gap: 2px; padding: 10px 0; }
    li + li { border-top: 1px solid var(--bc-border); }
    .device { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; }
    code { font-family: var(--bc-mono); font-size: var(--bc-size-small); overflow-wrap: anywhere; }
    .code { display: grid; grid-template-columns: repeat(auto-fit, minmax(72px, 1fr)); gap: 8px; max-width: 400px; margin-block: 8px; padding: 12px; border-radius: var(--bc-radius); background: var(--bc-raised); }
    .code span { font-family: var(--bc-mono); font-size: var(--bc-size-head); letter-spacing: 0.06em; text-align: center; }
    .tag { padding: 1px 8px; border-radius: 999px; background: var(--bc-raised); font-size: var(--bc-size-tiny); }
    .tag.gone { color: var(--bc-danger); }
    .note { padding: 12px; border-inline-start: 4px solid var(--bc-danger); border-radius: var(--bc-radius); background: var(--bc-raised); }
    .buttons { display: flex; flex-wrap: wrap; gap: 8px; margin-block-start: 8px; }
    .buttons button { min-height: 36px; padding: 6px 16px; }
    .buttons button:not(.primary) { border: 1px solid var(--bc-line); }
  `];

  book!: Pick<TrustBook, 'of' | 'mark'>;
  user = '';
  now = () => Date.now();
  /** Undefined: being asked for; null: there is nobody, or no answer. */
  @state() private view: TrustView | null | undefined = undefined;
  @query('dialog') private dialog!: HTMLDialogElement;

  protected override firstUpdated(): void {
    this.dialog.showModal();
    void this.#load();
  }

  protected override render(): TemplateResult {
    const { view } = this;
    return html`<dialog aria-labelledby="title" @close=${() => this.remove()}><div class="body">
      <header><h1 id="title">${view == null ? t('trust.title') : sentence('trust.title.of', { name: view.name })}</h1>
        <button type="button" class="plain" @click=${() => this.dialog.close()}>${t('rooms.close')}</button></header>
      ${view === undefined ? html`<p class="secondary" role="status">${t('trust.loading')}</p>` : view === null ? html`<p role="alert">${t('trust.unknown')}</p>` : this.#whole(view)}
    </div></dialog>`;
  }

  #whole(view: TrustView): TemplateResult {
    const { name, username, chosen, standing, firstSeen, devices, resets } = view;
    return html`
      ${standing === 'ok' || standing === 'none' ? nothing : html`<div class="note">${sentence(`notice.${noticeOf(standing)}`, { name })}</div>`}
      <div><p><bdi>${name}</bdi> · <bdi>${username}</bdi>${chosen === null ? nothing : html` · ${sentence('trust.chosen', { name: chosen })}`}</p>
        <p class="secondary">${firstSeen === null ? t('trust.first-seen.unknown') : t('trust.first-seen', { time: dayAndTime(firstSeen) })}${resets === 0 ? nothing : html` ${plural('trust.resets', resets)}`}</p></div>
      ${this.#comparison(view)}
      <section aria-labelledby="devices"><h2 id="devices">${t('trust.devices')}</h2>
        ${devices.length === 0 ? html`<p class="secondary">${sentence('notice.no-device', { name })}</p>` : html`<ul>${devices.map((device, i) => this.#device(device, i + 1))}</ul>`}
        <p class="secondary">${t(view.hasRecovery ? 'trust.recovery' : 'trust.recovery.none')}</p></section>`;
  }

  #comparison({ name, code, bases, compared }: TrustView): TemplateResult | typeof nothing {
    if (code === null || bases === null) return nothing;
    return html`<section aria-labelledby="compare"><h2 id="compare">${t('trust.compare')}</h2>
      <p class="secondary">${sentence('trust.compare.how', { name })}</p>
      <div class="code" role="img" aria-label=${code.join(' ')}>${code.map((group) => html`<span>${group}</span>`)}</div>
      <p role="status">${compared === null ? nothing : t('trust.compared', { time: dayAndTime(compared) })}</p>
      <div class="buttons">${compared === null
        ? html`<button type="button" class="primary" @click=${() => void this.#mark(bases, this.now())}>${t('trust.mark')}</button>`
        : html`<button type="button" @click=${() => void this.#mark(bases, null)}>${t('trust.unmark')}</button>`}</div></section>`;
  }

  #device({ sig, state, added, removed, certificate }: TrustedDevice, number: number): TemplateResult {
    return html`<li><div class="device"><strong>${t('trust.device', { number })}</strong><span class="tag ${state === 'active' ? '' : 'gone'}">${t(`trust.state.${state}`)}</span></div>
      <span class="secondary">${t('trust.added', { day: longDay(added) })}${removed === null ? nothing : html` ${t('trust.removed', { day: longDay(removed) })}`}</span>
      ${certificate === null ? nothing : html`<span class="secondary">${t('trust.certificate', { serial: certificate.serial.toUpperCase(), from: longDay(certificate.notBefore), to: longDay(certificate.notAfter) })}</span>`}
      <code>${sig}</code></li>`;
  }

  async #load(): Promise<void> {
    this.view = await this.book.of(this.user).catch(() => null);
  }

  async #mark(bases: Bases, at: number | null): Promise<void> {
    await this.book.mark(this.user, bases, at).catch(() => undefined);
    await this.#load();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.buttons button')?.focus();
  }
}

const noticeOf = (standing: Exclude<TrustView['standing'], 'ok' | 'none'>) =>
  ({ 'new-base': 'new-base', 'unknown-device': 'own-device-unknown', 'pin-broken': 'pin-broken', 'chain-broken': 'chain-broken' } as const)[standing];

declare global {
  interface HTMLElementTagNameMap {
    'chat-trust-dialog': ChatTrustDialog;
  }
}
