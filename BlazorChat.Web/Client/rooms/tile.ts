import { css, html, svg, type TemplateResult } from 'lit';
import type { ConversationKind, RoomColour } from '../api';

export const roomColours: readonly RoomColour[] = ['grey', 'blue', 'green', 'yellow', 'orange', 'red', 'pink', 'purple'];

/** What stands for a room where a face stands for a person: decoration beside its name. */
export const tile = (colour: RoomColour, kind: ConversationKind): TemplateResult => html`<span class="tile ${colour}" aria-hidden="true">${
  kind === 'open' ? '#' : html`<svg viewBox="0 0 24 24">${svg`<rect x="5" y="11" width="14" height="9" rx="2" /><path d="M8 11V8a4 4 0 0 1 8 0v3" />`}</svg>`}</span>`;

/** As the shell's: dark enough for white on it at 4.5:1. */
export const tileStyles = css`
  .tile { display: inline-grid; place-items: center; flex: none; width: var(--bc-avatar, 28px); height: var(--bc-avatar, 28px); border-radius: var(--bc-radius); background: #5F6B7A; color: #fff; font-weight: 650; line-height: 1; }
  .tile svg { width: 55%; height: 55%; }
  .blue { background: #2F66C4; } .green { background: #2A7A4B; } .yellow { background: #866700; } .orange { background: #AD500B; }
  .red { background: #BC352B; } .pink { background: #B23179; } .purple { background: #7347C0; }
`;
