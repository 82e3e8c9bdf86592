import type { TextsLike } from './index';
import type { markdown as english } from './markdown.en';

export const markdown = {
  'markdown.code': 'Code',
  'markdown.copy': 'Copier le code',
  'markdown.copied': 'Copié',
  'markdown.not-copied': 'Non copié',
  'markdown.title': 'Mise en forme',
  'markdown.bold': 'Gras',
  'markdown.italic': 'Italique',
  'markdown.code.span': 'Code dans une ligne',
  'markdown.code.block': 'Code sur des lignes à part',
  'markdown.list': 'Liste',
  'markdown.quote': 'Citation',
  'markdown.link': 'Lien',
  'markdown.escape': 'Le signe lui-même',
  'markdown.example': 'texte',
  'badge.mentions.one': '{count} message non lu vous nomme',
  'badge.mentions.other': '{count} messages non lus vous nomment',
  'mention.you': 'vous nomme',
  'mention.suggestions': 'Membres pour « {begun} »',
  'mention.offered.one': '{count} personne. Tab ou Entrée prend le nom.',
  'mention.offered.other': '{count} personnes. Les flèches choisissent, Tab ou Entrée prend un nom.',
  'markdown.mention': 'Nommer quelqu’un',
} satisfies TextsLike<typeof english>;
