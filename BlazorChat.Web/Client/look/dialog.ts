// What floats over the page and waits for an answer. Each says its own width.
import { css } from 'lit';

export const dialog = css`
  dialog { max-height: calc(100dvh - 24px); padding: 20px 24px; overflow-y: auto; border: 1px solid var(--bc-border); border-radius: var(--bc-radius-card); background: var(--bc-surface); color: var(--bc-text); box-shadow: var(--bc-shadow); }
  dialog::backdrop { background: rgb(0 0 0 / 0.4); }
`;
