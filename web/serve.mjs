// Serves a folder on this machine only:  node web/serve.mjs [--port N] [folder]     (default: 8000, build/web/site)
// Port 0 takes any free one; the address is printed once the server listens.

import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const kTypes = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.otf': 'font/otf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.toml': 'text/plain; charset=utf-8',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const kSourceTypes = { '.S': 'text/plain; charset=utf-8', '.c': 'text/plain; charset=utf-8', '.h': 'text/plain; charset=utf-8' };

/** The file a request names, or null: outside the folder, hidden, or not there. */
function find_file(folder, url) {
  let name;
  try {
    name = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return null;
  }
  if (name.endsWith('/')) name += 'index.html';
  const file = path.join(folder, name);
  if (!file.startsWith(folder + path.sep) || name.includes('\0') || name.includes('/.')) return null;
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}

/** The bytes to send: a compressed neighbour if the browser takes it. */
function choose_encoding(file, accepted) {
  for (const [name, suffix] of [['br', '.br'], ['gzip', '.gz']]) {
    if (new RegExp(`\\b${name}\\b(?!;q=0(\\.0*)?(,|$))`).test(accepted) && fs.existsSync(file + suffix)) {
      return { name, file: file + suffix };
    }
  }
  return { name: null, file };
}

/** A server of `folder`. Names with a content hash are kept by browsers for ever; all others are asked for again. */
export function create_server(folder) {
  const real_folder = path.resolve(folder);
  return http.createServer((request, response) => {
    const refuse = (status, text) => {
      response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
      response.end(`${text}\n`);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return refuse(405, 'Only GET and HEAD.');
    }
    const file = find_file(real_folder, request.url);
    if (file === null) return refuse(404, 'No such file.');

    const chosen = choose_encoding(file, request.headers['accept-encoding'] ?? '');
    const bytes = fs.readFileSync(chosen.file);
    const extension = path.extname(file);
    const headers = {
      'Content-Type': kTypes[extension] ?? kSourceTypes[extension] ?? 'application/octet-stream',
      'Cache-Control': /^chunk-.*-[0-9A-Z]{8}\.js/.test(path.basename(file)) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ETag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
      Vary: 'Accept-Encoding',
      'X-Content-Type-Options': 'nosniff',
    };
    if (chosen.name !== null) headers['Content-Encoding'] = chosen.name;
    const known = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    if (known.includes(headers.ETag)) {
      response.writeHead(304, headers);
      return response.end();
    }
    headers['Content-Length'] = bytes.length;
    response.writeHead(200, headers);
    response.end(request.method === 'HEAD' ? undefined : bytes);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    options: { port: { type: 'string', default: '8000' } },
    allowPositionals: true,
  });
  const here = path.dirname(fileURLToPath(import.meta.url));
  const folder = positionals[0] ?? path.join(here, '..', 'build', 'web', 'site');
  const server = create_server(folder);
  server.on('error', (error) => {
    console.error(error.code === 'EADDRINUSE' ? `Port ${values.port} is taken: try --port with another.` : String(error));
    process.exit(1);
  });
  server.listen(Number(values.port), '127.0.0.1', () => {
    console.log(`Trapdoor is at http://127.0.0.1:${server.address().port}/   (Ctrl-C ends it)`);
  });
}
