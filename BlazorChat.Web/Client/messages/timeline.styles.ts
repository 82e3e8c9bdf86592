import { css } from 'lit';
import { markdownStyles } from '../markdown/markdown.styles';

export const timelineStyles = css`
  ${markdownStyles}
  :host { display: block; position: relative; min-height: 0; background: var(--bc-surface); --bc-avatar: 36px; --edge: 20px; }
  section { height: 100%; }
  .scroller { height: 100%; overflow-y: auto; overflow-anchor: none; overscroll-behavior: contain; scrollbar-width: thin; }
  .log { display: flex; flex-direction: column; justify-content: flex-end; min-height: 100%; padding: 12px 0 24px; }
  .log.hidden { visibility: hidden; }

  .row { position: relative; display: grid; grid-template-columns: var(--bc-avatar) minmax(0, 1fr) 20px; column-gap: 12px; margin-inline: 8px; padding: 2px calc(var(--edge) - 8px); outline-offset: -2px; }
  .row:hover { background: color-mix(in srgb, var(--bc-raised) 55%, transparent); }
  .row.own { background: color-mix(in srgb, var(--bc-own) 70%, var(--bc-surface)); }
  .row.head { padding-top: 6px; margin-top: 6px; border-start-start-radius: var(--bc-radius); border-start-end-radius: var(--bc-radius); }
  .row.tail { padding-bottom: 6px; border-end-start-radius: var(--bc-radius); border-end-end-radius: var(--bc-radius); }
  .body { grid-column: 2; display: grid; justify-items: start; min-width: 0; }
  chat-avatar { margin-top: 3px; }

  .author { display: flex; align-items: baseline; gap: 8px; min-width: 0; max-width: 100%; }
  .name { font-weight: 650; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  /* Where there is no room for both the certified one begins a line: it is never cut for the other. */
  .author:has(.certified) { flex-wrap: wrap; row-gap: 0; }
  .certified { max-width: 100%; color: var(--bc-muted); font-size: var(--bc-size-small); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  time { color: var(--bc-muted); font-size: var(--bc-size-tiny); font-variant-numeric: tabular-nums; white-space: nowrap; }
  .row > time { justify-self: center; padding-top: 3px; opacity: 0; user-select: none; }
  .row:hover > time, .row:focus > time, .row:focus-within > time { opacity: 1; }

  .text { max-width: 100%; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; text-align: start; justify-self: stretch; }
  .folded { max-height: 30em; overflow: hidden; mask-image: linear-gradient(#000 80%, transparent); }

  .quote { display: flex; gap: 8px; max-width: 100%; min-height: 24px; margin: 4px 0 2px; padding: 2px 8px; border-radius: 0; border-inline-start: 3px solid var(--bc-primary); font-size: var(--bc-size-small); color: var(--bc-muted); text-align: start; }
  button.quote:hover { background: var(--bc-raised); color: var(--bc-text); }
  .quote .who { flex: none; max-width: 45%; font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .quote .said { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .edited { font-size: var(--bc-size-tiny); color: var(--bc-muted); user-select: none; }
  .gone { display: flex; align-items: baseline; gap: 6px; color: var(--bc-muted); font-style: italic; user-select: none; }
  .gone svg { align-self: center; }
  .tools { position: absolute; inset-inline-end: calc(var(--edge) - 8px); inset-block-start: -14px; z-index: 2; display: flex; gap: 2px; padding: 2px; border: 1px solid var(--bc-border); border-radius: var(--bc-radius); background: var(--bc-surface); box-shadow: var(--bc-shadow, 0 4px 16px rgb(20 30 50 / 0.16)); opacity: 0; pointer-events: none; }
  .row:hover > .tools, .row:focus > .tools, .row:focus-within > .tools { opacity: 1; pointer-events: auto; }
  .tools button { display: grid; place-items: center; min-width: 28px; min-height: 28px; padding: 4px; color: var(--bc-muted); }
  .tools button:hover { background: var(--bc-raised); color: var(--bc-text); }
  .tools svg:dir(rtl) { transform: scaleX(-1); }

  .state { grid-column: 3; grid-row: 1; align-self: end; justify-self: end; height: 22px; display: grid; place-items: center; color: var(--bc-muted); user-select: none; }
  .state svg { width: 14px; height: 14px; }
  .mark, .failure { display: flex; align-items: flex-start; gap: 6px; margin: 2px 0; font-size: var(--bc-size-small); color: var(--bc-muted); user-select: none; }
  .mark svg { margin-top: 1px; }
  .failure { flex-wrap: wrap; align-items: center; color: var(--bc-danger); }
  .failure svg { vertical-align: -3px; }
  .failure button { font-size: var(--bc-size-small); padding: 2px 8px; }

  .notice { grid-template-columns: var(--bc-avatar) minmax(0, 1fr); align-items: start; margin-top: 4px; padding-block: 4px; font-size: var(--bc-size-small); color: var(--bc-muted); }
  .notice svg { justify-self: center; margin-top: 1px; }

  .day { display: flex; align-items: center; gap: 12px; margin: 20px var(--edge) 4px; font-size: var(--bc-size-small); font-weight: 600; color: var(--bc-muted); user-select: none; }
  .day::before, .day::after { content: ""; flex: 1; border-top: 1px solid var(--bc-border); }
  .day span::first-letter { text-transform: uppercase; }
  .day span { display: inline-block; }

  .unread { display: flex; align-items: center; gap: 12px; margin: 12px var(--edge) 4px; font-size: var(--bc-size-tiny); font-weight: 650; color: var(--bc-primary); user-select: none; }
  .unread::before, .unread::after { content: ""; flex: 1; border-top: 1px solid currentColor; }

  .start, .older { padding: 12px var(--edge); font-size: var(--bc-size-small); color: var(--bc-muted); user-select: none; }
  .start { display: flex; gap: 12px; }
  .start svg { width: var(--bc-avatar); margin-top: 1px; }
  .older { text-align: center; }
  .late { animation: late 0s 0.3s both; }
  @keyframes late { from { visibility: hidden; } }

  .middle { position: absolute; inset: 0; display: grid; align-content: center; justify-items: center; gap: 8px; padding: 24px; text-align: center; color: var(--bc-muted); }
  .middle > svg { width: 32px; height: 32px; margin-bottom: 4px; }
  .middle chat-avatar { --bc-avatar: 56px; margin-bottom: 4px; }
  .middle h2 { margin: 0; font-size: var(--bc-size-head); line-height: 1.3; font-weight: 650; color: var(--bc-text); overflow-wrap: anywhere; }
  .middle p { margin: 0; max-width: 44ch; }

  .newest { position: absolute; inset-block-end: 12px; inset-inline: 0; width: max-content; margin: 0 auto; display: flex; align-items: center; gap: 8px; min-height: 36px; padding: 6px 14px; border-radius: 18px; background: var(--bc-surface); border: 1px solid var(--bc-border); box-shadow: var(--bc-shadow, 0 4px 16px rgb(20 30 50 / 0.16)); font-size: var(--bc-size-small); font-weight: 600; }
  .first-unread { position: absolute; inset-block-start: 12px; inset-inline: 0; width: max-content; max-width: calc(100% - 24px); margin: 0 auto; display: flex; align-items: center; padding: 2px 4px; border-radius: 18px; background: var(--bc-surface); border: 1px solid var(--bc-border); box-shadow: var(--bc-shadow, 0 4px 16px rgb(20 30 50 / 0.16)); font-size: var(--bc-size-small); font-weight: 600; }
  .first-unread button { display: flex; align-items: center; gap: 8px; min-height: 32px; border-radius: 16px; }
  .first-unread button:hover { background: var(--bc-raised); }
  .newest:hover { background: var(--bc-raised); }
  .newest.fresh { background: var(--bc-primary); border-color: transparent; color: var(--bc-onprimary); }

  .writers { position: absolute; inset-block-end: 0; inset-inline: var(--edge); padding: 1px 0; pointer-events: none; }

  /* Compact: no room between groups, small faces, the time beside the name. */
  :host([density="compact"]) { --bc-avatar: 20px; }
  :host([density="compact"]) .row { padding-block: 0; column-gap: 8px; line-height: 1.35; }
  :host([density="compact"]) .row.head { margin-top: 2px; }
  :host([density="compact"]) .row.tail { padding-bottom: 1px; }
  :host([density="compact"]) .row > time { visibility: hidden; }
  :host([density="compact"]) chat-avatar { margin-top: 1px; }

  /* Bubbles: one's own at the end, in their colour. */
  :host([density="bubbles"]) .row.message { background: none; padding-block: 1px; }
  :host([density="bubbles"]) .row.head { margin-top: 8px; }
  :host([density="bubbles"]) .message .text { justify-self: start; max-width: min(100%, 64ch); padding: 6px 12px; border-radius: 14px; background: var(--bc-raised); }
  :host([density="bubbles"]) .own .body { justify-items: end; }
  :host([density="bubbles"]) .own .text { justify-self: end; background: var(--bc-own); }
  :host([density="bubbles"]) .own chat-avatar, :host([density="bubbles"]) .own :is(.name, .certified) { display: none; }
  :host([density="bubbles"]) .own > time { grid-column: 1; }

  @media (max-width: 640px) {
    :host { --bc-avatar: 32px; --edge: 12px; }
    .row { column-gap: 10px; margin-inline: 4px; padding-inline: calc(var(--edge) - 4px); grid-template-columns: var(--bc-avatar) minmax(0, 1fr) 16px; }
    .row > time { font-size: var(--bc-size-tiny); }
  }
`;
