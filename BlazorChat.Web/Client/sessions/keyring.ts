import { isApiError, type Api, type SessionAnswer } from '../api';
import { Bounded } from '../chains/bounded';
import type { People } from '../chains/people';
import type { Room } from '../chains/room';
import type { KeyPair } from '../chains/user-chain';
import { CryptoError, FormatError, SignatureError } from '../crypto/errors';
import { openBundle } from '../crypto/bundle';
import { read, verify, type Read } from '../crypto/jws';
import { importSessionKey, openSessionKey, type EncryptionKey, type SessionKey } from '../crypto/session-key';
import type { SessionKeys } from '../keys';
import { SessionProblem } from './problem';

const maxOpen = 500;

/** A session whose manifest is verified and whose key is the one it names. */
export interface OpenSession {
  readonly id: string;
  readonly key: CryptoKey;
  readonly signer: { readonly user: string; readonly base: string; readonly sig: string; readonly pair: KeyPair; readonly key: CryptoKey };
  /** The entry of the room chain that its signer had seen. */
  readonly room: number;
}

/** The sessions of one conversation: fetched, verified and opened when a message needs one, then kept. */
export class Keyring {
  private readonly open = new Bounded<string, Promise<OpenSession>>(maxOpen);
  private bundles: Promise<void> | null = null;
  /** For what this browser has no room: they serve as long as the page is there, and come from the server again. */
  private readonly unkept = new Map<string, SessionKey>();

  constructor(
    private readonly api: Api,
    private readonly people: People,
    private readonly keys: SessionKeys,
    private readonly room: Room,
    private readonly own: EncryptionKey,
  ) {}

  /** Rejects with `SessionProblem`, or `ApiError` when there is no answer. */
  get(id: string): Promise<OpenSession> {
    let session = this.open.get(id);
    if (session === undefined) {
      session = this.fetch(id);
      this.open.set(id, session);
      // What was missing may come later, by a grant or a bundle.
      session.catch(() => this.open.delete(id));
    }
    return session;
  }

  /** There may be new bundles for this device. */
  forgetBundles(): void {
    this.bundles = null;
  }

  private async fetch(id: string): Promise<OpenSession> {
    const answer = await this.api.session(this.room.conv, id).catch((error: unknown) => {
      throw isApiError(error) && error.status === 404 ? new SessionProblem('session-unknown') : error;
    });
    const manifest = readManifest(answer.manifest);
    const { conv, key, room } = manifest.payload;
    if (conv !== this.room.conv) throw new SessionProblem('session-conversation');
    if (key !== id) throw new SessionProblem('session-name');
    const signer = await this.signerOf(manifest);
    const place = await this.placeOf(room);
    // Member by the chain it names: who joined later must not have made it.
    if (this.room.chain.memberAt(signer.user, place)?.base !== signer.base) throw new SessionProblem('session-member');
    return { id, key: await this.keyOf(answer, id), signer, room: place };
  }

  private async signerOf(manifest: Read<'chat-session+jws'>): Promise<OpenSession['signer']> {
    const { kid, payload } = manifest;
    const signer = await this.people.signer(kid, payload.iat);
    if (signer === null) throw new SessionProblem('session-signer');
    try {
      await verify(manifest, signer.key);
    } catch (error) {
      throw error instanceof SignatureError ? new SessionProblem('session-signature') : error;
    }
    const { pair } = (await this.people.deviceOf(kid))!;
    return { ...signer, sig: kid, pair };
  }

  private async placeOf(head: string): Promise<number> {
    if (this.room.chain.indexOf(head) === -1) await this.room.refresh();
    const place = this.room.chain.indexOf(head);
    if (place === -1) throw new SessionProblem('session-room');
    return place;
  }

  private async keyOf(answer: SessionAnswer, id: string): Promise<CryptoKey> {
    const held = await this.held(id) ?? await this.granted(answer, id) ?? await this.bundled(id);
    if (held === null) throw new SessionProblem('session-not-granted');
    return importSessionKey(held.k);
  }

  private async held(id: string): Promise<SessionKey | null> {
    return this.unkept.get(id) ?? await this.keys.find(this.room.conv, id);
  }

  private async keep(key: SessionKey): Promise<void> {
    await this.keys.save(this.room.conv, key).catch(() => this.unkept.set(key.thumbprint, key));
  }

  private async granted({ jwe, manifest }: SessionAnswer, id: string): Promise<SessionKey | null> {
    if (jwe === null) return null;
    try {
      const key = await openSessionKey(jwe, this.own, { compact: manifest, key: id });
      await this.keep(key);
      return key;
    } catch (error) {
      throw error instanceof CryptoError ? new SessionProblem('session-key') : error;
    }
  }

  /** Keys that another device, or the recovery key, has handed to this one. */
  private async bundled(id: string): Promise<SessionKey | null> {
    this.bundles ??= this.readBundles();
    this.bundles.catch(() => { this.bundles = null; });
    await this.bundles;
    return this.held(id);
  }

  private async readBundles(): Promise<void> {
    const { conv } = this.room;
    for (const { jwe } of await this.api.bundles(conv, this.own.kid)) {
      // Not signed, and not needed: a key is used only for the session whose manifest names its thumbprint.
      const keys = await openBundle(jwe, this.own, conv).catch(error => {
        if (error instanceof CryptoError) return [];
        throw error;
      });
      for (const key of keys) await this.keep(key);
    }
  }
}

function readManifest(jws: string): Read<'chat-session+jws'> {
  try {
    return read(jws, 'chat-session+jws');
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new SessionProblem(error.code === 'update-needed' ? 'update-needed' : 'session-form');
  }
}
