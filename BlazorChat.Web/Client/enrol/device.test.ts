// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from '../api';
import { RecoveryCodeError } from '../crypto/errors';
import { en } from '../texts/en';
import { fr } from '../texts/fr';
import type { Step } from './context';
import './device.element';
import type { ChatDevice } from './device.element';
import type { Enrolment, Outcome } from './enrol';
import { returnUrl } from './return-url';

const code = 'ABCDEFGHJKMNPQRSTVWXYZ012345';
const none = () => Promise.reject(new Error('not expected'));

/** Puts the element on a page whose enrolment answers as told. */
async function page(acts: Partial<Record<'resume' | 'recover' | 'reset' | 'askAgain' | 'replaceCode' | 'codeSaved', (...args: never[]) => unknown>>, secure = true, newCode = false) {
  const went: string[] = [];
  let progress!: (step: Step) => void;
  const element = document.createElement('chat-device') as ChatDevice;
  element.user = 'u';
  element.username = 'alice';
  element.returnTo = '/chat/u/x';
  element.newCode = newCode;
  element.surroundings = {
    secure, go: url => void went.push(url),
    open: async (_, report) => {
      progress = report;
      return { resume: none, recover: none, reset: none, codeSaved: async () => {}, ...acts } as unknown as Enrolment;
    },
  };
  document.body.append(element);
  const settle = async () => {
    await vi.waitFor(() => expect(element.updateComplete).resolves.toBe(true));
    await new Promise(resolve => setTimeout(resolve));
    await element.updateComplete;
  };
  await settle();
  const root = element.shadowRoot!;
  const button = (text: string) => [...root.querySelectorAll('button')].find(b => b.textContent?.trim() === text)!;
  return { element, root, went, settle, button, progress: (step: Step) => progress(step), text: () => root.textContent!.replace(/\s+/g, ' ') };
}
const check = (box: Element) => {
  (box as HTMLInputElement).checked = true;
  box.dispatchEvent(new Event('change'));
};

afterEach(() => {
  document.body.replaceChildren();
  document.documentElement.lang = 'en';
  vi.useRealTimers();
});

describe('while it works', () => {
  test('each step is said in words, in the language of the page', async () => {
    document.documentElement.lang = 'fr';
    const shown = await page({ resume: () => new Promise(() => {}) });
    for (const step of ['authority', 'chain', 'keys'] as const) shown.progress(step);
    await shown.settle();
    expect([...shown.root.querySelectorAll('li')].map(li => li.textContent?.trim())).toHaveLength(3);
    expect(shown.root.querySelector('li.now')?.textContent).toBe(fr['device.step.keys']);
    expect(shown.root.querySelector('[role=status]')?.textContent).toBe(fr['device.step.keys']);
  });

  test('it goes on to the page that was asked for', async () => {
    expect((await page({ resume: async () => ({ kind: 'ready' }) })).went).toEqual(['/chat/u/x']);
  });

  test('a blocked device is told why', async () => {
    expect((await page({ resume: async () => ({ kind: 'blocked', reason: 'revoked' }) })).went).toEqual(['/blocked?reason=revoked']);
  });

  test('a session that ended leads to the sign-in', async () => {
    const { went } = await page({ resume: () => Promise.reject(new ApiError(401, 'signed-out')) });
    expect(went[0]).toMatch(/^\/login\?return=/);
  });

  test('a session that ends while an administrator is waited for does as well; a connection that fails does not', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'], shouldAdvanceTime: true });
    const answers = [async (): Promise<Outcome> => ({ kind: 'waiting', what: 'certificates', since: 0, code: 'A' }), () => Promise.reject(new Error('no network')), () => Promise.reject(new ApiError(401, 'signed-out'))];
    const resume = vi.fn(() => answers.shift()!());
    const { went } = await page({ resume });
    await vi.advanceTimersByTimeAsync(60_000);
    await vi.waitFor(() => expect(resume).toHaveBeenCalledTimes(3));
    await vi.waitFor(() => expect(went[0]).toMatch(/^\/login\?return=/));
  });
});

