// The panels behind "more…", used with keys alone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, mode, open_page, open_site, press_item, tick, transport } from './support.mjs';

let site;
before(async () => { site = await open_site(); });
after(async () => { await site.close(); });

/** Opens a panel as a keyboard does: its tab, or "more…" and its line there. */
async function open_panel(page, name) {
  const tab = (title) => page.locator('.mirror').getByRole('list', { name: 'Panels', exact: true }).getByRole('button', { name: title, exact: true });
  if ((await tab(name).count()) === 0) await tab('more…').press('Enter');
  await tab(name).press('Enter');
  await page.getByRole('list', { name, exact: true }).first().waitFor();
}

test('a match is typed with completion, stops the run, and is removed', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  await page.evaluate(() => { for (const text of ['solution', 'build']) document.querySelector('trap-door').command(text); });
  await open_panel(page, 'Breakpoints');
  const line = page.getByRole('combobox', { name: 'Stop when' });
  await line.focus();
  await page.keyboard.type('trap cause=ti');
  await page.getByRole('listbox', { name: 'Completions of Stop when' }).getByRole('option', { name: 'cause=timer' }).waitFor();
  await page.keyboard.press('Tab'); // takes the first
  assert.equal(await line.inputValue(), 'trap cause=timer');
  await page.keyboard.press('Enter');
  const list = page.getByRole('list', { name: 'Breakpoints' });
  await list.getByRole('checkbox', { name: /^Stop at trap cause=timer/ }).waitFor();
  await eventually(async () => (await line.inputValue()) === '', 'the line is free again');
  await transport(page).getByRole('button', { name: 'Run', exact: true }).click();
  await eventually(async () => (await mode(page).innerText()) === 'KERNEL' && (await tick(page)) > 1000, 'it stops at the timer');
  await press_item(page, 'button', 'Remove trap cause=timer');
  await list.getByRole('checkbox', { name: /^Stop at/ }).waitFor({ state: 'detached' });
  assert.deepEqual(errors, []);
  await context.close();
});

test('any command is typed with completion, and its answer is listed', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  await open_panel(page, 'Command');
  const line = page.getByRole('combobox', { name: 'Command', exact: true });
  await line.focus();
  await page.keyboard.type('who-wr');
  const list = page.getByRole('listbox', { name: 'Completions of Command' });
  await list.getByRole('option', { name: 'who-wrote' }).waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await line.inputValue(), 'who-wrote');
  await page.keyboard.type(' mst');
  await list.getByRole('option', { name: /^mstatus/ }).first().waitFor();
  await line.fill('set a0 7');
  await line.press('Enter');
  await eventually(async () => (await line.inputValue()) === '', 'the line is free again');
  const told = page.getByRole('list', { name: 'Command', exact: true });
  await told.getByRole('button', { name: /^set a0 7: ok/ }).waitFor();
  await page.getByRole('list', { name: 'Registers' }).getByText(/^a0: 0000 0007/).waitFor();
  await line.fill('poke nowhere 1');
  await line.press('Enter');
  await told.getByRole('button', { name: /^poke nowhere 1: wrong: / }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test('a flaw is a switch, and a banner tells of it until it is off', async () => {
  const { page, context, errors } = await open_page(site, { path: '#07-privilege' });
  await open_panel(page, 'Flaws');
  await press_item(page, 'checkbox', 'User code may run privileged instructions');
  await page.getByRole('list', { name: 'Flawed hardware' }).getByText('User code may run privileged instructions').waitFor();
  await press_item(page, 'button', 'All off');
  await page.getByRole('list', { name: 'Flawed hardware' }).waitFor({ state: 'detached' });
  assert.deepEqual(errors, []);
  await context.close();
});

test('arrow keys move the bars between areas, and a reload keeps them', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  const bar = page.getByRole('separator', { name: 'Width of the registers' });
  const left = async () => (await bar.locator('..').boundingBox()).x;
  const before_keys = await left();
  await bar.focus();
  for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowRight');
  await eventually(async () => Math.abs((await left()) - (before_keys + 48)) < 3, 'three steps of 16 pixels');
  await page.reload();
  await bar.waitFor({ state: 'attached' });
  await eventually(async () => Math.abs((await left()) - (before_keys + 48)) < 3, 'it stays there');
  assert.deepEqual(errors, []);
  await context.close();
});

test('open figure, open panel and watched words survive a reload', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  await press_item(page, 'button', 'Gates');
  await open_panel(page, 'Watch');
  const line = page.getByRole('combobox', { name: 'Watch', exact: true });
  await line.fill('stimecmp');
  await line.press('Enter');
  const watched = page.getByRole('list', { name: 'Watch', exact: true }).getByText(/^stimecmp: /);
  await watched.waitFor();
  await page.reload();
  await watched.waitFor();
  await page.getByRole('list', { name: 'Figure', exact: true }).getByText(/timer interrupt: /).first().waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test('a source file is chosen from the list of all with keys alone', async () => {
  const { page, context, errors } = await open_page(site, { path: '#09-syscall', width: 1024, height: 640 });
  await open_panel(page, 'Source');
  const source = page.getByRole('list', { name: 'Source', exact: true });
  await source.getByRole('button', { name: 'more…' }).press('Enter');
  await source.getByRole('button', { name: /memory\.S: / }).press('Enter'); // below what is in sight
  await source.getByRole('button', { name: /memory\.S$/ }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});
