import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import * as zlib from 'node:zlib';
import { create_server } from '../../web/serve.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoor-serve-'));
const outside = path.join(path.dirname(folder), `${path.basename(folder)}-outside.txt`);
const site = path.join(folder, 'site');
const kPage = '<!doctype html><title>page</title>';
const server = create_server(site);

before(async () => {
  fs.mkdirSync(path.join(site, 'lessons'), { recursive: true });
  for (const [name, text] of [
    ['index.html', kPage],
    ['playground.wasm', 'module'],
    ['trap-door.js', 'script'],
    ['chunk-editor-ABCD2345.js', 'chunk'],
    ['style.css', 'style'],
    ['lessons/kernel.S', 'nop'],
    ['odd', 'bytes'],
    ['.hidden', 'secret'],
  ]) fs.writeFileSync(path.join(site, name), text);
  fs.writeFileSync(path.join(site, 'playground.wasm.br'), zlib.brotliCompressSync('module'));
  fs.writeFileSync(path.join(site, 'playground.wasm.gz'), zlib.gzipSync('module'));
  fs.writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  fs.writeFileSync(outside, 'secret');
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(() => {
  server.close();
  fs.rmSync(folder, { recursive: true });
  fs.rmSync(outside);
});

/** The answer to a request whose path is sent exactly as given. */
function ask(name, { method = 'GET', headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ port: server.address().port, path: name, method, headers, agent: false }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
    });
    request.on('error', reject).end();
  });
}

test('a folder answers with its page', async () => {
  const answer = await ask('/');
  assert.equal(answer.status, 200);
  assert.equal(answer.body.toString(), kPage);
});

test('every kind of file has its media type', async () => {
  for (const [name, type] of [
    ['/', 'text/html; charset=utf-8'],
    ['/playground.wasm', 'application/wasm'],
    ['/trap-door.js', 'text/javascript; charset=utf-8'],
    ['/style.css', 'text/css; charset=utf-8'],
    ['/lessons/kernel.S', 'text/plain; charset=utf-8'],
    ['/odd', 'application/octet-stream'],
  ]) assert.equal((await ask(name)).headers['content-type'], type, name);
});

test('a browser that has the file is told so; one with another version gets it', async () => {
  const first = await ask('/trap-door.js');
  assert.equal(first.headers['cache-control'], 'no-cache');
  const again = await ask('/trap-door.js', { headers: { 'If-None-Match': first.headers.etag } });
  assert.deepEqual([again.status, again.body.length], [304, 0]);
  fs.writeFileSync(path.join(site, 'trap-door.js'), 'another script');
  const changed = await ask('/trap-door.js', { headers: { 'If-None-Match': first.headers.etag } });
  assert.deepEqual([changed.status, changed.body.toString()], [200, 'another script']);
});

test('a name with a hash is kept for ever', async () => {
  assert.match((await ask('/chunk-editor-ABCD2345.js')).headers['cache-control'], /immutable/);
});

test('compressed bytes go only to those who take them', async () => {
  const brotli = await ask('/playground.wasm', { headers: { 'Accept-Encoding': 'gzip, br' } });
  assert.equal(brotli.headers['content-encoding'], 'br');
  assert.equal(zlib.brotliDecompressSync(brotli.body).toString(), 'module');
  const gzip = await ask('/playground.wasm', { headers: { 'Accept-Encoding': 'gzip, br;q=0' } });
  assert.equal(gzip.headers['content-encoding'], 'gzip');
  assert.equal(zlib.gunzipSync(gzip.body).toString(), 'module');
  const plain = await ask('/playground.wasm');
  assert.equal(plain.headers['content-encoding'], undefined);
  assert.equal(plain.body.toString(), 'module');
  assert.equal(new Set([brotli, gzip, plain].map((answer) => answer.headers.etag)).size, 3);
});

test('nothing outside the folder, nothing hidden, nothing that is not there', async () => {
  const beside = `/../${path.basename(folder)}-outside.txt`;
  for (const name of ['/nope', '/lessons', '/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', beside, '/.hidden',
    '/%00', '/%ff', '//etc/hostname']) {
    const answer = await ask(name);
    assert.equal(answer.status, 404, name);
    assert.doesNotMatch(answer.body.toString(), /secret/, name);
  }
});

test('HEAD answers without a body; other methods are refused', async () => {
  const head = await ask('/', { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers['content-length'], head.body.length], [200, String(kPage.length), 0]);
  const post = await ask('/', { method: 'POST' });
  assert.deepEqual([post.status, post.headers.allow], [405, 'GET, HEAD']);
});

test('a taken port is an error that says so', async () => {
  const program = spawn(process.execPath, [new URL('../../web/serve.mjs', import.meta.url).pathname,
    '--port', String(server.address().port), site]);
  let text = '';
  program.stderr.on('data', (part) => (text += part));
  const code = await new Promise((resolve) => program.on('exit', resolve));
  assert.equal(code, 1);
  assert.match(text, /Port \d+ is taken/);
});
