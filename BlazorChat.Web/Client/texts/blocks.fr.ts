import type { blocks as english } from './blocks.en';
import type { TextsLike } from './index';

export const blocks: TextsLike<typeof english> = {
  'blocks.menu.block': 'Bloquer…',
  'blocks.menu.unblock': 'Débloquer',
  'blocks.title': 'Bloquer {name} ?',
  'blocks.does': 'Ce que cela fait',
  'blocks.does.writing': 'Dans cette conversation, aucun de vous deux ne peut écrire. Ce que {name} envoie n’est pas accepté ; {name} l’apprend et garde son texte.',
  'blocks.does.signs': 'Aucun de vous ne voit ici que l’autre écrit ou a lu, et vous ne voyez pas ici si {name} est là.',
  'blocks.does.devices': 'Cela vaut sur tous vos appareils, jusqu’à ce que vous débloquiez {name} ici ou dans les réglages.',
  'blocks.does-not': 'Ce que cela ne fait pas',
  'blocks.does-not.rooms': 'Dans les salons que vous avez en commun, vous continuez à vous lire.',
  'blocks.does-not.messages': 'Les messages écrits jusqu’ici restent, pour vous deux.',
  'blocks.does-not.told': '{name} ne l’apprend pas maintenant, seulement en envoyant quelque chose.',
  'blocks.yes': 'Bloquer',
  'blocks.no': 'Annuler',
  'blocks.working': 'Un instant…',
  'blocks.bar': 'Vous avez bloqué {name} : aucun de vous deux ne peut écrire ici.',
  'blocks.unblock': 'Débloquer',
  'blocks.unblock.named': 'Débloquer {name}',
  'blocks.none': 'Vous n’avez bloqué personne.',
  'blocks.error.throttled': 'C’était beaucoup à la fois. Réessayez dans quelques minutes.',
  'blocks.error.bad-request': 'Vous avez bloqué autant de personnes que possible.',
  'blocks.error.network': 'Le serveur est injoignable. Rien n’a changé ; réessayez.',
  'blocks.error.unknown': 'Cela n’a pas marché. Rien n’a changé ; réessayez.',
};
