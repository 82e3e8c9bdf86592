import { dayOf, exactTime, longDay, timeOf } from '../people/moments';
import type { Portion } from '../messages/transcript';
import type { Row } from '../messages/types';
import { deletedText, rowText } from '../messages/row-text';
import { t } from '../texts';
import { clearedLine } from './beginning';
import type { Format, Subject } from './format';
import { plainLine, plainLines } from './inert';
import { Parts } from './parts';

/** UAX 9: what stands between these two does not turn round what stands beside them. */
const isolated = (text: string) => `\u2068${text}\u2069`;

/**
 * Plain text, UTF-8. No line begins with anything that somebody else chose, so that no spreadsheet takes a text for a formula; further lines of
 * a text begin with a bar.
 */
export class TextLog implements Format {
  private readonly parts = new Parts();
  private begun = false;
  private day: number | null = null;
  count = 0;

  constructor(private readonly subject: Subject) {}

  async add({ rows }: Pick<Portion, 'rows'>): Promise<void> {
    this.begin();
    for (const row of rows) this.row(row);
  }

  async end(): Promise<Blob> {
    this.begin();
    return this.parts.end('text/plain;charset=utf-8');
  }

  private begin(): void {
    if (this.begun) return;
    this.begun = true;
    const { title, savedAt, origin } = this.subject;
    // The mark tells Windows programs that it is UTF-8.
    this.line(`\ufeff${isolated(plainLine(title))}`);
    this.line(t('export.file.saved', { time: exactTime(savedAt), origin }));
    this.line(t('export.file.unsigned'));
    const cleared = clearedLine(this.subject);
    if (cleared !== null) this.line(cleared);
  }

  private row(row: Row): void {
    if (dayOf(row.at) !== this.day) {
      this.day = dayOf(row.at);
      this.line('');
      this.line(`--- ${longDay(row.at)} ---`);
    }
    if (row.kind === 'notice') return this.line(`[${timeOf(row.at)}] * ${plainLine(rowText(row, this.subject.reader))}`);
    this.count++;
    const [first = '', ...more] = plainLines(row.deleted === undefined ? row.text : deletedText(row.deleted));
    this.line(`[${timeOf(row.at)}] ${isolated(plainLine(row.author.name))}: ${isolated(first)}`);
    for (const line of more) this.line(`    | ${isolated(line)}`);
    if (row.edited !== undefined) this.line(`    ! ${t('state.edited.at', { time: exactTime(row.edited) })}`);
    for (const { code } of row.marks) this.line(`    ! ${t(`mark.${code}`)}`);
  }

  private line(text: string): void {
    this.parts.add(`${text}\r\n`);
  }
}
