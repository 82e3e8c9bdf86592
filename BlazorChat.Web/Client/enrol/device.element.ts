// `<chat-device user username return-url new-code>`: makes this browser a device of the signed-in user, or proves that it is one.
// With new-code it asks whether to replace the recovery code, and does.
import { LitElement, html, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { Api, isApiError } from '../api';
import { shown } from '../crypto/recovery-code';
import { openDatabase } from '../keys/database';
import { base } from '../look/base';
import { t } from '../texts';
import type { Step } from './context';
import { type ChoiceView, choose, failed, offerCode, refused, saveCode, waiting, working } from './device-views';
import { deviceStyles } from './device.styles';
import { Enrolment, type Outcome } from './enrol';
import { type Problem, problemOf } from './problem';
import { returnUrl } from './return-url';

/** While somebody may be on the phone with an administrator; then the wait may be days. */
const pollSoon = { every: 5_000, times: 36 } as const;
const pollLater = 30_000;

/** What differs between a browser and a test. */
export interface Surroundings {
  readonly open: (user: string, progress: (step: Step) => void, outdated: () => void) => Promise<Enrolment>;
  readonly secure: boolean;
  readonly go: (url: string) => void;
}

const browser: Surroundings = {
  secure: globalThis.isSecureContext && globalThis.crypto?.subtle !== undefined,
  go: url => location.assign(url),
  async open(user, progress, outdated) {
    if (globalThis.indexedDB === undefined) throw new DOMException('no IndexedDB', 'NotSupportedError');
    const db = await openDatabase(outdated);
    return new Enrolment({ api: new Api(), db, user, origin: location.origin, now: () => Date.now(), locks: navigator.locks, progress });
  },
};

export class ChatDevice extends LitElement {
  static override styles = [base, deviceStyles];

  @property() user = '';
  @property() username = '';
  @property({ attribute: 'return-url' }) returnTo: string | null = null;

  @property({ attribute: 'new-code', type: Boolean }) newCode = false;

  surroundings: Surroundings = browser;
  @state() private outcome: Outcome | null = null;
  @state() private problem: Problem | null = null;
  @state() private busy = false;
  @state() private steps: readonly Step[] = [];
  @state() private copied: 'yes' | 'no' | null = null;
  @state() private saved = false;
  @state() private resetting = false;
  @state() private understood = false;
  @state() private offered = false;
  #enrolment: Promise<Enrolment> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #polls = 0;
  #polling: Promise<void> | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.surroundings.secure) {
      this.offered = this.newCode;
      if (!this.offered) void this.#resume(isNew());
    } else this.problem = { key: 'device.error.insecure', params: {} };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopPolling();
  }

  protected override render(): TemplateResult {
    if (this.busy) return working(this.steps, this.newCode ? 'device.title.new-code' : undefined);
    if (this.offered) return offerCode(() => void this.#replaceCode(), returnUrl(this.returnTo, location.origin));
    const { outcome } = this;
    switch (outcome?.kind) {
      case 'save-code': return this.#saveCode(outcome.code);
      case 'choose': return this.#choose(outcome.notice);
      case 'waiting': return waiting({
        what: outcome.what, since: outcome.since, code: outcome.code,
        check: () => void this.#resume(),
        recover: outcome.what === 'reset' ? () => { this.outcome = { kind: 'choose', notice: null }; } : null,
      });
      case 'refused': return refused(outcome.reason, () => void this.#act(enrolment => enrolment.askAgain()));
      // The page is about to go.
      case 'ready': case 'blocked': return working(this.steps);
      default: return this.problem ? failed(this.problem, this.surroundings.secure ? () => void this.#resume() : null) : html``;
    }
  }

  #saveCode(code: string): TemplateResult {
    return saveCode({
      code, copied: this.copied, saved: this.saved,
      copy: () => void this.#copy(shown(code)),
      download: () => this.#download(shown(code)),
      setSaved: saved => { this.saved = saved; },
      proceed: () => void this.#proceed(),
    });
  }

  #choose(notice: ChoiceView['notice']): TemplateResult {
    return choose({
      notice, problem: this.problem, resetting: this.resetting, understood: this.understood,
      recover: event => {
        event.preventDefault();
        const typed = new FormData(event.target as HTMLFormElement).get('code');
        void this.#act(enrolment => enrolment.recover(String(typed ?? '')));
      },
      setResetting: resetting => { [this.resetting, this.understood] = [resetting, false]; },
      setUnderstood: understood => { this.understood = understood; },
      reset: () => void this.#act(enrolment => enrolment.reset()),
    });
  }

  #resume(anew = false): Promise<void> {
    return this.#act(enrolment => enrolment.resume(anew));
  }

  #replaceCode(): Promise<void> {
    this.offered = false;
    return this.#act(enrolment => enrolment.replaceCode());
  }

  async #act(act: (enrolment: Enrolment) => Promise<Outcome>): Promise<void> {
    [this.busy, this.problem, this.steps] = [true, null, []];
    const before = this.outcome;
    try {
      // A quiet look that is under way may bring what is asked for here, and keeps others out until its code is saved.
      await this.#polling;
      if (this.outcome !== before && this.outcome?.kind !== 'waiting') return;
      this.#arrive(await act(await this.#open()));
    } catch (error) {
      if (this.#isSignedOut(error)) return;
      this.problem = problemOf(error);
    } finally {
      this.busy = false;
    }
  }

  #arrive(outcome: Outcome): void {
    [this.outcome, this.resetting, this.understood] = [outcome, false, false];
    this.#stopPolling();
    forgetNew();
    if (outcome.kind === 'ready') this.surroundings.go(returnUrl(this.returnTo, location.origin));
    if (outcome.kind === 'blocked') this.surroundings.go(`/blocked?reason=${encodeURIComponent(outcome.reason)}`);
    if (outcome.kind === 'waiting') this.#pollLater();
    else this.#polls = 0;
  }

  /** Quietly: a lost connection while waiting is no reason to say anything. */
  async #poll(): Promise<void> {
    const before = this.outcome;
    if (this.busy || before?.kind !== 'waiting') return;
    this.#polling = this.#look(before);
    await this.#polling;
    this.#polling = null;
  }

  /** Whoever has turned to something else meanwhile is only called away from it by what has happened. */
  async #look(before: Outcome): Promise<void> {
    try {
      const outcome = await (await this.#open()).resume();
      if (this.outcome === before || has(outcome)) this.#arrive(outcome);
    } catch (error) {
      if (!this.#isSignedOut(error)) this.#pollLater();
    }
  }

  /** Then there is nothing to wait for here: it begins with the sign-in. */
  #isSignedOut(error: unknown): boolean {
    const signedOut = isApiError(error) && error.status === 401;
    if (signedOut) this.surroundings.go(`/login?return=${encodeURIComponent(location.pathname + location.search)}`);
    return signedOut;
  }

  #pollLater(): void {
    this.#timer = setTimeout(() => void this.#poll(), this.#polls++ < pollSoon.times ? pollSoon.every : pollLater);
  }

  #stopPolling(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #proceed(): Promise<void> {
    await (await this.#open()).codeSaved();
    this.surroundings.go(returnUrl(this.returnTo, location.origin));
  }

  #open(): Promise<Enrolment> {
    this.#enrolment ??= this.surroundings.open(this.user, step => { this.steps = [...this.steps.filter(s => s !== step), step]; }, () => {
      [this.outcome, this.problem] = [null, { key: 'device.error.outdated', params: {} }];
    });
    this.#enrolment.catch(() => { this.#enrolment = null; });
    return this.#enrolment;
  }

  async #copy(code: string): Promise<void> {
    this.copied = await navigator.clipboard.writeText(code).then(() => 'yes' as const, () => 'no' as const);
  }

  #download(code: string): void {
    const params = { username: this.username, origin: location.origin, code };
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([t('device.code.file', params)], { type: 'text/plain' }));
    link.download = t('device.code.file.name', params);
    link.click();
    URL.revokeObjectURL(link.href);
  }
}

/** Whether this browser has become a device, or may not. */
const has = ({ kind }: Outcome): boolean => kind === 'ready' || kind === 'save-code' || kind === 'blocked';

const isNew = () => new URLSearchParams(location.search).has('new');

/** From here on this browser has what it came for: loading the page again must not begin anew. */
function forgetNew(): void {
  const url = new URL(location.href);
  url.searchParams.delete('new');
  if (isNew()) history.replaceState(history.state, '', url);
}

// Last: an element that stands in the page already is made at this moment, and needs everything above.
customElements.define('chat-device', ChatDevice);
