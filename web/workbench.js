// Workbench: the lesson's files in tabs, an editor (loaded when first needed), and what to do with them: build, start over.

import { element } from './element.js';
import { icon } from './icons.js';
import * as storage from './storage.js';

const kTypingPause = 250; // milliseconds

export class Workbench {
  constructor(section, page) {
    this.section = section;
    this.page = page;
    this.tabs = element('div', { className: 'files', role: 'tablist', ariaLabel: 'Files' });
    this.build = element('button', { type: 'button', className: 'build', textContent: 'Build', title: 'Assemble the files and start over with them (Ctrl + Enter)' });
    this.build.addEventListener('click', () => this.page.command('build'));
    this.build_on = element('button', { type: 'button', className: 'quiet build-on', ariaLabel: 'Build and go on here',
      title: 'Build, then run to the present tick again, with the same keys typed (Ctrl + Shift + Enter)', disabled: true });
    this.build_on.append(icon('to-now'));
    this.build_on.addEventListener('click', () => this.page.command('build replay'));
    this.reset = element('button', { type: 'button', className: 'quiet', ariaLabel: 'Reset file', title: 'Back to what this file was at the start of the lesson' });
    this.reset.append(icon('reset'));
    this.reset.addEventListener('click', () => this.reset_file());
    this.host = element('div', { className: 'host' });
    this.problems = element('ul', { className: 'problems', ariaLabel: 'Problems' });
    section.append(element('div', { className: 'head' }, this.tabs, element('span', { className: 'space' }), this.reset, this.build_on, this.build),
      this.host, this.problems);
  }

  /** `file`: the tab to begin with, where the lesson has it. */
  async show(lesson, edits, file = '') {
    this.lesson = lesson;
    this.texts = { ...lesson.start, ...edits };
    this.buttons = new Map();
    this.tabs.replaceChildren();
    for (const file of lesson.files) {
      const fixed = lesson.readonly.includes(file);
      const name = file.split('/').pop();
      const button = element('button', { type: 'button', role: 'tab', textContent: name, title: fixed ? `${name}: read only` : name });
      if (fixed) button.append(icon('lock'), element('span', { className: 'unseen', textContent: ', read only' }));
      button.addEventListener('click', () => this.show_file(file));
      this.tabs.append(button);
      this.buttons.set(file, button);
    }
    this.section.hidden = lesson.files.length === 0;
    const first = lesson.files.find((each) => each === file) ?? lesson.files.find((file) => !lesson.readonly.includes(file)) ?? lesson.files[0];
    if (!this.editor) {
      const { Editor } = await import('./editor.js');
      this.editor = new Editor(this.host, {
        on_change: (text) => this.typed(text),
        on_build: (how) => this.page.command(how),
        on_breakpoint: (line) => this.page.machine.interface(`breakpoint ${line} ${this.file}`),
      });
    }
    this.show_file(first);
    if (this.state) this.refresh(this.state);
  }

  /** A program without a lesson has nothing to edit. */
  hide() {
    this.flush();
    this.lesson = null;
    this.section.hidden = true;
  }

  show_file(file) {
    if (!file || !this.editor) return;
    this.flush();
    this.file = file;
    for (const [name, button] of this.buttons) button.ariaSelected = String(name === file);
    this.show_tab();
    const name = file.split('/').pop();
    this.editor.show(name, this.texts[file] ?? '', this.lesson.readonly.includes(file));
    this.reset.hidden = this.lesson.readonly.includes(file);
    if (this.state) this.mark(this.state);
  }

  /** Scrolls the open file's tab into view. */
  show_tab() { this.buttons?.get(this.file)?.scrollIntoView({ block: 'nearest', inline: 'nearest' }); }

