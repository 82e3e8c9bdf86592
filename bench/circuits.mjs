// The load client: opens circuits on the chat page without browsers and measures the host. Started by the bench program.
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const { Session, Circuit } = await import(pathToFileURL(path.join(process.env.CIRCUITS, 'circuit.mjs')));
const [measure, ...rest] = process.argv.slice(2);
const options = Object.fromEntries(rest.map((arg) => /^--([^=]+)(?:=(.*))?$/.exec(arg).slice(1, 3)).map(([name, value]) => [name, value ?? '1']));
const numbers = (name, otherwise) => (options[name] ?? otherwise).split(',').map(Number);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const now = () => Number(process.hrtime.bigint());

async function ask(path, session = new Session(options.address)) {
  const answer = await session.request('GET', `/bench/${path}`);
  if (answer.status !== 200) throw new Error(`/bench/${path}: ${answer.status} ${answer.text}`);
  return JSON.parse(answer.text);
}

/** Does `act(i)` for 0 <= i < n, so many at a time. */
async function many(n, atATime, act) {
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(n, atATime) }, async () => { while (next < n) await act(next++); }));
}

/** A circuit that behaves as a page: its island answers, and its lists are as long as a window of 700 pixels shows. */
async function open(session, page, onEntries) {
  const circuit = new Circuit(session, {
    calls: {
      'blazorChat.attach': (_, self) => { self.emit('attached'); return null; },
      'blazorChat.deliver': (args) => {
        const at = now(), [{ entries }] = JSON.parse(args), held = {};
        for (const { conv, seq } of entries) held[conv] = Math.max(held[conv] ?? 0, seq);
        onEntries?.(entries, at);
        return held;
      },
    },
  });
  circuit.on('error', (e) => console.error(`circuit: ${e.message}`));
  circuit.on('js', (identifier, args) => {
    if (!identifier.endsWith('Virtualize.init')) return;
    const list = JSON.parse(args)[0].__dotNetObject;
    if (options.rows !== "0") setImmediate(() => circuit.invokeDotNet(list, 'OnSpacerBeforeVisible', 0, 700, 700).catch((e) => circuit.closed || console.error(e.message)));
  });
  const attached = new Promise((resolve, reject) => { circuit.once('attached', resolve); circuit.once('close', () => reject(new Error(`closed before it was attached: ${page}`))); });
  await circuit.open(page);
  await attached;
  return circuit;
}

function print(title, columns, rows) {
  const text = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-GB', { maximumFractionDigits: Math.abs(cell) < 100 ? 2 : 0 }) : cell)));
  const widths = columns.map((name, i) => Math.max(name.length, ...text.map((row) => row[i].length)));
  const line = (cells) => cells.map((cell, i) => cell.padStart(widths[i])).join('  ');
  console.log(['', title, line(columns), widths.map((width) => '-'.repeat(width)).join('  '), ...text.map(line)].join('\n'));
}

const percentile = (sorted, p) => (sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length))] : NaN);

async function signedIn(count) {
  await ask(`people?n=${count}`);
  const sessions = Array.from({ length: count }, () => new Session(options.address));
  await many(count, 16, (i) => ask(`sign-in?user=${i}`, sessions[i]));
  return sessions;
}

