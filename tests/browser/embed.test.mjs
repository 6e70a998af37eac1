// The element in somebody else's page.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, open_site, tick, transport } from './support.mjs';

let site;
before(async () => { site = await open_site(); });
after(async () => { await site.close(); });

test('a course page embeds one lesson, with the panels it names and no more', async () => {
  const page = await site.browser.newPage({ viewport: { width: 900, height: 700 } });
  page.setDefaultTimeout(60_000);
  const errors = [];
  page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()); });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.route('**/course.html', (route) => route.fulfill({
    contentType: 'text/html',
    body: `<!doctype html><html lang="en"><title>A course</title><link rel="icon" href="data:,">
      <style>button { background: red !important } p { color: purple }</style>
      <script type="module" src="trap-door.js"></script>
      <h1>Week 3</h1><p>Step it with the arrow keys.</p><input aria-label="Notes">
      <trap-door embed lesson="05-timer" panels="timeline,registers,console" style="height: 360px"></trap-door>`,
  }));
  await page.goto(`${site.address}course.html`);
  await page.getByRole('list', { name: 'Registers' }).or(page.getByRole('list', { name: 'Console' })).first().waitFor();

  const tabs = await page.locator('.mirror').getByRole('button', { name: /^(Console|Registers|Memory|Traps|Control)$/ }).allInnerTexts();
  assert.deepEqual(tabs.map((text) => text.trim()).sort(), ['Console', 'Registers']);
  assert.equal(await page.getByRole('combobox', { name: 'Lesson' }).isVisible(), false);

  // The page's own fields keep their keys; the element takes them only while it has the focus.
  await page.getByRole('textbox', { name: 'Notes' }).press('ArrowRight');
  assert.equal(await tick(page), 0);
  await transport(page).getByRole('button', { name: 'Step', exact: true }).focus();
  await page.keyboard.press('ArrowRight');
  await eventually(async () => (await tick(page)) === 1, 'the arrow key steps');
  assert.equal(await page.title(), 'A course');
  assert.deepEqual(errors, []);
  await page.close();
});
