import type { TextsLike } from './index';
import type { own as english } from './own.en';

export const own: TextsLike<typeof english> = {
  'follow.label': 'Mes réglages me suivent sur mes autres appareils',
  'follow.no-keys': 'Les clés de ce navigateur n’ont pas pu être ouvertes, rien ne peut donc suivre. Ouvrez une fois la messagerie ici, puis revenez.',
  'follow.own-chain': 'La liste de vos appareils a changé. Lisez d’abord ce que la messagerie en dit.',
  'follow.unreachable': 'Le serveur ne répond pas. Vos choix valent dans ce navigateur.',
  'follow.again': 'Réessayer',
  'follow.waiting': 'Ils ont été conservés avant l’ajout de cet appareil. Ouvrez la messagerie sur un autre de vos appareils, et ils arriveront ici.',
  'follow.unreadable': 'Ce que le serveur possède n’est pas ce que vos appareils y ont laissé : il n’est pas utilisé.',
  'follow.anew': 'Repartir des réglages de ce navigateur',
};
