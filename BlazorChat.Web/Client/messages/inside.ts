// The island's wall: what is typed, pasted or selected in it is no event for the page around it, so the shell's
// document-wide listeners (and through them the server) never see it.
const inside = [
  'beforeinput', 'input', 'change', 'keydown', 'keypress', 'keyup', 'compositionstart', 'compositionupdate', 'compositionend',
  'paste', 'cut', 'copy', 'drop', 'dragstart', 'dragover', 'dragenter', 'dragleave', 'select', 'selectionchange',
] as const;

/** Where one points at says as much as a key where each place is a thing to take. */
const pointing = ['click', 'dblclick', 'auxclick', 'contextmenu', 'pointerdown', 'pointerup', 'mousedown', 'mouseup', 'mouseover', 'touchstart', 'touchend'] as const;

export function keepPointingInside(root: ShadowRoot): void {
  for (const name of pointing) root.addEventListener(name, (event) => event.stopPropagation());
}

export function keepInside(root: ShadowRoot): void {
  for (const name of inside) root.addEventListener(name, (event) => event.stopPropagation());
}
