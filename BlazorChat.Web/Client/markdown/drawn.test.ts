// @vitest-environment happy-dom
import { render } from 'lit';
import { beforeEach, expect, test, vi } from 'vitest';
import { htmlOf } from '../export/html-text';
import './copy.element';
import type { ChatCopy } from './copy.element';
import { drawn } from './drawn';
import { readInTime, readingRound, watchReading } from './in-time';
import { read } from './read';

function page(text: string): HTMLElement {
  const place = document.createElement('div');
  render(drawn(read(text), { tabindex: 0 }), place);
  return place;
}

function saved(text: string): HTMLElement {
  const place = document.createElement('div');
  place.innerHTML = htmlOf(text);
  return place;
}

const hostile = [
  '<script>alert(1)</script>', '**<img src=x onerror=alert(1)>**', '`</code><script>alert(1)</script>`', '```\n</code></pre><script>alert(1)</script>\n```', '[<svg onload=alert(1)>](https://x.example)',
  '[x](https://x.example/"onmouseover="alert(1))', '[x](javascript:alert(1))', '![x](https://x.example/p.png)', '> <iframe src="//evil.example">\n\n- <form action=//evil.example>', '```"><script>\ncode\n```', '<javascript:alert(1)>',
  '[x](data:text/html,<script>alert(1)</script>)', '&lt;script&gt; *a*', '1. <base href=//evil.example>', '[**a](https://x.example)**',
];
const allowed = ['a', 'bdi', 'blockquote', 'chat-copy', 'code', 'div', 'em', 'li', 'ol', 'pre', 'span', 'strong', 'ul'];
const attributes = ['aria-hidden', 'aria-label', 'class', 'dir', 'href', 'referrerpolicy', 'rel', 'role', 'start', 'tabindex', 'target', 'title'];

beforeEach(() => { document.documentElement.lang = 'en'; });

test.each(hostile)('%j makes nothing but what the list allows', (text) => {
  for (const place of [page(text), saved(text)]) {
    for (const element of place.querySelectorAll('*')) {
      expect(allowed).toContain(element.localName);
      for (const { name } of element.attributes) expect(attributes).toContain(name);
      if (element.hasAttribute('href')) expect(element.getAttribute('href')).toMatch(/^(https?:\/\/|mailto:)/);
      if (element.localName === 'a') expect(element.getAttribute('rel')).toContain('noopener noreferrer');
    }
  }
});

test('a saved page says what the chat says', () => {
  const text = '**a** *b* `c` [d.example](https://e.example) https://f.example\n\n> q\n\n- l\n\n```\ncode < > & "\n```';
  const [live, kept] = [page(text), saved(text)];
  for (const each of ['strong', 'em', 'a', 'blockquote', 'ul li', 'pre code', 'bdi']) {
    expect(kept.querySelectorAll(each).length, each).toBe(live.querySelectorAll(each).length);
    expect(kept.querySelector(each)!.textContent!.trim(), each).toBe(live.querySelector(each)!.textContent!.replace('•', '').trim());
  }
  expect(kept.querySelector('pre code')!.textContent).toBe('code < > & "');
});

test('a text without formatting is itself, and lists are copied with their signs', () => {
  expect(page('a\n\n  b https://x.example').textContent).toBe('a\n\n  b https://x.example');
  expect(page('- a\n- b').textContent).toBe('• a• b');
  expect([...page('9. a\n10. b').querySelectorAll('li')].map((item) => item.textContent)).toEqual(['9. a', '10. b']);
});

test('links open outside, tell nothing, and what they hide stands beside them', () => {
  const link = page('[bank.example](https://evil.example)').querySelector('a')!;
  expect([link.target, link.rel, link.getAttribute('referrerpolicy'), link.title]).toEqual(['_blank', 'noopener noreferrer', 'no-referrer', 'https://evil.example/']);
  expect(link.nextElementSibling?.textContent).toBe('(evil.example)');
});

test('code is copied as it is, and says so', async () => {
  const writeText = vi.fn(async () => {});
  vi.stubGlobal('navigator', { clipboard: { writeText }, languages: ['en'] });
  const place = page('```\na\n  b\n```');
  document.body.append(place);
  const copy = place.querySelector('chat-copy') as ChatCopy;
  await copy.updateComplete;
  copy.shadowRoot!.querySelector('button')!.click();
  await vi.waitFor(() => expect(copy.shadowRoot!.querySelector('[role=status]')!.textContent).toBe('Copied'));
  expect(writeText).toHaveBeenCalledWith('a\n  b');
  vi.unstubAllGlobals();
});

test('what takes too long to draw at once is read a moment later', async () => {
  const clock = vi.spyOn(performance, 'now');
  let time = 0;
  clock.mockImplementation(() => (time += 50));
  const texts = ['*one*', '*two*', '*three*'];
  const before = readingRound();
  const told = vi.fn();
  const stop = watchReading(told);
  const is = () => texts.map((text) => { const [block] = readInTime(text); return block?.is === 'paragraph' ? block.children[0]!.is : ''; });
  expect(is()).toEqual(['emphasis', 'emphasis', 'text']);
  await vi.waitFor(() => expect(told).toHaveBeenCalledOnce());
  expect(readingRound()).toBe(before + 1);
  expect(is()).toEqual(['emphasis', 'emphasis', 'emphasis']);
  stop();
  clock.mockRestore();
});
