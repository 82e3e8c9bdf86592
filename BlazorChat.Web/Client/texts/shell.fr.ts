import type { TextsLike } from './index';
import type { shell as english } from './shell.en';

export const shell: TextsLike<typeof english> = {
  'reconnect.reloading': 'Le serveur a redémarré. La page se recharge…',
};
