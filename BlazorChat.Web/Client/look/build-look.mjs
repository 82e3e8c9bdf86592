// Writes dist/look.css, the colours of all themes and the faces of all bundled fonts, and dist/fonts/ with their files.
import { build } from 'esbuild';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** By choice of font: the package, its faces, and how much larger or smaller it is drawn to be as large as the others. Further letters (Greek, Cyrillic, ...) are files of their own, fetched when a text has some. */
const fonts = {
  times: { of: '@fontsource/tinos', faces: ['400', '400-italic', '700'] },
  system: { of: '@fontsource/pixelify-sans', faces: ['400', '600'] },
  helvetica: { of: '@fontsource/arimo', faces: ['400', '400-italic', '600', '700'] },
  fixedsys: { of: '@fontsource/vt323', faces: ['400'], scale: '125%' },
  dyslexic: { of: '@fontsource/opendyslexic', faces: ['400', '400-italic', '700'], scale: '90%' },
};

const require = createRequire(import.meta.url);

/** @returns By choice of font, the addresses of the files that the first screen needs. */
export async function buildLook(out) {
  await rm(join(out, 'fonts'), { recursive: true, force: true });
  await mkdir(join(out, 'fonts'), { recursive: true });
  const css = [await themesCss()];
  const first = {};
  for (const [choice, { of, faces, scale }] of Object.entries(fonts)) {
    for (const face of faces) css.push(await addFace(require.resolve(`${of}/${face}.css`), scale, out));
    first[choice] = [`/dist/fonts/${of.split('/')[1]}-latin-400-normal.woff2`];
  }
  await writeFile(join(out, 'look.css'), css.join('\n'));
  return first;
}

/** Text waits for its font up to three seconds rather than being drawn twice; the files come from this host and stay in the browser. */
async function addFace(file, scale, out) {
  const css = await readFile(file, 'utf8');
  const urls = [...css.matchAll(/url\((\.\/files\/[^)]+\.woff2)\)/g)].map(([, url]) => url);
  await Promise.all(urls.map((url) => copyFile(join(dirname(file), url), join(out, 'fonts', basename(url)))));
  return css
    .replace(/url\(\.\/files\/([^)]+\.woff2)\)/g, 'url(fonts/$1)')
    .replace(/,\s*url\([^)]+\.woff\) format\('woff'\)/g, '')
    .replace(/font-display: swap/g, `font-display: block${scale === undefined ? '' : `; size-adjust: ${scale}`}`)
    .replace(/\/\*.*?\*\/|\n\s*/g, '');
}

async function themesCss() {
  const { outputFiles } = await build({ entryPoints: ['preferences/palettes.ts'], bundle: true, format: 'esm', write: false });
  const { themesCss: css } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
  return css();
}
