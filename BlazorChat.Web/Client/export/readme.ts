import { language, type Language } from '../texts';
import { english } from './readme.en';
import { french } from './readme.fr';

const languages: Readonly<Record<Language, string>> = { en: english, fr: french };

export const readme = (origin: string): string => languages[language()].replaceAll('{origin}', () => origin);
