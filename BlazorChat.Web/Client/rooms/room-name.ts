import { t } from '../texts';

/** A room that a program made may have no name. */
export const roomName = (name: string | null): string => name ?? t('rooms.unnamed');
