import type { Conversation } from '../messages/types';
import type { Period, Portion } from '../messages/transcript';

export const formats = ['text', 'html', 'json'] as const;
export type FormatName = (typeof formats)[number];

/** What is saved, and by whom. */
export interface Subject {
  readonly conversation: Conversation;
  readonly reader: string;
  /** What the file calls the conversation. */
  readonly title: string;
  readonly period: Period;
  /** Unix milliseconds. */
  readonly savedAt: number;
  readonly origin: string;
}

/** A kind of file that a conversation is written into, portion by portion. */
export interface Format {
  /** Messages written so far. */
  readonly count: number;
  add(portion: Portion): Promise<void>;
  end(signal: AbortSignal): Promise<Blob>;
}
