// The keyboard in the timeline: one row at a time, a screen at a time, to either end.

/** True: the key was one of these and the focus moved. */
export function moveAmongRows(scroller: HTMLElement, event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return false;
  const rows = [...scroller.querySelectorAll<HTMLElement>('[data-id]')];
  const focused = (event.target as Element).closest<HTMLElement>('[data-id]');
  const at = focused === null ? rows.length - 1 : rows.indexOf(focused);
  const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key];
  if (next !== undefined) return focus(rows[Math.max(0, Math.min(next, rows.length - 1))], event.key === 'End');
  if (event.key !== 'PageUp' && event.key !== 'PageDown') return false;

  const down = event.key === 'PageDown';
  scroller.scrollTop += (down ? 1 : -1) * scroller.clientHeight * 0.9;
  const { top, bottom } = scroller.getBoundingClientRect();
  const whole = rows.filter((row) => row.getBoundingClientRect().top >= top && row.getBoundingClientRect().bottom <= bottom);
  return focus((down ? whole.at(-1) : whole[0]) ?? focused ?? rows[at], false, true);
}

function focus(row: HTMLElement | undefined, toItsEnd: boolean, preventScroll = false): boolean {
  row?.focus({ preventScroll: true });
  if (!preventScroll) row?.scrollIntoView({ block: toItsEnd ? 'end' : 'nearest' });
  return row !== undefined;
}
