import { css, unsafeCSS } from 'lit';
import { emojiFont } from './can-draw';

export const pickerStyles = css`
  :host { position: absolute; inset-block-end: 100%; inset-inline-end: 20px; z-index: 5; }
  :host(:not([opened])) { display: none; }
  .panel { display: flex; flex-direction: column; inline-size: 360px; max-inline-size: calc(100vw - 24px); block-size: min(420px, 100dvh - 180px); min-block-size: 240px; border: 1px solid var(--bc-border); border-radius: var(--bc-radius-card, 12px); background: var(--bc-surface); box-shadow: var(--bc-shadow); overflow: hidden; }
  .panel:focus { outline: none; }

  .search { display: flex; align-items: center; gap: 8px; margin: 12px 12px 8px; padding: 0 10px; border: 1px solid var(--bc-line); border-radius: var(--bc-radius); color: var(--bc-muted); }
  .search:focus-within { border-color: var(--bc-primary); box-shadow: 0 0 0 1px var(--bc-primary); }
  input[type=search] { flex: 1; min-width: 0; min-height: 34px; padding: 0; border: 0; background: none; color: var(--bc-text); font: inherit; }
  /* The frame around it shows the focus. */
  input[type=search]:focus-visible { outline: none; }
  input::placeholder { color: var(--bc-muted); opacity: 1; }

  .groups { display: flex; justify-content: space-between; padding: 0 8px; border-block-end: 1px solid var(--bc-border); }
  .groups button { flex: 1; min-inline-size: 28px; min-block-size: 34px; padding: 0; border-radius: 0; border-block-end: 2px solid transparent; font-family: ${unsafeCSS(emojiFont)}; font-size: 17px; line-height: 1; }
  .groups button:hover { background: var(--bc-raised); }
  .groups button[aria-current] { border-block-end-color: var(--bc-primary); }
  .groups button:focus-visible, .cells > :focus-visible { outline-offset: -2px; }

  .scroller { position: relative; flex: 1; min-block-size: 0; overflow-y: auto; overscroll-behavior: contain; scrollbar-width: thin; }
  .scroller p { margin: 16px; color: var(--bc-muted); overflow-wrap: anywhere; }
  .scroller .plain { margin-inline-start: 8px; }
  .late { animation: appear 0s .3s backwards; }
  @keyframes appear { from { visibility: hidden; } }

  .grid { position: relative; contain: strict; }
  .title, .cells { position: absolute; inset-inline: 8px; }
  .title { block-size: 28px; padding: 6px 4px 0; color: var(--bc-muted); font-size: var(--bc-size-small); font-weight: 600; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .cells { display: grid; grid-template-columns: repeat(var(--columns), 1fr); block-size: var(--cell); font-family: ${unsafeCSS(emojiFont)}; font-size: 22px; line-height: var(--cell); text-align: center; }
  .cells > * { border-radius: var(--bc-radius); cursor: pointer; overflow: hidden; white-space: nowrap; user-select: none; }
  .cells > :hover, .cells > :focus { background: var(--bc-raised); }

  .foot { display: flex; align-items: center; gap: 8px; min-block-size: 48px; padding: 4px 12px; border-block-start: 1px solid var(--bc-border); }
  .name { flex: 1; min-inline-size: 0; display: grid; font-size: var(--bc-size-small); line-height: 1.3; }
  .name > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .name b { font-weight: 600; }
  .name small { color: var(--bc-muted); font-size: var(--bc-size-tiny); text-align: start; }
  .tones { display: flex; flex: none; margin: 0; padding: 0; border: 0; min-inline-size: 0; font-family: ${unsafeCSS(emojiFont)}; font-size: 17px; }
  .tones label { position: relative; display: grid; place-items: center; inline-size: 26px; block-size: 30px; border-radius: var(--bc-radius); cursor: pointer; }
  .tones input { position: absolute; inset: 0; margin: 0; opacity: 0; cursor: pointer; }
  .tones label:hover { background: var(--bc-raised); }
  .tones label:has(:checked) { background: var(--bc-own); box-shadow: inset 0 0 0 2px var(--bc-primary); }
  .tones label:has(:focus-visible) { outline: 2px solid var(--bc-primary); outline-offset: 2px; }

  @media (max-width: 640px) {
    /* In the place of the keyboard, below what is being written. */
    :host { position: static; display: block; margin: 8px -12px calc(-1 * max(8px, env(safe-area-inset-bottom))); }
    .panel { inline-size: 100%; max-inline-size: none; block-size: min(340px, 46dvh); min-block-size: 200px; border-width: 1px 0 0; border-radius: 0; box-shadow: none; padding-block-end: env(safe-area-inset-bottom); }
    input[type=search] { min-height: 38px; font-size: max(16px, var(--bc-size)); /* below this a phone zooms in */ }
    .groups button { min-block-size: 40px; font-size: 19px; }
    .cells { font-size: 26px; }
    .tones label { inline-size: 32px; block-size: 36px; }
  }
`;
