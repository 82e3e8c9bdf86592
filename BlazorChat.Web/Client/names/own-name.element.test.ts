// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiError } from '../api';
import type { NameUse } from '../own/name-history';
import type { NamesHad } from './name-history.element';
import './own-name.element';
import type { ChatOwnName } from './own-name.element';

let element: ChatOwnName;
let asked: (string | null)[];
let refuses: ApiError | null;
let kept: NameUse[];
let broken: boolean;
const noon = Date.UTC(2026, 10, 23, 12);
const day = 86_400_000;

const history: NamesHad = {
  entries: async () => { if (broken) throw new Error('no keys'); return kept.toReversed(); },
  remember: async (name, since) => { if (broken) throw new Error('no keys'); kept.push({ name, since }); },
  clear: async () => { kept = []; },
};

beforeEach(() => {
  [asked, refuses, kept, broken] = [[], null, [], false];
});
afterEach(() => {
  document.documentElement.lang = 'en';
  element.remove();
});

async function show({ chosen = null as string | null, withHistory = false } = {}): Promise<ShadowRoot> {
  element = document.createElement('chat-own-name');
  [element.user, element.name, element.chosen] = ['u', 'Ada Lovelace', chosen];
  const answer = async (name: string | null) => {
    asked.push(name);
    if (refuses !== null) throw refuses;
    return name;
  };
  element.api = { chooseName: (name) => answer(name === 'Ada Lovelace' ? null : name), dropName: async () => { await answer(null); } };
  element.openHistory = async () => { if (!withHistory) throw new Error('no keys'); return history; };
  element.now = () => noon;
  document.body.append(element);
  await settled();
  return element.shadowRoot!;
}

async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((done) => setTimeout(done));
  await element.updateComplete;
}

const field = () => element.shadowRoot!.querySelector('input')!;
const problem = () => element.shadowRoot!.querySelector('.problem')!.textContent?.trim();
const said = () => element.shadowRoot!.querySelector('[role=status]')!.textContent?.trim();
const had = () => element.shadowRoot!.querySelector('chat-name-history')?.shadowRoot ?? null;
const rows = () => [...had()!.querySelectorAll('li')].map((row) => `${row.querySelector('bdi')!.textContent} ${row.querySelector('button, .now')!.textContent}`);

async function type(text: string): Promise<void> {
  field().value = text;
  field().dispatchEvent(new Event('input'));
  await settled();
}

async function submit(): Promise<void> {
  element.shadowRoot!.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
  await settled();
}

async function press(root: ParentNode, text: string): Promise<void> {
  [...root.querySelectorAll('button')].find((button) => button.textContent === text)!.click();
  await settled();
}

describe('the name', () => {
  test('in force stands in the field, and who sees it and what stands beside it is said', async () => {
    const root = await show({ chosen: 'Foxy' });
    expect(field().value).toBe('Foxy');
    expect(root.querySelector('label')!.getAttribute('for')).toBe(field().id);
    expect(field().getAttribute('aria-describedby')).toBe('problem hint');
    expect(root.querySelector('#hint')!.textContent).toContain('Ada Lovelace');
    expect(had()).toBeNull();
  });

  test('is saved as the server takes it', async () => {
    await show();
    await type('  Foxy  Fox ');
    await submit();
    expect(asked).toEqual(['Foxy Fox']);
    expect([field().value, problem(), said()]).toEqual(['Foxy Fox', '', 'Saved. Others see you as Foxy Fox.']);
  });

  test('goes back to the directory’s', async () => {
    const root = await show({ chosen: 'Foxy' });
    await press(root, 'Use the name of the directory');
    expect(asked).toEqual([null]);
    expect([field().value, said()]).toEqual(['Ada Lovelace', 'Saved. Others see you as Ada Lovelace.']);
    expect(root.textContent).not.toContain('Use the name of the directory');
  });

  test('too long is said as one types, too short when one is done', async () => {
    await show();
    await type('f'.repeat(41));
    expect([problem(), field().getAttribute('aria-invalid')]).toEqual(['A name has at most 40 characters.', 'true']);
    await type('F');
    expect([problem(), field().getAttribute('aria-invalid')]).toEqual(['', 'false']);
    await submit();
    expect([problem(), asked]).toEqual(['A name has at least 2 characters.', []]);
  });

  test.each([
    [new ApiError(422, 'name-taken'), 'Another person has this name'],
    [new ApiError(422, 'name-reserved'), 'would speak for the chat'],
    [new ApiError(422, 'name-of-the-future'), 'did not take it'],
    [new ApiError(429, 'throttled', {}, 59 * 60_000 + 1), 'again in 60 min'],
    [new ApiError(0, 'network'), 'cannot be reached'],
    [new ApiError(401, 'signed-out'), 'signed out'],
  ])('refused stays in the field with the reason: %s', async (error, sentence) => {
    await show({ chosen: 'Foxy' });
    refuses = error;
    await type('Bob Example');
    await submit();
    expect([field().value, field().getAttribute('aria-invalid')]).toEqual(['Bob Example', 'true']);
    expect(problem()).toContain(sentence);
    expect(said()).toBe('');
  });

  test('is asked for in French too', async () => {
    document.documentElement.lang = 'fr';
    const root = await show();
    expect(root.querySelector('label')!.textContent).toBe('Le nom que les autres voient');
    await type('F');
    await submit();
    expect(problem()).toBe('Un nom compte au moins 2 caractères.');
  });
});

