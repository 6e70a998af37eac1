// Files of a reader's own: by the dialog, by dropping them, by script and by attribute; and what is said when they cannot run.

import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { after, before, test } from 'node:test';
import { eventually, open_page, open_site, press_item, tick, transport } from './support.mjs';

let site;
before(async () => { site = await open_site(); });
after(async () => { await site.close(); });

const kHello = `.globl _start
_start:
  la a0, text
  li a1, 0x10000000
next:
  lbu t0, 0(a0)
  beqz t0, done
  sb t0, 0(a1)
  addi a0, a0, 1
  j next
done:
  j done
text: .asciz "hello from outside\\n"
`;

const file = (name, text) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });

/** Drops files on the page, as a person's hand does. */
async function drop(page, files) {
  const given = files.map(({ name, buffer }) => ({ name, bytes: [...buffer] }));
  await page.evaluate((list) => {
    const transfer = new DataTransfer();
    for (const { name, bytes } of list) transfer.items.add(new File([new Uint8Array(bytes)], name));
    const app = document.querySelector('trap-door').shadowRoot.querySelector('.app');
    for (const type of ['dragenter', 'dragover', 'drop']) app.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, given);
}

const console_text = (page) => page.evaluate(() => document.querySelector('trap-door').state?.console ?? '');

test('the dialog says what a file is, and runs it', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  await page.getByRole('button', { name: 'Open…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open files' });
  await dialog.getByLabel('Choose files').setInputFiles(file('hello.S', kHello));
  assert.equal(await dialog.getByRole('combobox', { name: 'What hello.S is' }).inputValue(), 'source');
  await dialog.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'hello.S' }).waitFor();
  assert.equal(await tick(page), 0);
  await page.keyboard.press('Space');
  await eventually(async () => (await console_text(page)).includes('hello from outside') || console_text(page), 'it prints');
  // Its names and its lines are known.
  await press_item(page, 'button', 'Disassembly');
  await page.getByRole('list', { name: 'Disassembly' }).getByText('done').first().waitFor();
  await press_item(page, 'button', 'Source');
  await page.getByRole('list', { name: 'Source' }).getByRole('checkbox', { name: 'Breakpoint at line 3' }).waitFor();
  // Back to a lesson.
  await page.getByRole('combobox', { name: 'Lesson' }).selectOption('05-timer');
  await page.getByRole('heading', { level: 1, name: 'The timer takes the CPU back' }).waitFor();
  await page.locator('.cm-content').waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test('dropped files run; what cannot run is refused and leaves all as it was', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  await drop(page, [file('photo.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]))]);
  await page.getByRole('alert').getByText('photo.png').waitFor();
  await page.getByRole('heading', { level: 1, name: 'The timer takes the CPU back' }).waitFor();
  await drop(page, [file('vmlinux', Buffer.concat([Buffer.alloc(56), Buffer.from('RSC\x05'), Buffer.alloc(100)]))]);
  await page.getByRole('alert').getByText('fw_jump.bin').waitFor();
  await drop(page, [file('hello.S', kHello)]);
  await page.getByRole('heading', { level: 1, name: 'hello.S' }).waitFor();
  // A disk goes to what runs already.
  await drop(page, [file('fs.img', Buffer.alloc(2048, 7))]);
  await page.getByRole('list', { name: 'Files that run' }).getByText('fs.img').waitFor();
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'hello.S');
  assert.deepEqual(errors, []);
  await context.close();
});

test('a moment is saved as a file, and comes back from it', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  const step = transport(page).getByRole('button', { name: 'Step', exact: true });
  for (let i = 0; i < 3; i++) await step.click();
  await eventually(async () => (await tick(page)) === 3 || tick(page), 'three steps');
  await page.getByRole('button', { name: 'Save…' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'),
    page.getByRole('dialog', { name: 'Save' }).getByRole('button', { name: 'Save state' }).click()]);
  assert.equal(download.suggestedFilename(), '05-timer-3.state');
  const state = fs.readFileSync(await download.path());
  for (let i = 0; i < 2; i++) await step.click();
  await eventually(async () => (await tick(page)) === 5 || tick(page), 'two more');
  // By the dialog.
  await page.getByRole('button', { name: 'Open…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open files' });
  await dialog.getByLabel('Choose files').setInputFiles({ ...file('', ''), name: 'here.state', buffer: state });
  assert.equal(await dialog.getByRole('combobox', { name: 'What here.state is' }).inputValue(), 'state');
  await dialog.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('alert').getByText('back at tick 3').waitFor();
  await eventually(async () => (await tick(page)) === 3 || tick(page), 'the tick is back');
  await page.getByRole('heading', { level: 1, name: 'The timer takes the CPU back' }).waitFor();
  // Dropped; and refused when it is damaged, or another program's.
  await step.click();
  await eventually(async () => (await tick(page)) === 4 || tick(page), 'it goes on from there');
  await drop(page, [{ name: 'cut.state', buffer: state.subarray(0, 5000) }]);
  await page.getByRole('alert').getByText('cut.state: the state file is damaged').waitFor();
  assert.equal(await tick(page), 4);
  await drop(page, [file('hello.S', kHello)]);
  await page.getByRole('heading', { level: 1, name: 'hello.S' }).waitFor();
  await drop(page, [{ name: 'here.state', buffer: state }]);
  await page.getByRole('alert').getByText('here.state: the state').waitFor();
  await page.getByRole('heading', { level: 1, name: 'hello.S' }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test('a script boots bytes, and hears why it cannot', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  const answers = await page.evaluate(async (text) => {
    const element = document.querySelector('trap-door');
    const bad = await element.boot({ program: new TextEncoder().encode('not an ELF file') });
    const good = await element.boot({ sources: [new File([text], 'hello.S')], disks: { disk0: new Uint8Array(1024) }, ram: '16M', harts: 2 });
    return { bad: bad.message, good: good.ok, ram: good.program?.ram, harts: good.program?.harts };
  }, kHello);
  assert.match(answers.bad, /not an ELF file/);
  assert.deepEqual({ ...answers, bad: '' }, { bad: '', good: true, ram: '16 MiB', harts: 2 });
  assert.deepEqual(errors, []);
  await context.close();
});

test('attributes name files on the web; a course page may keep the text', async () => {
  const page = await site.browser.newPage({ viewport: { width: 1000, height: 700 } });
  page.setDefaultTimeout(60_000);
  await page.route('**/hello.S', (route) => route.fulfill({ contentType: 'text/plain', body: kHello }));
  await page.route('**/course.html', (route) => route.fulfill({
    contentType: 'text/html',
    body: `<!doctype html><html lang="en"><title>A course</title><link rel="icon" href="data:,">
      <script type="module" src="trap-door.js"></script>
      <trap-door embed hide="editor" program="hello.S" ram="16M" style="height: 600px"></trap-door>`,
  }));
  await page.goto(`${site.address}course.html`);
  await page.getByRole('alert').or(page.getByRole('status')).getByText('not an ELF file').first().waitFor();
  await page.evaluate(() => { document.querySelector('trap-door').outerHTML = '<trap-door embed hide="editor" lesson="05-timer" style="height: 600px"></trap-door>'; });
  await page.getByRole('heading', { level: 1, name: 'The timer takes the CPU back' }).waitFor();
  assert.equal(await page.locator('.code').isVisible(), false);
  await page.close();
});
