// Many texts are drawn at once when a conversation opens. What would take too long is shown as it was typed and read a moment later.
import { isRead, read } from './read';
import { plain, type Block } from './tree';

/** Milliseconds of one task that may go into reading. */
const allowance = 80;
const rounds = new EventTarget();
let spent = 0;
let waiting = false;
let round = 0;

export function readInTime(text: string): readonly Block[] {
  if (isRead(text)) return read(text);
  next();
  if (spent >= allowance) {
    waiting = true;
    return [plain(text)];
  }
  const before = performance.now();
  const blocks = read(text);
  spent += performance.now() - before;
  return blocks;
}

/** Changes when what had to wait can be read. */
export const readingRound = (): number => round;

export function watchReading(changed: () => void): () => void {
  rounds.addEventListener('round', changed);
  return () => rounds.removeEventListener('round', changed);
}

let timer: ReturnType<typeof setTimeout> | null = null;

function next(): void {
  timer ??= setTimeout(() => {
    timer = null;
    spent = 0;
    if (!waiting) return;
    waiting = false;
    round++;
    rounds.dispatchEvent(new Event('round'));
  });
}
