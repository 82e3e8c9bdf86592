import { HtmlLog } from './html-log';
import { Archive } from './archive';
import type { Format, FormatName, Subject } from './format';
import { TextLog } from './text-log';

export interface Progress {
  readonly messages: number;
  /** 0 to 1. */
  readonly part: number;
}

export interface Saved {
  readonly blob: Blob;
  readonly messages: number;
}

const made: Readonly<Record<FormatName, (subject: Subject) => Format>> = {
  text: subject => new TextLog(subject),
  html: subject => new HtmlLog(subject),
  json: subject => new Archive(subject),
};

/**
 * Reads a conversation and writes it into a file, a portion at a time: the page stays usable, and only one portion is in memory. Null: there is
 * nothing in that period. Rejects with the signal's reason when it is called off.
 */
export async function save(format: FormatName, subject: Subject, signal: AbortSignal, progress: (made: Progress) => void): Promise<Saved | null> {
  const file = made[format](subject);
  let rows = 0;
  for await (const portion of subject.conversation.transcript(subject.period, signal)) {
    await file.add(portion);
    rows += portion.rows.length;
    progress({ messages: file.count, part: portion.span === 0 ? 1 : portion.read / portion.span });
  }
  signal.throwIfAborted();
  return rows === 0 ? null : { blob: await file.end(signal), messages: file.count };
}
