// Changes a field as if it had been typed: the browser's own undo takes it back, and the field's input event is fired.

/** Replaces what stands between two places and puts the caret behind it. */
export function replaceRange(field: HTMLTextAreaElement, start: number, end: number, text: string): void {
  const focused = (field.getRootNode() as Document | ShadowRoot).activeElement === field;
  field.setSelectionRange(start, end);
  // Deprecated, and still the only way into the undo history. Works in the focused field only.
  if (focused && document.execCommand?.('insertText', false, text)) return;
  field.setRangeText(text, start, end, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
