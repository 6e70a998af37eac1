// A page of the built site in a real browser. Tests act on it by role and name, as a person with a screen reader would.

import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(path.join(root, 'web', 'package.json'));
const { chromium } = require('playwright-core');
const { create_server } = await import(path.join(root, 'web', 'serve.mjs'));

const kFlags = [
  '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--enable-unsafe-swiftshader', '--use-gl=angle', '--use-angle=swiftshader',
];
const kPatience = 60_000; // milliseconds: a software-drawn canvas on a busy machine is slow

export const artefacts = process.env.TRAPDOOR_ARTEFACTS ?? path.join(root, 'build', 'artefacts');

export const file_of = (name) => fs.readFileSync(path.join(root, name), 'utf8');

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: kFlags });

/** The site, served, and a browser. Close it. */
export async function open_site(folder = path.join(root, 'build', 'web', 'site')) {
  const server = create_server(folder);
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const browser = await launch();
  const close_server = () => {
    server.close();
    server.closeAllConnections();
  };
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    browser,
    close_server,
    async close() {
      await browser.close();
      close_server();
    },
  };
}

/** A page of the site, ready to be used; `errors` collects what its console complains about. */
export async function open_page(site, { path: where = '', width = 1440, height = 900, ...options } = {}) {
  const context = await site.browser.newContext({ viewport: { width, height }, serviceWorkers: 'block', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(kPatience);
  const errors = [];
  page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()); });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(site.address + where);
  await ready(page);
  return { page, context, errors };
}

export async function ready(page) {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('list', { name: 'Registers' }).or(page.getByRole('list', { name: 'Figure' })).first().waitFor();
}

export const mode = (page) => page.getByRole('status', { name: 'Mode' });
export const tick = async (page) => Number((await page.getByRole('status', { name: 'Tick' }).innerText()).replace(/\D/g, ''));

/** The buttons that move time; a lesson's links may have the same names. */
export const transport = (page) => page.getByRole('toolbar', { name: 'Time' });

/** Whether a line stands in the editor of a page or frame: scrolls through it, for only what is near the view is there. */
export async function editor_has(page, line) {
  await page.locator('.cm-scroller').evaluate((at) => { at.scrollTop = 0; });
  await eventually(async () => {
    const shown = await page.locator('.cm-content').innerText();
    await page.locator('.cm-scroller').evaluate((at) => at.scrollBy(0, 100));
    return shown.includes(line);
  }, `the editor has "${line}"`);
}

/** Waits until `ask` says yes; fails with its last answer. */
export async function eventually(ask, what) {
  const end = Date.now() + kPatience;
  let last;
  do {
    last = await ask();
    if (last === true) return;
    await new Promise((done) => setTimeout(done, 100));
  } while (Date.now() < end);
  assert.fail(`${what}: ${JSON.stringify(last)}`);
}

/** Replaces the whole text of the open file, as typing would. */
export async function type_program(page, text) {
  const editor = page.locator('.cm-content');
  await editor.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

/** Does what Enter on an item of the canvas does. */
export async function press_item(page, role, name) {
  const item = page.locator('.mirror').getByRole(role, { name, exact: true });
  await item.focus();
  await page.keyboard.press('Enter');
}

export const axe_source = () => fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
