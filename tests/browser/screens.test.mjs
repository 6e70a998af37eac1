// Screens with more pixels to the inch, a page zoomed by the browser, and fingers in place of a mouse.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, open_page, open_site, tick, transport } from './support.mjs';

let site;
before(async () => { site = await open_site(); });
after(async () => { await site.close(); });

/** The canvas as the page and as the graphics hardware have it. */
const canvas_of = (page) => page.evaluate(() => {
  const root = document.querySelector('trap-door');
  const canvas = (root.shadowRoot ?? root).querySelector('canvas');
  const box = canvas.getBoundingClientRect();
  return { css: [box.width, box.height], pixels: [canvas.width, canvas.height], at: [box.x, box.y] };
});

/** The middle of an item of the canvas, in the page's coordinates. */
async function place_of(page, name, role = '') {
  const items = await page.evaluate(() => JSON.parse(document.querySelector('trap-door').machine.calls.mirror('')).items);
  const item = items.find((each) => each.name === name && (role === '' || each.role === role));
  assert.ok(item, `no ${name}: ${items.map((each) => each.name)}`);
  const { at } = await canvas_of(page);
  return { x: at[0] + (item.rect[0] + item.rect[2]) / 2, y: at[1] + (item.rect[1] + item.rect[3]) / 2, rect: item.rect };
}

const selected_tabs = (page) => page.evaluate(() => JSON.parse(document.querySelector('trap-door').machine.calls.mirror('')).items
  .filter((item) => item.role === 'tab' && item.pressed).map((item) => item.name));

const do_all = (page, commands) => page.evaluate(async (list) => {
  for (const text of list) {
    document.querySelector('trap-door').machine.command(text);
    for (let i = 0; i < 2000; ++i) {
      await new Promise((done) => requestAnimationFrame(done));
      if (!JSON.parse(document.querySelector('trap-door').machine.calls.state('')).running) break;
    }
  }
}, commands);

/** How hard the edges of a picture's letters are: the mean difference of neighbours, where there is one. */
const edge_of = (page, shot) => page.evaluate(async (base64) => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
  const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height });
  const draw = canvas.getContext('2d');
  draw.drawImage(picture, 0, 0);
  const { data } = draw.getImageData(0, 0, canvas.width, canvas.height);
  const steps = [];
  for (let i = 4; i < data.length; i += 4) {
    if (i % (4 * canvas.width) !== 0) steps.push(Math.abs(data[i] - data[i - 4]));
  }
  const edges = steps.filter((step) => step > 16);
  return { width: picture.width, edge: edges.reduce((sum, step) => sum + step, 0) / Math.max(1, edges.length) };
}, shot.toString('base64'));

for (const [what, deviceScaleFactor] of [['at twice the density', 2], ['zoomed to 150 %', 1.5]]) {
  test(`the canvas is crisp ${what}, and items stay where they are`, async () => {
    const sizes = { width: Math.round(1440 / (deviceScaleFactor === 1.5 ? 1.5 : 1)), height: Math.round(900 / (deviceScaleFactor === 1.5 ? 1.5 : 1)) };
    const plain = await open_page(site, { path: '#05-timer', ...sizes });
    const dense = await open_page(site, { path: '#05-timer', ...sizes, deviceScaleFactor });
    const { css, pixels } = await canvas_of(dense.page);
    for (const side of [0, 1]) {
      assert.ok(Math.abs(pixels[side] - css[side] * deviceScaleFactor) <= 1, `${pixels} pixels for ${css}`);
    }
    // The same items in the same places, whatever the density: whole pixels of the screen may differ.
    const name = 'program counter';
    const [a, b] = [await place_of(plain.page, name), await place_of(dense.page, name)];
    a.rect.forEach((edge, i) => assert.ok(Math.abs(edge - b.rect[i]) <= 1, `${a.rect} and ${b.rect}`));
    // Letters drawn for this density have as hard edges as the plain ones; enlarged ones would be smeared over twice the pixels.
    const look = async ({ page }, place) => edge_of(page, await page.screenshot({
      clip: { x: place.x - 60, y: place.y - 30, width: 120, height: 60 } }));
    const [one, many] = [await look(plain, a), await look(dense, b)];
    assert.equal(many.width, 120 * deviceScaleFactor);
    assert.ok(many.edge > 0.8 * one.edge, `edges of ${many.edge} in place of ${one.edge}`);
    // A click lands where the item is seen.
    const tab = await place_of(dense.page, 'Gates', 'tab');
    await dense.page.mouse.click(tab.x, tab.y);
    await eventually(async () => (await selected_tabs(dense.page)).includes('Gates'), 'the tab is open');
    assert.deepEqual([...plain.errors, ...dense.errors], []);
    await plain.context.close();
    await dense.context.close();
  });
}

