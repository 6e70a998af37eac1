// A kernel in C in the page: built, changed, built again, its lines lit in order, its errors in their places.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventually, file_of, open_site, ready, type_program } from './support.mjs';

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'c_kernel');
const names = fs.readdirSync(folder, { recursive: true }).filter((name) => fs.statSync(path.join(folder, name)).isFile());

let site;
before(async () => { site = await open_site(); });
after(async () => { await site.close(); });

/** The page with tests/c_kernel as one more lesson. */
async function open_kernel() {
  const context = await site.browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const errors = [], loaded = [];
  page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()); });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await page.route('**/lessons/index.json', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: [...await response.json(), { folder: 'c_kernel', files: names }] });
  });
  await page.route('**/lessons/c_kernel/**', (route) => {
    const name = decodeURIComponent(new URL(route.request().url()).pathname).split('/c_kernel/')[1];
    route.fulfill({ body: fs.readFileSync(path.join(folder, name)), contentType: 'text/plain' });
  });
  return { page, context, errors, loaded };
}

const state_of = (page) => page.evaluate(() => document.querySelector('trap-door').state);
const command = (page, text) => page.evaluate((what) => document.querySelector('trap-door').command(what), text);

test('a C kernel with traps, timer and two programs is built, changed and built again', async () => {
  const { page, context, errors, loaded } = await open_kernel();
  await page.goto(`${site.address}#05-timer`);
  await ready(page);
  assert.ok(!loaded.some((name) => name.includes('compiler')), 'a lesson without C does not load the compiler');
  await page.evaluate(() => { location.hash = 'c_kernel'; });
  await page.getByRole('heading', { level: 1, name: 'A kernel in C' }).waitFor();
  assert.ok(loaded.some((name) => name.endsWith('compiler.wasm')), 'a lesson with C does');
  const [, native] = /identity\(\), 0x([0-9a-f]{16})u/.exec(file_of('tests/session/c_kernel_test.cc'));
  await eventually(async () => {
    const { diagnostics, identity } = await state_of(page);
    return (diagnostics.length === 0 && identity === native) || { diagnostics, identity, native };
  }, 'no error, and the same bytes as natively');

  const check = async (wanted) => {
    await page.getByRole('button', { name: 'Check' }).first().click();
    await eventually(async () => {
      const states = await page.getByRole('list', { name: /Checks of step/ }).getByRole('listitem').evaluateAll(
        (items) => items.map((item) => item.dataset.state));
      return states.length > 0 && wanted(states) ? true : states;
    }, 'the checks end');
  };
  await check((states) => states[0] === 'failed');

  // Changed, and built again.
  await page.getByRole('tab', { name: 'timer.c' }).click();
  await type_program(page, file_of('tests/c_kernel/solution/timer.c'));
  await page.getByRole('button', { name: 'Build changes' }).click();
  await eventually(async () => (await state_of(page)).tick === 0, 'a build starts over');
  await check((states) => states.every((state) => state === 'passed'));

  // Its lines light up in order.
  await command(page, 'restart'); // the start's sources again: the change is put back below
  await page.getByRole('tab', { name: 'timer.c' }).click();
  await type_program(page, file_of('tests/c_kernel/solution/timer.c'));
  await page.getByRole('button', { name: 'Build changes' }).click();
  await command(page, 'run-until exec pc=next_task');
  await eventually(async () => (await state_of(page)).place?.file === 'timer.c', 'the C line of the program counter');
  const lit = [], source = file_of('tests/c_kernel/solution/timer.c').split('\n');
  for (let i = 0; i < 60; i++) {
    const place = (await state_of(page)).place;
    if (place?.file !== 'timer.c') break;
    if (lit.at(-1) !== place.line) {
      lit.push(place.line);
      await eventually(async () => {
        const shown = await page.locator('.cm-line.pc').allInnerTexts();
        return (shown.length === 1 && shown[0].trim() === source[place.line - 1].trim()) || shown;
      }, `line ${place.line} is lit`);
    }
    const before = (await state_of(page)).tick;
    await command(page, 'step');
    await eventually(async () => (await state_of(page)).tick === before + 1, 'one step');
  }
  assert.deepEqual(lit.slice(0, 3), [9, 10, 11], `lines in order: ${lit}`);

  // Built anew with another line at its end, it goes on to the same place.
  const { tick: there } = await state_of(page);
  await page.getByRole('tab', { name: 'timer.c' }).click();
  await type_program(page, `${file_of('tests/c_kernel/solution/timer.c')}\nint added;\n`);
  await eventually(async () => (await state_of(page)).edited, 'a change waits to be built');
  await page.getByRole('button', { name: 'Build and go on here' }).click();
  await eventually(async () => {
    const { edited, running, tick } = await state_of(page);
    return (!edited && !running && tick === there) || { edited, running, tick, there };
  }, 'the same tick of the new program');

  // A mistake stands in its place, and the page stays alive.
  await page.getByRole('tab', { name: 'timer.c' }).click();
  await type_program(page, '#include "kernel.h"\nint next_task(void) { return curent; }\nvoid set_alarm(void) { asm("wfi"); }\n');
  await page.getByRole('button', { name: 'Build changes' }).click();
  await eventually(async () => (await state_of(page)).diagnostics.length >= 2, 'errors are told');
  const told = (await state_of(page)).diagnostics.map((row) => `${row.file}:${row.line}:${row.column} ${row.message}`);
  assert.ok(told.includes("timer.c:2:30 `curent' is not declared"), told.join('\n'));
  assert.ok(told.some((row) => row.startsWith('timer.c:3') && row.includes('no inline assembly')), told.join('\n'));
  await page.locator('.cm-lintRange-error').first().waitFor();

  // So does a hostile one.
  await type_program(page, `int x = ${'('.repeat(50_000)}1;`);
  await page.getByRole('button', { name: 'Build changes' }).click();
  await eventually(async () => (await state_of(page)).diagnostics.some((row) => row.message.includes('nested')), 'nested too deeply');
  assert.deepEqual(errors, []);
  await context.close();
});

