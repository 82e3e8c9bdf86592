// The island's wall: what is typed, pasted or selected in it is no event for the page around it, so the shell's
// document-wide listeners (and through them the server) never see it.
const inside = [
  'beforeinput', 'input', 'change', 'keydown', 'keypress', 'keyup', 'compositionstart', 'compositionupdate', 'compositionend',
  'paste', 'cut', 'copy', 'drop', 'dragstart', 'dragover', 'dragenter', 'dragleave', 'select', 'selectionchange',
] as const;

export function keepInside(root: ShadowRoot): void {
  for (const name of inside) root.addEventListener(name, (event) => event.stopPropagation());
}