describe('a new recovery code', () => {
  test('is made only when it was asked for on the page', async () => {
    const shown = await page({ replaceCode: async () => ({ kind: 'save-code', code }) }, true, true);
    expect(shown.text()).toContain(en['device.new-code.replaces']);
    expect(shown.root.querySelector('a')!.getAttribute('href')).toBe('/chat/u/x');
    shown.button(en['device.new-code.make']).click();
    await shown.settle();
    expect(shown.text()).toContain(en['device.code.replaced']);
    expect(shown.root.querySelector('.code')!.textContent!.replace(/[^0-9A-Z]/g, '')).toBe(code);
  });
});

describe('the recovery code', () => {
  const shownCode = (codeSaved = async () => {}) => page({ resume: async () => ({ kind: 'save-code', code }), codeSaved });

  test('stands in its region in seven groups of four, and only a person who saved it goes on', async () => {
    const saved = vi.fn(async () => {});
    const shown = await shownCode(saved);
    const region = shown.root.querySelector('[role=region]')!;
    expect(region.getAttribute('aria-label')).toBe('Recovery code');
    expect(region.textContent?.trim()).toBe('ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345');
    expect(shown.button('Continue').disabled).toBe(true);
    check(shown.root.querySelector('input[type=checkbox]')!);
    await shown.settle();
    expect(shown.button('Continue').disabled).toBe(false);
    expect(saved).not.toHaveBeenCalled();
    shown.button('Continue').click();
    await shown.settle();
    expect(saved).toHaveBeenCalledOnce();
    expect(shown.went).toEqual(['/chat/u/x']);
  });

  test('is copied as shown', async () => {
    const writeText = vi.fn(async () => {});
    vi.stubGlobal('navigator', { clipboard: { writeText }, languages: ['en'] });
    const shown = await shownCode();
    shown.button('Copy').click();
    await shown.settle();
    expect(writeText).toHaveBeenCalledWith('ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345');
    expect(shown.text()).toContain('Copied');
    vi.unstubAllGlobals();
  });
});

describe('a browser without key', () => {
  const choice: Outcome = { kind: 'choose', notice: null };

  test('takes the recovery code, and says what is wrong with it while the field stays', async () => {
    const recover = vi.fn(() => Promise.reject(new RecoveryCodeError('recovery-code-check')));
    const shown = await page({ resume: async () => choice, recover });
    shown.root.querySelector('input')!.value = 'abcd';
    shown.root.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
    await shown.settle();
    expect(recover).toHaveBeenCalledWith('abcd');
    expect(shown.root.querySelector('[role=alert]')?.textContent).toBe(en['device.error.recovery-code-check']);
    expect(shown.root.querySelector('input')!.getAttribute('aria-invalid')).toBe('true');
  });

  test('starts over only after reading what is lost and agreeing to it', async () => {
    const reset = vi.fn(async () => ({ kind: 'waiting', what: 'reset', since: 0, code: 'AAAA-BBBB-CCCC-DDDD' }));
    const shown = await page({ resume: async () => choice, reset });
    expect(shown.text()).not.toContain(en['device.reset.messages']);
    shown.button('Start over').click();
    await shown.settle();
    for (const key of ['device.reset.messages', 'device.reset.devices', 'device.reset.people', 'device.reset.approval'] as const)
      expect(shown.text()).toContain(en[key]);
    expect(shown.button('Start over').disabled).toBe(true);
    check(shown.root.querySelector('input[type=checkbox]')!);
    await shown.settle();
    shown.button('Start over').click();
    await shown.settle();
    expect(reset).toHaveBeenCalledOnce();
    expect(shown.text()).toContain('AAAA-BBBB-CCCC-DDDD');
  });

  test('goes on by itself once an administrator has approved', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const answers: Outcome[] = [{ kind: 'waiting', what: 'reset', since: 0, code: 'A' }, { kind: 'waiting', what: 'reset', since: 0, code: 'A' }, { kind: 'ready' }];
    const shown = await page({ resume: async () => answers.shift() });
    await vi.advanceTimersByTimeAsync(11_000);
    expect(shown.went).toEqual(['/chat/u/x']);
  });
});

