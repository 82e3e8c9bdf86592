// The icons of the island, drawn on a 24 px grid. They never stand alone: a word, visible or for screen readers, is beside them.
import { html, svg, type SVGTemplateResult } from 'lit';

const icon = (shape: SVGTemplateResult) => html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${shape}</svg>`;

export const sendIcon = icon(svg`<path d="M5 12h14M13 6l6 6-6 6" />`);
export const downIcon = icon(svg`<path d="M12 5v14M6 13l6 6 6-6" />`);
export const clockIcon = icon(svg`<circle cx="12" cy="12" r="8.5" /><path d="M12 7.5V12l3 2" />`);
export const warningIcon = icon(svg`<path d="M12 4 2.8 20h18.4L12 4Z" /><path d="M12 10v4.5M12 17.4v.1" />`);
export const infoIcon = icon(svg`<circle cx="12" cy="12" r="8.5" /><path d="M12 11.2v5M12 7.8v.1" />`);
export const lockIcon = icon(svg`<rect x="5" y="11" width="14" height="9" rx="2" /><path d="M8 11V8a4 4 0 0 1 8 0v3" />`);
export const pencilIcon = icon(svg`<path d="m4 20 .9-4L16.5 4.4a1.8 1.8 0 0 1 2.6 0l.5.5a1.8 1.8 0 0 1 0 2.6L8 19.1 4 20Z" />`);
export const sentIcon = icon(svg`<path d="m5 12.5 4.5 4.5L19 7.5" />`);
export const copyIcon = icon(svg`<rect x="9" y="9" width="11" height="11" rx="2" /><path d="M15 6V5.5A1.5 1.5 0 0 0 13.5 4h-8A1.5 1.5 0 0 0 4 5.5v8A1.5 1.5 0 0 0 5.5 15H6" />`);
export const smileIcon = icon(svg`<circle cx="12" cy="12" r="8.5" /><path d="M8.5 14a4.2 4.2 0 0 0 7 0M9 9.6v.1M15 9.6v.1" />`);
export const searchIcon = icon(svg`<circle cx="11" cy="11" r="6.5" /><path d="m16 16 4.5 4.5" />`);
export const plusIcon = icon(svg`<path d="M12 5v14M5 12h14" />`);
export const replyIcon = icon(svg`<path d="M9.5 6 4 11.5 9.5 17M4.5 11.5H14a6 6 0 0 1 6 6V19" />`);
export const deleteIcon = icon(svg`<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.8 12.5h9.4L17.5 7M10.3 10.5v5.5M13.7 10.5v5.5" />`);
export const groupIcon = icon(svg`<circle cx="9" cy="9" r="3" /><path d="M3.5 19a5.5 5.5 0 0 1 11 0M15.5 6.3a3 3 0 0 1 0 5.4M17.5 14.2a5.5 5.5 0 0 1 3 4.8" />`);
export const closeIcon = icon(svg`<path d="m6 6 12 12M18 6 6 18" />`);
export const linkIcon = icon(svg`<path d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2" />`);
export const upIcon = icon(svg`<path d="M12 19V5M6 11l6-6 6 6" />`);