  typed(text) {
    this.typed_at = performance.now();
    this.texts[this.file] = text;
    this.waiting = this.file;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), kTypingPause);
  }

  /** Hands what was typed to the machine and the store. */
  flush() {
    clearTimeout(this.timer);
    if (!this.waiting) return;
    const file = this.waiting;
    this.waiting = null;
    storage.write_edit(this.lesson, file, this.texts[file]);
    this.page.machine.set_source(file, this.texts[file]);
  }

  /** What the reader may change, as it is now: { file: text }. */
  answer() {
    this.flush();
    return Object.fromEntries(this.lesson.files.filter((file) => !this.lesson.readonly.includes(file)).map((file) => [file, this.texts[file]]));
  }

  /** Of it, what differs from the lesson's start. */
  edits() {
    return Object.fromEntries(Object.entries(this.answer()).filter(([file, text]) => text !== this.lesson.start[file]));
  }

  /** Other files take the place of the reader's; what is not among them is the lesson's start again. */
  put_all(files) {
    for (const file of Object.keys(this.answer())) this.put(file, files[file] ?? this.lesson.start[file]);
  }

  reset_file() {
    if (this.texts[this.file] === this.lesson.start[this.file]) return;
    if (!confirm(`Throw away your changes in ${this.file.split('/').pop()}?`)) return;
    this.put(this.file, this.lesson.start[this.file]);
    this.page.command('build');
  }

  put(file, text) {
    this.texts[file] = text;
    storage.write_edit(this.lesson, file, text);
    this.page.machine.set_source(file, text);
    if (file === this.file) this.editor?.replace(text);
  }

  /** The machine took the solution, or the start again. */
  replace(which) {
    for (const file of this.lesson.files) {
      const text = which === 'solution' ? this.lesson.solution[file] ?? this.lesson.start[file] : this.lesson.start[file];
      if (text !== undefined && !this.lesson.readonly.includes(file)) this.put(file, text);
    }
  }

  reveal(file, line) {
    const found = this.lesson?.files.find((name) => name === file || name.endsWith(`/${file}`));
    if (!found) return false;
    this.show_file(found);
    if (line > 0) this.editor?.reveal(line);
    return true;
  }

  refresh(state) {
    this.state = state;
    if (!this.lesson) return;
    this.build_on.disabled = !(state.tick > 0);
    this.build.dataset.edited = String(state.edited);
    this.build.textContent = state.edited ? 'Build changes' : 'Build';
    const place = state.place?.file;
    // Where the machine went is shown; a build or a reset, at tick 0, leaves the reader where they write.
    const moved = state.tick > 0 && place && (place !== this.pc_file || state.place.line !== this.pc_line);
    if (moved && !state.running && this.buttons?.has(place) && place !== this.file && this.editor && !this.editor.has_focus()) {
      this.show_file(place);
    }
    this.pc_file = place;
    this.pc_line = state.place?.line;
    this.mark(state);
    if (!this.page.busy) this.show_problems(state.diagnostics); // not yet: what is compiled may be good
  }

  mark(state) {
    const here = state.place && state.place.file === this.file && !state.running;
    this.editor?.mark({
      pc: here ? state.place.line : 0,
      role: state.mode?.role ?? 'user',
      breakpoints: (state.stoppers ?? []).filter((row) => row.place?.file === this.file).map((row) => row.place.line),
      diagnostics: state.diagnostics.filter((row) => row.file === this.file),
    });
  }

  show_problems(diagnostics) {
    const text = JSON.stringify(diagnostics);
    if (text === this.problems_text) return;
    this.problems_text = text;
    this.problems.replaceChildren(...diagnostics.slice(0, 20).map((row) => {
      const where = `${row.file.split('/').pop()}:${row.line}`;
      const button = element('button', { type: 'button', className: 'link', textContent: where });
      button.addEventListener('click', () => this.reveal(row.file, row.line));
      return element('li', {}, button, ` ${row.message}`, ...(row.hint ? [element('span', { className: 'hint', textContent: ` ${row.hint}` })] : []));
    }));
    this.problems.hidden = diagnostics.length === 0;
  }
}
