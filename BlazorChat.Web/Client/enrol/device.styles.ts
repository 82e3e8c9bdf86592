import { css } from 'lit';

export const deviceStyles = css`
  :host { display: block; }
  h1 { margin: 0 0 16px; font-size: var(--bc-size-title, 20px); line-height: 1.25; }
  h2 { margin: 24px 0 8px; font-size: var(--bc-size-head); line-height: 1.3; }
  p, ul { margin: 0 0 12px; }
  .steps { margin: 0 0 16px; padding: 0; list-style: none; }
  .steps li { display: flex; align-items: center; gap: 8px; padding: 4px 0; color: var(--bc-muted); }
  .steps li.now { color: var(--bc-text); font-weight: 600; }
  .mark { flex: none; width: 16px; text-align: center; }
  .turning { width: 16px; height: 16px; border: 2px solid var(--bc-line); border-top-color: transparent; border-radius: 50%; animation: turn 900ms linear infinite; }
  @keyframes turn { to { transform: rotate(360deg); } }
  .code { display: block; margin: 0 0 16px; padding: 16px; border: 1px solid var(--bc-line); border-radius: var(--bc-radius-card, 12px); background: var(--bc-raised); color: var(--bc-text); font: 600 var(--bc-size)/1.6 var(--bc-mono, monospace); text-align: center; overflow-wrap: anywhere; user-select: all; }
  .code span { white-space: nowrap; }
  .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 0 0 16px; }
  .row button, .actions button { min-height: 36px; padding: 4px 16px; }
  button.line { border: 1px solid var(--bc-line); }
  button.line:hover:not(:disabled) { background: var(--bc-raised); }
  button.danger { border: 1px solid var(--bc-danger); color: var(--bc-danger); font-weight: 600; }
  button:disabled { opacity: .55; }
  label.check { display: flex; gap: 8px; align-items: center; min-height: 32px; margin: 0 0 12px; cursor: pointer; }
  input[type=checkbox] { width: 18px; height: 18px; accent-color: var(--bc-primary); }
  .field { display: block; margin: 0 0 4px; font-weight: 600; }
  input.text { width: 100%; min-height: 40px; padding: 4px 12px; border: 1px solid var(--bc-line); border-radius: var(--bc-radius, 8px); background: var(--bc-surface); color: var(--bc-text); font: var(--bc-size)/1.45 var(--bc-mono, monospace); }
  input.text[aria-invalid=true] { border-color: var(--bc-danger); }
  .hint { margin: 4px 0 12px; }
  .problem { margin: 0 0 16px; padding: 12px 16px; border-left: 4px solid var(--bc-danger); border-radius: var(--bc-radius, 8px); background: var(--bc-raised); }
  .notice { margin: 0 0 16px; padding: 12px 16px; border-radius: var(--bc-radius, 8px); background: var(--bc-raised); }
`;