const measures = {
  /** Heap and resident memory of circuits on which nothing happens. */
  async idle() {
    const steps = numbers('steps', '200,1000'), rows = [], circuits = [];
    const sessions = await signedIn(Math.max(...steps));
    await many(20, 4, async (i) => { await (await open(sessions[i], '/chat')).leave(); });
    await sleep(3000);
    const empty = await ask('mem?collect=1');
    for (const step of steps) {
      await many(step - circuits.length, 16, async () => { const i = circuits.push(null) - 1; circuits[i] = await open(sessions[i], '/chat'); });
      await sleep(5000);
      const full = await ask('mem?collect=1');
      await sleep(5000);
      const later = await ask('mem');
      rows.push([step, (full.heap - empty.heap) / step / 1024, (full.rss - empty.rss) / step / 1024, full.rss / 2 ** 20, full.threads, (later.cpuUs - full.cpuUs) / 5e4]);
    }
    print(`Idle chat circuits (empty host: heap ${(empty.heap / 2 ** 20).toFixed(0)} MiB, RSS ${(empty.rss / 2 ** 20).toFixed(0)} MiB)`,
      ['circuits', 'heap KiB each', 'RSS KiB each', 'RSS MiB', 'threads', 'idle CPU %'], rows);
  },

  /** Heap of circuits on pages of administration with nothing happening but their looks every two seconds, and how soon their first rows are there. */
  async admin() {
    const count = Number(options.n ?? 40), rows = [];
    const sessions = Array.from({ length: count }, () => new Session(options.address));
    for (const [i, session] of sessions.entries()) await ask(`sign-in-admin?certificates=${i === 0 ? (options.certificates ?? 100000) : 0}`, session);
    for (const page of (options.pages ?? '/admin,/admin/requests,/admin/people,/admin/certificates,/admin/audit').split(',')) {
      const show = async (session) => {
        const circuit = new Circuit(session, {}), from = now();
        circuit.on('error', (e) => console.error(`circuit: ${e.message}`));
        const drawn = new Promise((resolve) => circuit.on('batch', (bytes) => { if (bytes.length > 2000) resolve(); }));
        await circuit.open(page);
        await drawn;   // more than the notice that it opens
        return [circuit, (now() - from) / 1e6];
      };
      await (await show(sessions[0]))[0].leave();
      await sleep(3000);
      const empty = await ask('mem?collect=1'), open = [];
      await many(count, 4, async (i) => { open[i] = await show(sessions[i]); });
      await sleep(6000);
      const full = await ask('mem?collect=1');
      await sleep(6000);
      const later = await ask('mem?collect=1'), times = open.map(([, ms]) => ms).sort((a, b) => a - b);
      rows.push([page, count, (full.heap - empty.heap) / count / 1024, (later.heap - empty.heap) / count / 1024, percentile(times, 50), percentile(times, 99), (later.cpuUs - full.cpuUs) / 6e4]);
      await Promise.all(open.map(([circuit]) => circuit.leave()));
      await sleep(3000);
    }
    print('Circuits of administrators', ['page', 'circuits', 'heap KiB each', 'later', 'open p50 ms', 'p99 ms', 'idle CPU %'], rows);
  },

  /** From the request for the page, with the session's cookie, until the page would have its engine attached. */
  async starts() {
    const rows = [];
    const sessions = await signedIn(Math.max(...numbers('n', '400')));
    await many(20, 4, async (i) => { await (await open(sessions[i], '/chat')).leave(); });
    for (const atATime of numbers('at-a-time', '4,16,32')) {
      const circuits = [], times = [], before = await ask('mem'), began = now();
      await many(sessions.length, atATime, async (i) => { const from = now(); circuits.push(await open(sessions[i], '/chat')); times.push((now() - from) / 1e6); });
      const seconds = (now() - began) / 1e9, after = await ask('mem');
      times.sort((a, b) => a - b);
      rows.push([sessions.length, atATime, sessions.length / seconds, percentile(times, 50), percentile(times, 99), (after.cpuUs - before.cpuUs) / sessions.length / 1000]);
      await Promise.all(circuits.map((circuit) => circuit.leave()));
      await sleep(3000);
    }
    print('Circuit starts with authentication', ['circuits', 'at a time', 'starts/s', 'p50 ms', 'p99 ms', 'server CPU ms each'], rows);
  },

  /** Messages of 2.4 KB from senders without circuits to readers with one each: one-way, from the send's begin to the reader's script. */
  async deliveries() {
    const readers = Number(options.readers ?? 200), seconds = Number(options.seconds ?? 5), rows = [];
    const quiet = 50;   // conversations nobody has open: what a send costs without its delivery
    const { conversations } = await ask(`correspond?senders=25&readers=${readers + quiet}`);
    const received = new Map(), circuits = [];
    let calls = 0;
    const note = (entries, at) => { calls++; for (const { conv, n, jwe } of entries) if (jwe) received.set(`${conv} ${n}`, at); };
    const rates = numbers('rates', '200,1000,2000,4000');
    const sessions = [];
    const join = (address) => many(readers, 16, async (i) => {
      const { session, peer } = (sessions[i] ??= await enter(i));
      session.base = new URL(address);
      circuits.push(await open(session, `/chat/u/${peer}`, note));
    });
    const enter = async (i) => {
      const session = new Session(options.address), { peer } = await ask(`sign-in-reader?reader=${i}`, session);
      return { session, peer };
    };
    // With another host on the same database: the same readers there too, while those who send stay here. By turns, for what the machine does meanwhile.
    const places = options.also === undefined ? [options.address] : [options.address, options.also], rounds = Number(options.rounds ?? 1), runs = new Map();
    for (let round = 0; round < rounds; round++) for (const place of places) {
      if (round === 0 || places.length > 1) {
        await Promise.all(circuits.splice(0).map((circuit) => circuit.leave()));
        await join(place);
        await sleep(4000);
      }
      for (let warm = 0; round === 0 && warm < 3; warm++) { await ask(`drive?rate=1000&seconds=3&count=${readers}`); await sleep(500); }   // the compiler's tiers
      for (const rate of rates) {
        const without = await ask(`drive?rate=${rate}&seconds=${seconds}&from=${readers}`);
        await sleep(1000);
        received.clear();
        calls = 0;
        const own = process.cpuUsage(), run = await ask(`drive?rate=${rate}&seconds=${seconds}&count=${readers}`), used = process.cpuUsage(own);
        await sleep(500);
        if (run.failed) console.error(`${run.failed} sends failed: ${run.failure}`);
        const times = run.acts.map(([line, n, startedNs]) => (received.get(`${conversations[line]} ${n}`) - startedNs) / 1e6).filter((ms) => !Number.isNaN(ms));
        const key = `${place} ${rate}`, all = run.cpuUs / run.sent, alone = without.cpuUs / without.sent;
        const known = runs.get(key) ?? { place, rate, times: [], sums: new Array(9).fill(0) };
        runs.set(key, { ...known, times: [...known.times, ...times], sums: [run.sent / run.seconds, run.sent - times.length, times.length / calls, run.ackP50, run.ackP99,
          all, alone, all - alone, (used.user + used.system) / run.seconds / 1e4].map((value, i) => known.sums[i] + value / rounds) });
        await sleep(1000);
      }
    }
    for (const { place, rate, times, sums } of runs.values()) {
      times.sort((a, b) => a - b);
      rows.push([...(places.length > 1 ? [place === options.address ? 'same host' : 'other host'] : []), rate, ...sums.slice(0, 5), percentile(times, 50), percentile(times, 99), ...sums.slice(5)]);
    }
    print(`Durable messages to ${readers} circuits, one delivery each`,
      [...(places.length > 1 ? ['readers on'] : []), 'rate', 'sent/s', 'missing', 'a call', 'ack p50', 'ack p99', 'one-way p50 ms', 'p99 ms', 'CPU us all', 'CPU us send', 'CPU us delivery', 'client CPU %'], rows);
    circuits.forEach((circuit) => circuit.abort());
  },
};

await measures[measure]();
process.exit(0);
