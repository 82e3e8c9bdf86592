import { Zip, ZipDeflate } from 'fflate';
import { Parts } from './parts';

/** Signatures do not compress, and a page should not work on what they are: the level is a quick one. */
const level = 3;
const unix = 3;
const regularFile = 0o100644 * 65536;

/** A file in an archive, written piece by piece; its name and sum are told at the end. */
export interface ZipFile {
  add(piece: string): void;
  /** Hexadecimal SHA-256. */
  end(): Promise<string>;
}

/** An archive that grows by files, one after the other. */
export class ZipArchive {
  private readonly parts = new Parts();
  private readonly zip: Zip;
  private failure: Error | null = null;

  constructor(private readonly modified: Date) {
    this.zip = new Zip((error, chunk) => {
      if (error !== null) this.failure ??= error;
      else this.parts.add(chunk as Uint8Array<ArrayBuffer>);
    });
  }

  file(name: string): ZipFile {
    const file = new ZipDeflate(name, { level });
    Object.assign(file, { mtime: this.modified, os: unix, attrs: regularFile });
    this.zip.add(file);
    const utf8 = new TextEncoder();
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    return {
      add: piece => {
        const bytes = utf8.encode(piece);
        pieces.push(bytes);
        // fflate may take over what it is given.
        file.push(bytes.slice());
      },
      end: async () => {
        file.push(new Uint8Array(), true);
        return hex(await crypto.subtle.digest('SHA-256', await new Blob(pieces).arrayBuffer()));
      },
    };
  }

  end(): Blob {
    this.zip.end();
    if (this.failure !== null) throw this.failure;
    return this.parts.end('application/zip');
  }
}

const hex = (bytes: ArrayBuffer): string => Array.from(new Uint8Array(bytes), byte => byte.toString(16).padStart(2, '0')).join('');
