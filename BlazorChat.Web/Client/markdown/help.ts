// What one types for which formatting, beside the keys in the sheet of shortcuts.
import { css, html, type TemplateResult } from 'lit';
import { t, type Key } from '../texts';

const lines: readonly (readonly [Key, (text: string) => string])[] = [
  ['markdown.bold', (text) => `**${text}**`],
  ['markdown.italic', (text) => `*${text}*`],
  ['markdown.code.span', (text) => `\`${text}\``],
  ['markdown.code.block', (text) => `\`\`\`\n${text}\n\`\`\``],
  ['markdown.list', (text) => `- ${text}\n1. ${text}`],
  ['markdown.quote', (text) => `> ${text}`],
  ['markdown.link', (text) => `[${text}](https://…)`],
  ['markdown.mention', () => '@…'],
  ['markdown.escape', () => '\\*'],
];

export const formattingStyles = css`
  .formatting dd code { display: inline-block; text-align: start; white-space: pre; font-family: ui-monospace, Menlo, Consolas, monospace; font-size: var(--bc-size-small); }
`;

export const formattingHelp = (): TemplateResult => html`<section><h3>${t('markdown.title')}</h3>
  <dl class="formatting">${lines.map(([what, typed]) => html`<dt>${t(what)}</dt><dd><code dir="ltr">${typed(t('markdown.example'))}</code></dd>`)}</dl></section>`;
