import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { editor_has, eventually, file_of, mode, open_page, open_site, press_item, ready, tick, type_program, transport } from './support.mjs';

let site;
before(async () => { site = await open_site(); });
after(async () => { await site.close(); });

test('lesson 05 from first look to passed check, and again after a reload', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });

  // Read.
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'The timer takes the CPU back');
  await page.getByText('A user program sits in an endless loop.').waitFor();
  assert.equal(await mode(page).innerText(), 'FIRMWARE');

  // Step.
  assert.equal(await tick(page), 0);
  await transport(page).getByRole('button', { name: 'Step', exact: true }).click();
  await eventually(async () => (await tick(page)) === 1, 'a step is one tick');
  await page.getByRole('button', { name: 'Step back' }).click();
  await eventually(async () => (await tick(page)) === 0, 'a step back undoes it');

  // A link of the prose acts.
  await page.getByRole('button', { name: 'Run to the loop' }).click();
  await eventually(async () => (await mode(page).innerText()) === 'USER', 'the loop runs in user mode');

  // As it is given, the lesson fails.
  await page.getByRole('button', { name: 'Check' }).first().click();
  await page.getByRole('list', { name: 'Checks of step 2' }).getByText('failed').first().waitFor();

  // Type the solution.
  await page.getByRole('tab', { name: 'kernel.S' }).click();
  const solution = file_of('lessons/05-timer/solution/kernel.S');
  await type_program(page, solution);
  await page.getByRole('button', { name: 'Build changes' }).click();
  await eventually(async () => (await tick(page)) === 0, 'a build starts over');

  // The first trap, and the lamp.
  await page.getByRole('button', { name: 'Run to the loop' }).click();
  await eventually(async () => (await mode(page).innerText()) === 'USER', 'user mode before the trap');
  await page.getByRole('button', { name: 'Next trap' }).click();
  await eventually(async () => (await mode(page).innerText()) === 'KERNEL', 'the trap enters the kernel');

  // It passes.
  await page.getByRole('button', { name: 'Check' }).first().click();
  await eventually(async () => {
    const states = await page.getByRole('list', { name: /Checks of step/ }).getByRole('listitem').evaluateAll(
      (items) => items.map((item) => item.dataset.state));
    return states.length > 0 && states.every((state) => state === 'passed') ? true : states;
  }, 'every check passes');

  // Nothing typed is lost.
  await page.reload();
  await ready(page);
  await page.getByRole('tab', { name: 'kernel.S' }).click();
  const line = solution.split('\n').find((text) => text.includes('stimecmp')).trim();
  await editor_has(page, line);

  assert.deepEqual(errors, []);
  await context.close();
});

test('a mistake appears beside its line, with what was expected', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  await page.getByRole('tab', { name: 'kernel.S' }).click();
  await type_program(page, 'start:\n  addi t0, t0\n');
  await page.getByRole('button', { name: 'Build changes' }).click();
  await page.getByRole('list', { name: 'Problems' }).getByRole('button', { name: 'kernel.S:2' }).waitFor();
  await page.locator('.cm-lint-marker-error').first().waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test('no line of a file is cut off beside a narrow editor', async () => {
  const { page, context } = await open_page(site, { path: '#10-devices', width: 1024, height: 640 });
  for (const name of await page.getByRole('tablist', { name: 'Files' }).getByRole('tab').allInnerTexts()) {
    await page.getByRole('tab', { name: name.trim() }).click();
    const [whole, seen] = await page.locator('.cm-scroller').evaluate((at) => [at.scrollWidth, at.clientWidth]);
    assert.ok(whole <= seen, `${name}: ${whole} of ${seen} pixels`);
  }
  await context.close();
});

test('an endless loop does not freeze the page', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  await transport(page).getByRole('button', { name: 'Run', exact: true }).click();
  await eventually(async () => (await tick(page)) > 100_000, 'the guest runs');
  const slept = await page.evaluate(async () => {
    const begin = performance.now();
    await new Promise((done) => setTimeout(done, 50));
    return performance.now() - begin;
  });
  assert.ok(slept < 2000, `a timer of 50 ms took ${slept.toFixed(0)} ms`);
  await transport(page).getByRole('button', { name: 'Pause', exact: true }).click();
  const stopped = await tick(page);
  await transport(page).getByRole('button', { name: 'Run', exact: true }).waitFor();
  assert.ok(stopped > 0);
  assert.deepEqual(errors, []);
  await context.close();
});

test('the canvas can be read and used without seeing it', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  const registers = page.getByRole('list', { name: 'Registers' });
  await registers.getByText('pc: 8000 0000').waitFor();
  await transport(page).getByRole('button', { name: 'Step', exact: true }).click();
  await registers.getByText('pc: 8000 0004').waitFor();
  await press_item(page, 'button', 'Memory');
  await page.getByRole('list', { name: 'Memory' }).getByRole('textbox', { name: 'Go to address' }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test('keys: space, arrows, Home and the list of keys', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await eventually(async () => (await tick(page)) === 2, 'right arrow steps');
  await page.keyboard.press('ArrowLeft');
  await eventually(async () => (await tick(page)) === 1, 'left arrow steps back');
  await page.keyboard.press('Home');
  await eventually(async () => (await tick(page)) === 0, 'Home goes to the start');
  await page.keyboard.press('Space');
  await transport(page).getByRole('button', { name: 'Pause', exact: true }).waitFor();
  await page.keyboard.press('Space');
  await transport(page).getByRole('button', { name: 'Run', exact: true }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).getByText('back to power-on').waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test('a phone shows machine, transport and lesson in one column', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer', width: 390, height: 844 });
  const boxes = await Promise.all(['.machine', '.sheets', '.lesson'].map((name) => page.locator(name).boundingBox()));
  for (const box of boxes) assert.ok(box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
  assert.ok(boxes[0].y + boxes[0].height <= boxes[1].y + 1 && boxes[1].y + boxes[1].height <= boxes[2].y + 1);
  await page.getByRole('tab', { name: 'Code' }).click();
  await page.locator('.cm-content').waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  assert.deepEqual(errors, []);
  await context.close();
});
