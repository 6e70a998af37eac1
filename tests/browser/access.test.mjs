// The page for people who do not see it or have no mouse: axe finds nothing, and lesson 05 works from the keyboard alone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe_source, eventually, file_of, mode, open_page, open_site, tick, transport } from './support.mjs';

let site;
before(async () => { site = await open_site(); });
after(async () => { await site.close(); });

for (const [name, options] of Object.entries({
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { colorScheme: 'light', width: 390, height: 844 },
  projector: {},
})) {
  test(`axe finds nothing to complain about: ${name}`, async () => {
    const { page, context } = await open_page(site, { path: '#05-timer', ...options });
    if (name === 'projector') await page.getByRole('combobox', { name: 'Theme' }).selectOption('projector');
    await page.locator('.cm-content').waitFor({ state: 'attached' });
    await page.addScriptTag({ content: axe_source() });
    const result = await page.evaluate(async () => window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
    }));
    const found = result.violations.map((row) => `${row.id}: ${row.nodes.slice(0, 3).map((node) => node.target.flat().join(' ') + ' ' + node.failureSummary).join(' | ')}`);
    assert.deepEqual(found, []);
    assert.ok(result.passes.length > 10, 'axe looked');
    await context.close();
  });
}

test('what is scrolled out of sight is reached with the keyboard alone', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer', width: 1024, height: 480 });
  const registers = page.locator('.mirror').getByRole('list', { name: 'Registers' });
  const last = registers.getByRole('listitem').last();
  const height = () => last.evaluate((item) => item.getBoundingClientRect().height);
  await eventually(async () => (await height()) === 0, 'the last register is out of sight, and in the list');
  await registers.focus();
  for (const key of ['ArrowDown', 'PageDown', 'End']) await page.keyboard.press(key);
  await eventually(async () => (await height()) > 10, 'the keys bring it');
  await page.keyboard.press('Home');
  await eventually(async () => (await height()) === 0, 'and back');
  assert.deepEqual(errors, []);
  await context.close();
});

test('the timeline is a slider that keys move, and items say what they are', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  await page.evaluate(() => document.querySelector('trap-door').command('step 300'));
  const slider = page.getByRole('slider', { name: 'Tick' });
  await eventually(async () => (await slider.getAttribute('aria-valuenow')) === '300', 'it says the tick');
  await slider.focus();
  for (const [key, wanted] of [['ArrowLeft', 299], ['PageDown', 269], ['Home', 0], ['End', 300]]) {
    await page.keyboard.press(key);
    await eventually(async () => (await tick(page)) === wanted && (await slider.getAttribute('aria-valuenow')) === String(wanted), `${key}: ${wanted}`);
  }
  await page.keyboard.press('Enter');
  await page.waitForTimeout(300);
  assert.equal(await tick(page), 300, 'Enter does not move it');
  const described = await page.locator('.mirror [aria-description]').count();
  assert.ok(described > 20, `${described} items say what they are`);
  assert.deepEqual(errors, []);
  await context.close();
});

test('F6 goes from area to area, and back to where the focus was', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  await page.locator('.cm-content').waitFor();
  const area = () => page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    const around = at.closest('ul, section, header');
    return around.getAttribute('aria-label') ?? around.ariaLabel ?? around.className;
  });
  // An area joins the round when it is on the page: the last ones of the machine come with the built program.
  for (const name of ['Timeline', 'Control']) await page.locator('.mirror').getByRole('list', { name, exact: true }).locator('button').first().waitFor({ state: 'attached' });
  const seen = [];
  const go_on = async (key = 'F6') => { await page.keyboard.press(key); return area(); };
  for (let i = 0; i < 20 && seen.filter((name) => name === 'bar').length < 2; ++i) seen.push(await go_on());
  assert.deepEqual(seen.slice(0, 3), ['bar', 'Lesson', 'Editor']);
  for (const name of ['Figure', 'Panels', 'Console', 'Timeline', 'Control']) assert.ok(seen.includes(name), `${name}: ${seen}`);
  assert.equal(seen.at(-1), 'bar', 'round');
  const run = transport(page).getByRole('button', { name: 'Run', exact: true });
  await run.focus();
  assert.equal(await go_on(), 'Lesson');
  assert.equal(await go_on('Shift+F6'), 'bar');
  assert.ok(await run.evaluate((button) => button.getRootNode().activeElement === button), 'where it was');
  assert.equal(await go_on('Shift+F6'), seen.at(-2), 'backwards round');
  assert.deepEqual(errors, []);
  await context.close();
});

test('lesson 05 with the keyboard alone', async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer' });
  await page.locator('.cm-content').waitFor();

  const focus_by_tab = async (wanted, key = 'Tab') => {
    for (let i = 0; i < 80; ++i) {
      await page.keyboard.press(key);
      const name = await page.evaluate(() => {
        let at = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        return at ? at.ariaLabel || at.getAttribute('aria-label') || at.textContent.trim() : '';
      });
      if (wanted.test(name)) return;
    }
    assert.fail(`${wanted} is not reached by the Tab key`);
  };

  await focus_by_tab(/^Run to the loop$/);
  await page.keyboard.press('Enter');
  await eventually(async () => (await mode(page).innerText()) === 'USER', 'the link acts');

  await focus_by_tab(/^kernel\.S/);
  await page.keyboard.press('Enter');
  await focus_by_tab(/^kernel\.S\. Escape/);
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(file_of('lessons/05-timer/solution/kernel.S'));
  await page.keyboard.press('Control+Enter');
  await eventually(async () => (await tick(page)) === 0, 'control and Enter builds');

  // Escape, then Tab leaves the editor; the keys of the machine work again.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Tab');
  await focus_by_tab(/^Check$/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await eventually(async () => {
    const states = await page.getByRole('list', { name: /Checks of step/ }).getByRole('listitem').evaluateAll(
      (items) => items.map((item) => item.dataset.state));
    return states.every((state) => state === 'passed') ? true : states;
  }, 'every check passes');
  await page.keyboard.press('Shift+ArrowRight');
  await eventually(async () => (await tick(page)) > 0, 'shift and right arrow go to a trap');
  assert.deepEqual(errors, []);
  await context.close();
});
