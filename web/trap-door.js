// <trap-door lesson="05-timer" panels="datapath,console,timeline" theme="dark" embed>: the machine on a page.
//
//   lesson   folder of the lesson that is open at first; without it the page's #hash decides, then the first lesson
//   panels   of an embed: which panels and figures to show, separated by commas
//   lessons  where the lessons are; default: lessons/ beside this script
//   theme    light, dark or projector; default: what the reader's system prefers
//   embed    one part of a course page: no lesson picker, keys only while it has the focus
//   hide     "lesson", "editor", or both with a space between; an embed without it hides both
//   scorm    a learning management system opened the page: it gets the score (scorm.js)
//   address  the page is a frame in another one: what is not said here is in its address, ?lesson=05-timer&embed&hide=lesson
//   program, bios, kernel, initrd, disk, append, ram, harts
//            instead of a lesson: addresses of files that run, and the machine they run on
//
// It tells what happens as events that bubble: trapdoor-ready; trapdoor-open { lesson, title }; trapdoor-check { lesson, title,
// passed, total, steps: [{ title, passed }] } with each new verdict: steps that have checks, passed when all of them are. As a frame (address) it also posts them to the page
// around it, as messages { type, ...detail }.
//
// element.boot({ program | bios, kernel, initrd, append, disks, ram, harts }) does the same from a script, with Files, Blobs,
// bytes or addresses; its answer is { ok, message, ... }.
//
// The element is a page of its own inside: lesson and editor are ordinary elements, the machine is a canvas that is
// mirrored in words (mirror.js). All of them speak to the engine through Machine (machine.js).

import { follow_areas } from './areas.js';
import { LessonView } from './lesson.js';
import { Machine } from './machine.js';
import { Mirror } from './mirror.js';
import { Announcer } from './announcer.js';
import { follow_drops, OpenDialog, read_given, read_wish } from './files.js';
import { fetch_lesson, list_lessons } from './lessons.js';
import { ProgramView } from './program.js';
import * as storage from './storage.js';
import { follow_touch } from './touch.js';
import { Toolbar } from './toolbar.js';
import { Workbench } from './workbench.js';
import { drag_grip } from './grip.js';

const kHere = new URL('.', import.meta.url);
const kNarrow = 760; // css pixels
const kFromAddress = ['lesson', 'panels', 'theme', 'embed', 'hide', 'program', 'bios', 'kernel', 'initrd', 'disk', 'append', 'ram', 'harts', 'scorm'];
const kFaces = [
  ['Inter', 'Inter-Regular', '400'],
  ['Inter', 'Inter-SemiBold', '600'],
  ['JetBrains Mono', 'JetBrainsMono-Regular', '400'],
];

/** The same faces as on the canvas. @font-face does not reach into a shadow root, so the document gets them. */
function load_faces() {
  for (const [family, file, weight] of kFaces) {
    if ([...document.fonts].some((face) => face.family.includes(family) && face.weight === weight)) continue;
    const face = new FontFace(family, `url("${new URL(`fonts/${file}.woff2`, kHere)}")`, { weight, display: 'swap' });
    document.fonts.add(face);
    face.load().catch(() => { /* the system's own faces do */ });
  }
}

const kFrame = `
<link rel="stylesheet" href="${new URL('style.css', kHere)}">
<div class="app" hidden>
  <header class="bar"></header>
  <section class="lesson" aria-label="Lesson"></section>
  <div class="grip" data-grip="editor"></div>
  <section class="code" aria-label="Editor"></section>
  <div class="grip tall" data-grip="left"></div>
  <section class="machine" aria-label="Machine">
    <canvas tabindex="-1" aria-hidden="true"></canvas>
    <div class="mirror"></div>
  </section>
  <nav class="sheets" role="tablist" aria-label="Lesson or code"></nav>
  <div class="drop" hidden><p>Drop a program, a kernel, a disk image or a saved state: it runs here.</p></div>
  <div class="message" role="alert"></div>
  <div class="unseen" aria-live="polite"></div>
</div>
<p class="wait" role="status">Loading the machine…</p>`;

