// Which theme the page has. The stored choice is `system`, `light` or `dark`; `data-theme` on <html> is what it comes to.
export const themeChoices = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

const storageKey = 'bc-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

export function themeChoice(): ThemeChoice {
  return themeChoices.find((choice) => choice === stored()) ?? 'system';
}

export function chooseTheme(choice: ThemeChoice): void {
  try {
    localStorage.setItem(storageKey, choice);
  } catch {
    // Storage is switched off: the choice holds until the page is closed.
  }
  paint(choice);
}

/** Paints now, and keeps painting when the system, another tab or the shell's navigation change something. */
export function keepTheme(): void {
  paint();
  dark.addEventListener('change', () => paint());
  addEventListener('storage', (event) => event.key === storageKey && paint());
  // Enhanced navigation makes the attributes of <html> those of the new page, which knows no theme.
  new MutationObserver(() => document.documentElement.dataset['theme'] ?? paint())
    .observe(document.documentElement, { attributeFilter: ['data-theme'] });
}

function paint(choice: ThemeChoice = themeChoice()): void {
  const system = dark.matches ? 'dark' : 'light';
  document.documentElement.dataset['theme'] = choice === 'system' ? system : choice;
}

function stored(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