test('without the compiler a lesson in C opens all the same, and its sources say so', async () => {
  const { page, context } = await open_kernel();
  await page.route('**/compiler.wasm', (route) => route.abort());
  await page.goto(`${site.address}#c_kernel`);
  await page.getByRole('heading', { level: 1, name: 'A kernel in C' }).waitFor();
  await eventually(async () => {
    const told = (await state_of(page))?.diagnostics ?? [];
    return told.some((row) => row.file.endsWith('.c') && row.message === 'the C compiler failed on this file') || told;
  }, 'the sources say what is missing');
  await page.unroute('**/compiler.wasm');
  await command(page, 'build');
  await eventually(async () => (await state_of(page)).diagnostics.length === 0, 'once it is there, a build is good');
  await context.close();
});

test('a change of a 1,000-line kernel is built and runs; how long that takes', async () => {
  const { page, context } = await open_kernel();
  await page.goto(`${site.address}#c_kernel`);
  await ready(page);
  let long = file_of('tests/c_kernel/kernel.c');
  for (let i = 0; long.split('\n').length < 1000; i++) {
    long += `\nint work_${i}(int n) {\n  int sum = 0;\n  for (int i = 0; i < n; i++) {\n    sum += i * ${i};\n`
      + `    if (sum > 1000) sum -= (int)read_mstatus();\n  }\n  tasks[0].frame.x[3] = sum;\n  return sum;\n}\n`;
  }
  const { list: times, held } = await page.evaluate(async (text) => {
    const root = document.querySelector('trap-door');
    const list = [], held = [];
    for (let i = 0; i < 12; i++) {
      await root.command('pause');
      root.machine.set_source('kernel.c', `${text}int changed = ${i};\n`);
      const begin = performance.now();
      const building = root.command('build'), running = root.command('next-trap');
      held.push(performance.now() - begin);
      const built = await building, started = await running;
      list.push(performance.now() - begin);
      if (!built.ok || !started.ok) throw new Error(`${built.message} ${started.message}`);
    }
    return { list, held };
  }, long);
  const sorted = [...times].sort((a, b) => a - b);
  console.log(`edit to running, 1,000 lines of C: median ${sorted[6].toFixed(1)} ms, ${sorted[0].toFixed(1)} to ${sorted.at(-1).toFixed(1)} ms`);
  console.log(`of that, the page was held up: ${[...held].sort((a, b) => a - b)[6].toFixed(1)} ms until the compiler was asked`);
  await context.close();
});
