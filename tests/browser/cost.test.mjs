// What the page costs: bytes sent, and the time that drawing a frame takes.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_page, open_site } from './support.mjs';

let site;
before(async () => { site = await open_site(); });
after(async () => { await site.close(); });

test('the first load stays under 1.5 MB; how long it takes, and a frame, is told', async () => {
  const context = await site.browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  let sent = 0;
  const sizes = [];
  page.on('response', async (response) => {
    const bytes = Number((await response.allHeaders())['content-length'] ?? 0);
    sent += bytes;
    sizes.push([new URL(response.url()).pathname, bytes]);
  });
  await page.goto(`${site.address}#05-timer`);
  await page.getByRole('list', { name: 'Figure' }).first().waitFor({ timeout: 60_000 });
  await page.waitForFunction(() => performance.getEntriesByName('trapdoor: ready').length > 0);
  assert.ok(sent > 100_000, 'sizes are known');
  assert.ok(sent < 1_500_000, `sent ${sent}: ${JSON.stringify(sizes)}`);
  const ready = await page.evaluate(() => performance.getEntriesByName('trapdoor: ready')[0]?.startTime);
  await context.close();

  const opened = await open_page(site, { path: '#05-timer' });
  await opened.page.keyboard.press('Shift+ArrowRight');
  await opened.page.waitForTimeout(1000); // some frames
  const seconds = await opened.page.evaluate(() => document.querySelector('trap-door').machine.interface('still').frame);
  console.log(`# ${sent} bytes sent; usable after ${(ready / 1000).toFixed(2)} s (goal 1.5); a frame takes ${(seconds * 1000).toFixed(2)} ms without guest work and GPU`);
  assert.ok(seconds > 0, 'measured'); // the goal is 4 ms; a noisy machine proves nothing either way
  await opened.context.close();
});
