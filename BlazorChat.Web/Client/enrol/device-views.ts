import { html, nothing, type TemplateResult } from 'lit';
import { inGroups } from '../crypto/recovery-code';
import { locale, t, type Key } from '../texts';
import type { Step } from './context';
import { isOfRecoveryCode, type Problem } from './problem';

// What the page shows in each state. No state here, only what to paint and whom to tell.

/** Asks once: the code that somebody may have on paper is worth nothing afterwards. */
export function offerCode(make: () => void, back: string): TemplateResult {
  return html`
    <h1>${t('device.title.new-code')}</h1>
    <p>${t('device.new-code.why')}</p>
    <p>${t('device.new-code.replaces')}</p>
    <div class="row">
      <button class="primary" @click=${make}>${t('device.new-code.make')}</button>
      <a href=${back}>${t('device.new-code.back')}</a>
    </div>`;
}

export function working(steps: readonly Step[], title: Key = 'device.title.working'): TemplateResult {
  return html`
    <h1>${t(title)}</h1>
    <ol class="steps" aria-busy="true">
      ${steps.slice(0, -1).map(step => html`
        <li><span class="mark" aria-hidden="true">✓</span>${stepText(step)}<span class="unseen">${t('device.step.done')}</span></li>`)}
      ${steps.slice(-1).map(step => html`<li class="now"><span class="turning" aria-hidden="true"></span>${stepText(step)}</li>`)}
    </ol>
    <p class="unseen" role="status">${steps.slice(-1).map(stepText)}</p>
    <p class="secondary">${t('device.private')}</p>`;
}

const stepText = (step: Step) => t(`device.step.${step}`);

export interface CodeView {
  readonly code: string;
  readonly copied: 'yes' | 'no' | null;
  readonly saved: boolean;
  readonly copy: () => void;
  readonly download: () => void;
  readonly setSaved: (saved: boolean) => void;
  readonly proceed: () => void;
}

export function saveCode(view: CodeView): TemplateResult {
  return html`
    <h1>${t('device.title.code')}</h1>
    <p>${t('device.code.why')}</p>
    <section role="region" aria-label=${t('device.code.label')}>
      <code class="code" translate="no">${inGroups(view.code).map((group, i) => html`${i === 0 ? nothing : '-'}<wbr><span>${group}</span>`)}</code>
    </section>
    <div class="row">
      <button class="line" @click=${view.copy}>${t('device.code.copy')}</button>
      <button class="line" @click=${view.download}>${t('device.code.download')}</button>
      <span class="secondary" role="status">${view.copied === null ? nothing : t(view.copied === 'yes' ? 'device.code.copied' : 'device.code.not-copied')}</span>
    </div>
    <p class="secondary">${t('device.code.replaced')}</p>
    <label class="check">
      <input type="checkbox" .checked=${view.saved} @change=${(e: Event) => view.setSaved((e.target as HTMLInputElement).checked)}>
      ${t('device.code.saved')}
    </label>
    <div class="actions"><button class="primary" ?disabled=${!view.saved} @click=${view.proceed}>${t('device.code.continue')}</button></div>`;
}

export interface ChoiceView {
  readonly notice: 'refused' | 'approved' | null;
  readonly problem: Problem | null;
  readonly resetting: boolean;
  readonly understood: boolean;
  readonly recover: (event: SubmitEvent) => void;
  readonly setResetting: (resetting: boolean) => void;
  readonly setUnderstood: (understood: boolean) => void;
  readonly reset: () => void;
}

export function choose(view: ChoiceView): TemplateResult {
  const wrong = isOfRecoveryCode(view.problem);
  return html`
    <h1>${t('device.title.choose')}</h1>
    ${view.notice ? html`<p class="notice">${t(`device.choose.${view.notice}`)}</p>` : nothing}
    <p>${t('device.choose.intro')}</p>
    ${view.problem ? problem(view.problem) : nothing}
    <form @submit=${view.recover} novalidate>
      <label class="field" for="code">${t('device.choose.field')}</label>
      <input class="text" id="code" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="200"
        aria-describedby="hint" aria-invalid=${wrong ? 'true' : 'false'}>
      <p class="hint secondary" id="hint">${t('device.choose.hint')}</p>
      <div class="actions"><button class="primary">${t('device.choose.recover')}</button></div>
    </form>
    <h2>${t('device.reset.title')}</h2>
    ${view.resetting ? resetting(view) : html`<button class="line" @click=${() => view.setResetting(true)}>${t('device.reset.open')}</button>`}`;
}

const losses: readonly Key[] = ['device.reset.messages', 'device.reset.devices', 'device.reset.people', 'device.reset.approval'];

function resetting(view: ChoiceView): TemplateResult {
  return html`
    <p>${t('device.reset.intro')}</p>
    <ul>${losses.map(key => html`<li>${t(key)}</li>`)}</ul>
    <label class="check">
      <input type="checkbox" .checked=${view.understood} @change=${(e: Event) => view.setUnderstood((e.target as HTMLInputElement).checked)}>
      ${t('device.reset.understood')}
    </label>
    <div class="row">
      <button class="danger" ?disabled=${!view.understood} @click=${view.reset}>${t('device.reset.confirm')}</button>
      <button @click=${() => view.setResetting(false)}>${t('device.reset.cancel')}</button>
    </div>`;
}

export interface WaitView {
  readonly what: 'reset' | 'certificates';
  readonly since: number;
  readonly code: string;
  readonly check: () => void;
  /** Null: the recovery code does not help. */
  readonly recover: (() => void) | null;
}

export function waiting({ what, since, code, check, recover }: WaitView): TemplateResult {
  const when = new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeStyle: 'short' }).format(since);
  return html`
    <h1>${t('device.title.waiting')}</h1>
    <p role="status">${t(`device.waiting.${what}`, { when })}</p>
    <p>${t('device.waiting.code')}</p>
    <code class="code" translate="no">${code}</code>
    <div class="row">
      <button class="primary" @click=${check}>${t('device.waiting.check')}</button>
      ${recover ? html`<button class="plain" @click=${recover}>${t('device.waiting.recover')}</button>` : nothing}
    </div>`;
}

export function refused(reason: string | null, again: () => void): TemplateResult {
  return html`
    <h1>${t('device.title.refused')}</h1>
    <p role="status">${t('device.refused.text')}</p>
    ${reason === null ? html`<p>${t('device.refused.no-reason')}</p>` : html`
      <p>${t('device.refused.reason')}</p>
      <blockquote class="notice" dir="auto">${reason}</blockquote>`}
    <p>${t('device.refused.next')}</p>
    <div class="actions"><button class="line" @click=${again}>${t('device.refused.again')}</button></div>`;
}

export const problem = ({ key, params }: Problem): TemplateResult => html`<p class="problem" role="alert">${t(key, params)}</p>`;

export function failed(what: Problem, retry: (() => void) | null): TemplateResult {
  return html`
    <h1>${t(retry ? 'device.title.failed' : 'device.title.unsupported')}</h1>
    ${problem(what)}
    ${retry ? html`<div class="actions"><button class="primary" @click=${retry}>${t('device.retry')}</button></div>` : nothing}`;
}
