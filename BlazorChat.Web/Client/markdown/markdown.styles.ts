import { css } from 'lit';

export const markdownStyles = css`
  .paragraph, blockquote, ul, ol, .code { margin: 0; unicode-bidi: plaintext; text-align: start; }
  .body { grid-template-columns: minmax(0, 1fr); }
  :is(.text, blockquote) > :is(.paragraph, blockquote, ul, ol, .code) + *, li > .paragraph { margin-block-start: 6px; }
  blockquote { padding-inline-start: 10px; border-inline-start: 3px solid var(--bc-line); color: var(--bc-muted); }
  ul, ol { padding-inline-start: 0; list-style: none; }
  li { padding-inline-start: 1.6em; }
  .sign { display: inline-block; min-inline-size: 1.6em; margin-inline-start: -1.6em; color: var(--bc-muted); font-variant-numeric: tabular-nums; }
  .text strong { font-weight: 680; }
  .mention { padding: 0 3px; border-radius: 4px; background: color-mix(in srgb, var(--bc-primary) 14%, transparent); color: var(--bc-primary); font-weight: 550; }
  .mention.me { background: var(--bc-primary); color: var(--bc-onprimary); font-weight: 650; }
  .row.names-me { box-shadow: inset 3px 0 var(--bc-primary); }
  .row.names-me:dir(rtl) { box-shadow: inset -3px 0 var(--bc-primary); }
  .text a, .host { unicode-bidi: isolate; }
  .host { color: var(--bc-muted); }
  .span, .code pre { font-family: ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: 0.92em; tab-size: 4; font-variant-ligatures: none; }
  .span { padding: 1px 4px; border-radius: 4px; background: color-mix(in srgb, var(--bc-text) 9%, transparent); unicode-bidi: isolate; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
  .code { max-width: 100%; margin-block-end: 2px; border: 1px solid var(--bc-border); border-radius: var(--bc-radius); background: color-mix(in srgb, var(--bc-text) 5%, transparent); overflow: hidden; }
  .code-head { display: flex; align-items: center; justify-content: space-between; gap: 8px; min-height: 28px; padding-inline: 12px 2px; border-block-end: 1px solid var(--bc-border); font-size: var(--bc-size-tiny); color: var(--bc-muted); user-select: none; }
  .info { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; unicode-bidi: isolate; }
  .code pre { margin: 0; padding: 8px 12px; overflow-x: auto; scrollbar-width: thin; white-space: pre; overflow-wrap: normal; outline-offset: -2px; }
  .code pre code { display: block; width: max-content; min-width: 100%; font: inherit; unicode-bidi: plaintext; text-align: start; }
`;
