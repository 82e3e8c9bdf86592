import { html, type TemplateResult } from 'lit';
import type { RoomColour, RoomProfile } from '../api';
import { t, type Key } from '../texts';
import { roomColours } from './tile';

/** What a room is called, as fields of a form. `problem`: of which one something is wrong. */
export function profileFields(profile: Partial<RoomProfile>, problem: Key | null): TemplateResult {
  const isName = problem !== null && ['rooms.error.name', 'rooms.error.name-empty', 'rooms.error.room-name-taken'].includes(problem);
  return html`
    <div class="field"><label for="name">${t('rooms.name')}</label>
      <input type="text" id="name" name="name" dir="auto" maxlength="60" autocomplete="off" .value=${profile.name ?? ''} aria-invalid=${isName} aria-describedby="problem"></div>
    <div class="field"><label for="topic">${t('rooms.topic')}</label>
      <input type="text" id="topic" name="topic" dir="auto" maxlength="200" autocomplete="off" .value=${profile.topic ?? ''} aria-invalid=${problem === 'rooms.error.topic'} aria-describedby="topic-hint">
      <span class="secondary" id="topic-hint">${t('rooms.topic.hint')}</span></div>
    <fieldset><legend>${t('rooms.colour')}</legend><div class="colours">${roomColours.map((colour) => html`<label title=${t(`rooms.colour.${colour}`)}>
      <span class="tile ${colour}"></span><input type="radio" name="colour" value=${colour} aria-label=${t(`rooms.colour.${colour}`)} .checked=${colour === (profile.colour ?? 'blue')}></label>`)}</div></fieldset>
    <p class="secondary">${t('rooms.plain')}</p>`;
}

export function profileOf(form: HTMLFormElement): RoomProfile {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? '').trim().normalize('NFC');
  return { name: text('name'), topic: text('topic'), colour: (data.get('colour') ?? 'blue') as RoomColour };
}
