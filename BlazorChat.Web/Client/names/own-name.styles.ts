import { css } from 'lit';

export const ownNameStyles = css`
  :host { display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); }
  form { display: grid; gap: 6px; }
  p { margin: 0; overflow-wrap: anywhere; }
  h3 { margin: 0; font-size: var(--bc-size); font-weight: 650; }
  label { font-weight: 550; }
  input { font: inherit; color: inherit; width: 100%; min-height: 40px; padding: 8px 12px; border: 1px solid var(--bc-line); border-radius: var(--bc-radius); background: var(--bc-surface); }
  input[aria-invalid=true] { border-color: var(--bc-danger); }
  .problem { color: var(--bc-danger); font-size: var(--bc-size-small); font-weight: 550; }
  .problem:empty, .said:empty { display: none; }
  .problem:not(:empty)::before { content: "⚠ "; }
  .buttons { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin-top: 4px; }
  .buttons button { min-height: 36px; padding: 6px 16px; }
  .buttons button.plain { padding-inline: 8px; }
`;
