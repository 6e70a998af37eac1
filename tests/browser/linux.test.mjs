// Debian's own kernel boots to its shell in the page. The files are those that tests/linux fetches and keeps.

import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { open_page, open_site, press_item, transport } from './support.mjs';

const folder = path.join(process.env.TRAPDOOR_CACHE ?? path.join(os.homedir(), '.cache', 'trapdoor'), 'linux-1');
const kNames = ['fw_dynamic.bin', 'Image', 'initramfs.cpio'];
const missing = kNames.filter((name) => !fs.existsSync(path.join(folder, name)));
const kPatience = 240_000; // milliseconds: a browser that draws by software on a busy machine
// Nothing of these changes what runs after the boot; without them it takes five times as long.
const kArguments = 'console=ttyS0 quiet cryptomgr.notests initcall_blacklist=jent_mod_init,init_kprobe_trace,' +
  'load_system_certificate_list,check_unaligned_access_all_cpus';

let site;
before(async () => { if (missing.length === 0) site = await open_site(); });
after(async () => { await site?.close(); });

test('Linux boots to a shell that answers', {
  skip: missing.length > 0 && `no ${missing.join(', ')} kept: tests/linux/fetch gets them`,
  timeout: 2 * kPatience,
}, async () => {
  const { page, context, errors } = await open_page(site, { path: '#05-timer', width: 1024, height: 640 });
  await page.route('**/linux/*', (route) => route.fulfill({ path: path.join(folder, route.request().url().split('/').pop()) }));
  const answer = await page.evaluate((append) => document.querySelector('trap-door').boot({
    bios: 'linux/fw_dynamic.bin', kernel: 'linux/Image', initrd: 'linux/initramfs.cpio', append, ram: '128M',
  }), kArguments);
  assert.equal(answer.ok, true, answer.message);
  const begin = Date.now();
  await press_item(page, 'button', 'Console');
  await transport(page).getByRole('button', { name: 'Run', exact: true }).first().click();
  const text = () => page.evaluate(() => document.querySelector('trap-door').state?.console ?? '');
  const wait_for = async (pattern) => {
    const end = Date.now() + kPatience;
    while (Date.now() < end) {
      if (pattern.test(await text())) return;
      await page.waitForTimeout(300);
    }
    assert.fail(`no ${pattern} in: ${(await text()).slice(-1500)}`);
  };
  await wait_for(/# $/);
  const ticks = await page.evaluate(() => document.querySelector('trap-door').state.tick);
  console.log(`# Linux: shell after ${((Date.now() - begin) / 1000).toFixed(1)} s and ${ticks.toLocaleString('en')} ticks`);
  const line = page.getByRole('textbox', { name: 'Type to the console' });
  await line.fill('echo $((6 * 7)) answers');
  await line.press('Enter');
  await wait_for(/^42 answers/m);
  assert.deepEqual(errors, []);
  await context.close();
});
