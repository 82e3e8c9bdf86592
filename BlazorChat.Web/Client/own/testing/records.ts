import type { GeneralJwe, OwnRecordAnswer } from '../../api';

/** The server's side of own records: version after version, or a refusal. */
export class TestRecords {
  private readonly kept = new Map<string, OwnRecordAnswer>();

  get = (name: string): OwnRecordAnswer => this.kept.get(name) ?? { n: 0, at: 0, jwe: null };

  /** False: it is not the next one. */
  put(name: string, n: number, jwe: GeneralJwe, at: number): boolean {
    if (n !== this.get(name).n + 1) return false;
    this.kept.set(name, { n, at, jwe });
    return true;
  }

  drop(name: string, least: number, at: number): void {
    const { n, jwe } = this.get(name);
    if (jwe !== null || n < least) this.kept.set(name, { n: Math.max(n + 1, least), at, jwe: null });
  }

  /** Puts what it likes there. */
  lie(name: string, answer: OwnRecordAnswer): void {
    this.kept.set(name, answer);
  }
}
