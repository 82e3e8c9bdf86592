// Bundles the client into wwwroot/dist. Always minified: every configuration writes to the same folder.
import { mkdir, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { compileEmoji } from './emoji/compile.mjs';
import { buildLook } from './look/build-look.mjs';
import { compileLookAlikes } from './names/compile.mjs';

const out = '../wwwroot/dist';
const common = { bundle: true, minify: true, target: 'es2022', legalComments: 'none', logLevel: 'warning', outdir: out,
  alias: { 'decode-named-character-reference': './markdown/no-characters.ts' } };

await build({ ...common, entryPoints: { app: 'main.ts' }, format: 'esm' });
// Loaded when a log is saved; the chat page does not pay for it.
await build({ ...common, entryPoints: { export: 'export/bundle.ts' }, format: 'esm', loader: { '.sh': 'text' } });
// Runs before the first paint, so it is a small classic script that blocks.
await build({ ...common, entryPoints: { early: 'preferences/early.ts' }, format: 'iife', define: { __FONT_FILES__: JSON.stringify(await buildLook(out)) } });
// Loaded by the emoji picker when it first opens.
for (const language of ['en', 'fr']) await writeFile(`${out}/emoji-${language}.json`, JSON.stringify(compileEmoji(language)));
// For the server, which alone compares names: part of its assembly (Client.targets).
await mkdir('../obj/', { recursive: true });
await writeFile('../obj/look-alikes.txt', compileLookAlikes());
