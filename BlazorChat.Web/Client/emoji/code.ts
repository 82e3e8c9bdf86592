// Whether a place in a text is inside code, where nothing is turned into emoji.

/** Between backticks that are still open there: three on until the next three, one until the next one or the end of its line. */
export function insideCode(text: string, place: number): boolean {
  let block = false;
  let span = false;
  for (let i = 0; i < place; i++) {
    if (!span && text.startsWith('```', i)) {
      block = !block;
      i += 2;
    } else if (!block && text[i] === '`') span = !span;
    else if (text[i] === '\n') span = false;
  }
  return block || span;
}
