import { hueOf, initials } from '../people/initials';
import { dayOf, exactTime, longDay, timeOf } from '../people/moments';
import type { Portion } from '../messages/transcript';
import type { MessageRow, Row } from '../messages/types';
import { beginsGroup } from '../messages/arrangement';
import { deletedText, rowText } from '../messages/row-text';
import { language, t } from '../texts';
import { clearedLine } from './beginning';
import type { Format, Subject } from './format';
import { hueStep, htmlStyles } from './html-log.styles';
import { htmlOf } from './html-text';
import { escaped } from './inert';
import { Parts } from './parts';

/**
 * One file that looks like the chat and does nothing: no script, no picture, no address it would ask by itself. What people typed is escaped;
 * the policy stands in the file too, so that what escaped the escaping would still not run.
 */
export class HtmlLog implements Format {
  private readonly parts = new Parts();
  private before: Row | undefined;
  private begun = false;
  count = 0;

  constructor(private readonly subject: Subject) {}

  async add({ rows }: Pick<Portion, 'rows'>): Promise<void> {
    await this.begin();
    for (const row of rows) {
      if (this.before === undefined || dayOf(this.before.at) !== dayOf(row.at)) this.parts.add(`<h2><span>${escaped(longDay(row.at))}</span></h2>\n`);
      this.parts.add(row.kind === 'message' ? this.message(row) : this.notice(row));
      this.before = row;
    }
  }

  async end(): Promise<Blob> {
    await this.begin();
    this.parts.add('</main>\n</html>\n');
    return this.parts.end('text/html;charset=utf-8');
  }

  private async begin(): Promise<void> {
    if (this.begun) return;
    this.begun = true;
    const { title, savedAt, origin } = this.subject;
    const cleared = clearedLine(this.subject);
    const direction = document.documentElement.dir === 'rtl' ? 'rtl' : 'ltr';
    this.parts.add(`<!DOCTYPE html>
<html lang="${language()}" dir="${direction}">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${await hashOf(htmlStyles)}'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${htmlStyles}</style>
<header><h1><bdi>${escaped(title)}</bdi></h1>
<p>${escaped(t('export.file.saved', { time: exactTime(savedAt), origin }))}</p>
<p>${escaped(t('export.file.unsigned'))}</p>${cleared === null ? '' : `\n<p>${escaped(cleared)}</p>`}</header>
<main>
`);
  }

  private message(row: MessageRow): string {
    this.count++;
    const { author, at, text, marks } = row;
    const head = beginsGroup(this.before, row);
    const name = `<bdi class="name">${escaped(author.name)}</bdi>`;
    const time = `<time datetime="${new Date(at).toISOString()}" title="${escaped(exactTime(at))}">${escaped(timeOf(at))}</time>`;
    const avatar = head ? `<span class="avatar h${Math.floor(hueOf(author.user) / hueStep)}" aria-hidden="true">${escaped(initials(author.name))}</span>` : '';
    return `<article${author.own ? ' class="own"' : ''}>${avatar}<div>${head ? `<p>${name} ${time}</p>` : `<p class="more">${name} ${time}</p>`}`
      + `${row.deleted === undefined ? `<div class="text" dir="auto">${htmlOf(text)}</div>` : `<p class="mark">${escaped(deletedText(row.deleted))}</p>`}${edited(row)}${marks.map(({ code }) => `<p class="mark">${escaped(t(`mark.${code}`))}</p>`).join('')}</div></article>\n`;
  }

  private notice(row: Extract<Row, { kind: 'notice' }>): string {
    return `<p class="notice" title="${escaped(exactTime(row.at))}">${escaped(rowText(row, this.subject.reader))}</p>\n`;
  }
}

const edited = ({ edited: at }: MessageRow): string =>
  (at === undefined ? '' : `<p class="mark">${escaped(t('state.edited.at', { time: exactTime(at) }))}</p>`);

async function hashOf(style: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style));
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}
