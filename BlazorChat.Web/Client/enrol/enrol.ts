import { type ApiError, isApiError } from '../api';
import type { UserChain } from '../chains/user-chain';
import { deviceCode } from '../crypto/device-code';
import { askToKeep } from '../keys/database';
import { type DeviceKeys, loadDevice } from '../keys/device-keys';
import { loadTrust, type Trust } from '../keys/trust';
import { ApprovalPending, certify, deviceKeysOf, newKeyPairs, pairsOf, standingOf } from './certify';
import type { Context } from './context';
import { append, type Appended, isActive, type NewEntry, pinFirstSight, readOwnChain } from './own-chain';
import { prove } from './prove';
import { openWithCode, renewRecovery } from './recover';
import * as record from './record';
import { renewIfDue } from './renewal';
import { handOver, openOldSessions, restoreOwnRecords } from './restore';

/** Where this browser stands after an act. */
export type Outcome =
  /** The session is bound to this device. */
  | { readonly kind: 'ready' }
  /** Shown once; `codeSaved` goes on. */
  | { readonly kind: 'save-code'; readonly code: string }
  /**
   * The account has devices and this browser is none of them. `refused`: a reset was asked for here and is not waiting any more;
   * `approved`: an administrator lets this browser become a device.
   */
  | { readonly kind: 'choose'; readonly notice: 'refused' | 'approved' | null }
  /** A reset, or the certificates of this browser, wait for an administrator: `resume` now and then. Unix milliseconds; the code by which this device is told from another. */
  | { readonly kind: 'waiting'; readonly what: 'reset' | 'certificates'; readonly since: number; readonly code: string }
  /** An administrator gave this browser no certificates, and perhaps a reason: `askAgain`, if that helps. */
  | { readonly kind: 'refused'; readonly reason: string | null }
  | { readonly kind: 'blocked'; readonly reason: string };

/**
 * Makes this browser a device of the signed-in user, or proves that it is one. Every act begins by looking at the
 * chain and at what this browser has, so a closed tab, a lost answer or a second tab only means: go on from there.
 * Acts of several tabs exclude each other; while a recovery code is shown no other tab makes a new one.
 */
export class Enrolment {
  private saved: (() => void) | null = null;

  constructor(private readonly context: Context) {}

  /** From wherever it stopped. `anew`: if this browser's device is gone for good, become another one. */
  resume(anew = false): Promise<Outcome> {
    return this.act(async trust => {
      const { db, user } = this.context;
      this.context.progress('chain');
      const { chain, pendingReset } = await readOwnChain(this.context, trust);
      let device = await loadDevice(db, user);
      if (device && anew && (await this.isGone(trust, chain, device))) {
        await record.unsettle(db, user);
        device = undefined;
      }
      if (device) return this.signIn(trust, chain, device);
      const pending = await record.loadPending(db, user);
      if (pending && isActive(chain, pending.keys)) return this.settle(trust, chain, pending.keys);
      const since = pending?.asked ? await this.context.api.waitsSince(pending.keys.device) : null;
      if (pending && since !== null) return waiting('certificates', pending.keys, since);
      if (chain.n === -1) return this.first(trust);
      if (pending?.asked === 'reset') return this.startOver(trust);
      if (pending?.resetting && pendingReset?.device === pending.keys.device) return waiting('reset', pending.keys, pendingReset.at);
      if (pending?.asked === 'add') {
        await this.certifiedKeys(trust, 'add');
        return { kind: 'choose', notice: 'approved' };
      }
      return { kind: 'choose', notice: pending?.resetting ? 'refused' : null };
    });
  }

  /** With other keys, since an administrator refused those before. */
  async askAgain(): Promise<Outcome> {
    await record.dropPending(this.context.db, this.context.user);
    return this.resume();
  }

  /** With the recovery code: it adds this device and is then replaced. */
  recover(typed: string): Promise<Outcome> {
    return this.act(async trust => {
      const old = await openWithCode(this.context, trust, typed);
      const keys = await this.certifiedKeys(trust, 'add');
      // Not before this browser may be a device: the key opens earlier messages.
      await record.saveRestoreKey(this.context.db, this.context.user, old.enc);
      const { chain } = await this.enter(trust, keys, 'add', old.sig);
      return this.settle(trust, chain, keys);
    });
  }

  /** Drops every other device and the recovery code. Others are warned, earlier messages stay closed here. */
  reset(): Promise<Outcome> {
    return this.act(trust => this.startOver(trust));
  }

  /** Another recovery code, for a browser that is a device: the one there was is retired by the same entry that names the new pair. */
  async replaceCode(): Promise<Outcome> {
    const { db, user } = this.context;
    if (await loadDevice(db, user)) await record.recoveryIsDue(db, user);
    return this.resume();
  }

  /** The person has the code. */
  async codeSaved(): Promise<void> {
    await record.codeIsSaved(this.context.db, this.context.user);
    this.saved?.();
    this.saved = null;
  }

  private async first(trust: Trust): Promise<Outcome> {
    const keys = await this.certifiedKeys(trust, 'first');
    const { chain } = await this.enter(trust, keys, 'first');
    return this.settle(trust, chain, keys);
  }

