import { isRemoved, type ConversationSummary, type Entry, type GeneralJwe, type Posted, type RoomProfile, type UserChainAnswer } from '../../api';
import type { Fetch } from '../../api/transport';
import { RoomChain } from '../../chains/room-chain';
import { H } from '../../crypto/hash';
import { read } from '../../crypto/jws';
import type { Stored, TestServer } from './server';

/** Problem details. */
export class Refusal extends Error {
  constructor(readonly status: number, readonly code: string, readonly extensions: Record<string, unknown> = {}) {
    super(code);
  }
}

export interface Caller {
  readonly user: string;
  readonly device: string;
}

interface Request {
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
  readonly path: readonly string[];
}

type Route = (request: Request) => Promise<unknown> | unknown;

/** Of each message of a page the newest about it, and what removed it, behind the page. */
function relatedTo(page: readonly Entry[], log: readonly Entry[]): Entry[] {
  const behind = new Set<number>();
  const newest = new Map(log.flatMap(entry => (entry.kind === 'message' && entry.about !== undefined ? [[entry.about, entry.seq]] : [])));
  for (const entry of page) {
    if (newest.has(entry.seq)) behind.add(newest.get(entry.seq)!);
    if (isRemoved(entry)) behind.add(entry.removedBy);
  }
  return log.filter(({ seq }) => behind.has(seq) && seq > (page.at(-1)?.seq ?? 0));
}

