// The chat in a window of its own: opened by a click, at the size that was chosen, and back to it whenever one likes.
import { preferences } from '../preferences/store';
import { parseSize, type Size } from '../preferences/window-size';

const windowName = 'blazorchat';
const sizedKey = 'bc-sized';

export const presentSize = (): Size => ({ width: innerWidth, height: innerHeight });

const chosenSize = (): Size => parseSize(preferences().now.window)!;

const isInstalled = (): boolean => matchMedia('(display-mode: standalone), (display-mode: minimal-ui)').matches;

/** A window of our making or an installed app: one whose size is ours to set, where the browser lets a page do so. */
export const isOwnWindow = (): boolean => window.name.startsWith(windowName) || isInstalled();

/** @returns False: the browser opened none. */
export function openOwnWindow(path: string): boolean {
  const { width, height } = chosenSize();
  // Each address has one window: asked for again, it comes to the front.
  const opened = open(path, `${windowName}:${path}`, `popup,width=${width},height=${height}`);
  opened?.focus();
  return opened !== null;
}

/** @returns False: the browser lets no page do this, or only so far. */
export async function fitToChosenSize(): Promise<boolean> {
  const { width, height } = chosenSize();
  resizeTo(width + outerWidth - innerWidth, height + outerHeight - innerHeight);
  await new Promise((done) => setTimeout(done, 300)); // browsers resize some frames later
  return Math.abs(innerWidth - width) <= 2 && Math.abs(innerHeight - height) <= 2;
}

/** An installed app begins at the chosen size at every start, not at every page. */
export function fitAtStart(): void {
  if (!isInstalled()) return;
  try {
    if (sessionStorage.getItem(sizedKey) !== null) return;
    sessionStorage.setItem(sizedKey, '1');
  } catch {
    return; // without a memory it would jump at every page
  }
  void fitToChosenSize();
}
