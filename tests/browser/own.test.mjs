// A lesson of one's own: a folder opens in the page, is read again when one of its files changes, and is proved there.

import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { createRequire } from 'node:module';
import { eventually, file_of, open_page, open_site, root, tick, transport } from './support.mjs';

const { zipSync } = createRequire(path.join(root, 'web', 'package.json'))('fflate');

let site;
before(async () => { site = await open_site(); });
after(async () => { await site.close(); });

/** The example of lessons/README.md: { 'lesson.md': text, 'start/kernel.S': text, 'solution/kernel.S': text }. */
function example() {
  const blocks = [...file_of('lessons/README.md').matchAll(/^(`{3,4})(\w+) (lesson\.md|start\/kernel\.S|solution)\n([\s\S]*?)^\1$/gm)];
  const files = Object.fromEntries(blocks.map(([, , , name, text]) => [name, text]));
  const [before_marks, after_marks] = files['start/kernel.S'].split(/(?<=your line here -+\n)\n/);
  return { 'lesson.md': files['lesson.md'], 'start/kernel.S': files['start/kernel.S'], 'solution/kernel.S': before_marks + files.solution + after_marks };
}

/** A folder as a page sees it: the browser's own file system stands in for the one that a person would choose from. */
async function give_folder(page, files) {
  await page.evaluate(async (all) => {
    const top = await (await navigator.storage.getDirectory()).getDirectoryHandle('20-where', { create: true });
    window.write_file = async (name, text) => {
      let folder = top;
      for (const part of name.split('/').slice(0, -1)) folder = await folder.getDirectoryHandle(part, { create: true });
      const writer = await (await folder.getFileHandle(name.split('/').pop(), { create: true })).createWritable();
      await writer.write(text);
      await writer.close();
    };
    for (const [name, text] of Object.entries(all)) await window.write_file(name, text);
    window.showDirectoryPicker = async () => top;
  }, files);
}

async function choose(page) {
  await page.getByRole('button', { name: 'Open…' }).click();
  await page.getByRole('button', { name: 'A lesson of my own…' }).click();
}

test('a folder opens, is read again when it changes, and is proved', async () => {
  const { page, context, errors } = await open_page(site);
  await give_folder(page, example());
  await choose(page);
  await page.getByRole('heading', { level: 1, name: 'Where do traps go?' }).waitFor();
  assert.equal(await page.getByRole('combobox', { name: 'Lesson' }).evaluate((at) => at.selectedOptions[0].textContent), '20-where (yours)');

  // It is a lesson like the others: its links act, its start fails.
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('list', { name: 'Checks of step 1' }).getByText('failed').first().waitFor();

  const own = page.getByRole('region', { name: 'Your own lesson' });
  await own.getByRole('button', { name: 'Prove it' }).click();
  await own.getByText('It does what a lesson must:').waitFor();
  await own.getByText('start: fails, as it should').waitFor();

  // Another title is seen by itself; a mistake is told with its place, and the last good text stays.
  const { 'lesson.md': text } = example();
  await page.evaluate((next) => window.write_file('lesson.md', next), text.replace('Where do traps go?', 'Whither traps?'));
  await page.getByRole('heading', { level: 1, name: 'Whither traps?' }).waitFor();
  await page.evaluate((next) => window.write_file('lesson.md', next), text.replace('expect syscall', 'expects syscall'));
  await own.getByText(/lesson\.md:\d+:1: `expects` begins no check/).waitFor();
  await page.getByRole('heading', { level: 1, name: 'Whither traps?' }).waitFor();

  // A solution that is none.
  await page.evaluate((next) => window.write_file('lesson.md', next), text);
  await page.getByRole('heading', { level: 1, name: 'Where do traps go?' }).waitFor();
  await page.evaluate((next) => window.write_file('solution/kernel.S', next), example()['start/kernel.S']);
  await own.getByRole('button', { name: 'Prove it' }).click();
  await own.getByText('1 thing is wrong:').waitFor(); // proved again with the file that was saved

  // Back to the site's own, and to it once more.
  const picker = page.getByRole('combobox', { name: 'Lesson' });
  await picker.selectOption('05-timer');
  await page.getByRole('heading', { level: 1, name: 'The timer takes the CPU back' }).waitFor();
  await picker.selectOption('own:20-where');
  await page.getByRole('heading', { level: 1, name: 'Where do traps go?' }).waitFor();
  await transport(page).getByRole('button', { name: 'Step', exact: true }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test('a browser without folders to keep takes one that is chosen, with what lessons share', async () => {
  const { page, context, errors } = await open_page(site);
  await page.evaluate(() => { delete window.showDirectoryPicker; window.showDirectoryPicker = undefined; });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoor-lessons-'));
  fs.cpSync(path.join(root, 'lessons', '05-timer'), path.join(folder, '30-mine'), { recursive: true });
  const mine = path.join(folder, '30-mine', 'lesson.md');
  fs.writeFileSync(mine, fs.readFileSync(mine, 'utf8').replace('id = "05-timer"', 'id = "30-mine"').replace('The timer takes the CPU back', 'Mine'));
  const chosen = page.waitForEvent('filechooser');
  await choose(page);
  await (await chosen).setFiles(path.join(folder, '30-mine'));
  await page.getByRole('heading', { level: 1, name: 'Mine' }).waitFor();
  await page.getByText('Choose the folder again to see what you change.').waitFor();
  await page.getByRole('button', { name: 'Prove it' }).click();
  await page.getByText('It does what a lesson must:').waitFor();

  // One without a lesson.
  fs.mkdirSync(path.join(folder, 'empty'));
  fs.writeFileSync(path.join(folder, 'empty', 'notes.txt'), 'nothing');
  const again = page.waitForEvent('filechooser');
  await choose(page);
  await (await again).setFiles(path.join(folder, 'empty'));
  await page.getByRole('alert').filter({ hasText: 'There is no lesson.md in empty' }).waitFor();
  assert.deepEqual(errors, []);
  fs.rmSync(folder, { recursive: true });
  await context.close();
});

test('a .zip of a lesson opens like its folder', async () => {
  const { page, context, errors } = await open_page(site);
  const files = Object.fromEntries(Object.entries(example()).map(([name, text]) => [`20-where/${name}`, new TextEncoder().encode(text)]));
  await page.getByRole('button', { name: 'Open…' }).click();
  await page.getByLabel('Choose files').setInputFiles({ name: 'week3.zip', mimeType: 'application/zip', buffer: Buffer.from(zipSync(files)) });
  await page.getByRole('button', { name: 'Run', exact: true }).last().click();
  await page.getByRole('heading', { level: 1, name: 'Where do traps go?' }).waitFor();
  await page.getByRole('button', { name: 'Prove it' }).click();
  await page.getByText('It does what a lesson must:').waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test('an own lesson with the name of another leaves what was typed there alone', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  const editor = page.locator('.cm-content');
  const type_first_line = async (text) => {
    await page.getByRole('tab', { name: 'kernel.S' }).click();
    await editor.click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.insertText(`${text}\n`);
    await page.waitForTimeout(400); // longer than the pause after which it is kept
  };
  await type_first_line('# typed in the lesson');
  await page.evaluate(() => { window.showDirectoryPicker = undefined; });
  const chosen = page.waitForEvent('filechooser');
  await choose(page);
  await (await chosen).setFiles(path.join(root, 'lessons', '05-timer'));
  await page.getByText('Your own lesson, from the folder 05-timer.').waitFor();
  await page.getByRole('tab', { name: 'kernel.S' }).click();
  assert.doesNotMatch(await editor.innerText(), /typed in the lesson/);
  await type_first_line('# typed in my own');

  await page.getByRole('combobox', { name: 'Lesson' }).selectOption('05-timer');
  await page.getByText('Your own lesson').waitFor({ state: 'detached' });
  await page.getByRole('tab', { name: 'kernel.S' }).click();
  assert.match(await editor.innerText(), /typed in the lesson/);
  assert.doesNotMatch(await editor.innerText(), /typed in my own/);
  await page.getByRole('combobox', { name: 'Lesson' }).selectOption('own:05-timer');
  await page.getByText('Your own lesson, from the folder 05-timer.').waitFor();
  await page.getByRole('tab', { name: 'kernel.S' }).click();
  assert.match(await editor.innerText(), /typed in my own/);
  assert.deepEqual(errors, []);
  await context.close();
});

test('what is too much for a lesson is refused, and the machine goes on', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  await page.evaluate(() => { window.showDirectoryPicker = undefined; });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoor-much-'));
  for (const [name, text] of Object.entries(example())) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  for (let i = 0; i < 500; ++i) fs.writeFileSync(path.join(folder, `note-${i}.txt`), 'nothing');
  const chosen = page.waitForEvent('filechooser');
  await choose(page);
  await (await chosen).setFiles(folder);
  await page.getByRole('alert').filter({ hasText: 'More than 400 files lie in this folder' }).waitFor();
  // A text larger than the module's stack is a text like any other.
  const answer = await page.evaluate(() => document.querySelector('trap-door').machine.set_source('kernel.S', '#'.repeat(8 << 20)));
  assert.equal(answer.ok, true);
  await transport(page).getByRole('button', { name: 'Step', exact: true }).click();
  assert.deepEqual(errors, []);
  fs.rmSync(folder, { recursive: true });
  await context.close();
});

test('a failed check leads to its tick, also on a machine that has not come so far', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  await page.getByRole('button', { name: 'Check' }).first().click();
  const list = page.getByRole('list', { name: 'Checks of step 2' });
  await list.getByText('failed').first().waitFor();
  const link = list.getByRole('button', { name: /^tick/ }).first();
  const wanted = Number((await link.innerText()).replace(/\D/g, ''));
  assert.equal(await tick(page), 0);
  await link.click();
  await eventually(async () => (await tick(page)) === wanted || (await tick(page)), `tick ${wanted}`);
  assert.deepEqual(errors, []);
  await context.close();
});
