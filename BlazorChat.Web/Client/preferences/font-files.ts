// Filled in by the build, which knows what the files are called: those that the first screen needs, by choice of font.
import type { Preferences } from './preferences';

declare const __FONT_FILES__: Partial<Record<Preferences['font'], readonly string[]>> | undefined;

export const fontFiles = typeof __FONT_FILES__ === 'undefined' ? {} : __FONT_FILES__;
