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
