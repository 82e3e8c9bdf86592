import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../messages/testing/browser';
import { Scene, type Chat } from '../messages/testing/people';
import { comparisonCode } from './comparison';

let scene: Scene;
let chat: Chat;

beforeEach(async () => {
  scene = await Scene.begin();
  chat = await scene.chat();
});
afterEach(() => scene.end());

describe('the code that two people compare', () => {
  const [one, other] = [{ user: 'a', base: 'x' }, { user: 'b', base: 'y' }];

  test('is the same on both sides, and another as soon as anything in it is', async () => {
    const code = await comparisonCode(one, other);
    expect(code).toEqual(await comparisonCode(other, one));
    expect(code.length).toBe(12);
    for (const group of code) expect(group).toMatch(/^\d{5}$/);
    for (const changed of [[{ ...one, base: 'z' }, other], [one, { ...other, user: 'c' }], [{ user: 'a', base: 'y' }, { user: 'b', base: 'x' }]] as const)
      expect(await comparisonCode(changed[0], changed[1])).not.toEqual(code);
  });

  test('is what it was when it was first published', async () => {
    expect((await comparisonCode(one, other)).join(' ')).toMatchInlineSnapshot(`"45560 38629 32743 70006 57192 19956 45430 19756 98634 95085 97800 83193"`);
  });

  test('is shown alike to both', async () => {
    const [atAnn, atBen] = await Promise.all([chat.annEngine.trust.of(scene.ben.user), chat.benEngine.trust.of(scene.ann.user)]);
    expect(atAnn!.code).toEqual(atBen!.code);
  });

  test('stays with another device, and differs once one of them has begun anew: then the mark has gone', async () => {
    const { trust } = chat.annEngine;
    const before = (await trust.of(scene.ben.user))!;
    await trust.mark(scene.ben.user, before.bases!, 5);
    await scene.ben.addDevice();
    await until(() => chat.annBrowser.requests.length > 0);
    const later = (await trust.of(scene.ben.user))!;
    expect([later.code, later.compared]).toEqual([before.code, 5]);
    await scene.ben.reset();
    let anew = later;
    for (let tries = 0; anew.resets === 0 && tries < 500; tries++) {
      await new Promise(resolve => setTimeout(resolve, 5));
      anew = (await trust.of(scene.ben.user))!;
    }
    expect(anew.code).not.toEqual(before.code);
    expect([anew.compared, anew.standing]).toEqual([null, 'new-base']);
    // Somebody read the old digits aloud meanwhile: the new ones were not compared by that.
    await trust.mark(scene.ben.user, before.bases!, 6);
    expect((await trust.of(scene.ben.user))!.compared).toBeNull();
  });
});

describe('what is known of somebody', () => {
  test('is their devices with certificates and what became of them, and since when', async () => {
    const tablet = await scene.ben.addDevice();
    await scene.server.revoke(tablet.sig.kid);
    const { trust } = chat.annEngine;
    let view = (await trust.of(scene.ben.user))!;
    for (let tries = 0; view.devices[1]?.state !== 'revoked' && tries < 500; tries++) {
      await new Promise(resolve => setTimeout(resolve, 5));
      view = (await trust.of(scene.ben.user))!;
    }
    expect(view).toMatchObject({ name: 'Ben', standing: 'ok', hasRecovery: true, resets: 0, compared: null });
    expect(view.firstSeen).toBeGreaterThan(0);
    expect(view.devices.map(({ sig, state }) => [sig, state])).toEqual([[scene.ben.first.sig.kid, 'active'], [tablet.sig.kid, 'revoked']]);
    expect(view.devices[0]!.certificate).toMatchObject({ serial: expect.any(String), notAfter: expect.any(Number) });
  });

  test('is nothing of who is nobody, and no code where there is no device', async () => {
    expect(await chat.annEngine.trust.of(crypto.randomUUID())).toBeNull();
    const dora = scene.server.register('Dora');
    expect(await chat.annEngine.trust.of(dora.user)).toMatchObject({ code: null, devices: [], standing: 'none' });
  });
});
