import { has, plural, t, type Key, type Params } from '../texts';
import type { Deleted, NoticeRow } from './types';

/** "You added Bob", "Anna added you", "Anna added Bob": by whether the reader acts or is concerned. */
export function saying(row: NoticeRow, reader: string): [Key, Params] {
  const key = `row.${row.code}` as const;
  const own = `${key}.own`;
  const me = `${key}.me`;
  const named = { actorName: t('timeline.someone'), userName: t('timeline.someone'), ...row.params };
  if (row.params['actor'] === reader && has(own)) return [own, named];
  if (row.params['user'] === reader && has(me)) return [me, named];
  return [key, named];
}

/** As plain text. */
export const rowText = (row: NoticeRow, reader: string): string => t(...saying(row, reader));

export function deletedText({ byAuthor, name, edits }: Deleted): string {
  const said = byAuthor ? t('state.deleted') : t('state.deleted.by', { name });
  return edits === 0 ? said : `${said} ${plural('state.deleted.edits', edits)}`;
}
