// `<chat-choice name="theme">` around radio buttons, or around a colour field with a button for "none": what is chosen in them is the preference.
// The fields are the page's own, with its words; here they only get their state and their effect, in the browser and at once.
import { isAllowed, names, type PreferenceName } from './preferences';
import { preferences } from './store';

export class ChatChoice extends HTMLElement {
  #end: (() => void) | null = null;
  /** The fields may come after the element. */
  readonly #filled = new MutationObserver(() => this.#show());

  connectedCallback(): void {
    this.addEventListener('input', this.#chosen);
    this.addEventListener('click', this.#cleared);
    this.#end = preferences().onChange(() => this.#show());
    this.#filled.observe(this, { childList: true, subtree: true });
    this.#show();
  }

  disconnectedCallback(): void {
    this.removeEventListener('input', this.#chosen);
    this.removeEventListener('click', this.#cleared);
    this.#end?.();
    this.#filled.disconnect();
  }

  get #name(): PreferenceName | undefined {
    return names.find((name) => name === this.getAttribute('name'));
  }

  #show(): void {
    const name = this.#name;
    if (name === undefined) return;
    const value = preferences().now[name];
    for (const field of this.querySelectorAll('input')) {
      if (field.type === 'radio') field.checked = field.value === value;
      // Without an own accent the field shows that of the theme, which is what one would begin with.
      else if (field.type === 'color') field.value = value === '' ? themeColour() : value;
    }
    for (const button of this.querySelectorAll<HTMLButtonElement>('button[data-none]')) button.disabled = value === '';
  }

  readonly #chosen = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    const name = this.#name;
    if (name !== undefined && isAllowed(name, value)) preferences().choose(name, value.toLowerCase());
  };

  readonly #cleared = (event: Event): void => {
    if (this.#name !== undefined && (event.target as Element).closest('button[data-none]') !== null) preferences().choose(this.#name, '');
  };
}

function themeColour(): string {
  return getComputedStyle(document.documentElement).getPropertyValue('--bc-primary').trim().toLowerCase() || '#2457c5';
}

customElements.define('chat-choice', ChatChoice);
