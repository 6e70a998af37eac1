// Own: lessons from a folder on the reader's own machine, as their author sees them: opened in place, read again when a file
// in the folder changes, and proved as `trapdoor check` does. Nothing leaves the browser.

const kMostFiles = 400;
const kMostBytes = 1 << 20; // of one file
const kPause = 1000; // milliseconds between two looks at the folder
const kMostTicks = 5_000_000; // that are run again to come back to the moment before

/** What a folder looks like to a page, whichever way it came: { name, files(): [[path, File], ...] }. */
export function folder_of_handle(handle) {
  const walk = async function* (folder, prefix) {
    for await (const [name, child] of folder.entries()) {
      if (name.startsWith('.')) continue;
      if (child.kind === 'directory') yield* walk(child, `${prefix}${name}/`);
      else yield [prefix + name, await child.getFile()];
    }
  };
  return { name: handle.name || 'lesson', files: () => collect(walk(handle, '')) };
}

export function folder_of_entry(entry) {
  const walk = async function* (folder, prefix) {
    const reader = folder.createReader();
    for (;;) { // in pieces
      const piece = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (piece.length === 0) return;
      for (const child of piece) {
        if (child.name.startsWith('.')) continue;
        if (child.isDirectory) yield* walk(child, `${prefix}${child.name}/`);
        else yield [prefix + child.name, await new Promise((done, failed) => child.file(done, failed))];
      }
    }
  };
  return { name: entry.name, files: () => collect(walk(entry, '')) };
}

/** The folder that <input webkitdirectory> gave; it cannot be read again. */
export function folder_of_list(list) {
  const files = [...list].map((file) => [file.webkitRelativePath.replace(/^[^/]*\//, ''), file]);
  const name = list[0]?.webkitRelativePath.split('/')[0] ?? 'this folder';
  return { name, once: true, files: () => collect(files.filter(([path]) => !/(^|\/)(\.|node_modules\/)/.test(path))) };
}

async function collect(files) {
  const all = [];
  for await (const file of files) { // also of a plain list
    all.push(file);
    if (all.length > kMostFiles) throw new Error(`More than ${kMostFiles} files lie in this folder: drop the lesson's own folder.`);
  }
  return all;
}

const stamp_of = (files) => JSON.stringify(files.map(([path, file]) => [path, file.size, file.lastModified]).sort());

/** [{ folder, root }]: the lessons among such paths; root is what their files' paths begin with. */
export function lessons_among(paths, name) {
  return paths.filter((path) => /(^|\/)lesson\.md$/.test(path)).sort().map((path) => {
    const root = path.slice(0, -'lesson.md'.length);
    return { folder: root.split('/').at(-2) ?? name, root };
  });
}

async function text_of(path, file) {
  if (file.size > kMostBytes) throw new Error(`${path} is too large for a lesson's file.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Error(`${path} is no text in UTF-8.`);
  }
}

/** What td_open takes: a lesson's files by names relative to it; `common` ({ name: text }) where its own folder has none. */
async function read_lesson(files, { root }, common) {
  const beside = root.replace(/[^/]*\/$/, '');
  const texts = { ...common };
  for (const [path, file] of files) {
    if (path.startsWith(root) && !/\.(png|webp|jpe?g|zip)$/i.test(path)) texts[path.slice(root.length)] = await text_of(path, file);
    else if (root && path.startsWith(`${beside}common/`)) texts[`../${path.slice(beside.length)}`] = await text_of(path, file);
  }
  return texts;
}

export class OwnLessons {
  /** `common` is a function: the texts of the site's lessons/common, a promise. */
  constructor(page, common) {
    this.page = page;
    this.common = common;
    this.nothing_known();
  }

  nothing_known() { this.report = { name: '', opens: true, waiting: '', lines: [], diagnostics: [] }; }

  /** Opens the first lesson of a folder and lists them all; throws with a sentence when there is none. */
  async open(folder) {
    const files = await folder.files();
    const lessons = lessons_among(files.map(([path]) => path), folder.name);
    if (lessons.length === 0) throw new Error(`There is no lesson.md in ${folder.name}. A lesson is a folder: lesson.md, start/ and solution/.`);
    this.folder = folder;
    this.stamp = stamp_of(files);
    for (const lesson of lessons) {
      const read = async () => read_lesson(await folder.files(), lesson, await this.common());
      this.page.add_lesson({ folder: `own:${lesson.folder}`, title: lesson.folder, own: true, read });
    }
    this.nothing_known();
    await this.show(`own:${lessons[0].folder}`);
    clearTimeout(this.timer);
    if (!folder.once) this.watch();
  }

  /** Opens a lesson of the folder, or once more: then place in the text and moment of the machine stay. */
  async show(name) {
    const again = this.page.folder === name;
    const { lesson_view, machine } = this.page;
    const top = lesson_view.scrolled();
    const moment = again && this.page.state?.tick > 0 && this.page.state.tick < kMostTicks ? machine.command('moment') : { ok: false };
    const proved = again && this.report.lines.length > 0;
    const answer = await this.page.open(name, true);
    this.report = { name: name.slice('own:'.length), opens: answer.ok, waiting: '', lines: [], diagnostics: answer.ok ? [] : answer.diagnostics };
    lesson_view.show_own(this);
    if (!answer.ok) return;
    if (moment.ok) await this.page.command(moment.message);
    if (again) lesson_view.scroll_to(top);
    if (proved) await this.prove(); // who wanted to know wants to know it of this, too
  }

  watch() {
    this.timer = setTimeout(async () => {
      try {
        const stamp = stamp_of(await this.folder.files());
        const open = this.page.lessons.find((row) => row.folder === this.page.folder);
        const typing = performance.now() - (this.page.workbench.typed_at ?? -Infinity) < kPause;
        if (stamp !== this.stamp && open?.own && !typing) {
          this.stamp = stamp;
          await this.show(this.page.folder);
        }
      } catch { /* in the middle of being saved, or gone: the next look tells */ }
      this.watch();
    }, kPause);
  }

  /** Start fails, solution passes, every link leads somewhere. */
  async prove() {
    this.report = { ...this.report, waiting: 'Trying the start and the solution…', lines: [], diagnostics: [] };
    this.page.lesson_view.show_own(this);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done))); // the words above are seen first
    const { lines, diagnostics } = await this.page.perform(() => this.page.machine.prove());
    this.report = { ...this.report, waiting: '', lines, diagnostics };
    this.page.lesson_view.show_own(this);
  }
}
