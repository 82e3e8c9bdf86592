// Sentences with names in them, painted so that a name in another script does not turn the sentence round.
import { html, type TemplateResult } from 'lit';
import { has, pieces, t, type Key, type Params } from '../texts';
import type { NoticeRow } from './types';

export function sentence(key: Key, params: Params = {}): TemplateResult {
  return html`${pieces(key, params).map((piece) => (typeof piece === 'string' ? piece : html`<bdi>${piece.value}</bdi>`))}`;
}

/** "You added Bob", "Anna added you", "Anna added Bob": by whether the reader acts or is concerned. */
export function rowSentence(row: NoticeRow, reader: string): TemplateResult {
  const key = `row.${row.code}` as const;
  const own = `${key}.own`;
  const me = `${key}.me`;
  const named = { actorName: t('timeline.someone'), userName: t('timeline.someone'), ...row.params };
  if (row.params['actor'] === reader && has(own)) return sentence(own, named);
  if (row.params['user'] === reader && has(me)) return sentence(me, named);
  return sentence(key, named);
}
