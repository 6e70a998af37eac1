// Assembles the servable folder build/web/site from the web build, web/ and lessons/.
// Every text and every .wasm also lies there compressed, so that serving costs nothing. Unchanged files are not touched.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as zlib from 'node:zlib';
import * as esbuild from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const build = path.join(root, 'build', 'web');
const site = path.join(build, 'site');

/** Site path -> bytes of everything the site will hold. */
const files = new Map();

function add_tree(from, to, keep = () => true) {
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const target = path.posix.join(to, entry.name);
    if (entry.isDirectory()) add_tree(source, target, keep);
    else if (keep(source)) files.set(target, fs.readFileSync(source));
  }
}

// The element, and the editor as a chunk of its own that a page loads when it first shows source code.
const entries = { 'trap-door': 'trap-door.js', 'compiler-worker': 'compiler/worker.js' };
const bundle = await esbuild.build({
  entryPoints: Object.entries(entries).map(([out, name]) => ({ in: path.join(root, 'web', name), out })),
  outdir: site,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  sourcemap: true,
  write: false,
  chunkNames: 'chunk-[name]-[hash]',
  external: ['./playground.js', './compiler.js'], // emscripten's own modules, loaded at run time
  logLevel: 'warning',
});
for (const file of bundle.outputFiles) files.set(path.relative(site, file.path), file.contents);

for (const name of ['playground.js', 'playground.wasm', 'compiler.js', 'compiler.wasm']) files.set(name, fs.readFileSync(path.join(build, name)));
for (const name of ['index.html']) files.set(name, fs.readFileSync(path.join(root, name)));
add_tree(path.join(root, 'web'), '', (file) =>
  path.dirname(file) === path.join(root, 'web') && /\.(css|html|svg|png|ico|webmanifest)$/.test(file));

// The C compiler's licence (LGPL) asks that its source comes with it: as fetched, with our patch in it and beside it. The
// compiler is a module of its own, so whoever builds another one only puts it in the place of compiler.js and compiler.wasm.
const cache = process.env.TRAPDOOR_CACHE ?? path.join(os.homedir(), '.cache', 'trapdoor');
const patch = fs.readFileSync(path.join(root, 'cmake', 'tcc.patch'));
const compiler_source = `tcc-0.9.27-${createHash('sha256').update(patch).digest('hex').slice(0, 8)}`;
files.set('licences/tcc.patch', patch);
files.set('licences/LGPL-2.1.txt', fs.readFileSync(path.join(cache, 'src', compiler_source, 'COPYING')));
files.set('licences/README.txt', fs.readFileSync(path.join(root, 'web', 'compiler', 'LICENCE.txt')));
files.set('licences/tcc-source.tar.gz', execFileSync('tar', ['-C', path.join(cache, 'src'), '--sort=name', '--mtime=@0',
  '--owner=0', '--group=0', '--numeric-owner', '--exclude=win32', '--exclude=tests', '-I', 'gzip -9n', '-cf', '-',
  compiler_source], { maxBuffer: 64 << 20 }));

// The same fonts as on the canvas, cut down by the build.
add_tree(path.join(build, 'generated'), 'fonts', (file) => file.endsWith('.woff2'));

// lessons/index.json: [{ "folder": "05-timer", "files": ["lesson.md", "start/user.S", ...] }, ...], common/ among them.
const lessons = path.join(root, 'lessons');
if (fs.existsSync(lessons)) {
  add_tree(lessons, 'lessons');
  const index = new Map();
  for (const name of [...files.keys()].sort()) {
    const [, folder, file] = /^lessons\/([^/]+)\/(.+)$/.exec(name) ?? [];
    if (folder) index.set(folder, [...(index.get(folder) ?? []), file]);
  }
  const rows = [...index].map(([folder, names]) => ({ folder, files: names }));
  files.set('lessons/index.json', Buffer.from(JSON.stringify(rows, null, 1)));
}

// What a page needs without a network. The version is that of every byte in it.
const offline = ['./', ...[...files.keys()].filter((name) => !/^licences\/|\.(map|png)$/.test(name)).sort()];
const version = createHash('sha256');
for (const name of offline.slice(1)) version.update(name).update(files.get(name));
const worker = fs.readFileSync(path.join(root, 'web', 'service-worker.js'), 'utf8')
  .replace("kVersion = ''", `kVersion = '${version.digest('hex').slice(0, 16)}'`)
  .replace('kFiles = []', `kFiles = ${JSON.stringify(offline)}`);
files.set('service-worker.js', Buffer.from(worker));

function write_if_changed(name, bytes) {
  const target = path.join(site, name);
  if (fs.existsSync(target) && Buffer.compare(fs.readFileSync(target), bytes) === 0) return false;
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, bytes);
  return true;
}

let changed = 0;
const kept = new Set();
for (const [name, contents] of files) {
  const bytes = Buffer.from(contents);
  kept.add(name);
  const differs = write_if_changed(name, bytes);
  changed += differs;
  if (bytes.length < 1024 || /\.(png|woff2|map|gz)$/.test(name)) continue;
  for (const [suffix, compress] of [
    ['.gz', () => zlib.gzipSync(bytes, { level: 9 })],
    ['.br', () => zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 9 } })],
  ]) {
    kept.add(name + suffix);
    if (differs || !fs.existsSync(path.join(site, name + suffix))) fs.writeFileSync(path.join(site, name + suffix), compress());
  }
}

// What an earlier build left behind goes.
for (const name of fs.readdirSync(site, { recursive: true })) {
  const file = path.join(site, name);
  if (!kept.has(name) && fs.statSync(file).isFile()) fs.rmSync(file);
}

const size = (name) => (fs.statSync(path.join(site, name)).size / 1000).toFixed(0);
console.log(`build/web/site: ${files.size} files, ${changed} changed; playground.wasm ${size('playground.wasm')} kB, ` +
  `${size('playground.wasm.br')} kB as sent; compiler.wasm ${size('compiler.wasm')} kB, ${size('compiler.wasm.br')} kB as sent`);
