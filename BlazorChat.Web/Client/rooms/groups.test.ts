// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FoundUser, GroupPeople } from '../api';
import type { ChatPeopleChooser } from './people-chooser.element';
import './people-chooser.element';

const person = (user: string, name: string): FoundUser => ({ user, username: name.toLowerCase(), name, chosen: null, hasDevice: true });
const [anna, ben, carl] = [person('a', 'Anna'), person('b', 'Ben'), person('c', 'Carl')];
const tea = { id: 'g', name: 'Tea <b>group</b>' };

let chooser: ChatPeopleChooser;
let people: GroupPeople;

beforeEach(async () => {
  document.documentElement.lang = 'en';
  people = { name: tea.name, users: [anna, ben, carl], without: 2, more: false };
  chooser = document.createElement('chat-people-chooser');
  Object.assign(chooser, {
    present: new Set(['a']), certified: async (user: string) => ({ name: `certified ${user}` }),
    api: { users: async () => [], groups: async () => [tea], groupPeople: async () => people },
  });
  document.body.append(chooser);
  await chooser.updateComplete;
});
afterEach(() => document.body.replaceChildren());

const root = () => chooser.shadowRoot!;
const panel = () => root().querySelector('chat-group-people')!;
const button = (text: string) => [...panel().shadowRoot!.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === text)!;

async function openGroup(): Promise<void> {
  const field = root().querySelector('input')!;
  field.value = 'tea';
  field.dispatchEvent(new Event('input'));
  await vi.waitFor(() => expect(root().querySelector('.group')).not.toBeNull());
  root().querySelector<HTMLButtonElement>('.group')!.click();
  await vi.waitFor(() => expect(panel().shadowRoot!.textContent).not.toContain('One moment'));
}

test('a group is found by name, is text, and shows who of it can be added and how many cannot', async () => {
  await openGroup();
  const said = panel().shadowRoot!.textContent!;
  expect(said).toContain('People of “Tea <b>group</b>”');
  expect(said).toContain('later changes of the group change nothing here');
  expect(said).toContain('1 person of it is here already.');
  expect(said).toContain('2 people have no account or no device here and are left out.');
  expect([...panel().shadowRoot!.querySelectorAll('label span:not(.secondary)')].map(({ textContent }) => textContent.trim())).toEqual(['Ben', 'Carl']);
});

test('who is left ticked is chosen, by the certified name, and nobody else', async () => {
  await openGroup();
  panel().shadowRoot!.querySelector<HTMLInputElement>('input')!.dispatchEvent(new Event('change'));
  await panel().updateComplete;
  button('Choose 1 person').click();
  await vi.waitFor(() => expect(chooser.chosen).toEqual([{ ...carl, name: 'certified c' }]));
  expect(root().querySelector('chat-group-people')).toBeNull();
});

test('another group shows its own people, also where one was open', async () => {
  await openGroup();
  const other = { id: 'h', name: 'Other' };
  Object.assign(chooser.api, { groups: async () => [other], groupPeople: async () => ({ ...people, name: other.name, users: [carl] }) });
  const field = root().querySelector('input')!;
  field.value = 'oth';
  field.dispatchEvent(new Event('input'));
  await vi.waitFor(() => expect(root().querySelector('.group')?.textContent).toContain('Other'));
  root().querySelector<HTMLButtonElement>('.group')!.click();
  await vi.waitFor(() => expect([...panel().shadowRoot!.querySelectorAll('label span:not(.secondary)')].map(({ textContent }) => textContent.trim())).toEqual(['Carl']));
});

test('Enter takes who is found for what stood there then, and leaves what was typed since', async () => {
  const answers: (() => void)[] = [];
  Object.assign(chooser.api, { groups: async () => [], users: (text: string) => new Promise(resolve => answers.push(() => resolve(text === 'ben' ? [ben] : [carl]))) });
  const field = root().querySelector('input')!;
  field.value = 'ben';
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true }));
  field.value = 'car';
  await vi.waitFor(() => expect(answers.length).toBe(1));
  answers[0]!();
  await vi.waitFor(() => expect(chooser.chosen.map(({ user }) => user)).toEqual(['b']));
  expect(field.value).toBe('car');
});

test('Enter pressed twice for one name takes nobody else', async () => {
  Object.assign(chooser.api, { groups: async () => [], users: async () => [ben, carl] });
  const field = root().querySelector('input')!;
  field.value = 'b';
  for (const repeat of [false, false, true]) field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', repeat, cancelable: true }));
  await vi.waitFor(() => expect(chooser.chosen.length).toBe(1));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(chooser.chosen.map(({ user }) => user)).toEqual(['b']);
});

test('called off it chooses nobody', async () => {
  await openGroup();
  button('Cancel').click();
  await chooser.updateComplete;
  expect([chooser.chosen, root().querySelector('chat-group-people')]).toEqual([[], null]);
});

test('a group nobody of which can be added says so', async () => {
  people = { name: tea.name, users: [], without: 1, more: false };
  await openGroup();
  expect(panel().shadowRoot!.textContent).toContain('Nobody of it can be added.');
  expect(panel().shadowRoot!.querySelector('.primary')).toBeNull();
});

test('without an answer from the directory people are found all the same', async () => {
  Object.assign(chooser.api, { users: async () => [ben], groups: async () => { throw new Error('away'); } });
  const field = root().querySelector('input')!;
  field.value = 'ben';
  field.dispatchEvent(new Event('input'));
  await vi.waitFor(() => expect(root().querySelector('.found')?.textContent).toContain('Ben'));
});
