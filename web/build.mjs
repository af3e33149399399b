// Builds dist/report.js and dist/report.css, and their digests for the page's
// content-security policy.  The output depends on the sources and the lock file alone.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const dist = process.argv[2] ? resolve(process.argv[2]) : join(here, 'dist');
mkdirSync(dist, { recursive: true });

await build({
  absWorkingDir: here,
  entryPoints: { report: 'src/main.ts' },
  outdir: dist,
  bundle: true,
  minify: true,
  format: 'iife',
  globalName: 'teiten',
  target: ['es2021'],
  charset: 'ascii',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
});
await build({
  absWorkingDir: here,
  entryPoints: { report: 'src/report.css' },
  outdir: dist,
  minify: true,
  legalComments: 'none',
});

// Both travel inside HTML elements: neither may hold what would end its element.
const files = { js: 'report.js', css: 'report.css' };
const digests = {};
for (const [kind, name] of Object.entries(files)) {
  const path = join(dist, name);
  const text = readFileSync(path, 'utf8').trimEnd();
  if (/<\/(script|style)|<!--/i.test(text))
    throw new Error(`${name} holds a sequence that would end its element`);
  writeFileSync(path, text);
  digests[kind] = createHash('sha256').update(text).digest('base64');
}
writeFileSync(join(dist, 'report.digests'), `${digests.js}\n${digests.css}\n`);