/** The endpoints that the engine uses, with the rules of the contract. */
export function routes(server: TestServer, { user, device }: Caller): Fetch {
  const stored = (conv: string): Stored => {
    const found = server.conversations.get(conv);
    if (found?.chain.member(user) == null) throw new Refusal(404, 'not-found');
    return found;
  };
  /** An open room can be looked at by who may join it. */
  const visible = (conv: string): Stored => {
    const found = server.conversations.get(conv);
    return found?.chain.kind === 'open' ? found : stored(conv);
  };
  const summary = ({ conv, chain, log, read: readSeqs, profile }: Stored): ConversationSummary => ({
    conv, kind: chain.kind, history: chain.create.history,
    peer: chain.kind === 'dm' ? chain.members().find(member => member.user !== user)!.user : null,
    lastSeq: log.length, lastAt: log.at(-1)!.at, readSeq: readSeqs.get(user) ?? 0, n: chain.n, head: chain.head!,
    ...(profile ?? { name: null, topic: null, colour: null }), archived: false, muted: false, favourite: false, blocked: false,
    unread: log.filter(({ kind, seq }) => kind === 'message' && seq > (readSeqs.get(user) ?? 0)).length,
    role: chain.member(user)?.role ?? null, members: chain.size,
  });
  const encKid = (of: string) => server.chainOf(user)!.device(of)!.enc;

  function checkCertificate(kid: string): void {
    if (server.endOf(kid) < server.now) throw new Refusal(403, 'signer-expired');
  }

  async function applyRoom(target: Stored, jws: string): Promise<Entry> {
    const entry = read(jws, 'chat-room+jws');
    const key = server.keys.get(entry.kid)!;
    const pair = server.chainOf(key.user)!.signedBy(entry.kid)!;
    const seq = target.log.length + 1;
    if (entry.payload.op === 'add' && entry.payload.base !== server.chainOf(entry.payload.user)!.base) throw new Refusal(422, 'base');
    const applied = { hash: await H(jws), signer: { user: key.user, base: pair.base }, entry: entry.payload, seq, at: server.now };
    const refusal = target.chain.apply(applied, true);
    if (refusal !== null) {
      if (refusal === 'n' || refusal === 'prev') throw new Refusal(409, 'chain', { n: target.chain.n, head: target.chain.head });
      throw new Refusal(400, refusal);
    }
    target.room.push({ jws, seq, at: server.now });
    return { seq, at: server.now, kind: 'room', n: entry.payload.n, jws };
  }

  async function create({ body }: Request): Promise<unknown> {
    const jws = body['jws'] as string;
    const { payload } = read(jws, 'chat-room+jws');
    if (payload.op !== 'create') throw new Refusal(400, 'op');
    const [a, b] = payload.members;
    const made: Stored = { conv: await H(jws), chain: new RoomChain(), room: [], log: [], sessions: new Map(), bundles: [], read: new Map(), cleared: new Map(), removed: new Map(),
      ...(typeof body['name'] === 'string' ? { profile: { name: body['name'], topic: body['topic'], colour: body['colour'] } as RoomProfile } : {}),
      ...(typeof body['slot'] === 'string' ? { slot: body['slot'] } : {}) };
    const entry = await applyRoom(made, jws);
    const existing = payload.kind === 'dm' ? server.dmOf(a!.user, b!.user) : made.slot === undefined ? null : server.atSlot(made.slot);
    if (existing !== null) throw new Refusal(409, 'exists', { conv: existing.conv });
    server.conversations.set(made.conv, made);
    server.put(made, entry);
    return { conv: made.conv, seq: 1, at: server.now };
  }

  async function postSession({ path, body }: Request): Promise<unknown> {
    const target = stored(path[0]!);
    const jwe = body['key'] as GeneralJwe;
    const { payload, kid } = read(body['manifest'] as string, 'chat-session+jws');
    if (payload.room !== target.chain.head) throw new Refusal(409, 'room', { n: target.chain.n, head: target.chain.head });
    checkCertificate(kid);
    server.checkRecipients(target, new Set(jwe.recipients.map(({ header }) => header.kid)));
    const signer = server.keys.get(kid)!;
    target.sessions.set(payload.key, {
      manifest: body['manifest'] as string, at: server.now, signer: { user: signer.user, device: signer.device }, jwe,
      recipients: new Map(jwe.recipients.map(recipient => [recipient.header.kid, { ...recipient, jwe }])),
    });
    return { key: payload.key, at: server.now };
  }

  /** As many from the front as the rules allow, one at least. */
  function send({ path, body }: Request): unknown {
    const taken: unknown[] = [];
    for (const posted of body as unknown as Posted[]) {
      try {
        taken.push(sendOne(stored(path[0]!), posted));
      } catch (error) {
        if (taken.length === 0) throw error;
        break;
      }
    }
    return taken;
  }

  function sendOne(target: Stored, { n, jwe, about, remove }: Posted): unknown {
    const own = target.log.filter(entry => entry.kind === 'message').filter(entry => entry.device === device);
    const same = own.find(entry => entry.n === n);
    if (same?.jwe === jwe || (same !== undefined && target.removed.get(same.seq)?.jwe === jwe)) return { seq: same.seq, at: same.at };
    const session = target.sessions.get(server.sessionOf(jwe));
    if (session === undefined || session.signer.device !== device) throw new Refusal(409, 'session');
    checkCertificate(server.chainOf(user)!.device(device)!.sig);
    server.checkRecipients(target, new Set(session.recipients.keys()));
    if (n !== (own.at(-1)?.n ?? 0) + 1) throw new Refusal(409, 'counter', { last: lastOf(target, own.at(-1) ?? null) });
    if (about !== undefined) checkAbout(target, about, remove === true);
    const seq = target.log.length + 1;
    const entry = server.put(target, { seq, at: server.now, kind: 'message', user, device, n, jwe, ...(about === undefined ? {} : { about }) });
    if (remove === true) server.remove(target, about!, seq);
    return { seq: entry.seq, at: entry.at };
  }

  const lastOf = ({ expired = 0 }: Stored, last: Entry | null) => (last !== null && last.seq <= expired ? { ...last, jwe: null, expired: true } : last);

  function checkAbout(target: Stored, about: number, remove: boolean): void {
    const message = target.log[about - 1];
    if (message?.kind !== 'message' || message.about !== undefined || about <= (target.expired ?? 0)) throw new Refusal(422, 'about');
    if (isRemoved(message)) throw new Refusal(409, 'removed');
    if (message.user !== user && !(remove && target.chain.member(user)!.role === 'admin')) throw new Refusal(403, 'not-yours');
  }

  function messages({ path, query }: Request): unknown {
    const target = stored(path[0]!);
    const [cleared, expired] = [target.cleared.get(user)?.seq ?? 0, target.expired ?? 0];
    const floor = Math.max(cleared, expired);
    const log = target.log.slice(floor);
    const limit = Number(query.get('limit') ?? 50);
    const [before, after, around] = ['before', 'after', 'around'].map(name => (query.has(name) ? Number(query.get(name)) : null));
    const place = (seq: number) => (seq === 0 ? null : { seq, at: target.log[seq - 1]!.at });
    let entries: Entry[];
    if (after != null) entries = log.filter(({ seq }) => seq > after).slice(0, limit);
    else if (around != null) entries = log.filter(({ seq }) => Math.abs(seq - around) <= limit / 2);
    else entries = log.filter(({ seq }) => before == null || seq < before).slice(-limit);
    const more = after == null ? (entries[0]?.seq ?? floor + 1) > floor + 1 : (entries.at(-1)?.seq ?? floor) < target.log.length;
    return { entries, related: server.withholdsRelated ? [] : relatedTo(entries, target.log), last: target.log.length, more, cleared: place(cleared), expired: place(expired), retainDays: server.retainDays };
  }

  function clear(places: ReadonlyMap<Stored, number>): unknown {
    const more = new Map([...places].filter(([{ cleared }, seq]) => seq > (cleared.get(user)?.seq ?? 0)));
    return { at: server.clear(user, more), conversations: more.size };
  }

  function undoClear(targets: readonly Stored[], { query }: Request): undefined {
    if (!server.undoClear(user, targets, Number(query.get('at')))) throw new Refusal(409, 'too-late');
  }

  const own = () => [...server.conversations.values()].filter(({ chain }) => chain.member(user) !== null);

  const chainAnswer = (of: string): UserChainAnswer => ({
    user: of, username: server.nameOf(of).toLowerCase(), name: server.nameOf(of), chosen: server.chosen.get(of) ?? null,
    entries: server.userEntries(of), certs: Object.fromEntries([...server.keys.values()].filter(key => key.user === of).map(key => [key.kid, key.certs])),
    pendingReset: null,
  });

  const table: [string, RegExp, Route][] = [
    ['GET', /^\/api\/users\/([^/]+)\/chain$/, ({ path }) => {
      if (server.chainOf(path[0]!) === null) throw new Refusal(404, 'not-found');
      return chainAnswer(path[0]!);
    }],
    ['POST', /^\/api\/users\/chains$/, ({ body }) => ({ chains: (body['users'] as string[]).filter(of => server.chainOf(of) !== null).map(chainAnswer) })],
    ['GET', /^\/api\/keys\/([^/]+)$/, ({ path }) => {
      const key = server.keys.get(path[0]!);
      if (key === undefined) throw new Refusal(404, 'not-found');
      return key;
    }],
    ['GET', /^\/api\/me\/records\/([a-z]+)$/, ({ path }) => server.records.get(`${user} ${path[0]}`)],
    ['PUT', /^\/api\/me\/records\/([a-z]+)$/, ({ path, body }) => {
      if (!server.records.put(`${user} ${path[0]}`, body['n'] as number, body['jwe'] as GeneralJwe, server.now)) throw new Refusal(409, 'record-changed');
    }],
    ['DELETE', /^\/api\/me\/records\/([a-z]+)$/, ({ path, query }) => server.records.drop(`${user} ${path[0]}`, Number(query.get('n') ?? 1), server.now)],
    ['GET', /^\/api\/nonce$/, () => ({ nonce: 'A'.repeat(43) })],
    ['POST', /^\/api\/devices$/, async ({ body }) => {
      const pair = server.chainOf(user)!.device(body['device'] as string)!;
      if (server.renews !== null) throw server.renews;
      return { sig: await server.renew(pair.sig), enc: await server.renew(pair.enc) };
    }],
    ['GET', /^\/api\/conversations$/, ({ query }) => {
      const dm = query.get('dm');
      if (dm !== null) {
        const found = server.dmOf(user, dm);
        return { conversation: found === null ? null : summary(found) };
      }
      const [before, limit] = [Number(query.get('before') ?? Infinity), Number(query.get('limit') ?? 50)];
      const mine = [...server.conversations.values()].filter(({ chain }) => chain.member(user) !== null).map(summary)
        .filter(({ lastAt }) => lastAt < before).sort((a, b) => b.lastAt - a.lastAt);
      const page = mine.filter(({ lastAt }, i) => i < limit || lastAt === mine[limit - 1]!.lastAt);
      return { conversations: page, more: mine.length > page.length };
    }],
    ['POST', /^\/api\/conversations$/, create],
    ['GET', /^\/api\/conversations\/([^/]+)$/, ({ path }) => summary(visible(path[0]!))],
    ['GET', /^\/api\/conversations\/([^/]+)\/chain$/, ({ path, query }) =>
      ({ entries: visible(path[0]!).room.slice(query.has('after') ? Number(query.get('after')) + 1 : 0) })],
    ['POST', /^\/api\/conversations\/([^/]+)\/chain$/, async ({ path, body }) => {
      const target = visible(path[0]!);
      const { seq, at } = server.put(target, await applyRoom(target, body['jws'] as string));
      return { n: target.chain.n, head: target.chain.head, seq, at };
    }],
    ['POST', /^\/api\/conversations\/([^/]+)\/sessions$/, postSession],
    ['GET', /^\/api\/conversations\/([^/]+)\/sessions$/, ({ path }) => ({
      sessions: [...stored(path[0]!).sessions].map(([key, { at, signer }]) => ({ key, at, signer })) })],
    ['GET', /^\/api\/conversations\/([^/]+)\/sessions\/([^/]+)$/, ({ path, query }) => {
      const session = stored(path[0]!).sessions.get(path[1]!);
      if (session === undefined) throw new Refusal(404, 'not-found');
      const kid = query.get('for') === 'recovery' ? server.chainOf(user)!.recovery()!.enc : encKid(device);
      return { manifest: session.manifest, at: session.at, jwe: server.recipientOf(session, kid) };
    }],
    ['POST', /^\/api\/conversations\/([^/]+)\/sessions\/([^/]+)\/grants$/, ({ path, body }) => {
      const session = stored(path[0]!).sessions.get(path[1]!)!;
      const jwe = body['key'] as GeneralJwe;
      for (const recipient of jwe.recipients) session.recipients.set(recipient.header.kid, { ...recipient, jwe });
      return {};
    }],
    ['POST', /^\/api\/conversations\/([^/]+)\/bundles$/, ({ path, body }) => {
      stored(path[0]!).bundles.push({ kid: body['kid'] as string, jwe: body['jwe'] as string, at: server.now, user, device });
      return {};
    }],
    ['POST', /^\/api\/conversations\/([^/]+)\/bundles\/wanted$/, ({ path }) => server.wantBundles(stored(path[0]!), user)],
    ['GET', /^\/api\/me\/default-rooms$/, () => ({ rooms: server.defaultRoomsOf(user) })],
    ['PUT', /^\/api\/me\/default-rooms\/([^/]+)$/, ({ path }) => { server.dealtWith.add(`${user} ${decodeURIComponent(path[0]!)}`); }],
    ['GET', /^\/api\/conversations\/([^/]+)\/bundles$/, ({ path, query }) =>
      ({ bundles: stored(path[0]!).bundles.filter(({ kid }) => kid === query.get('kid')) })],
    ['GET', /^\/api\/conversations\/([^/]+)\/messages$/, messages],
    ['POST', /^\/api\/conversations\/([^/]+)\/messages$/, send],
    ['PUT', /^\/api\/conversations\/cleared$/, () => clear(new Map(own().map(target => [target, target.log.length])))],
    ['DELETE', /^\/api\/conversations\/cleared$/, request => undoClear(own(), request)],
    ['PUT', /^\/api\/conversations\/([^/]+)\/cleared$/, ({ path, body }) => {
      const [target, seq] = [stored(path[0]!), body['seq'] as number];
      if (seq < 1 || seq > target.log.length) throw new Refusal(400, 'bad-request');
      return clear(new Map([[target, seq]]));
    }],
    ['DELETE', /^\/api\/conversations\/([^/]+)\/cleared$/, request => undoClear([stored(request.path[0]!)], request)],
    ['PUT', /^\/api\/conversations\/([^/]+)\/unread$/, ({ path, body }) => {
      stored(path[0]!).read.set(user, (body['seq'] as number) - 1);
      return undefined;
    }],
    ['PUT', /^\/api\/conversations\/([^/]+)\/read$/, ({ path, body }) => {
      stored(path[0]!).read.set(user, body['seq'] as number);
      return undefined;
    }],
  ];

  return async (input, init) => {
    const url = new URL(input, 'http://test');
    try {
      if (url.pathname === '/pki/lists.pem') return new Response(await server.lists());
      if (url.pathname === '/pki/certificates.pem') return new Response(server.authority.certificatesPem());
      for (const [method, pattern, route] of table) {
        const match = method === init.method ? pattern.exec(url.pathname) : null;
        if (match === null) continue;
        const body = typeof init.body === 'string' ? JSON.parse(init.body) as Record<string, unknown> : {};
        const answer = await route({ query: url.searchParams, body, path: match.slice(1) });
        return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
      }
      throw new Error(`the double has no ${init.method} ${url.pathname}`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return Response.json({ code: error.code, ...error.extensions }, { status: error.status });
    }
  };
}
