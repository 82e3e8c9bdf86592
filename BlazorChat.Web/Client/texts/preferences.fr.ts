import type { TextsLike } from './index';
import type { preferences as english } from './preferences.en';

export const preferences: TextsLike<typeof english> = {
  'preferences.revert': 'Rétablir la présentation d’origine',
  'preferences.reverted': 'Voici la présentation d’origine.',
  'preferences.undo': 'Annuler',
  'preferences.damaged': 'Certains de vos réglages sont illisibles. Les valeurs d’origine les remplacent.',
  'preferences.understood': 'OK',
  'preferences.unsaved': 'Ce navigateur ne conserve pas les réglages, ou n’a plus de place pour eux. Ils valent jusqu’à la fermeture de la page.',
  'preferences.sample.name': 'Grace Hopper',
  'preferences.sample.1': 'Bonjour ! On se voit avant la revue ?',
  'preferences.sample.2': 'Seize heures m’irait bien, à l’endroit habituel.',
  'preferences.sample.3': 'Avec plaisir. J’apporte les plans.',
  'preferences.window.present': 'Prendre la taille actuelle',
  'preferences.window.own': 'Votre taille : {width} × {height}',
};
