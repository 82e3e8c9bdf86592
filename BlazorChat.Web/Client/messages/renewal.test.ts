import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { day } from '../crypto/testing/authority';
import { lines, texts, until } from './testing/browser';
import { Scene } from './testing/people';
import { Refusal } from './testing/routes';


let scene: Scene;
beforeEach(async () => { scene = await Scene.begin(); });
afterEach(() => scene.end());

const certificates = () => scene.server.keys.get(scene.ann.first.sig.kid)!.certs.length;
const asked = (requests: readonly string[]) => requests.filter(request => request === 'POST /api/devices').length;

describe('a certificate', () => {
  test('is renewed when a page opens from day 60 on, once for all tabs, and not before', async () => {
    const browser = await scene.browser(scene.ann);
    scene.server.now += 59 * day;
    await browser.tab();
    await until(() => browser.requests.some(request => request.startsWith('GET /api/keys/')));
    browser.close();
    expect(certificates()).toBe(1);

    scene.server.now += 2 * day;
    await Promise.all([browser.tab(), browser.tab()]);
    await until(() => browser.requests.filter(request => request.startsWith('GET /api/keys/')).length === 3);
    await until(() => certificates() === 2);
    expect(asked(browser.requests)).toBe(1);
  });

  test('is renewed in a page that stays open', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      await (await scene.browser(scene.ann)).tab();
      scene.server.now += 61 * day;
      vi.advanceTimersByTime(30 * 60 * 1000);
      await until(() => certificates() === 2);
    } finally {
      vi.useRealTimers();
    }
  });

  test('that has ended is renewed by who sends, and read by who still holds the old one', async () => {
    const chat = await scene.chat();
    scene.server.now += 91 * day;
    await chat.atAnn.send('two');
    await until(() => texts(chat.atBen).includes('two'));
    await until(() => lines(chat.atAnn).join() === 'room-create,Ann: one,Ann: two');
    expect(certificates()).toBe(2);
  });

  test('that is not renewed makes a failed row with its cause, which goes out once it is', async () => {
    const chat = await scene.chat();
    scene.server.now += 91 * day;
    scene.server.renews = new Refusal(422, 'authority-expired');
    await chat.atAnn.send('two');
    await until(() => lines(chat.atAnn).at(-1) === 'Ann: two (expired)');
    expect(chat.stored.log).toHaveLength(2);

    scene.server.renews = null;
    chat.atAnn.retry(chat.atAnn.rows().at(-1)!.id);
    await until(() => texts(chat.atBen).includes('two'));
  });

  test('that cannot be renewed for want of an answer waits', async () => {
    const chat = await scene.chat();
    scene.server.now += 91 * day;
    chat.annBrowser.weather = (_, path) => (path === '/api/devices' ? 'lost' : 'fine');
    await chat.atAnn.send('two');
    await until(() => asked(chat.annBrowser.requests) > 1);
    expect(lines(chat.atAnn).at(-1)).toBe('Ann: two (sending)');
    chat.annBrowser.weather = () => 'fine';
    await until(() => texts(chat.atBen).includes('two'));
  });

  test('that the server holds for ended even after a renewal fails, and is not renewed again and again', async () => {
    const chat = await scene.chat();
    scene.server.endOf = () => 0;
    await chat.atAnn.send('two');
    await until(() => lines(chat.atAnn).at(-1) === 'Ann: two (expired)');
    await chat.atAnn.send('three');
    await until(() => lines(chat.atAnn).at(-1) === 'Ann: three (expired)');
    expect(asked(chat.annBrowser.requests)).toBe(1);
  });
});
