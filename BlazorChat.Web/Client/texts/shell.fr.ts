import type { TextsLike } from './index';
import type { shell as english } from './shell.en';

export const shell: TextsLike<typeof english> = {
  'reconnect.lost': 'Connexion perdue. Nouvel essai en cours… Vous pouvez continuer à écrire.',
  'reconnect.reloading': 'Le serveur a redémarré. La page se recharge…',
  'reconnect.failed': 'La page n’a pas pu se rétablir d’elle-même.',
  'reconnect.reload': 'Recharger',
};
