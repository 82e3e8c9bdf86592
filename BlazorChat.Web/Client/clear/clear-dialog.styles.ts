import { css } from 'lit';

export const clearDialogStyles = css`
  dialog { width: min(520px, calc(100vw - 24px)); }
  form { display: grid; gap: 16px; }
  h1 { margin: 0; font-size: var(--bc-size-title); line-height: 1.25; overflow-wrap: anywhere; }
  h2 { margin: 0 0 4px; font-size: var(--bc-size); font-weight: 650; }
  p, ul { margin: 0; }
  ul { padding-inline-start: 20px; display: grid; gap: 4px; }
  fieldset { display: grid; gap: 8px; margin: 0; padding: 0; border: 0; min-width: 0; }
  legend { padding: 0; margin-block-end: 4px; font-weight: 650; }
  label { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 10px; align-items: center; min-height: 24px; overflow-wrap: anywhere; }
  input[type=radio] { width: 18px; height: 18px; margin: 0; accent-color: var(--bc-primary); }
  .effects { display: grid; gap: 12px; padding: 12px; border-radius: var(--bc-radius); background: var(--bc-raised); }
  .problem { color: var(--bc-danger); }
  .problem:empty { display: none; }
  .buttons { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; }
  .buttons button { min-height: 36px; padding: 6px 16px; }
  .buttons button:not(.primary) { border: 1px solid var(--bc-line); }
`;
