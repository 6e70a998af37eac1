// The gallery: every figure in every theme, wide and narrow, in a state in which it has something to show. Words must not
// overlap or be cut off, and the picture must look like the golden one that people looked at.
//
// TRAPDOOR_GOLDEN=write node --test tests/browser/gallery.test.mjs   writes the golden images anew: look at them.
// The pictures of a run lie in build/artefacts/gallery.

import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { artefacts, open_page, open_site } from './support.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const golden = path.join(here, 'golden');
const written = path.join(artefacts, 'gallery');
const writing = process.env.TRAPDOOR_GOLDEN === 'write';

// A golden image is the figure at half size. Two images are alike when few of their blocks have another colour, so that
// another rasteriser's edges and a changed digit do not matter, and a moved box or another colour does.
const kBlock = 8; // pixels of a golden image
const kOther = 20; // of 255, the mean of a block in one channel
const kMostOther = 0.005; // of all blocks: a box that is drawn otherwise is one or two of a hundred

const kThemes = ['light', 'dark', 'projector'];
const kSizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

// Where the figures have something to show: a lesson (or a scene beside this file), commands, figures, and how
// the picture is called when a figure has several.
const kStates = [
  { lesson: '05-timer', commands: ['solution', 'build', 'run-until trap cause=timer'], figures: ['datapath', 'gates'] },
  { lesson: '05-timer', commands: ['solution', 'build', 'run-until trap cause=timer', 'step 20000'], figures: ['cost'] },
  { lesson: '05-timer', commands: ['solution', 'build', 'run-until trap cause=timer', 'step 5'], figures: ['trap-anatomy'] },
  { lesson: '05-timer', as: '-return', commands: ['solution', 'build', 'run-until trap cause=timer', 'run-until return to=U', 'step 3'], figures: ['trap-anatomy'] },
  { lesson: '09-syscall', as: '-stub', commands: ['solution', 'build', 'run-until syscall from=U', 'step 60'], figures: ['trap-anatomy'] },
  { lesson: '09-syscall', commands: ['solution', 'build', 'run-until syscall from=U', 'step 60'], figures: ['protection', 'system-call-path'] },
  { scene: 'bound', as: '-bound', commands: ['run-until return to=U', 'step 3'], figures: ['protection'] },
  { scene: 'bound', as: '-refused', commands: ['run-until trap'], figures: ['protection'] },
  { lesson: '11-vector', commands: ['solution', 'build', 'run-until trap cause=timer', 'step 300'], figures: ['vector'] },
  { lesson: '12-boot', commands: ['solution', 'build', 'run-until exec pc=kernel:kernel', 'step 400'], figures: ['boot'] },
  { lesson: '13-upcall', commands: ['solution', 'build', 'run-until exec pc=handler_busy', 'step 3'], figures: ['upcall'] },
  { lesson: '14-virtual-machine', commands: ['solution', 'build', 'run-until return value=guest:vector'], figures: ['virtual-machine'] },
  { scene: 'processes', commands: ['run-until syscall from=U', 'step 3000', 'run-until return to=U', 'step 100'], figures: ['stacks', 'address-spaces'] },
  { scene: 'ring', commands: ['run-until trap', 'step 4'], figures: ['device-path'] },
];

let site, page, context, errors;
before(async () => {
  site = await open_site();
  ({ page, context, errors } = await open_page(site, { path: '#05-timer' }));
  fs.mkdirSync(written, { recursive: true });
  if (writing) fs.mkdirSync(golden, { recursive: true });
});
after(async () => { await context.close(); await site.close(); });

function files_of(folder, prefix = '') {
  const files = {};
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) Object.assign(files, files_of(place, `${prefix}${entry.name}/`));
    else files[prefix + entry.name] = fs.readFileSync(place, 'utf8');
  }
  return files;
}

function lesson_files(state) {
  const lessons = path.join(here, '..', '..', 'lessons');
  const folder = state.scene ? path.join(here, 'scenes', state.scene) : path.join(lessons, state.lesson);
  return { ...files_of(folder), ...files_of(path.join(lessons, 'common'), '../common/') };
}

/** Opens the state in the machine of the page, without loading the page again. */
async function show(state) {
  const answer = await page.evaluate(async ({ files, commands }) => {
    const machine = document.querySelector('trap-door').machine;
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const opened = machine.open(files);
    if (!opened.ok) return JSON.stringify(opened.diagnostics);
    machine.interface('still on');
    for (const command of commands) {
      const result = machine.command(command);
      if (!result.ok) return `${command}: ${result.message}`;
      for (let i = 0; i < 2000; ++i) {
        await frame();
        if (!JSON.parse(machine.calls.state('')).running) break;
      }
    }
    return '';
  }, { files: lesson_files(state), commands: state.commands });
  assert.equal(answer, '');
}

/** Waits until the canvas shows the same items in some frames, one after the other; returns them and what was cut off. */
const settled = () => page.evaluate(async () => {
  const machine = document.querySelector('trap-door').machine;
  let last = '', same = 0;
  for (let i = 0; i < 100 && same < 3; ++i) {
    await new Promise((done) => requestAnimationFrame(done));
    const { items, elided } = JSON.parse(machine.calls.mirror(''));
    const text = JSON.stringify([items, elided]);
    same = text === last ? same + 1 : 0;
    last = text;
  }
  const [items, elided] = JSON.parse(last);
  return { items: items.filter((item) => item.group === 'Figure'), elided: elided.filter((row) => row.group === 'Figure') };
});

const inside = (a, b, slack = 1) => a[0] >= b[0] - slack && a[1] >= b[1] - slack && a[2] <= b[2] + slack && a[3] <= b[3] + slack;

