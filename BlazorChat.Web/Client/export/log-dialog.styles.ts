import { css } from 'lit';

export const logDialogStyles = css`
  dialog { width: min(520px, calc(100vw - 24px)); }
  form, .working { display: grid; gap: 16px; }
  h1 { margin: 0; font-size: var(--bc-size-title); line-height: 1.25; overflow-wrap: anywhere; }
  p { margin: 0; }
  fieldset { display: grid; gap: 8px; margin: 0; padding: 0; border: 0; min-width: 0; }
  legend { padding: 0; margin-block-end: 4px; font-weight: 650; }
  label { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 10px; align-items: baseline; min-height: 24px; }
  label .secondary { grid-column: 2; }
  input[type=radio] { width: 18px; height: 18px; margin: 0; align-self: center; accent-color: var(--bc-primary); }
  .days { display: flex; flex-wrap: wrap; gap: 12px; padding-inline-start: 28px; }
  .days label { grid-template-columns: minmax(0, 1fr); gap: 4px; font-size: var(--bc-size-small); }
  input[type=date] { font: inherit; color: inherit; min-height: 36px; padding: 4px 10px; border: 1px solid var(--bc-line); border-radius: var(--bc-radius); background: var(--bc-surface); }
  .proof { padding: 10px 12px; border-inline-start: 4px solid var(--bc-primary); border-radius: var(--bc-radius); background: var(--bc-raised); }
  .problem { color: var(--bc-danger); }
  .problem:empty { display: none; }
  progress { width: 100%; height: 8px; accent-color: var(--bc-primary); }
  .buttons { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; }
  .buttons button { min-height: 36px; padding: 6px 16px; }
  .buttons button:not(.primary) { border: 1px solid var(--bc-line); }
`;
