// One stylesheet for all shadow roots. Constructable, so it needs no inline style the page's policy would refuse.
// The colours are the page's variables (--bc-*), which reach into shadow roots by inheritance.
import { css } from 'lit';

export const base = css`
  :host { box-sizing: border-box; color: var(--bc-text); font-family: var(--bc-font); font-size: var(--bc-size); line-height: 1.45; }
  :host([hidden]) { display: none; }
  *, *::before, *::after { box-sizing: inherit; }

  :focus-visible { outline: 2px solid var(--bc-primary); outline-offset: 2px; }

  button { font: inherit; color: inherit; background: none; border: 0; border-radius: var(--bc-radius); padding: 4px 8px; min-width: 24px; min-height: 28px; cursor: pointer; }
  button:disabled { cursor: default; }
  button.primary { background: var(--bc-primary); color: var(--bc-onprimary); font-weight: 600; padding: 4px 12px; }
  button.primary:hover:not(:disabled) { filter: brightness(1.08); }
  button.plain { color: var(--bc-primary); font-weight: 600; }
  button.plain:hover { text-decoration: underline; }
  a { color: var(--bc-primary); }
  svg { width: 16px; height: 16px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }

  .secondary { font-size: var(--bc-size-small); color: var(--bc-muted); }
  .unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; user-select: none; }

  @media (prefers-reduced-motion: reduce) {
    *, *::before, *::after { animation: none !important; transition: none !important; scroll-behavior: auto !important; }
  }
`;
