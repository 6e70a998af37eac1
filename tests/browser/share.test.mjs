// What leaves the page and comes back: a link to a moment, the files to hand in, verdicts told to the page around, and a page
// without a network.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { editor_has, eventually, file_of, open_page, open_site, ready, root, tick, type_program } from './support.mjs';

let site;
before(async () => { site = await open_site(); });
after(async () => { await site.close(); });

const kSolution = file_of('lessons/05-timer/solution/kernel.S');
const kMark = '# this line is mine';

const editor_text = (page) => page.evaluate(() => document.querySelector('trap-door').workbench.answer()['kernel.S']);
const stopped = (page) => page.evaluate(() => document.querySelector('trap-door').state?.running === false);
const console_text = (page) => page.evaluate(() => document.querySelector('trap-door').state?.console ?? '');

async function edit_kernel(page, text) {
  await page.getByRole('tab', { name: 'kernel.S' }).click();
  await type_program(page, text);
  await page.getByRole('button', { name: 'Build changes' }).click();
  await page.getByRole('region', { name: 'Editor' }).getByRole('button', { name: 'Build', exact: true }).waitFor();
}

async function link_of(page) {
  await page.getByRole('button', { name: 'Save…' }).click();
  const link = await page.getByRole('dialog', { name: 'Save' }).getByRole('textbox', { name: 'Link to this moment' }).inputValue();
  await page.getByRole('dialog', { name: 'Save' }).getByRole('button', { name: 'Close' }).click();
  return link;
}

test('a link brings somebody else to this very moment, and keeps what they had', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  await edit_kernel(page, kSolution);
  await page.getByRole('button', { name: 'Next trap' }).click();
  await eventually(async () => (await tick(page)) > 1000 || tick(page), 'the first timer interrupt');
  await page.evaluate(() => document.querySelector('trap-door').command('flaw user-timer on'));
  for (let dots = 2; dots <= 4; dots++) {
    await page.getByRole('button', { name: 'Next trap' }).click();
    await eventually(async () => (await console_text(page)).length === dots - 1 && (await stopped(page)), 'one more dot');
  }
  const here = await tick(page);
  const printed = await console_text(page);
  const link = await link_of(page);
  assert.ok(link.length < 4000, `${link.length} characters are too many for an address`);

  const other = await open_page(site, { path: '#05-timer' });
  await edit_kernel(other.page, `${kMark}\n${file_of('lessons/05-timer/start/kernel.S')}`);
  await other.page.goto(link);
  await eventually(async () => (await tick(other.page)) === here || tick(other.page), 'the same tick');
  assert.equal(await editor_text(other.page), kSolution);
  assert.equal(await console_text(other.page), printed);
  assert.equal(await other.page.evaluate(() => document.querySelector('trap-door').command('moment').message.includes('flaw user-timer on')), true);
  assert.ok(!other.page.url().includes('~'), 'a reload goes on with what is typed from here on');
  // Their own work comes back, also after a reload.
  await other.page.reload();
  await ready(other.page);
  assert.equal(await editor_text(other.page), kSolution);
  await other.page.getByRole('button', { name: 'Back to my files' }).click();
  await eventually(async () => (await editor_text(other.page)).startsWith(kMark), 'their own file is back');
  assert.equal(await other.page.getByRole('button', { name: 'Back to my files' }).isVisible(), false);
  assert.deepEqual([...errors, ...other.errors], []);
  await other.context.close();
  await context.close();
});

test('a damaged link opens its lesson, and says what is wrong', async () => {
  for (const letters of ['q1', '%%%', 'eyJmaWxlcyI6e30', 'A'.repeat(3000)]) {
    const { page, context, errors } = await open_page(site, { path: `#05-timer~${letters}` });
    await page.getByRole('alert').getByText('This link is damaged').waitFor();
    await page.getByRole('heading', { level: 1, name: 'The timer takes the CPU back' }).waitFor();
    assert.equal(await tick(page), 0);
    assert.deepEqual(errors, []);
    await context.close();
  }
});

