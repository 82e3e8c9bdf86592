// Sentences with names in them, painted so that a name in another script does not turn the sentence round.
import { html, type TemplateResult } from 'lit';
import { pieces, type Key, type Params } from '../texts';
import { saying } from './row-text';
import type { NoticeRow } from './types';

export function sentence(key: Key, params: Params = {}): TemplateResult {
  return html`${pieces(key, params).map((piece) => (typeof piece === 'string' ? piece : html`<bdi>${piece.value}</bdi>`))}`;
}

export const rowSentence = (row: NoticeRow, reader: string): TemplateResult => sentence(...saying(row, reader));
