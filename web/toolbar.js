// Toolbar: the lesson picker, the transport buttons, the tick, the mode lamp, the theme.

import { element } from './element.js';
import { icon } from './icons.js';

const kButtons = [
  ['to-start', 'To the start', 'Back to power-on, tick 0 (Home)', 'seek 0'],
  ['previous-trap', 'Previous trap', 'Back to the trap before this moment (shift + left arrow)', 'previous-trap'],
  ['back', 'Step back', 'One tick back (left arrow)', 'back'],
  ['play', 'Run', 'Let the machine run (space)', 'run'],
  ['step', 'Step', 'One tick: one instruction, or one interrupt taken (right arrow)', 'step'],
  ['next-trap', 'Next trap', 'Run on until control crosses into a handler (shift + right arrow)', 'next-trap'],
];
const kSpeeds = [[0, 'full speed'], [100000, '100,000 / s'], [1000, '1,000 / s'], [100, '100 / s'], [10, '10 / s'], [2, '2 / s']];
const kPageKeys = [ // beside those of the machine (ui/keys.cc)
  { shown: 'F6, shift + F6', help: 'to the next area of the page, or the one before' },
  { shown: 'ctrl + Enter', help: 'build, in the editor' },
  { shown: 'ctrl + shift + Enter', help: 'build, and run to the present tick again' },
  { shown: 'Escape, then Tab', help: 'out of the editor' },
];
const kThemes = [['auto', 'System'], ['light', 'Light'], ['dark', 'Dark'], ['projector', 'Projector']];

function choice(label, rows, on_change) {
  const select = element('select', { ariaLabel: label, title: label });
  for (const [value, text] of rows) select.append(element('option', { value: String(value), textContent: text }));
  select.addEventListener('change', () => on_change(select.value));
  return select;
}

export class Toolbar {
  constructor(bar, page, lessons) {
    this.page = page;
    this.picker = choice('Lesson', lessons.map((row) => [row.folder, `${row.number} ${row.title}`.trim()]), (folder) => {
      page.pick(folder);
    });
    this.picker.className = 'picker';
    this.titles = new Map(lessons.map((row, i) => [row.folder, { option: this.picker.options[i], text: this.picker.options[i].textContent }]));
    this.own = element('option', { value: '', hidden: true });
    this.picker.append(this.own);
    const open = element('button', { type: 'button', className: 'open-files', ariaLabel: 'Open…', title: 'Run a program, a kernel or a disk of your own, or go on from what you saved' },
      icon('open'), element('span', { textContent: 'Open…' }));
    open.addEventListener('click', () => page.open_dialog.show());
    const save = element('button', { type: 'button', className: 'open-files', ariaLabel: 'Save…', title: 'A link to this moment, your files to hand in, or the state of the machine' },
      icon('save'), element('span', { textContent: 'Save…' }));
    save.addEventListener('click', () => page.show_save_dialog());
    this.buttons = new Map();
    const transport = element('div', { className: 'transport', role: 'toolbar', ariaLabel: 'Time' });
    for (const [name, label, help, command] of kButtons) {
      const button = element('button', { type: 'button', ariaLabel: label, title: help, className: name });
      button.append(icon(name));
      button.addEventListener('click', () => page.command(command));
      this.buttons.set(name, button);
      transport.append(button);
    }
    this.speed = choice('Speed', kSpeeds, (speed) => page.command(`speed ${speed}`));
    this.speed.className = 'speed';
    this.tick = element('output', { className: 'tick', ariaLabel: 'Tick' });
    this.lamp = element('output', { className: 'lamp', ariaLabel: 'Mode' });
    this.theme = choice('Theme', kThemes, (name) => page.appearance.choose(name));
    this.theme.className = 'theme';
    const help = element('button', { type: 'button', className: 'help', textContent: '?', ariaLabel: 'Keys', title: 'Keys (?)' });
    help.addEventListener('click', () => page.command('keys'));
    bar.append(
      element('span', { className: 'brand', textContent: 'Trapdoor' }), this.picker, open, save, transport, this.speed,
      element('span', { className: 'space' }), this.tick, this.lamp, this.theme, help);
    this.dialog = element('dialog', { className: 'keys', ariaLabel: 'Keys' });
    this.dialog.addEventListener('click', () => this.dialog.close());
    bar.append(this.dialog);
  }

  show_lesson(folder) { this.picker.value = folder; }
  add_lesson(folder, text) {
    if ([...this.picker.options].some((option) => option.value === folder)) return;
    this.picker.append(element('option', { value: folder, textContent: text }));
  }
  /** A lesson that was solved once has a mark in the list. */
  show_solved(folder) {
    const title = this.titles.get(folder);
    if (title) title.option.textContent = `${title.text} ✓`;
  }
  show_program(name) {
    this.own.textContent = name;
    this.own.hidden = false;
    this.picker.value = '';
  }
  show_theme(name) { this.theme.value = name; }

  show_keys(rows) {
    this.dialog.replaceChildren(element('h2', { textContent: 'Keys' }));
    const list = element('dl');
    for (const row of [...rows, ...kPageKeys]) list.append(element('dt', {}, element('kbd', { textContent: row.shown })), element('dd', { textContent: row.help }));
    const close = element('button', { type: 'button', textContent: 'Close' });
    this.dialog.append(list, close);
    this.dialog.showModal();
    return { ok: true };
  }

  refresh(state) {
    const past = state.tick > 0;
    for (const name of ['to-start', 'previous-trap', 'back']) this.buttons.get(name).disabled = !past;
    const play = this.buttons.get('play');
    if (this.running !== state.running) {
      this.running = state.running;
      play.replaceChildren(icon(state.running ? 'pause' : 'play'));
      play.ariaLabel = state.running ? 'Pause' : 'Run';
      play.title = state.running ? 'Stop the machine where it is (space)' : 'Let the machine run (space)';
    }
    const tick = (state.tick ?? 0).toLocaleString('en');
    this.tick.toggleAttribute('data-long', tick.length > 8);
    this.tick.replaceChildren(element('span', { textContent: 'tick' }), ` ${tick}`);
    this.speed.value = String(state.speed);
    if (!state.mode) return;
    if (state.exit_code !== undefined) {
      this.lamp.dataset.role = 'off';
      this.lamp.title = `The program switched the machine off, exit code ${state.exit_code}. Go back in time, or start again`;
      const text = `OFF, exit ${state.exit_code}`;
      if (this.lamp.textContent !== text) this.lamp.textContent = text;
      return;
    }
    this.lamp.dataset.role = state.mode.role;
    this.lamp.title = `The processor is in ${state.mode.name} mode`;
    if (this.lamp.textContent !== state.mode.role.toUpperCase()) this.lamp.textContent = state.mode.role.toUpperCase();
  }
}
