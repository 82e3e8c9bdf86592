import { decodeText } from '../crypto/base64url';
import { hash43 } from '../crypto/canonical';
import type { Kept } from '../messages/transcript';
import type { Proof } from '../messages/proof';
import { beginning } from './beginning';
import { plainLine, safeJson } from './inert';
import type { Format, Subject } from './format';
import { readme } from './readme';
import verifyScript from './verify.sh';
import { ZipArchive, type ZipFile } from './zip';

/** So many messages a file: 4 MB, which an editor opens. */
const perFile = 2_000;

/**
 * The messages as signed, with everything by which anybody can check the signatures without us: certificates, the authority, its lists of
 * revocations and a script for OpenSSL. The readable text in it is the signed payload, letter for letter, so that the script can compare.
 */
export class Archive implements Format {
  private readonly zip: ZipArchive;
  private readonly sums: string[] = [];
  private readonly kids = new Set<string>();
  private open: OpenFile | null = null;
  private files = 0;
  count = 0;

  constructor(private readonly subject: Subject) {
    this.zip = new ZipArchive(new Date(subject.savedAt));
  }

  async add({ messages }: { readonly messages: readonly Kept[] }): Promise<void> {
    for (const message of messages) {
      this.open ??= this.next();
      this.open.file.add(`${this.open.count === 0 ? '' : ',\n'}${lineOf(message)}`);
      if (message.jws !== undefined) this.kids.add(kidOf(message.jws));
      this.count++;
      if (++this.open.count === perFile) await this.close();
    }
  }

  async end(signal: AbortSignal): Promise<Blob> {
    await this.close();
    const proof = await this.subject.conversation.proof(this.kids, signal);
    if (proof === null) throw new Error('a conversation without a beginning');
    await this.write('conversation.json', conversationJson(this.subject, proof, this.count));
    await this.write('membership.json', `[\n${proof.membership.map(lineOf).join(',\n')}\n]\n`);
    for (const { kid, certificates } of proof.keys)
      for (const [i, der] of certificates.entries()) await this.write(`certificates/${checked(kid)}.${i + 1}.pem`, pem('CERTIFICATE', [der]));
    await this.write('authority/roots.pem', pem('CERTIFICATE', proof.roots));
    await this.write('authority/issuing.pem', pem('CERTIFICATE', proof.issuers));
    await this.write('authority/lists.pem', pem('X509 CRL', proof.lists));
    await this.write('README.txt', readme(this.subject.origin));
    await this.write('verify.sh', verifyScript);
    await this.write('SHA256SUMS', this.sums.map(line => `${line}\n`).join(''));
    return this.zip.end();
  }

  private next(): OpenFile {
    const name = `messages-${String(++this.files).padStart(4, '0')}.json`;
    const file = this.zip.file(`${folder}/${name}`);
    file.add('[\n');
    return { name, file, count: 0 };
  }

  private async close(): Promise<void> {
    if (this.open === null) return;
    const { name, file } = this.open;
    this.open = null;
    file.add('\n]\n');
    this.sums.push(`${await file.end()}  ${name}`);
  }

  private async write(name: string, content: string): Promise<void> {
    const file = this.zip.file(`${folder}/${name}`);
    file.add(content);
    this.sums.push(`${await file.end()}  ${name}`);
  }
}

const folder = 'chat-log';

interface OpenFile {
  readonly name: string;
  readonly file: ZipFile;
  count: number;
}

/** One line an entry, so that a shell can read it; the whole file is JSON. */
function lineOf({ seq, at, user, device, jws, refused }: Kept): string {
  const place = `{"seq":${seq},"at":${at},"user":"${user}","device":"${device}"`;
  return jws === undefined ? `${place},"refused":"${refused}"}` : `${place},"signed":${safeJson(decodeText(jws.split('.')[1]!))},"jws":"${jws}"}`;
}

/** All of a device's messages have the same header. */
let judged = { header: '', kid: '' };

function kidOf(jws: string): string {
  const header = jws.slice(0, jws.indexOf('.'));
  if (header !== judged.header) judged = { header, kid: (JSON.parse(decodeText(header)) as { kid: string }).kid };
  return judged.kid;
}

/** A kid becomes a file name. */
function checked(kid: string): string {
  if (!hash43.is(kid)) throw new Error('not a kid');
  return kid;
}

function conversationJson(subject: Subject, { conv, kind, keys }: Proof, messages: number): string {
  const { origin, savedAt, period, conversation, reader } = subject;
  const names = new Map(keys.map(({ user, name }) => [user, name]));
  const people = [...names].map(([user, name]) => ({ user, name: plainLine(name) }));
  const about = {
    format: 'blazorchat-log', v: 1, conv, kind, origin, savedAt, savedBy: reader, peer: conversation.peer,
    // Null says that it begins with the conversation.
    from: beginning(subject), to: period.to, messages, people,
  };
  return `${safeJson(JSON.stringify(about, null, 2))}\n`;
}

function pem(label: string, ders: readonly Uint8Array[]): string {
  return ders.map(der => {
    const base64 = btoa(Array.from(der, byte => String.fromCharCode(byte)).join(''));
    return `-----BEGIN ${label}-----\n${base64.replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`;
  }).join('');
}
