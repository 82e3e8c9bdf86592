import { css } from 'lit';

/** What the dialogs about rooms share. */
export const roomDialogStyles = css`
  dialog { width: min(560px, calc(100vw - 24px)); }
  form, .body { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; }
  h1 { margin: 0; font-size: var(--bc-size-title); line-height: 1.25; overflow-wrap: anywhere; }
  h2 { margin: 0; font-size: var(--bc-size); font-weight: 650; }
  p, ul { margin: 0; }
  ul { padding: 0; list-style: none; }
  header { display: flex; align-items: start; justify-content: space-between; gap: 16px; }
  .field { display: grid; gap: 4px; }
  .field > label, legend { padding: 0; font-weight: 650; }
  input[type=text], input[type=search] { width: 100%; min-height: 40px; padding: 6px 12px; border: 1px solid var(--bc-line); border-radius: var(--bc-radius); background: var(--bc-surface); color: inherit; font: inherit; }
  input[aria-invalid=true] { border-color: var(--bc-danger); }
  fieldset { display: grid; gap: 8px; margin: 0; padding: 0; border: 0; min-width: 0; }
  legend { margin-block-end: 4px; }
  fieldset.choices > label { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 10px; align-items: center; min-height: 24px; overflow-wrap: anywhere; }
  fieldset.choices .secondary { grid-column: 2; }
  input[type=radio] { width: 18px; height: 18px; margin: 0; accent-color: var(--bc-primary); }
  .colours { display: flex; flex-wrap: wrap; gap: 8px; }
  .colours label { position: relative; display: grid; width: 32px; height: 32px; border-radius: var(--bc-radius); cursor: pointer; }
  .colours input { position: absolute; inset: 0; width: 100%; height: 100%; opacity: 0; cursor: pointer; }
  .colours label:has(:checked) { outline: 2px solid var(--bc-text); outline-offset: 2px; }
  .colours label:has(:focus-visible) { outline: 2px solid var(--bc-primary); outline-offset: 2px; }
  .row { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; min-height: 44px; padding: 4px 0; }
  .row + .row { border-top: 1px solid var(--bc-border); }
  .row .what { flex: 1 1 120px; min-width: 0; overflow-wrap: anywhere; }
  .row .what p { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .row .acts { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 4px; margin-inline-start: auto; }
  .row .acts button:not(.primary) { border: 1px solid var(--bc-line); }
  .row .acts button:hover:not(.primary) { background: var(--bc-raised); }
  .tag { padding: 1px 8px; border-radius: 999px; background: var(--bc-raised); font-size: var(--bc-size-tiny); white-space: nowrap; }
  .scroll { max-height: min(45dvh, 420px); overflow-y: auto; padding-inline-end: 4px; }
  .problem { color: var(--bc-danger); }
  .problem:empty { display: none; }
  .danger { color: var(--bc-danger); }
  .note { padding: 12px; border-radius: var(--bc-radius); background: var(--bc-raised); display: grid; gap: 8px; }
  .buttons { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; }
  .buttons button { min-height: 36px; padding: 6px 16px; }
  .buttons button:not(.primary) { border: 1px solid var(--bc-line); }
  chat-avatar, .tile { --bc-avatar: 32px; }
`;
