// Bundles the client into wwwroot/dist. Always minified: every configuration writes to the same folder.
import { build } from 'esbuild';

const common = { bundle: true, minify: true, target: 'es2022', legalComments: 'none', logLevel: 'warning', outdir: '../wwwroot/dist' };

await build({ ...common, entryPoints: { app: 'main.ts' }, format: 'esm' });
// Runs before the first paint, so it is a small classic script that blocks.
await build({ ...common, entryPoints: { 'early-theme': 'preferences/early-theme.ts' }, format: 'iife' });
