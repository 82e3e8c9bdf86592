// Blocks of code that begin at the margin, cut out before anything else is read: a program of a thousand lines costs nothing then.
// CommonMark 4.5: such a line ends every quote and list, so what stands before and after it can be read by itself.

/** `plain`: fences with nothing between them. */
export type Part = { readonly code: string; readonly info: string } | { readonly text: string } | { readonly plain: string };

const opening = /^(?:(`{3,})([^`]*)|(~{3,})(.*))$/;
/** Belongs to a list, or is closed by a line at the margin: only the whole text tells which. */
const indented = /^ {1,3}(?:```|~~~)/;

export function cutFences(text: string): Part[] {
  const parts: Part[] = [];
  const lines = text.split('\n');
  let from = 0;
  for (let at = 0; at < lines.length && !indented.test(lines[at]!); at++) {
    const [, ticks, infoOfTicks, tildes, infoOfTildes] = opening.exec(lines[at]!) ?? [];
    const fence = ticks ?? tildes;
    if (fence === undefined) continue;
    if (at > from) parts.push({ text: lines.slice(from, at).join('\n') });
    const end = endOf(lines, at + 1, fence);
    const code = { code: lines.slice(at + 1, end).join('\n'), info: (infoOfTicks ?? infoOfTildes ?? '').trim() };
    parts.push(`${code.code}${code.info}`.trim() === '' ? { plain: lines.slice(at, end + 1).join('\n') } : code);
    from = end + 1;
    at = end;
  }
  if (from < lines.length) parts.push({ text: lines.slice(from).join('\n') });
  return parts;
}

/** The line that closes it; without one it goes on to the end. */
function endOf(lines: readonly string[], from: number, fence: string): number {
  for (let at = from; at < lines.length; at++) {
    const line = lines[at]!.trim();
    if (line.length >= fence.length && /^ {0,3}\S/.test(lines[at]!) && line === fence[0]!.repeat(line.length)) return at;
  }
  return lines.length;
}
