import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

/** A saved archive as somebody unpacks it elsewhere, and what the script in it says. */
export class Unpacked {
  private constructor(private readonly folder: string) {}

  static async of(zip: Blob): Promise<Unpacked> {
    const folder = mkdtempSync(join(tmpdir(), 'chat-log-'));
    for (const [name, bytes] of Object.entries(unzipSync(new Uint8Array(await zip.arrayBuffer())))) {
      mkdirSync(join(folder, dirname(name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    return new Unpacked(join(folder, 'chat-log'));
  }

  copy(): Unpacked {
    const folder = join(mkdtempSync(join(tmpdir(), 'chat-log-')), 'chat-log');
    cpSync(this.folder, folder, { recursive: true });
    return new Unpacked(folder);
  }

  remove(): void {
    rmSync(dirname(this.folder), { recursive: true });
  }

  names = (): string[] => readdirSync(this.folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name).slice(this.folder.length + 1)).sort();

  read = (name: string): string => readFileSync(join(this.folder, name), 'utf8');

  /** Changes a file and, as somebody who means it would, its sum. */
  change(name: string, edit: (content: string) => string, sums = true): this {
    const content = edit(this.read(name));
    if (content === this.read(name)) throw new Error(`nothing changed in ${name}`);
    writeFileSync(join(this.folder, name), content);
    if (sums) this.sum(name, createHash('sha256').update(content).digest('hex'));
    return this;
  }

  /** `env`: as where the project is not installed, nothing but what a system has. */
  verify(...args: string[]): { readonly status: number | null; readonly out: string } {
    const { status, stdout, stderr } = spawnSync('sh', [join(this.folder, 'verify.sh'), ...args], {
      cwd: '/', encoding: 'utf8', env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
    });
    return { status, out: stdout + stderr };
  }

  /** Hexadecimal SHA-256 of a file. */
  fingerprint = (name: string): string =>
    execFileSync('openssl', ['x509', '-in', join(this.folder, name), '-noout', '-fingerprint', '-sha256'], { encoding: 'utf8' }).trim().split('=')[1]!;

  private sum(name: string, sum: string): void {
    const lines = this.read('SHA256SUMS').split('\n').map(line => (line.endsWith(`  ${name}`) ? `${sum}  ${name}` : line));
    writeFileSync(join(this.folder, 'SHA256SUMS'), lines.join('\n'));
  }
}
