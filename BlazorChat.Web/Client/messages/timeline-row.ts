// How one row looks: a message with or without its head, or a quiet line about the conversation.
import { html, nothing, type TemplateResult } from 'lit';
import { infoIcon, sentIcon, clockIcon, deleteIcon, warningIcon } from '../look/icons';
import { drawn, type Drawing } from '../markdown/drawn';
import { readInTime } from '../markdown/in-time';
import { namedIn, namesOf } from '../mentions/names';
import { dayName, exactTime, timeOf } from '../people/moments';
import { plural, t } from '../texts';
import type { Placed } from './arrangement';
import { quote } from './quote';
import { rowSentence, sentence } from './sentences';
import type { Deleted, Mark, Member, MessageRow, NoticeRow } from './types';

export interface RowContext {
  readonly reader: string;
  /** The one row that Tab reaches; the arrow keys go on from it. */
  readonly active: boolean;
  readonly unfolded: boolean;
  /** Asked for rows that name somebody. */
  readonly members: () => readonly Member[];
  readonly unfold: (id: string) => void;
  readonly retry: (id: string) => void;
  readonly discard: (id: string) => void;
  /** The message that this one answers, if it does. */
  readonly quoted: MessageRow | null;
  /** To the message at this place. */
  readonly jump: (seq: number) => void;
  /** What one can do with it, while it is pointed at or Tab reaches it. */
  readonly tools: unknown;
}

/** Past this a message is folded, so that one text cannot fill a hundred screens. */
const foldedFrom = { characters: 4_000, lines: 40 } as const;

export function dayLine(at: number): TemplateResult {
  return html`<h2 class="day"><span>${dayName(at, Date.now())}</span></h2>`;
}

export function unreadLine(): TemplateResult {
  const label = t('timeline.unread');
  return html`<div class="unread" role="separator" aria-label=${label}><span>${label}</span></div>`;
}

export function rowOf(placed: Placed, context: RowContext): TemplateResult {
  return placed.row.kind === 'message' ? messageRow(placed.row, placed, context) : noticeRow(placed.row, context);
}

function messageRow(row: MessageRow, { head, tail }: Placed, context: RowContext): TemplateResult {
  const { user, name, chosen, own } = row.author;
  const namesReader = !own && row.mentions.includes(context.reader) && isNamed(row.text, context);
  return html`<div class="row message ${head ? 'head' : ''} ${tail ? 'tail' : ''} ${own ? 'own' : ''} ${namesReader ? 'names-me' : ''}" role="article" aria-labelledby="by-${row.id} ${chosen == null ? '' : `as-${row.id} `}at-${row.id}${namesReader ? ` me-${row.id}` : ''}"
    data-id=${row.id} data-seq=${row.seq ?? nothing} data-state=${row.state} tabindex=${context.active ? 0 : -1}>
    ${head ? html`<chat-avatar user=${user} name=${chosen ?? name}></chat-avatar>` : time(row)}
    <div class="body">
      ${head
        ? html`<div class="author"><bdi id="by-${row.id}" class="name">${chosen ?? name}</bdi>${certified(row, 'certified')}${time(row)}</div>`
        : html`<bdi id="by-${row.id}" class="unseen">${chosen ?? name}</bdi>${certified(row, 'unseen')}`}
      ${namesReader ? html`<span id="me-${row.id}" class="unseen">${t('mention.you')}</span>` : nothing}
      ${content(row, context)}
      ${row.marks.map(mark)}
      ${row.state === 'failed' ? failure(row, context) : nothing}
    </div>
    ${own ? state(row) : nothing}
    ${context.tools}
  </div>`;
}

/** Not by a list alone: the name stands in the text. */
function isNamed(text: string, { reader, members }: RowContext): boolean {
  const me = members().find(({ user }) => user === reader);
  return me === undefined || namedIn(text, [me], new Set([reader])).length > 0;
}

/** Always beside a name that somebody gave themselves. */
function certified({ id, author: { name, chosen } }: MessageRow, kind: 'certified' | 'unseen') {
  return chosen == null ? nothing : html` <bdi id="as-${id}" class=${kind} title=${t('names.certified')}>${name}</bdi>`;
}

function time({ id, at }: MessageRow): TemplateResult {
  return html`<time id="at-${id}" datetime=${new Date(at).toISOString()} title=${exactTime(at)}>${timeOf(at)}</time>`;
}

function content(row: MessageRow, context: RowContext) {
  if (row.deleted !== undefined) return gone(row.deleted);
  return html`${row.reply === null ? nothing : quote(context.quoted, context.active ? 0 : -1, context.jump)}
    ${text(row, context)}
    ${row.edited === undefined ? nothing : html`<span class="edited" title=${t('state.edited.at', { time: exactTime(row.edited) })}>${t('state.edited')}</span>`}`;
}

function gone({ byAuthor, name, at, edits }: Deleted): TemplateResult {
  return html`<div class="gone" title=${exactTime(at)}>${deleteIcon}<span>${byAuthor ? t('state.deleted') : sentence('state.deleted.by', { name })}</span>${edits === 0
    ? nothing : html` <span>${plural('state.deleted.edits', edits)}</span>`}</div>`;
}

function text(row: MessageRow, context: RowContext): TemplateResult {
  const folded = !context.unfolded && isLong(row.text);
  // One line: blanks inside count, because the text keeps its line breaks.
  const shown = html`<div class="text ${folded ? 'folded' : ''}" dir="auto">${drawn(readInTime(row.text), drawingOf(row, context))}</div>`;
  return folded ? html`${shown}<button class="plain" @click=${() => context.unfold(row.id)}>${t('timeline.unfold')}</button>` : shown;
}

function drawingOf(row: MessageRow, { active, reader, members }: RowContext): Drawing {
  const tabindex = active ? 0 : -1;
  return row.mentions.length === 0 ? { tabindex } : { tabindex, mentions: { names: namesOf(members()), users: row.mentions, reader } };
}

function isLong(value: string): boolean {
  return value.length > foldedFrom.characters || value.split('\n', foldedFrom.lines + 1).length > foldedFrom.lines;
}

function mark({ code }: Mark): TemplateResult {
  return html`<div class="mark">${warningIcon}<span>${t(`mark.${code}`)} ${t(`mark.${code}.remedy`)}</span></div>`;
}

function failure(row: MessageRow, context: RowContext): TemplateResult {
  const id = row.pending?.id ?? row.id;
  return html`<div class="failure">
    <span>${warningIcon} <strong>${t(row.pending === undefined ? 'state.failed' : `state.failed.${row.pending.what}`)}</strong> ${row.error === undefined ? nothing : t(`error.${row.error}`)}</span>
    <button class="plain" @click=${() => context.retry(id)}>${t('state.retry')}</button>
    <button class="plain" @click=${() => context.discard(id)}>${t('state.discard')}</button>
  </div>`;
}

function state(row: MessageRow): TemplateResult {
  if (row.state === 'failed') return html`<span class="state"></span>`;
  const sending = row.state === 'sending';
  const label = t(sending ? 'state.sending' : 'state.sent');
  return html`<span class="state" role="img" aria-label=${label} title=${label}>${sending ? clockIcon : sentIcon}</span>`;
}

function noticeRow(row: NoticeRow, context: RowContext): TemplateResult {
  return html`<div class="row notice" data-id=${row.id} data-seq=${row.seq ?? nothing} tabindex=${context.active ? 0 : -1} title=${exactTime(row.at)}>
    ${infoIcon}<span>${rowSentence(row, context.reader)}</span>
  </div>`;
}
