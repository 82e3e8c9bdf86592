// What happens when the circuit is lost. blazor.web.js shows its state as classes on #components-reconnect-modal:
// -show while it tries, -hide when it is back, -rejected when the server does not know the circuit any more (it was
// restarted): then only a reload helps, and nobody has to press a key for it. A page that failed on the server shows
// #blazor-error-ui instead and has no circuit any more either.
import { t } from '../texts';
import { putAllAway } from './leaving';
import { pauseBeforeReload } from './pace';

type State = 'up' | 'down' | 'failed' | 'rejected';

export interface Surroundings {
  readonly reload: () => void;
  /** The server learns where the page is. */
  readonly tellPlace: () => void;
}

export function watchConnection(told: (online: boolean) => void, { reload, tellPlace }: Surroundings = browser): void {
  const notice = document.getElementById('components-reconnect-modal');
  if (notice === null) return;
  const failure = document.getElementById('blazor-error-ui');
  let last: State = 'up';
  const look = () => {
    const state = stateOf(notice, failure);
    if (state === last) return;
    const before = last;
    last = state;
    told(state === 'up');
    if (state === 'rejected') void reloadWith(notice, reload);
    if (before === 'down' && state === 'up') tellPlace();
  };
  new MutationObserver(() => {
    // What failed was a try to come back, and it has come back after all.
    if (failure !== null && notice.classList.contains('components-reconnect-hide')) failure.style.display = '';
    look();
  }).observe(notice, { attributeFilter: ['class'] });
  if (failure !== null) new MutationObserver(look).observe(failure, { attributeFilter: ['style'] });
}

const browser: Surroundings = {
  reload: () => location.reload(),
  // What was clicked while nobody heard it has changed the address and not the page. As going back does: nothing is scrolled.
  tellPlace: () => dispatchEvent(new PopStateEvent('popstate', { state: history.state as unknown })),
};

function stateOf(notice: HTMLElement, failure: HTMLElement | null): State {
  if (notice.classList.contains('components-reconnect-rejected')) return 'rejected';
  const down = ['components-reconnect-show', 'components-reconnect-failed'].some((name) => notice.classList.contains(name));
  return down ? 'down' : isShown(failure) ? 'failed' : 'up';
}

const isShown = (element: HTMLElement | null) => element !== null && element.style.display !== '' && element.style.display !== 'none';

async function reloadWith(notice: HTMLElement, reload: () => void): Promise<void> {
  notice.textContent = t('reconnect.reloading');
  await putAllAway(1_000);
  await new Promise((resolve) => setTimeout(resolve, pauseBeforeReload(Date.now())));
  reload();
}
