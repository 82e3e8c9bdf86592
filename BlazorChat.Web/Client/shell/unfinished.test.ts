import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { codeIsSaved, settle } from '../enrol/record';
import { openDatabase } from '../keys/database';
import type { DeviceKeys } from '../keys/device-keys';
import type { ChatEngine } from '../messages/types';
import { finishedFirst } from './unfinished';

const engine = {} as ChatEngine;
const who = { user: '0a5d6c1e-6f4b-4f5e-9d5e-000000000001', device: '0a5d6c1e-6f4b-4f5e-9d5e-000000000002' };

test('whose recovery code is not saved yet is sent back to it, and the engine stays shut', async () => {
  const db = await openDatabase();
  await settle(db, who.user, { user: who.user, device: who.device } as DeviceKeys);
  const open = vi.fn(async () => engine);
  const went = new Promise<string>(resolve => void finishedFirst(open, resolve, () => '/chat/u/x')(who));

  expect(await went).toBe('/device?return=%2Fchat%2Fu%2Fx');
  expect(open).not.toHaveBeenCalled();

  await codeIsSaved(db, who.user);
  db.close();
  expect(await finishedFirst(open)(who)).toBe(engine);
});
