import { html, nothing, type TemplateResult } from 'lit';

/** One of several to choose from, in a dialog. `about`: a word more, below. */
export function radio(name: string, value: string, chosen: boolean, label: string, choose: () => void, about?: string): TemplateResult {
  return html`<label><input type="radio" name=${name} value=${value} .checked=${chosen} @change=${choose}><span>${label}</span>
    ${about === undefined ? nothing : html`<span class="secondary">${about}</span>`}</label>`;
}
