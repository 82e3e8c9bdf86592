// Whether a place in a text is inside code, where nothing is turned into emoji and no name is offered.

/** Between backticks that are still open there: three or more until as many, fewer until as many or the end of their line. */
export function insideCode(text: string, place: number): boolean {
  let open = 0;
  for (const { 0: found } of text.slice(0, place).matchAll(/`+|\n/g)) {
    if (found === '\n') open = open < 3 ? 0 : open;
    else if (open === 0) open = found.length;
    else if (found.length === open || (open >= 3 && found.length > open)) open = 0;
  }
  return open > 0;
}
