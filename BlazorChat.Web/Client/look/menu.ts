// Items of a menu that the shell draws, where the island says what they do.
import { css } from 'lit';

export const menuItem = css`
  :host { display: block; }
  button { display: flex; align-items: center; width: 100%; min-height: 36px; padding: 6px 10px; text-align: start; white-space: nowrap; }
  button:hover:not(:disabled) { background: var(--bc-raised); }
`;

/** Folds the menu that this stands in. Its head keeps the focus, which comes back there when a dialog closes. */
export function closeMenu(item: Element): void {
  const menu = item.closest('details');
  if (menu === null) return;
  menu.querySelector('summary')?.focus();
  menu.open = false;
}

/** Escape folds the shell's menu that has the focus, or the one that is open where nothing has it. Returns the end of it. */
export function foldMenusOnEscape(): () => void {
  const fold = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
    const focused = event.composedPath().find((target) => target instanceof HTMLDetailsElement && isOpenMenu(target)) as HTMLDetailsElement | undefined;
    const menu = focused ?? (document.activeElement === document.body ? [...document.querySelectorAll('details')].find(isOpenMenu) : undefined);
    if (menu === undefined) return;
    event.preventDefault();
    closeMenu(menu);
  };
  document.addEventListener('keydown', fold);
  return () => document.removeEventListener('keydown', fold);
}

const isOpenMenu = (details: HTMLDetailsElement): boolean => details.open && details.querySelector(':scope > .bc-menu') !== null;