class TrapDoor extends HTMLElement {
  async connectedCallback() {
    if (this.shadowRoot) return;
    load_faces();
    if (this.hasAttribute('address')) {
      for (const [name, value] of new URLSearchParams(location.search)) {
        if (kFromAddress.includes(name) && !this.hasAttribute(name)) this.setAttribute(name, value);
      }
    }
    const root = this.attachShadow({ mode: 'open' });
    root.innerHTML = kFrame;
    this.app = root.querySelector('.app');
    try {
      await this.start(root);
    } catch (error) {
      console.error(error);
      root.querySelector('.wait').textContent = `The machine could not be loaded: ${error.message}`;
    }
  }

  async start(root) {
    const sheet = root.querySelector('link');
    const styled = sheet.sheet ? null : new Promise((done) => sheet.addEventListener('load', done, { once: true }));
    const base = new URL(this.getAttribute('lessons') ?? 'lessons/', this.hasAttribute('lessons') ? document.baseURI : kHere);
    const canvas = root.querySelector('canvas');
    await styled;
    this.app.hidden = false; // the canvas needs a size before the machine draws on it
    const [machine, lessons] = await Promise.all([Machine.load(canvas), list_lessons(base)]);
    this.machine = machine;
    this.lessons = lessons;
    this.base = base;

    this.toolbar = new Toolbar(root.querySelector('.bar'), this, lessons);
    this.lesson_view = new LessonView(root.querySelector('.lesson'), this);
    this.program_view = new ProgramView(root.querySelector('.lesson'), this);
    this.workbench = new Workbench(root.querySelector('.code'), this);
    this.mirror = new Mirror(root.querySelector('.mirror'), canvas, machine);
    follow_touch(canvas, machine);
    this.announcer = new Announcer(root.querySelector('.unseen'));
    this.message = root.querySelector('.message');
    this.make_sheets(root.querySelector('.sheets'));
    for (const grip of root.querySelectorAll('.grip')) drag_grip(grip, this.app);
    this.follow_size();
    this.follow_theme();
    this.follow_keys();
    this.open_dialog = new OpenDialog(this);
    this.app.append(this.open_dialog.dialog);
    for (const { folder } of lessons) if (storage.read_solved(folder)) this.toolbar.show_solved(folder);
    follow_drops(this.app, root.querySelector('.drop'), (files) => this.open_dropped(files));

    const panels = this.getAttribute('panels');
    if (panels) machine.interface(`panels ${panels}`);
    this.read_layout(); // sizes; what belongs to the lesson comes when it is open
    this.app.dataset.embed = String(this.hasAttribute('embed'));
    this.app.dataset.hide = this.getAttribute('hide') ?? (this.hasAttribute('embed') ? 'lesson editor' : '');
    if (this.app.dataset.hide === 'lesson') this.show_sheet('code');
    const lesson = this.getAttribute('lesson');
    if (!(await this.boot_from_attributes()) && (lesson || !(await this.open_link()))) {
      await this.open(lessons.find((row) => row.folder === lesson)?.folder ?? lessons[0]?.folder);
    }
    this.read_layout();
    if (!this.hasAttribute('embed')) addEventListener('hashchange', () => this.open_link());
    root.querySelector('.wait').remove();
    this.refresh();
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('trapdoor: ready'))); // one frame was drawn
    this.tell('trapdoor-ready', {});
    if (this.hasAttribute('scorm')) (await import('./scorm.js')).follow_scorm(this);
    // A page of its own opens without a network from now on.
    if (this.hasAttribute('address') && parent === window && 'serviceWorker' in navigator) {
      navigator.serviceWorker.register(new URL('service-worker.js', kHere)).catch(() => { /* then it needs the network */ });
    }
  }

  /** What whoever embeds this may want to know. */
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
    if (this.hasAttribute('address') && parent !== window) parent.postMessage({ type, ...detail }, '*');
  }

  /** The lesson that the page's #hash names, and the moment behind it; false when it names none. */
  async open_link() {
    const [name, letters] = location.hash.slice(1).split('~');
    const folder = decodeURIComponent(name);
    if (!this.lessons.some((row) => row.folder === folder)) return false;
    let shared = null;
    try {
      if (letters) shared = await (await import('./share.js')).decode(letters);
    } catch (error) {
      this.say(error.message); // the lesson opens all the same
    }
    await this.open(folder);
    if (shared) await this.show_shared(shared);
    if (letters) history.replaceState(null, '', `#${folder}`);
    return true;
  }

  /** Somebody's files in the place of the reader's, and the machine where it was. */
  async show_shared({ files, moment }) {
    this.put_files(files);
    await this.command('build');
    const answer = await this.command(moment);
    if (!answer.ok) this.say(`The files are those of the link, but its moment cannot be reached: ${answer.message}`);
  }

  /** Puts other files into the editor. The reader's own are set aside, if there are any. */
  put_files(files) {
    const lesson = this.workbench.lesson;
    const own = this.workbench.edits();
    if (JSON.stringify(own) !== JSON.stringify(files) && Object.keys(own).length > 0) {
      storage.write_aside(lesson, [...storage.read_aside(lesson), own]);
    }
    this.workbench.put_all(files);
    this.lesson_view.show_aside(storage.read_aside(lesson).length);
  }

  take_aside() {
    const lesson = this.workbench.lesson;
    const list = storage.read_aside(lesson);
    const files = list.pop();
    storage.write_aside(lesson, list);
    if (files) this.workbench.put_all(files);
    this.lesson_view.show_aside(list.length);
    this.command('build');
  }

  drop_aside() {
    storage.write_aside(this.workbench.lesson, []);
    this.lesson_view.show_aside(0);
  }

  /** Files that belong into the open lesson's editor go there; false when these do not. */
  async take_answer(files) {
    if (!this.folder) return false;
    const { answer_in } = await import('./share.js');
    const answer = answer_in(files, this.workbench.lesson);
    if (!answer) return false;
    this.put_files({ ...this.workbench.edits(), ...answer });
    this.command('build');
    this.say(`In the editor now: ${Object.keys(answer).map((name) => name.split('/').pop()).join(', ')}.`);
    return true;
  }

  /** Opens a lesson's folder, with what the reader changed in it the last time. */
  async open(folder) {
    if (!folder || folder === this.folder || !this.lessons.some((row) => row.folder === folder)) return;
    this.folder = folder;
    const files = await fetch_lesson(this.base, folder, this.lessons);
    const answer = await this.perform(() => this.machine.open(files));
    if (!answer.lesson) {
      const first = answer.diagnostics[0];
      throw new Error(first ? `${first.file}:${first.line}: ${first.message}` : 'the lesson is empty');
    }
    this.keys = answer.keys;
    this.given = null;
    this.app.dataset.open = 'lesson';
    this.toolbar.show_lesson(folder);
    this.text_view = this.lesson_view;
    this.lesson_view.show(answer.lesson);
    const edits = storage.read_edits(answer.lesson);
    for (const [file, text] of Object.entries(edits)) this.machine.set_source(file, text);
    if (Object.keys(edits).length > 0) await this.perform(() => this.machine.command('build'));
    this.lesson_view.show_aside(storage.read_aside(answer.lesson).length);
    this.workbench.show(answer.lesson, edits);
    this.checks_text = '';
    this.tell('trapdoor-open', { lesson: answer.lesson.id, title: answer.lesson.title });
    if (!this.hasAttribute('embed')) {
      document.title = `${answer.lesson.title} · Trapdoor`;
      if (location.hash.slice(1) !== folder) history.replaceState(null, '', `#${folder}`);
    }
  }

  /** Runs files instead of a lesson; see the top. */
  async boot(wish) {
    return this.open_given(await read_wish(wish), wish);
  }

  async boot_from_attributes() {
    const names = ['program', 'bios', 'kernel', 'initrd', 'disk', 'append', 'ram'].filter((name) => this.hasAttribute(name));
    if (!names.some((name) => name === 'program' || name === 'bios')) return false;
    const wish = Object.fromEntries(names.map((name) => [name, this.getAttribute(name)]));
    const answer = await this.boot({ ...wish, harts: Number(this.getAttribute('harts') ?? 0) });
    if (!answer.ok) throw new Error(answer.message);
    return true;
  }

  async open_dropped(files) {
    try {
      const given = await Promise.all(files.map((file) => read_given(file)));
      if (!(await this.take_answer(given))) this.open_given(given);
    } catch (error) {
      this.say(error.message); // a folder, or a file that went away
    }
  }

  /** Runs [{ name, role, bytes }]. Files that cannot start alone go to those that run already: a disk, a source. */
  open_given(files, { ram = '', harts = 0, append = '', board = '' } = {}) {
    this.workbench.flush();
    const wish = { ram: String(ram), harts: Number(harts), append, board };
    let given = files;
    let answer = this.machine.open_files(files, wish);
    const state = answer.files.length === 1 && answer.files[0].role === 'state'; // goes to what is open, or nowhere
    if (state) {
      this.say(answer.message);
      return answer;
    }
    if (!answer.ok && this.given) {
      const several = new Set(['disk', 'text', 'source']);
      const taken = new Set(answer.files.map((file) => (several.has(file.role) ? file.name : file.role)));
      const kept = this.given.files.filter((file) => !taken.has(several.has(file.role) ? file.name : file.role));
      given = [...kept, ...files];
      const together = this.machine.open_files(given, { ...this.given.wish, ...(ram || harts || append ? wish : {}) });
      if (together.ok) answer = together;
    }
    this.say(answer.ok ? '' : answer.message);
    if (!answer.ok) return answer;
    const roles = new Map(answer.files.map((file) => [file.name, file.role]));
    this.given = { files: given.map((file) => ({ ...file, role: roles.get(file.name) })).filter((file) => file.role !== 'state'), wish };
    this.show_program(answer);
    return answer;
  }

  async show_save_dialog() {
    if (!this.save_dialog) {
      const { SaveDialog } = await import('./save.js');
      this.save_dialog = new SaveDialog(this);
      this.app.append(this.save_dialog.dialog);
    }
    await this.save_dialog.show();
  }

  /** What is open, in a word for a file's name. */
  name() { return this.folder ?? this.title ?? 'machine'; }

  show_program(answer) {
    this.title = answer.program.title.split('/').pop();
    this.keys = answer.keys;
    this.folder = null;
    this.app.dataset.open = 'program';
    this.text_view = this.program_view;
    this.program_view.show(answer);
    this.workbench.hide();
    this.toolbar.show_program(answer.program.title.split('/').pop());
    this.show_sheet('lesson');
    this.machine.interface('place panel:console');
    if (this.hasAttribute('embed')) return;
    document.title = `${answer.program.title.split('/').pop()} · Trapdoor`;
    if (location.hash) history.replaceState(null, '', location.pathname + location.search);
  }

  /** Does what a link, a button or a key says: "do:step", "panel:wires", "figure:gates", "source:kernel.S?line=3". */
  act(target) {
    if (target.startsWith('do:')) return this.command(target.slice(3));
    if (target.startsWith('source:')) {
      const [file, query] = target.slice(7).split('?');
      const line = Number(new URLSearchParams(query).get('line') ?? 0);
      this.show_sheet('code');
      if (this.workbench.reveal(file, line)) return undefined;
    }
    if (/^panel:(editor|source)\b/.test(target)) this.show_sheet('code');
    if (/^panel:lesson\b/.test(target)) this.show_sheet('lesson');
    const answer = this.machine.interface(`place ${target}`);
    this.say(answer.ok ? '' : answer.message);
    return answer;
  }

  command(text) {
    if (text === 'keys') return this.toolbar.show_keys(this.keys);
    const toggled = text === 'run' && this.state?.running ? 'pause' : text;
    const verb = toggled.split(' ')[0];
    const off = this.state?.exit_code !== undefined && ['run', 'step', 'next-trap', 'run-until'].includes(verb);
    const note = off ? `The machine is off, exit code ${this.state.exit_code}. Go back in time, or start again.` : '';
    if (['run', 'check', 'build', 'step', 'next-trap', 'run-until'].includes(verb)) this.workbench.flush();
    const done = (answer) => {
      this.say(answer.ok ? note : answer.message);
      if (answer.ok && (verb === 'solution' || verb === 'restart')) this.workbench.replace(verb);
      return answer;
    };
    const answer = this.perform(() => this.machine.command(toggled));
    return answer instanceof Promise ? answer.then(done) : done(answer);
  }

  /** Does what may need C sources compiled: its answer, or a promise of it. What comes meanwhile is done after it. */
  perform(act) {
    if (this.busy) return this.busy.then(() => this.perform(act));
    this.machine.compiling.forget_failures();
    const answer = act();
    if (this.machine.compiling.pending === 0) return answer;
    this.busy = this.machine.again(act).finally(() => { this.busy = null; });
    return this.busy;
  }

  /** A short message at the foot of the page; an empty one takes it away. */
  say(text) {
    this.message.textContent = text;
    clearTimeout(this.message_timer);
    if (text) this.message_timer = setTimeout(() => this.say(''), 8000);
  }

  refresh() {
    // While C is compiled the machine is not what was asked for yet.
    const state = this.machine.compiling.pending > 0 ? null : this.machine.state();
    if (state) {
      if (state.message && state.message !== this.state?.message) this.say(state.message);
      this.state = state;
      this.toolbar.refresh(state);
      this.text_view?.refresh(state);
      this.workbench.refresh(state);
      this.announcer.refresh(state);
      this.tell_checks(state);
      this.app.dataset.role = state.mode?.role ?? '';
    }
    this.mirror.refresh();
    // Often enough for a person; the canvas draws at its own rate.
    setTimeout(() => requestAnimationFrame(() => this.refresh()), state?.running ? 80 : 30);
  }

  /** A new verdict is told once, when all of it is there. */
  tell_checks(state) {
    const text = JSON.stringify(state.checks);
    const lesson = this.folder && this.lesson_view.lesson;
    if (!lesson || state.checking || text === this.checks_text || state.checks.flat().every((check) => check.state === 'open')) return;
    this.checks_text = text;
    const steps = lesson.steps.map((step, i) => ({ title: step.title, passed: (state.checks[i] ?? []).every((check) => check.state === 'passed') }))
      .filter((step, i) => lesson.steps[i].checks.length > 0);
    const verdict = { lesson: lesson.id, title: lesson.title, passed: steps.filter((step) => step.passed).length, total: steps.length, steps };
    if (verdict.total > 0 && verdict.passed === verdict.total) {
      storage.write_solved(this.folder);
      this.toolbar.show_solved(this.folder);
    }
    this.tell('trapdoor-check', verdict);
  }

  make_sheets(nav) {
    for (const [name, title] of [['lesson', 'Lesson'], ['code', 'Code']]) {
      const button = document.createElement('button');
      button.type = 'button';
      button.role = 'tab';
      button.textContent = title;
      button.dataset.sheet = name;
      button.addEventListener('click', () => this.show_sheet(name));
      nav.append(button);
    }
    this.sheets = nav;
    this.show_sheet('lesson');
  }

  show_sheet(name) {
    this.app.dataset.sheet = name;
    for (const button of this.sheets.children) button.ariaSelected = String(button.dataset.sheet === name);
  }

  follow_size() {
    const measure = () => { this.app.dataset.layout = this.app.clientWidth < kNarrow ? 'narrow' : 'wide'; };
    new ResizeObserver(measure).observe(this.app);
    measure();
    if (this.hasAttribute('embed')) return; // its author's layout
    const keep = () => { if (this.state) storage.write('layout', this.machine.interface('layout').layout); };
    addEventListener('pagehide', keep);
    document.addEventListener('visibilitychange', () => { if (document.hidden) keep(); }); // a phone throws hidden pages away
  }

  read_layout() {
    const layout = this.hasAttribute('embed') ? null : storage.read('layout');
    if (layout) this.machine.interface(`layout ${layout}`);
  }

  follow_theme() {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const still = matchMedia('(prefers-reduced-motion: reduce)');
    this.apply_theme = () => {
      const wish = this.getAttribute('theme') ?? storage.read('theme') ?? 'auto';
      const name = wish === 'auto' ? (dark.matches ? 'dark' : 'light') : wish;
      this.app.dataset.theme = name;
      if (!this.hasAttribute('embed')) document.documentElement.dataset.theme = name;
      this.machine.interface(`theme ${name}`);
      this.machine.interface(`still ${still.matches ? 'on' : 'off'}`);
      this.toolbar.show_theme(wish);
    };
    dark.addEventListener('change', this.apply_theme);
    still.addEventListener('change', this.apply_theme);
    this.apply_theme();
  }

  choose_theme(name) {
    storage.write('theme', name);
    this.apply_theme();
  }

  follow_keys() {
    const target = this.hasAttribute('embed') ? this : document;
    follow_areas(target, this.app);
    target.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const at = event.composedPath()[0];
      if (at.closest?.('input, textarea, select, [contenteditable="true"], .cm-editor')) return;
      if (event.key === ' ' && at.closest?.('button, summary, a')) return;
      if (event.key.startsWith('Arrow') && at.closest?.('[role="separator"], [role="tab"], [role="slider"]')) return;
      const row = this.keys?.find((key) => key.key === event.key && (key.key === '?' || key.shift === event.shiftKey));
      if (!row) return;
      event.preventDefault();
      this.command(row.command);
    });
  }
}

customElements.define('trap-door', TrapDoor);
