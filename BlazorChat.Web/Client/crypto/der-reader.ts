import { CertificateError } from './errors';

/**
 * Reads DER (X.690 clause 10) and nothing else: every length definite and shortest, every integer, boolean, bit
 * string and time in its one form, every byte consumed. What it accepts would encode to the same bytes again, which
 * is what "parse, re-encode, compare" asks for. (@peculiar/x509 and asn1js read BER, and give much of it back unchanged.)
 */

export const Tag = {
  boolean: 0x01, integer: 0x02, bitString: 0x03, octetString: 0x04, null: 0x05, oid: 0x06, enumerated: 0x0a, utf8: 0x0c,
  printable: 0x13, ia5: 0x16, utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30, set: 0x31,
} as const;

export const context = (n: number): number => 0x80 | n;
export const constructed = (n: number): number => 0xa0 | n;

const bad = (detail: string) => new CertificateError('bad-der', detail);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class DerReader {
  constructor(
    private readonly bytes: Uint8Array,
    private position = 0,
    private readonly end = bytes.length,
  ) {}

  get done(): boolean {
    return this.position === this.end;
  }

  finish(): void {
    if (!this.done) throw bad('more than expected');
  }

  next(tag: number): boolean {
    return !this.done && this.bytes[this.position] === tag;
  }

  /** Tag, length and content of the next value. */
  raw(): Uint8Array {
    const start = this.position;
    this.content(this.bytes[start] ?? -1);
    return this.bytes.subarray(start, this.position);
  }

  content(tag: number): Uint8Array {
    const [from, to] = this.span(tag);
    return this.bytes.subarray(from, to);
  }

  enter(tag: number = Tag.sequence): DerReader {
    const [from, to] = this.span(tag);
    return new DerReader(this.bytes, from, to);
  }

  /** The content, two's complement, as unsigned bytes without the leading zero. Negative ones have no place here. */
  unsigned(tag: number = Tag.integer): Uint8Array {
    const value = this.content(tag);
    const [first, second] = value;
    if (first === undefined || first >= 0x80) throw bad('integer');
    if (first !== 0) return value;
    // X.690 8.3.2: the first nine bits are not all zero.
    if (second === undefined) return value;
    if (second < 0x80) throw bad('integer');
    return value.subarray(1);
  }

  small(tag: number = Tag.integer): number {
    const value = this.unsigned(tag);
    if (value.length > 6) throw bad('integer');
    return value.reduce((sum, byte) => sum * 256 + byte, 0);
  }

  true(): true {
    const value = this.content(Tag.boolean);
    // X.690 11.1: TRUE is 0xFF; 11.5: what has its default value, FALSE, is not encoded.
    if (value.length !== 1 || value[0] !== 0xff) throw bad('boolean');
    return true;
  }

  oid(): string {
    const value = this.content(Tag.oid);
    const arcs: number[] = [];
    let arc = 0;
    for (const [i, byte] of value.entries()) {
      if (arc === 0 && byte === 0x80) throw bad('oid');
      if (arc > 0x1fffffff) throw bad('oid');
      arc = arc * 128 + (byte & 0x7f);
      if (byte < 0x80) {
        arcs.push(arc);
        arc = 0;
      } else if (i === value.length - 1) throw bad('oid');
    }
    const [head] = arcs;
    if (head === undefined) throw bad('oid');
    const root = Math.min(2, Math.floor(head / 40));
    return [root, head - root * 40, ...arcs.slice(1)].join('.');
  }

  /** A bit string of whole bytes: keys and signatures. */
  octets(): Uint8Array {
    const value = this.content(Tag.bitString);
    if (value.length < 1 || value[0] !== 0) throw bad('bit string');
    return value.subarray(1);
  }

  /** A named bit list of up to 16 bits, most significant first. X.690 11.2.2: no trailing zero bits. */
  bits(): number {
    const [unused, ...bytes] = this.content(Tag.bitString);
    if (unused === undefined || unused > 7 || bytes.length < 1 || bytes.length > 2) throw bad('bit string');
    if (((bytes[bytes.length - 1]! >> unused) & 1) === 0 || (bytes[bytes.length - 1]! & ((1 << unused) - 1)) !== 0) throw bad('bit string');
    return (bytes[0]! << 8) | (bytes[1] ?? 0);
  }

  text(tag: number): string {
    const value = this.content(tag);
    if (tag !== Tag.utf8 && value.some(byte => byte < 0x20 || byte > 0x7e)) throw bad('string');
    try {
      return utf8.decode(value);
    } catch {
      throw bad('string');
    }
  }

  /** Unix milliseconds. RFC 5280 4.1.2.5: UTCTime until 2049, GeneralizedTime after, seconds, Z, no fraction. */
  time(): number {
    const utc = this.next(Tag.utcTime);
    const value = this.text(utc ? Tag.utcTime : Tag.generalizedTime);
    if (!(utc ? /^\d{12}Z$/ : /^\d{14}Z$/).test(value)) throw bad('time');
    const full = utc ? (value < '50' ? '20' : '19') + value : value;
    if (!utc && full < '2050') throw bad('time');
    const iso = full.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
    const date = new Date(iso);
    if (Number.isNaN(date.getTime()) || date.toISOString() !== iso) throw bad('time');
    return date.getTime();
  }

  private span(tag: number): [number, number] {
    if (this.position + 2 > this.end || this.bytes[this.position] !== tag) throw bad('tag');
    const from = this.position + 2;
    const first = this.bytes[this.position + 1]!;
    const [start, length] = first < 0x80 ? [from, first] : this.longLength(from, first & 0x7f);
    if (start + length > this.end) throw bad('length');
    this.position = start + length;
    return [start, this.position];
  }

  // X.690 10.1: the shortest form, so a long form has no leading zero and more than 127.
  private longLength(from: number, count: number): [number, number] {
    if (count === 0 || count > 4 || from + count > this.end || this.bytes[from] === 0) throw bad('length');
    let length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + this.bytes[from + i]!;
    if (length < 0x80) throw bad('length');
    return [from + count, length];
  }
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
