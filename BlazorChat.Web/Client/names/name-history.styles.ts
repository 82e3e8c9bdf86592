import { css } from 'lit';

export const nameHistoryStyles = css`
  :host { display: grid; gap: 8px; padding-top: 16px; border-top: 1px solid var(--bc-border); }
  h3, h1, p { margin: 0; }
  h3 { font-size: var(--bc-size); font-weight: 650; }
  h1 { font-size: var(--bc-size-title); line-height: 1.25; }
  ul { margin: 0; padding: 0; list-style: none; }
  li { display: flex; align-items: center; gap: 12px; min-height: 40px; border-bottom: 1px solid var(--bc-border); }
  li:last-child { border-bottom: 0; }
  li > div { flex: 1; min-width: 0; padding-block: 4px; }
  bdi { display: block; overflow-wrap: anywhere; }
  .now { color: var(--bc-muted); padding-inline: 8px; }
  .problem { color: var(--bc-danger); font-size: var(--bc-size-small); font-weight: 550; }
  .clear { justify-self: start; }
  dialog { width: min(420px, calc(100vw - 24px)); }
  dialog form { display: grid; gap: 16px; }
  .buttons { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; }
  .buttons button { min-height: 36px; padding: 6px 16px; border: 1px solid var(--bc-line); }
  .buttons button.danger { border-color: var(--bc-danger); color: var(--bc-danger); font-weight: 600; }
`;