describe('the names one had', () => {
  beforeEach(() => {
    kept = [{ name: 'Wolfy', since: noon - 9 * day }, { name: null, since: noon - 5 * day }, { name: 'Foxy', since: noon - 2 * day }];
  });

  test('stand there newest first with their days, the present one marked', async () => {
    await show({ chosen: 'Foxy', withHistory: true });
    expect(rows()).toEqual(['Foxy now', 'Ada Lovelace Use again', 'Wolfy Use again']);
    expect(had()!.querySelector('time')!.textContent).toContain('November');
    expect(had()!.querySelector('button')!.getAttribute('aria-label')).toBe('Use again: Ada Lovelace');
  });

  test('can be had again', async () => {
    await show({ chosen: 'Foxy', withHistory: true });
    await press(had()!.querySelectorAll('li')[2]!, 'Use again');
    expect(asked).toEqual(['Wolfy']);
    expect(rows()).toEqual(['Wolfy now', 'Foxy Use again', 'Ada Lovelace Use again', 'Wolfy Use again']);
    await press(had()!.querySelectorAll('li')[2]!, 'Use again');
    expect([asked, field().value]).toEqual([['Wolfy', null], 'Ada Lovelace']);
  });

  test('grow by what is saved, not by what is refused or the same', async () => {
    await show({ chosen: 'Foxy', withHistory: true });
    await type('Foxy');
    await submit();
    refuses = new ApiError(422, 'name-taken');
    await type('Bob Example');
    await submit();
    expect(kept.length).toBe(3);
    refuses = null;
    await submit();
    expect(kept.at(-1)).toEqual({ name: 'Bob Example', since: noon });
  });

  test('are kept one after the other: what is clicked meanwhile is not lost, and twice the same is once', async () => {
    const root = await show({ withHistory: true });
    let keep = () => {};
    const remember = history.remember;
    history.remember = async (name, since) => {
      await new Promise<void>((done) => { keep = done; });
      await remember(name, since);
    };
    try {
      await type('Foxy');
      await submit();
      await submit();
      await press(root, 'Use the name of the directory');
      expect(asked).toEqual(['Foxy']);
      keep();
      await settled();
      keep();
      await settled();
      expect(asked).toEqual(['Foxy', null]);
      expect(field().value).toBe('Ada Lovelace');
      expect(kept.slice(-2).map(({ name }) => name)).toEqual(['Foxy', null]);
    } finally {
      history.remember = remember;
    }
  });

  test('take in what changed without them', async () => {
    await show({ chosen: null, withHistory: true });
    expect(rows()).toEqual(['Ada Lovelace now', 'Foxy Use again', 'Ada Lovelace Use again', 'Wolfy Use again']);
    expect(kept.at(-1)).toEqual({ name: null, since: noon });
  });

  test('are cleared after a question', async () => {
    await show({ chosen: 'Foxy', withHistory: true });
    const dialog = had()!.querySelector('dialog')!;
    await press(had()!, 'Clear this list');
    expect(dialog.open).toBe(true);
    dialog.close('no');
    await settled();
    expect(kept.length).toBe(3);
    await press(had()!, 'Clear this list');
    dialog.close('yes');
    await settled();
    expect(kept).toEqual([]);
    expect([rowsOr(), had()!.querySelector('[role=status]')!.textContent]).toEqual([0, 'The list is empty.']);
    expect(asked).toEqual([]);
  });

  test('that cannot be read or written do not keep anybody from a name', async () => {
    await show({ withHistory: true });
    broken = true;
    await type('Foxy');
    await submit();
    expect([field().value, said()]).toEqual(['Foxy', 'Saved. Others see you as Foxy.']);
    expect(had()!.querySelector('.problem')!.textContent).toContain('could not be read or written');
  });

  const rowsOr = () => had()!.querySelectorAll('li').length;
});