test('an address that names no lesson here opens the first, and says so', async () => {
  for (const where of ['#99-nothing', '#%', '?lesson=99-nothing']) {
    const { page, context, errors } = await open_page(site, { path: where });
    await page.getByRole('heading', { level: 1, name: 'One trap, slowly' }).waitFor();
    await page.getByRole('alert').filter({ hasText: 'There is no lesson' }).waitFor();
    assert.deepEqual(errors, []);
    await context.close();
  }
});

test('the files to hand in are what the grader takes, and come back into the editor', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  await edit_kernel(page, kSolution);
  await page.getByRole('button', { name: 'Save…' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'),
    page.getByRole('dialog', { name: 'Save' }).getByRole('button', { name: 'Save files' }).click()]);
  assert.equal(download.suggestedFilename(), '05-timer.zip');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoor-answer-'));
  const archive = path.join(folder, '05-timer.zip');
  await download.saveAs(archive);
  execFileSync('python3', ['-c', 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])', archive, path.join(folder, 'mine')]);
  assert.equal(fs.readFileSync(path.join(folder, 'mine', 'kernel.S'), 'utf8'), kSolution);

  // Somewhere else, over other work.
  const other = await open_page(site, { path: '#05-timer' });
  const others = `${kMark}\n${file_of('lessons/05-timer/start/kernel.S')}`;
  await edit_kernel(other.page, others);
  await other.page.getByRole('button', { name: 'Open…' }).click();
  const dialog = other.page.getByRole('dialog', { name: 'Open files' });
  await dialog.getByLabel('Choose files').setInputFiles(archive);
  await dialog.getByRole('button', { name: 'Run', exact: true }).click();
  await eventually(async () => (await editor_text(other.page)) === kSolution, 'the files are in the editor');
  await other.page.getByRole('button', { name: 'Back to my files' }).click();
  await eventually(async () => (await editor_text(other.page)) === others, 'and the others are not lost');
  assert.deepEqual([...errors, ...other.errors], []);
  fs.rmSync(folder, { recursive: true });
  await other.context.close();
  await context.close();
});

test('a frame in a course page takes its lesson from its address, and tells each verdict', async () => {
  const page = await site.browser.newPage({ viewport: { width: 1100, height: 800 } });
  page.setDefaultTimeout(60_000);
  await page.route('**/course.html', (route) => route.fulfill({
    contentType: 'text/html',
    body: `<!doctype html><html lang="en"><title>A course</title><link rel="icon" href="data:,">
      <script>window.heard = []; addEventListener('message', (event) => heard.push(event.data));</script>
      <iframe title="Lesson" src="./?embed&lesson=05-timer&hide=editor" style="width: 100%; height: 700px"></iframe>`,
  }));
  await page.goto(`${site.address}course.html`);
  const frame = page.frameLocator('iframe');
  await frame.getByRole('heading', { level: 1, name: 'The timer takes the CPU back' }).waitFor();
  await frame.getByRole('button', { name: 'Check' }).first().click();
  const heard = (type) => page.evaluate((name) => heard.filter((message) => message.type === name), type);
  await eventually(async () => (await heard('trapdoor-check')).length > 0, 'the verdict is told');
  assert.deepEqual((await heard('trapdoor-open')).map((message) => message.lesson), ['05-timer']);
  const [verdict] = await heard('trapdoor-check');
  assert.equal(verdict.title, 'The timer takes the CPU back');
  assert.ok(verdict.passed < verdict.total, 'the start does not pass');
  assert.equal(verdict.steps.length, verdict.total);
  await page.close();
});

