import { fold } from '../emoji/search';
import type { Member } from '../messages/types';

/** Best first: whose certified name begins so, whose chosen one, whose username, then those with a word that does. */
export function completeMember(members: readonly Member[], begun: string, most: number): readonly Member[] {
  const wanted = fold(begun);
  const ranked: { readonly member: Member; readonly rank: number }[] = [];
  for (const member of members) {
    const rank = rankOf(member, wanted);
    if (rank !== -1) ranked.push({ member, rank });
  }
  return ranked.sort((one, other) => one.rank - other.rank || (one.member.name < other.member.name ? -1 : 1)).slice(0, most).map(({ member }) => member);
}

function rankOf({ name, chosen, username }: Member, wanted: string): number {
  const [certified, called, login] = [fold(name), fold(chosen ?? ''), fold(username)];
  const begins = [certified, called, login].findIndex((each) => each.startsWith(wanted));
  if (begins !== -1) return begins;
  return [certified, called].some((each) => each.split(/[\s'’-]+/u).some((word) => word.startsWith(wanted))) ? 3 : -1;
}
