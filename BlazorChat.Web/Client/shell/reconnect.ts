// What happens when the circuit is lost. blazor.web.js shows its state as classes on #components-reconnect-modal:
// -show while it tries, -hide when it is back, -rejected when the server does not know the circuit any more (it was
// restarted): then only a reload helps, and nobody has to press a key for it.
import { t } from '../texts';
import { putAllAway } from './leaving';

type State = 'up' | 'down' | 'rejected';

export function watchConnection(told: (online: boolean) => void, reload = () => location.reload()): void {
  const notice = document.getElementById('components-reconnect-modal');
  if (notice === null) return;
  let last: State = 'up';
  new MutationObserver(() => {
    const state = stateOf(notice);
    if (state === last) return;
    last = state;
    told(state === 'up');
    if (state === 'rejected') void reloadWith(notice, reload);
  }).observe(notice, { attributeFilter: ['class'] });
}

function stateOf(notice: HTMLElement): State {
  if (notice.classList.contains('components-reconnect-rejected')) return 'rejected';
  const down = ['components-reconnect-show', 'components-reconnect-failed'].some((name) => notice.classList.contains(name));
  return down ? 'down' : 'up';
}

async function reloadWith(notice: HTMLElement, reload: () => void): Promise<void> {
  notice.textContent = t('reconnect.reloading');
  await putAllAway(1_000);
  await new Promise((resolve) => setTimeout(resolve, pauseBeforeReload(Date.now())));
  reload();
}

const storageKey = 'bc-reloads';
const minute = 60_000;

/** A page that fails again and again must not reload as fast as it can. */
export function pauseBeforeReload(now: number): number {
  const recent = reloads().filter((at) => now - at < minute);
  sessionStorage.setItem(storageKey, JSON.stringify([...recent, now]));
  return recent.length < 3 ? 0 : 15_000;
}

const retries = [500, 1_000, 2_000, 5_000] as const;

/** Jitter, so that a restarted server is not called by everybody at the same moment. */
export function retryAfter(attempt: number, random = Math.random()): number {
  const wait = retries[Math.min(attempt, retries.length - 1)] ?? 5_000;
  return Math.round(wait * (0.8 + 0.4 * random));
}

function reloads(): number[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(stored) ? stored.filter((at) => typeof at === 'number') : [];
  } catch {
    return [];
  }
}
