import type { Api, ConversationSummary, RoomColour } from '../api';
import type { RoomActs } from './room-acts';
import { roomName } from './room-name';
import { personPath, roomPath } from './go';

/** Where one can go. */
export interface Destination {
  readonly path: string;
  /** Of a person the certified one. */
  readonly name: string;
  readonly more: string;
  readonly unread: number;
  /** Null: a person. */
  readonly room: { readonly colour: RoomColour; readonly kind: 'private' | 'open' } | null;
  readonly user: string | null;
}

const most = 12;
/** Somebody's name comes with their whole chain: so many at once. */
const recentPeople = 6;

/** Without a question the newest; with one, rooms and people whose name matches. */
export async function destinations(
  api: Pick<Api, 'users' | 'rooms'>, rooms: Pick<RoomActs, 'person'>, mine: readonly ConversationSummary[], query: string, own: string,
): Promise<Destination[]> {
  return query === '' ? recent(rooms, mine) : found(api, mine, query, own);
}

async function recent(rooms: Pick<RoomActs, 'person'>, mine: readonly ConversationSummary[]): Promise<Destination[]> {
  const dms = new Map(await Promise.all(mine.filter(({ peer }) => peer !== null).slice(0, recentPeople).map(async summary => {
    const person = await rooms.person(summary.peer!).catch(() => null);
    return [summary.conv, person === null ? null : ofPerson(person.user, person.name, person.chosen ?? person.username, summary.unread)] as const;
  })));
  return mine.map(summary => (summary.peer === null ? ofRoom(summary) : dms.get(summary.conv) ?? null)).filter(one => one !== null).slice(0, most);
}

async function found(api: Pick<Api, 'users' | 'rooms'>, mine: readonly ConversationSummary[], query: string, own: string): Promise<Destination[]> {
  const text = query.toLowerCase();
  const [people, listed] = await Promise.all([api.users(query, most), api.rooms(query, most)]);
  const joined = mine.filter(({ peer, name }) => peer === null && roomName(name).toLowerCase().includes(text));
  const others = listed.rooms.filter(({ conv }) => !mine.some(one => one.conv === conv));
  const unread = new Map(mine.map(({ peer, unread }) => [peer, unread]));
  return [
    ...joined.map(ofRoom),
    ...people.filter(({ user }) => user !== own).map(({ user, name, chosen, username }) => ofPerson(user, name, chosen ?? username, unread.get(user) ?? 0)),
    ...others.map(({ conv, name, topic, colour }) => ({ path: roomPath(conv), name: roomName(name), more: topic, unread: 0, room: { colour, kind: 'open' as const }, user: null })),
  ].slice(0, most);
}

const ofRoom = ({ conv, kind, name, topic, colour, unread }: ConversationSummary): Destination => ({
  path: roomPath(conv), name: roomName(name), more: topic ?? '', unread, room: { colour: colour ?? 'grey', kind: kind === 'open' ? 'open' : 'private' }, user: null,
});
const ofPerson = (user: string, name: string, more: string, unread: number): Destination => ({ path: personPath(user), name, more, unread, room: null, user });