/** What no figure may have: items that overlap in part, items outside, words cut off. */
function flaws_of({ items, elided }, width, height) {
  const flaws = elided.map((row) => `cut off: ${row.text}`);
  const shown = items.filter((item) => item.role !== 'tab');
  for (const item of shown) {
    if (!inside(item.rect, [0, 0, width, height])) flaws.push(`outside: ${item.name} ${item.rect.map(Math.round)}`);
  }
  for (let i = 0; i < shown.length; ++i) {
    for (let k = 0; k < i; ++k) {
      const a = shown[i].rect, b = shown[k].rect;
      const across = Math.min(a[2], b[2]) - Math.max(a[0], b[0]), down = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
      if (across > 2 && down > 2 && !inside(a, b) && !inside(b, a)) flaws.push(`overlap: ${shown[i].name} and ${shown[k].name}`);
    }
  }
  return flaws;
}

/** The part of two images' blocks that differ, and the new image at half size. */
const compare = (shot, old) => page.evaluate(async ({ shot, old, block, other }) => {
  const image = async (base64, type) => createImageBitmap(await (await fetch(`data:${type};base64,${base64}`)).blob());
  const picture = await image(shot, 'image/png');
  const [width, height] = [Math.round(picture.width / 2), Math.round(picture.height / 2)];
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const draw = canvas.getContext('2d', { willReadFrequently: true });
  draw.imageSmoothingQuality = 'high';
  draw.drawImage(picture, 0, 0, width, height);
  const now = draw.getImageData(0, 0, width, height).data;
  const small = canvas.toDataURL('image/webp', 0.72).split(',')[1];
  if (!old) return { small, part: 1, why: 'there is no golden image' };
  const before = await image(old, 'image/webp');
  if (Math.abs(before.width - width) > 1 || Math.abs(before.height - height) > 1) {
    return { small, part: 1, why: `the size was ${before.width} by ${before.height} and is ${width} by ${height}` };
  }
  draw.clearRect(0, 0, width, height);
  draw.drawImage(before, 0, 0, width, height);
  const then = draw.getImageData(0, 0, width, height).data;
  let blocks = 0, differ = 0;
  for (let y = 0; y + block <= height; y += block) {
    for (let x = 0; x + block <= width; x += block) {
      const sum = [0, 0, 0];
      for (let j = 0; j < block; ++j) {
        for (let i = 0; i < block; ++i) {
          const at = ((y + j) * width + x + i) * 4;
          for (let c = 0; c < 3; ++c) sum[c] += now[at + c] - then[at + c];
        }
      }
      ++blocks;
      if (sum.some((total) => Math.abs(total) / (block * block) > other)) ++differ;
    }
  }
  return { small, part: differ / blocks, why: `${differ} of ${blocks} blocks differ` };
}, { shot, old, block: kBlock, other: kOther });

/** The figure's area on the screen: what lies between its tabs and the line that divides it from the panels. */
async function area_of(size) {
  return page.evaluate((narrow) => {
    const root = document.querySelector('trap-door');
    const canvas = (root.shadowRoot ?? root).querySelector('canvas').getBoundingClientRect();
    const { items } = JSON.parse(root.machine.calls.mirror(''));
    const below = narrow ? items.filter((item) => item.group === 'Timeline').map((item) => item.rect[1])
                         : items.filter((item) => item.name === 'Height of the figure').map((item) => item.rect[1]);
    const right = items.filter((item) => item.name === 'Width of the registers').map((item) => item.rect[0]);
    const width = narrow || right.length === 0 ? canvas.width : right[0];
    const tabs = items.filter((item) => item.role === 'tab').map((item) => item.rect[3]);
    const top = Math.ceil(Math.min(...tabs)) + 3; // which tabs there are is not the figure's affair
    return { x: canvas.x, y: canvas.y + top, width: Math.floor(width), height: Math.floor(Math.min(canvas.height, ...below)) - top, canvas: [canvas.width, canvas.height] };
  }, size === 'narrow');
}

for (const [size, viewport] of Object.entries(kSizes)) {
  for (const state of kStates) {
    test(`${size}: ${state.figures.join(', ')}${state.as ?? ''}`, async () => {
      await page.setViewportSize(viewport);
      await show(state);
      const problems = [];
      for (const theme of kThemes) {
        await page.evaluate((name) => document.querySelector('trap-door').machine.interface(`theme ${name}`), theme);
        for (const figure of state.figures) {
          await page.evaluate((name) => document.querySelector('trap-door').machine.interface(`place figure:${name}`), figure);
          const items = await settled();
          const area = await area_of(size);
          const name = `${figure}${state.as ?? ''}-${size}-${theme}`;
          const shot = await page.screenshot({ clip: { x: area.x, y: area.y, width: area.width, height: area.height } });
          fs.writeFileSync(path.join(written, `${name}.png`), shot);
          problems.push(...flaws_of(items, area.canvas[0], area.canvas[1]).map((text) => `${name}: ${text}`));
          if (items.items.filter((item) => item.role !== 'tab').length < 3) problems.push(`${name}: almost nothing is shown`);
          const file = path.join(golden, `${name}.webp`);
          const old = !writing && fs.existsSync(file) ? fs.readFileSync(file).toString('base64') : '';
          const result = await compare(shot.toString('base64'), old);
          if (writing) fs.writeFileSync(file, Buffer.from(result.small, 'base64'));
          else if (result.part > kMostOther) problems.push(`${name}: ${result.why}; see ${path.join('build', 'artefacts', 'gallery', `${name}.png`)}`);
        }
      }
      assert.deepEqual(problems, []);
    });
  }
}

test('the page complained about nothing', () => assert.deepEqual(errors, []));
