// Texts are written by others, and reading Markdown takes time that grows with the square of some of it: lines in lines, brackets in
// brackets. Above these limits a text is shown as it was typed, which nobody has to write by hand to notice.

const most = {
  /** Characters that may begin or end something; what begins a line costs twice as much. */
  marks: 200,
  lines: 160,
  /** Quotes and lists in each other. */
  depth: 4,
  /** Characters before the innermost of them. */
  indent: 20,
} as const;

const mark = /[*_`[\]!<>\\]/g;
const containers = /^(?:[ \t]*(?:>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)))+/;
const container = />|[-+*]|\d+/g;
/** Without any of these there is nothing to read. */
const anything = /[*_`[<>\\]|^[ \t]*(?:[-+]|\d{1,9}[.)])(?:[ \t]|$)|^ {0,3}~~~/m;

export const hasMarks = (text: string): boolean => anything.test(text);

export function withinLimits(text: string): boolean {
  const lines = text.split('\n', most.lines + 1);
  if (lines.length > most.lines) return false;
  let marks = 0;
  for (const line of lines) {
    const [begun] = containers.exec(line) ?? [''];
    const depth = begun.match(container)?.length ?? 0;
    if (depth > most.depth || (depth > 0 && begun.length > most.indent)) return false;
    marks += 2 * depth + (line.match(mark)?.length ?? 0);
    if (marks > most.marks) return false;
  }
  return true;
}
