// Bundles the scripts, styles, fonts and icons of the pages into wwwroot/dist, with a content hash in every name,
// a Brotli and a gzip copy beside each file, and manifest.json that says which name a bundle has today.
import { build } from 'esbuild';
import { compile } from 'sass';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const dist = join(root, 'wwwroot', 'dist');

const scss = {
  name: 'scss',
  setup(on) {
    on.onLoad({ filter: /\.scss$/ }, ({ path }) => ({
      contents: compile(path, { loadPaths: [join(root, 'node_modules')], quietDeps: true }).css,
      loader: 'css',
      resolveDir: dirname(path),
    }));
  },
};

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { app: 'Ui/Scripts/app.js', styles: 'Ui/Styles/app.css' },
  outdir: dist,
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  minify: true,
  target: ['chrome123', 'firefox128', 'safari17.5'],
  loader: { '.woff2': 'file' },
  plugins: [scss],
  metafile: true,
  logLevel: 'warning',
});

const manifest = {};
for (const [out, { entryPoint, inputs }] of Object.entries(metafile.outputs)) {
  const source = entryPoint ?? (Object.keys(inputs).length === 1 ? Object.keys(inputs)[0] : null);
  if (source) manifest[basename(source)] = `/dist/${relative(dist, join(root, out))}`;
}
await writeFile(join(dist, 'manifest.json'), JSON.stringify(manifest, null, 1));
await writeFile(join(dist, 'icons.json'), JSON.stringify(await icons()));

for (const name of (await readdir(dist)).filter((n) => /\.(css|js)$/.test(n))) {
  const file = join(dist, name);
  const bytes = await readFile(file);
  await writeFile(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  await writeFile(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}

async function icons() {
  const wanted = (await readFile(join(root, 'Ui', 'icons.txt'), 'utf8')).split(/\s+/).filter(Boolean);
  const found = {};
  for (const name of wanted) {
    const svg = await readFile(join(root, 'node_modules', '@tabler', 'icons', 'icons', 'outline', `${name}.svg`), 'utf8');
    found[name] = svg
      .replace(/^[\s\S]*?<svg[^>]*>/, '')
      .replace('</svg>', '')
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, '')
      .replace(/\s+/g, ' ')
      .trim();
  }
  return found;
}
