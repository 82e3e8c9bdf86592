// Runs before the first paint, so that no page flashes in the wrong colours or letters: sets on <html> what this person has chosen, and lets
// the browser fetch the chosen font at once instead of when the first text wants it. It also watches whether the other scripts arrive.
import { watchScripts } from '../shell/opening';
import { fontFiles } from './font-files';
import { preferences } from './store';

watchScripts();
for (const file of fontFiles[preferences().now.font] ?? []) {
  const link = document.createElement('link');
  Object.assign(link, { rel: 'preload', as: 'font', type: 'font/woff2', href: file, crossOrigin: 'anonymous' });
  document.head.append(link);
}