test('a learning management system gets the score and keeps the files', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoor-scorm-'));
  const archive = path.join(folder, 'package.zip');
  execFileSync('node', [path.join(root, 'web', 'scorm.mjs'), '05-timer', archive]);
  execFileSync('python3', ['-c', 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])', archive, path.join(folder, 'course')]);
  const manifest = fs.readFileSync(path.join(folder, 'course', 'imsmanifest.xml'), 'utf8');
  for (const [, name] of manifest.matchAll(/<file href="([^"]+)"/g)) assert.ok(fs.existsSync(path.join(folder, 'course', name)), name);
  const start = /<resource [^>]*href="([^"]+)"/.exec(manifest)[1].replace('&amp;', '&');
  fs.writeFileSync(path.join(folder, 'course', 'lms.html'), `<!doctype html><html lang="en"><title>LMS</title><link rel="icon" href="data:,">
    <script>
      const kept = { get values() { return JSON.parse(localStorage.lms ?? '{}'); } };
      window.API = {
        LMSInitialize: () => 'true', LMSFinish: () => 'true', LMSCommit: () => 'true',
        LMSGetValue: (name) => kept.values[name] ?? '',
        LMSSetValue: (name, value) => { localStorage.lms = JSON.stringify({ ...kept.values, [name]: value }); return 'true'; },
      };
    </script><iframe title="SCO" src="${start}" style="width: 100%; height: 700px"></iframe>`);
  const course = await open_site(path.join(folder, 'course'));
  t.after(() => course.close());
  const page = await course.browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(60_000);
  const values = () => page.evaluate(() => JSON.parse(localStorage.lms ?? '{}'));
  const frame = page.frameLocator('iframe');
  const open = async () => {
    await page.goto(`${course.address}lms.html`);
    await frame.getByRole('heading', { level: 1, name: 'The timer takes the CPU back' }).waitFor();
  };
  await open();
  await eventually(async () => (await values())['cmi.core.lesson_status'] === 'incomplete', 'it has begun');
  await frame.getByRole('button', { name: 'Check' }).first().click();
  await eventually(async () => 'cmi.core.score.raw' in (await values()), 'a score');
  assert.ok(Number((await values())['cmi.core.score.raw']) < 100);
  await frame.getByRole('tab', { name: 'kernel.S' }).click();
  await frame.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(kSolution);
  await frame.getByRole('button', { name: 'Check' }).first().click();
  await eventually(async () => (await values())['cmi.core.lesson_status'] === 'passed', 'solved');
  await eventually(async () => Boolean((await values())['cmi.suspend_data']), 'the files are kept');
  assert.equal((await values())['cmi.core.score.raw'], '100');

  // At another computer: nothing in the browser but what the system kept.
  await page.evaluate(() => { for (const key of Object.keys(localStorage)) if (key !== 'lms') delete localStorage[key]; });
  await open();
  await frame.getByRole('tab', { name: 'kernel.S' }).click();
  const line = kSolution.split('\n').find((text) => text.includes('stimecmp')).trim();
  await editor_has(frame, line);
  fs.rmSync(folder, { recursive: true });
});

test('a lesson that is solved has its mark in the list, here and after a reload', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  await page.evaluate(() => {
    window.verdicts = [];
    document.addEventListener('trapdoor-check', (event) => verdicts.push(event.detail));
  });
  await edit_kernel(page, kSolution);
  await page.getByRole('button', { name: 'Check' }).first().click();
  const picker = page.getByRole('combobox', { name: 'Lesson' });
  await eventually(async () => (await picker.locator('option[value="05-timer"]').textContent()).endsWith('✓'), 'the mark');
  const verdicts = await page.evaluate(() => verdicts);
  assert.equal(verdicts.length, 1);
  assert.equal(verdicts[0].passed, verdicts[0].total);
  await page.reload();
  await ready(page);
  assert.ok((await picker.locator('option[value="05-timer"]').textContent()).endsWith('✓'));
  assert.deepEqual(errors, []);
  await context.close();
});

test('a page that was opened once opens without a network, another lesson too', async (t) => {
  const own = await open_site(); // its server goes away
  t.after(() => own.close());
  const { page, context, errors } = await open_page(own, { path: '#05-timer', serviceWorkers: 'allow' });
  await page.evaluate(() => navigator.serviceWorker.ready);
  await eventually(() => page.evaluate(() => navigator.serviceWorker.controller !== null), 'the worker is in charge');
  await own.close_server();
  await page.reload();
  await ready(page);
  await page.getByRole('combobox', { name: 'Lesson' }).selectOption('09-syscall');
  await page.getByRole('heading', { level: 1, name: 'A system call, there and back' }).waitFor();
  await page.locator('.cm-content').waitFor();
  assert.deepEqual(errors.filter((text) => !text.includes('ERR_CONNECTION_REFUSED')), []);
  await context.close();
});
