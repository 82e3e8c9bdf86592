import { css, unsafeCSS } from 'lit';
import { emojiFont } from '../emoji/can-draw';

export const composerStyles = css`
  :host { display: block; position: relative; padding: 4px 20px 8px; background: var(--bc-surface); }
  form { position: relative; display: flex; align-items: flex-end; gap: 8px; margin: 0; padding: 4px; border: 1px solid var(--bc-line); border-radius: var(--bc-radius-card, 12px); background: var(--bc-surface); }
  form:focus-within { border-color: var(--bc-primary); box-shadow: 0 0 0 1px var(--bc-primary); }
  textarea { flex: 1; min-width: 0; min-height: 36px; max-height: calc(8 * 1.45em + 14px); margin: 0; padding: 7px 8px; border: 0; resize: none; background: none; color: inherit; font: inherit; overflow-y: auto; scrollbar-width: thin; unicode-bidi: plaintext; }
  /* The frame around field and button shows the focus. */
  textarea:focus-visible { outline: none; }
  textarea::placeholder { color: var(--bc-muted); opacity: 1; }

  .send { display: inline-flex; align-items: center; gap: 6px; min-height: 36px; padding: 4px 12px; border-radius: var(--bc-radius); }
  .send[aria-disabled="true"] { background: var(--bc-raised); color: var(--bc-muted); cursor: default; filter: none; }

  .send svg:dir(rtl) { transform: scaleX(-1); }
  .emoji { display: grid; place-items: center; flex: none; min-inline-size: 36px; min-block-size: 36px; color: var(--bc-muted); }
  .emoji:hover, .emoji[aria-expanded="true"] { background: var(--bc-raised); color: var(--bc-text); }
  .emoji svg { width: 20px; height: 20px; }

  .offers { position: absolute; inset-inline: 0; inset-block-end: calc(100% + 4px); z-index: 4; max-inline-size: 420px; margin: 0; padding: 4px; list-style: none; border: 1px solid var(--bc-border); border-radius: var(--bc-radius-card, 12px); background: var(--bc-surface); box-shadow: var(--bc-shadow); }
  .offers li { display: flex; align-items: center; gap: 8px; min-block-size: 32px; padding: 2px 8px; border-radius: var(--bc-radius); cursor: pointer; white-space: nowrap; }
  .offers li:hover { background: var(--bc-raised); }
  .offers li[aria-selected="true"] { background: var(--bc-own); box-shadow: inset 0 0 0 1px var(--bc-primary); }
  .offers .glyph { flex: none; inline-size: 26px; text-align: center; font-family: ${unsafeCSS(emojiFont)}; font-size: 19px; }
  .offers .glyph chat-avatar { --bc-avatar: 24px; display: grid; }
  .offers .chosen { color: var(--bc-muted); }
  .offers .called { flex: 1; min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; }
  .offers small { flex: none; max-inline-size: 45%; overflow: hidden; text-overflow: ellipsis; color: var(--bc-muted); }

  .aim { display: flex; align-items: center; gap: 10px; margin: 0 0 4px; padding: 4px 4px 4px 12px; border-inline-start: 3px solid var(--bc-primary); border-radius: var(--bc-radius); background: var(--bc-raised); font-size: var(--bc-size-small); }
  .aim > svg { color: var(--bc-primary); }
  .aim .about { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .aim .said { color: var(--bc-muted); unicode-bidi: isolate; }
  .aim button { display: grid; place-items: center; min-width: 32px; min-height: 32px; color: var(--bc-muted); }
  .aim button:hover { color: var(--bc-text); }

  .below { display: flex; justify-content: space-between; gap: 16px; min-height: 19px; margin: 4px 8px 0; font-size: var(--bc-size-small); line-height: 19px; color: var(--bc-muted); }
  .below .over, .below .failed { color: var(--bc-danger); font-weight: 550; }
  .left { margin-inline-start: auto; font-variant-numeric: tabular-nums; white-space: nowrap; }

  .bar { display: flex; align-items: center; gap: 10px; margin: 0 0 8px; padding: 8px 12px; border-radius: var(--bc-radius); background: var(--bc-raised); font-size: var(--bc-size-small); }
  .bar > span { flex: 1; min-width: 0; overflow-wrap: anywhere; }
  .bar.alarm { padding: 11px; border: 1px solid var(--bc-danger); background: color-mix(in srgb, var(--bc-danger) 7%, var(--bc-surface)); font-size: inherit; }
  .bar.alarm > svg { color: var(--bc-danger); width: 20px; height: 20px; }
  .bar button, .bar a { flex: none; }
  .bar a { font-weight: 600; padding: 4px; }

  @media (max-width: 640px) {
    :host { padding: 4px 12px max(8px, env(safe-area-inset-bottom)); }
    textarea { min-height: 40px; padding: 9px 8px; font-size: max(16px, var(--bc-size)); /* below this a phone zooms in */ }
    .emoji { min-inline-size: 40px; min-block-size: 40px; }
    .send { min-height: 40px; min-width: 40px; padding: 4px 10px; justify-content: center; }
    .send .word { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .bar { flex-wrap: wrap; }
    .below { min-height: 0; margin: 0 8px; }
    .hint { display: none; }
  }
  @media (hover: none) { .hint { display: none; } }
`;
