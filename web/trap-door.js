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

import { Appearance } from './appearance.js';
import { follow_areas } from './areas.js';
import { element } from './element.js';
import { Handed, link_in_address } from './handed.js';
import { follow_keys } from './keys.js';
import { LessonView } from './lesson.js';
import { Machine } from './machine.js';
import { Mirror } from './mirror.js';
import { Announcer } from './announcer.js';
import { follow_drops, OpenDialog, read_given, read_wish } from './files.js';
import { fetch_common, fetch_lesson, list_lessons } from './lessons.js';
import { ProgramView } from './program.js';
import * as storage from './storage.js';
import { follow_touch } from './touch.js';
import { Toolbar } from './toolbar.js';
import { verdict_of } from './verdict.js';
import { Workbench } from './workbench.js';
import { drag_grip } from './grip.js';

const kHere = new URL('.', import.meta.url);
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
  <div class="drop" hidden><p>Drop a program, a kernel, a disk image, a saved state, or the folder of a lesson: it opens here.</p></div>
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
    this.message.addEventListener('click', () => this.say(''));
    this.make_sheets(root.querySelector('.sheets'));
    for (const grip of root.querySelectorAll('.grip')) drag_grip(grip, this.app);
    this.appearance = new Appearance(this);
    const target = this.hasAttribute('embed') ? this : document;
    follow_areas(target, this.app);
    follow_keys(target, this);
    this.handed = new Handed(this);
    this.open_dialog = new OpenDialog(this);
    this.app.append(this.open_dialog.dialog);
    for (const { folder } of lessons) if (storage.read_solved(folder)) this.toolbar.show_solved(folder);
    follow_drops(this.app, root.querySelector('.drop'), (dropped) => this.open_dropped(dropped));

    const panels = this.getAttribute('panels');
    if (panels) machine.interface(`panels ${panels}`);
    this.appearance.read_layout(); // sizes; what belongs to the lesson comes when it is open
    this.app.dataset.embed = String(this.hasAttribute('embed'));
    this.app.dataset.hide = this.getAttribute('hide') ?? (this.hasAttribute('embed') ? 'lesson editor' : '');
    if (this.app.dataset.hide === 'lesson') this.show_sheet('code');
    const lesson = this.getAttribute('lesson');
    if (!(await this.boot_from_attributes()) && (lesson || !(await this.handed.open_link()))) {
      const wanted = lesson ?? (this.hasAttribute('embed') ? '' : link_in_address()[0]); // a course page's # is its own
      const known = lessons.some((row) => row.folder === wanted);
      await this.open(known ? wanted : lessons[0]?.folder);
      if (wanted && !known) this.say(`There is no lesson ${wanted} here.`);
    }
    this.appearance.read_layout();
    if (!this.hasAttribute('embed')) addEventListener('hashchange', () => this.handed.open_link());
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

  /** Opens a lesson's folder, with what the reader changed in it the last time. `again`: also the one that is open, and
      one with mistakes is answered with them; else these are thrown. */
  async open(folder, again = false) {
    const row = this.lessons.find((each) => each.folder === folder);
    if (!row || (folder === this.folder && !again)) return null;
    this.workbench.flush(); // what was typed belongs to what is open now
    const files = await (row.read?.() ?? fetch_lesson(this.base, folder, this.lessons));
    const answer = await this.perform(() => this.machine.open(files));
    if (!answer.ok) {
      const first = answer.diagnostics[0];
      const text = first ? `${first.file}:${first.line}: ${first.message}` : 'the lesson is empty';
      if (!again) throw new Error(text);
      this.say(text);
      return answer;
    }
    this.folder = folder;
    this.keys = answer.keys;
    this.given = null;
    answer.lesson.own = row.own ?? false;
    this.app.dataset.open = 'lesson';
    this.toolbar.show_lesson(folder);
    this.text_view = this.lesson_view;
    this.lesson_view.show(answer.lesson);
    const edits = storage.read_edits(answer.lesson);
    for (const [file, text] of Object.entries(edits)) this.machine.set_source(file, text);
    if (Object.keys(edits).length > 0) await this.perform(() => this.machine.command('build'));
    this.workbench.show(answer.lesson, edits, again ? this.workbench.file : '');
    this.handed.tell_aside();
    this.verdict = '';
    this.tell('trapdoor-open', { lesson: answer.lesson.id, title: answer.lesson.title });
    if (!this.hasAttribute('embed')) {
      document.title = `${answer.lesson.title} · Trapdoor`;
      if (row.own) history.replaceState(null, '', location.pathname + location.search); // no link leads there
      else if (location.hash.slice(1) !== folder) history.replaceState(null, '', `#${folder}`);
    }
    return answer;
  }

  /** A lesson that the site does not have: { folder, read() }. */
  add_lesson(row) {
    this.lessons = [...this.lessons.filter((each) => each.folder !== row.folder), row];
    this.toolbar.add_lesson(row.folder, `${row.title} (yours)`);
  }

  /** What the reader picked in the list. */
  async pick(folder) {
    const row = this.lessons.find((each) => each.folder === folder);
    try {
      await (row?.own ? this.own.show(folder) : this.open(folder));
    } catch (error) {
      this.say(error.message);
    }
    this.toolbar.show_lesson(this.folder ?? '');
  }

  /** A folder of the reader's own with a lesson in it (own.js). */
  async open_own(folder) {
    try {
      const { OwnLessons } = await import('./own.js');
      this.own ??= new OwnLessons(this, () => fetch_common(this.base, this.lessons));
      await this.own.open(folder);
    } catch (error) {
      this.say(error.message);
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

  async open_dropped({ files, items }) {
    const folders = items.some((item) => item.webkitGetAsEntry?.()?.isDirectory) && import('./own.js');
    const entries = items.map((item) => item.webkitGetAsEntry?.()); // gone when this function waits
    try {
      if (folders) {
        const { folder_of_entry } = await folders;
        return void this.open_own(folder_of_entry(entries.find((entry) => entry?.isDirectory)));
      }
      const given = await Promise.all(files.map((file) => read_given(file)));
      if (!(await this.handed.take(given))) this.open_given(given);
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
  name() { return (this.folder ?? this.title ?? 'machine').replace(/^own:/, ''); }

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
    if (target.startsWith('do:')) return this.command(target.slice(3), true);
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

  /** `tell`: says what the command answers also where it went well. */
  command(text, tell = false) {
    if (text === 'keys') return this.toolbar.show_keys(this.keys);
    const toggled = text === 'run' && this.state?.running ? 'pause' : text;
    const verb = toggled.split(' ')[0];
    const off = this.state?.exit_code !== undefined && ['run', 'step', 'next-trap', 'run-until'].includes(verb);
    const note = off ? `The machine is off, exit code ${this.state.exit_code}. Go back in time, or start again.` : '';
    if (['run', 'check', 'build', 'step', 'next-trap', 'run-until'].includes(verb)) this.workbench.flush();
    const done = (answer) => {
      this.say(answer.ok && !tell ? note : answer.message || note);
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
    this.message.textContent = text.replace(/^[a-z]+(?=[ ,;]|$)/, (word) => word[0].toUpperCase() + word.slice(1)); // no file's name
    clearTimeout(this.message_timer);
    if (text) this.message_timer = setTimeout(() => this.say(''), 8000);
  }

  refresh() {
    // While C is compiled the machine is not what was asked for yet.
    const state = this.machine.compiling.pending > 0 ? null : this.machine.state();
    if (state) {
      if (state.message && state.messages !== this.state?.messages) this.say(state.message);
      this.state = state;
      this.toolbar.refresh(state);
      this.text_view?.refresh(state);
      this.workbench.refresh(state);
      this.announcer.refresh(state);
      this.tell_verdict(state);
      this.app.dataset.role = state.mode?.role ?? '';
    }
    this.mirror.refresh();
    // Often enough for a person; the canvas draws at its own rate.
    setTimeout(() => requestAnimationFrame(() => this.refresh()), state?.running ? 80 : 30);
  }

  /** A new verdict is told once. */
  tell_verdict(state) {
    const verdict = this.folder && verdict_of(this.lesson_view.lesson, state);
    const text = JSON.stringify(verdict);
    if (!verdict || text === this.verdict) return;
    this.verdict = text;
    if (verdict.total > 0 && verdict.passed === verdict.total) {
      storage.write_solved(this.folder);
      this.toolbar.show_solved(this.folder);
    }
    this.tell('trapdoor-check', verdict);
  }

  make_sheets(nav) {
    for (const [name, title] of [['lesson', 'Lesson'], ['code', 'Code']]) {
      const button = element('button', { type: 'button', role: 'tab', textContent: title });
      button.dataset.sheet = name;
      button.addEventListener('click', () => this.show_sheet(name));
      nav.append(button);
    }
    this.sheets = nav;
    this.show_sheet('lesson');
  }

  show_sheet(name) {
    this.app.dataset.sheet = name;
    this.workbench?.show_tab();
    for (const button of this.sheets.children) button.ariaSelected = String(button.dataset.sheet === name);
  }
}

customElements.define('trap-door', TrapDoor);