describe('where an administrator decides about browsers', () => {
  const waiting: Outcome = { kind: 'waiting', what: 'certificates', since: 0, code: 'AAAA-BBBB-CCCC-DDDD' };

  test('says what is waited for, by which code it is decided, and offers no way around', async () => {
    const shown = await page({ resume: async () => waiting });
    expect(shown.root.querySelector('[role=status]')?.textContent).toContain('an administrator decides which browsers may be used');
    expect(shown.root.querySelector('code')?.textContent).toBe('AAAA-BBBB-CCCC-DDDD');
    expect([...shown.root.querySelectorAll('button')].map(button => button.textContent)).toEqual([en['device.waiting.check']]);
  });

  test('asks often at first and then twice a minute', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const resume = vi.fn(async () => waiting);
    await page({ resume });
    await vi.advanceTimersByTimeAsync(3 * 60_000);
    const soon = resume.mock.calls.length;
    expect(soon).toBeGreaterThan(30);
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    expect(resume.mock.calls.length - soon).toBeLessThan(125);
  });

  test('a click on Check while it is being looked anyway waits for that, and shows its code', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let approve = (): void => {};
    const answers = [async () => waiting, () => new Promise<Outcome>(resolve => { approve = () => resolve({ kind: 'save-code', code }); })];
    const resume = vi.fn(() => answers.shift()!());
    const shown = await page({ resume });
    await vi.advanceTimersByTimeAsync(5_100);
    expect(resume).toHaveBeenCalledTimes(2);
    shown.button(en['device.waiting.check']).click();
    approve();
    await shown.settle();
    expect(shown.root.querySelector('.code')!.textContent!.replace(/[^0-9A-Z]/g, '')).toBe(code);
    expect(resume).toHaveBeenCalledTimes(2);
  });

  test('shows the reason of a refusal as text and what to do, and asks again when told to', async () => {
    const askAgain = vi.fn(async () => waiting);
    const shown = await page({ resume: async () => ({ kind: 'refused', reason: '<b>Company laptops only</b>' }), askAgain });
    expect(shown.root.querySelector('blockquote')?.textContent).toBe('<b>Company laptops only</b>');
    expect(shown.text()).toContain(en['device.refused.next']);
    shown.button('Ask again').click();
    await shown.settle();
    expect(askAgain).toHaveBeenCalledOnce();
    expect(shown.text()).toContain('AAAA-BBBB-CCCC-DDDD');
  });
});

describe('what goes wrong', () => {
  test('is said in a sentence, with a way to try again', async () => {
    const answers = [() => Promise.reject(new ApiError(0, 'network')), async () => ({ kind: 'ready' })];
    const shown = await page({ resume: () => answers.shift()!() });
    expect(shown.root.querySelector('[role=alert]')?.textContent).toBe(en['device.error.network']);
    shown.button('Try again').click();
    await shown.settle();
    expect(shown.went).toEqual(['/chat/u/x']);
  });

  test.each([
    [new ApiError(422, 'weak-key'), en['device.error.refused'].replace('{code}', 'weak-key')],
    [new ApiError(429, 'throttled'), en['device.error.throttled']],
    [new DOMException('full', 'QuotaExceededError'), en['device.error.storage']],
    [new TypeError('x is not a function'), en['device.error.unknown']],
  ])('%s', async (error, sentence) => {
    const shown = await page({ resume: () => Promise.reject(error) });
    expect(shown.root.querySelector('[role=alert]')?.textContent).toBe(sentence);
  });

  test('without a secure connection nothing is tried', async () => {
    const shown = await page({}, false);
    expect(shown.text()).toContain(en['device.error.insecure']);
    expect(shown.button('Try again')).toBeUndefined();
  });
});

test.each([
  [null, '/chat'], ['/chat/u/1?x=2#m', '/chat/u/1?x=2#m'], ['https://evil.example/', '/chat'], ['//evil.example/', '/chat'],
  ['/\\evil.example', '/chat'], ['/\t/evil.example', '/chat'], ['javascript:alert(1)', '/chat'], ['chat', '/chat'], ['', '/chat'],
])('returning to %s leads to %s', (wanted, expected) => {
  expect(returnUrl(wanted, 'https://chat.example')).toBe(expected);
});