/** Fingers on the screen: `steps` are the places of all of them, one after the other. */
async function touch(page, context, steps) {
  const session = await context.newCDPSession(page);
  const send = (type, points) => session.send('Input.dispatchTouchEvent', {
    type, touchPoints: points.map(([x, y], id) => ({ x: Math.round(x), y: Math.round(y), id })) });
  const frame = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await send('touchStart', steps[0]);
  await frame();
  for (const points of steps.slice(1)) {
    await send('touchMove', points);
    await frame();
  }
  await send('touchEnd', []);
  await frame();
  await session.detach();
}

const along = (from, to, count = 8) => Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);

const phone = { path: '#05-timer', width: 390, height: 844, hasTouch: true, isMobile: true };

test('one finger drags the timeline, two fingers zoom it', async () => {
  const { page, context, errors } = await open_page(site, phone);
  await do_all(page, ['solution', 'build', 'step 60000']);
  const lanes = await place_of(page, 'Tick', 'slider');
  const { at } = await canvas_of(page);
  const left = at[0] + lanes.rect[0], right = at[0] + lanes.rect[2];
  await eventually(async () => { const now = await tick(page); return now === 60000 || now; }, 'the page tells where it stands');
  await touch(page, context, along(right - 4, left + (right - left) * 0.25).map((x) => [[x, lanes.y]]));
  await eventually(async () => { const now = await tick(page); return (now > 10000 && now < 20000) || now; }, 'a quarter of the way');

  // Two fingers that go apart: what is between them fills the width, so the same place on the screen is another tick.
  const middle = (left + right) / 2;
  await touch(page, context, along(20, 120).map((half) => [[middle - half, lanes.y], [middle + half, lanes.y]]));
  await touch(page, context, [[[left + 4, lanes.y]], [[left + 4, lanes.y]]]);
  await eventually(async () => { const now = await tick(page); return now > 20000 || now; }, 'the left edge is no longer the beginning');
  assert.deepEqual(errors, []);
  await context.close();
});

test('a tap presses', async () => {
  const { page, context, errors } = await open_page(site, phone);
  await transport(page).getByRole('button', { name: 'Step', exact: true }).tap();
  await eventually(async () => (await tick(page)) === 1, 'a button of the page');
  const tab = await place_of(page, 'Gates', 'tab');
  await touch(page, context, [[[tab.x, tab.y]]]);
  await eventually(async () => (await selected_tabs(page)).includes('Gates'), 'a tab of the canvas');
  assert.deepEqual(errors, []);
  await context.close();
});

test('a finger scrolls a panel, and presses nothing on the way', async () => {
  const { page, context, errors } = await open_page(site, phone);
  await page.evaluate(() => document.querySelector('trap-door').machine.interface('place panel:flaws'));
  await page.locator('.mirror').getByRole('checkbox', { name: 'Lost transparency' }).waitFor();
  const before = await place_of(page, 'Lost transparency', 'checkbox');
  await touch(page, context, along(before.y + 60, before.y - 20).map((y) => [[before.x, y]]));
  await eventually(async () => {
    const { rect } = await place_of(page, 'Lost transparency', 'checkbox');
    return Math.abs(before.rect[1] - 80 - rect[1]) <= 2 || rect[1] - before.rect[1];
  }, 'it went along with the finger');
  assert.equal(await page.locator('.mirror').getByRole('checkbox', { name: 'Lost transparency' }).isChecked(), false);
  assert.deepEqual(errors, []);
  await context.close();
});