  private async startOver(trust: Trust): Promise<Outcome> {
    this.context.progress('reset');
    const keys = await this.certifiedKeys(trust, 'reset');
    const { chain, pending } = await this.enter(trust, keys, 'reset');
    if (!pending) return this.settle(trust, chain, keys);
    await record.savePending(this.context.db, this.context.user, { keys, resetting: true });
    return waiting('reset', keys, this.context.now());
  }

  /** Signed by the new device itself unless another key is given. */
  private enter(trust: Trust, keys: DeviceKeys, op: NewDevice, signer: DeviceKeys['sig'] = keys.sig): Promise<Appended> {
    this.context.progress('entry');
    const entry: NewEntry = { op, device: keys.device, sig: keys.sig.kid, enc: keys.enc.kid };
    const build = (chain: UserChain) => (isActive(chain, keys) ? null : entry);
    return append(this.context, trust, signer, build);
  }

  /** Those of an enrolment that stopped, as long as they may still be certified; new ones otherwise. Rejects with `Unapproved`. */
  private async certifiedKeys(trust: Trust, op: NewDevice): Promise<DeviceKeys> {
    const { db, user } = this.context;
    const kept = await record.loadPending(db, user);
    const standing = kept && (await standingOf(this.context, trust, kept.keys));
    if (kept && standing === 'certified') return kept.keys;
    const keys = kept && standing === 'open' ? kept.keys : await this.newKeys();
    this.context.progress('certificates');
    try {
      await certify(this.context, trust, keys, pairsOf(keys));
    } catch (error) {
      if (error instanceof ApprovalPending) {
        await record.savePending(db, user, { keys, resetting: false, asked: op });
        throw new Unapproved(await waiting('certificates', keys, error.since));
      }
      if (isApiError(error, 'approval-refused')) throw new Unapproved({ kind: 'refused', reason: reasonOf(error) });
      throw error;
    }
    return keys;
  }

  private async newKeys(): Promise<DeviceKeys> {
    const { db, user } = this.context;
    this.context.progress('keys');
    const keys = deviceKeysOf(await newKeyPairs(), { user, device: crypto.randomUUID() });
    await record.savePending(db, user, { keys, resetting: false });
    return keys;
  }

  private async settle(trust: Trust, chain: UserChain, keys: DeviceKeys): Promise<Outcome> {
    const { db, user } = this.context;
    await record.settle(db, user, keys);
    await pinFirstSight(this.context, chain);
    void askToKeep(); // a browser may ask the person, and need not be waited for
    return this.signIn(trust, chain, keys);
  }

  private async isGone(trust: Trust, chain: UserChain, keys: DeviceKeys): Promise<boolean> {
    return !isActive(chain, keys) || (await standingOf(this.context, trust, keys)) === 'lost';
  }

  private async signIn(trust: Trust, chain: UserChain, keys: DeviceKeys): Promise<Outcome> {
    const { db, user } = this.context;
    if (!isActive(chain, keys)) return { kind: 'blocked', reason: 'dropped' };
    await renewIfDue(this.context, trust, keys);
    await prove(this.context, keys);
    const old = await record.loadRestoreKey(db, user);
    if (old) {
      this.context.progress('restore');
      await openOldSessions(this.context, old);
      await restoreOwnRecords(this.context, keys, old);
      await record.dropRestoreKey(db, user);
    }
    const code = (await record.isRecoveryDue(db, user)) ? await renewRecovery(this.context, trust, keys) : null;
    // The code must be shown, whatever becomes of this; it is done at the next sign-in then.
    await handOver(this.context).catch(ignoreApiError);
    return code === null ? { kind: 'ready' } : { kind: 'save-code', code };
  }

  private act(work: (trust: Trust) => Promise<Outcome>): Promise<Outcome> {
    this.context.progress('other-tab');
    return new Promise((resolve, reject) => {
      this.context.locks.request(`blazorchat-device ${this.context.user}`, async () => {
        const outcome = await this.outcomeOf(work);
        const saved = outcome.kind === 'save-code' ? new Promise<void>(done => { this.saved = done; }) : undefined;
        resolve(outcome);
        await saved;
      }).catch(reject);
    });
  }

  private async outcomeOf(work: (trust: Trust) => Promise<Outcome>): Promise<Outcome> {
    try {
      this.context.progress('authority');
      return await work(await loadTrust(this.context.api, this.context.db, this.context.user, this.context.now()));
    } catch (error) {
      if (error instanceof Unapproved) return error.outcome;
      if (!isApiError(error, 'blocked')) throw error;
      return { kind: 'blocked', reason: String(error.extensions['reason'] ?? 'unknown') };
    }
  }
}

type NewDevice = 'first' | 'add' | 'reset';

/** Ends an act where an administrator has not let this browser go on. */
class Unapproved extends Error {
  constructor(readonly outcome: Outcome) {
    super(outcome.kind);
    this.name = 'Unapproved';
  }
}

const reasonOf = ({ extensions: { reason } }: ApiError): string | null => (typeof reason === 'string' ? reason : null);

const waiting = async (what: 'reset' | 'certificates', { sig, enc }: DeviceKeys, since: number): Promise<Outcome> =>
  ({ kind: 'waiting', what, since, code: await deviceCode(sig.kid, enc.kid) });

function ignoreApiError(error: unknown): void {
  if (!isApiError(error)) throw error;
}
