// Handed: what a reader is handed by somebody else (a link to a moment, the files of a .zip) in the open lesson's editor.
// Files of the reader's own that have to make room are set aside, and come back when asked for.

import * as storage from './storage.js';

/** [lesson, letters] of the page's "#lesson~letters"; texts that may be empty, or anything. */
export function link_in_address() {
  const [name, letters = ''] = location.hash.slice(1).split('~');
  try {
    return [decodeURIComponent(name), letters];
  } catch { // a lone %
    return [name, letters];
  }
}

export class Handed {
  constructor(page) { this.page = page; }

  get lesson() { return this.page.workbench.lesson; }

  /** Opens the lesson that the page's #hash names, and the moment behind it; false when it names none. */
  async open_link() {
    const [folder, letters] = link_in_address();
    if (!this.page.lessons.some((row) => row.folder === folder)) return false;
    let shared = null;
    try {
      if (letters) shared = await (await import('./share.js')).decode(letters);
    } catch (error) {
      this.page.say(error.message); // the lesson opens all the same
    }
    await this.page.open(folder);
    if (shared) await this.show(shared);
    if (letters) history.replaceState(null, '', `#${folder}`);
    return true;
  }

  /** Somebody's files in the place of the reader's, and the machine where it was. */
  async show({ files, moment }) {
    this.put(files);
    await this.page.command('build');
    const answer = await this.page.command(moment);
    if (!answer.ok) this.page.say(`The files are those of the link, but its moment cannot be reached: ${answer.message}`);
  }

  /** A lesson in a .zip opens; files that belong into the open lesson's editor go there; false when these are neither. */
  async take(files) {
    const { answer_in, lesson_in } = await import('./share.js');
    const lesson = lesson_in(files);
    if (lesson) {
      await this.page.open_own(lesson);
      return true;
    }
    if (!this.page.folder) return false;
    const answer = answer_in(files, this.lesson);
    if (!answer) return false;
    this.put({ ...this.page.workbench.edits(), ...answer });
    this.page.command('build');
    this.page.say(`In the editor now: ${Object.keys(answer).map((name) => name.split('/').pop()).join(', ')}.`);
    return true;
  }

  put(files) {
    const own = this.page.workbench.edits();
    if (JSON.stringify(own) !== JSON.stringify(files) && Object.keys(own).length > 0) {
      storage.write_aside(this.lesson, [...storage.read_aside(this.lesson), own]);
    }
    this.page.workbench.put_all(files);
    this.tell_aside();
  }

  /** The reader's own files again. */
  put_back() {
    const list = storage.read_aside(this.lesson);
    const files = list.pop();
    storage.write_aside(this.lesson, list);
    if (files) this.page.workbench.put_all(files);
    this.tell_aside();
    this.page.command('build');
  }

  /** The reader's own files go: those in the editor stay. */
  keep() {
    storage.write_aside(this.lesson, []);
    this.tell_aside();
  }

  /** The lesson says whether files are set aside. */
  tell_aside() { this.page.lesson_view.show_aside(storage.read_aside(this.lesson).length); }
}
