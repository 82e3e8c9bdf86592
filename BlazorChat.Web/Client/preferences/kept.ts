// What the browser keeps for this site as text, and may not: storage can be forbidden, full, or written by anybody.

/** Null: nothing of that name. Undefined: the browser keeps nothing. */
export function kept(name: string): string | null | undefined {
  try {
    return localStorage.getItem(name);
  } catch {
    return undefined;
  }
}

/** False: the browser keeps nothing, or has no room. */
export function keep(name: string, text: string): boolean {
  try {
    localStorage.setItem(name, text);
    return true;
  } catch {
    return false;
  }
}

/** The members of a JSON object of at most so many characters; null: it is none. */
export function membersOf(text: string, most: number): Record<string, unknown> | null {
  if (text.length > most) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
