// Usage: node tests/bench/chromium.mjs [NAME...]: runs guest programs in Chromium, once each, and prints what `speed` prints:
// name, seconds, million instructions per second. Needs build/web/speed_page.js and build/release/bench_guests.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { create_server } from '../../web/serve.mjs';
import { launch } from '../browser/support.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const guests = path.join(root, 'build', 'release', 'bench_guests');
const names = process.argv.length > 2 ? process.argv.slice(2) : ['compute', 'traps', 'faults', 'memory', 'timer', 'quiet'];

const server = create_server(path.join(root, 'build', 'web'));
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const browser = await launch();
const page = await browser.newPage();
await page.route('**/empty.html', (route) => route.fulfill({ body: '<!doctype html>', contentType: 'text/html' }));
await page.goto(`http://127.0.0.1:${server.address().port}/empty.html`);
for (const name of names) {
  const program = fs.readFileSync(path.join(guests, `${name}.bin`)).toString('base64');
  const lines = await page.evaluate(async ([work, text]) => {
    const said = [];
    const { default: create } = await import('./speed_page.js');
    await create({
      arguments: ['/', work], print: (line) => said.push(line), printErr: (line) => said.push(line),
      preRun: [(module) => module.FS.writeFile(`/${work}.bin`, Uint8Array.from(atob(text), (c) => c.charCodeAt(0)))],
    });
    return said;
  }, [name, program]);
  assert.match(lines.join('\n'), new RegExp(`^${name} [0-9]`), lines.join('\n'));
  console.log(lines.join('\n'));
}
await browser.close();
server.close();
server.closeAllConnections();
