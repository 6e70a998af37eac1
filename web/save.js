// The dialog behind "Save…": a link to this moment, the lesson's files, the machine's state.

import { element } from './element.js';
import { download, encode, zip } from './share.js';

export class SaveDialog {
  constructor(page) {
    this.page = page;
    this.dialog = element('dialog', { className: 'open', ariaLabel: 'Save' });
    this.link = element('input', { type: 'text', readOnly: true, ariaLabel: 'Link to this moment', spellcheck: false });
    this.link.addEventListener('focus', () => this.link.select());
    this.copy = this.button('Copy link', () => this.copy_link());
    this.files = this.button('Save files', () => this.save_files());
    this.state = this.button('Save state', () => this.save_state());
    this.error = element('p', { className: 'error', role: 'alert' });
    this.of_lesson = [
      this.way('A link to this moment', 'Whoever opens it gets your files, what was typed, and the machine at this very tick.', this.copy, this.link),
      this.way('Your files', 'As one .zip: to hand in, or to go on elsewhere. Drop it on this page, and it is in the editor again.', this.files),
    ];
    const close = this.button('Close', () => this.dialog.close());
    this.dialog.append(element('h2', { textContent: 'Save' }), ...this.of_lesson,
      this.way('The state of the machine', 'Memory and all, as a file. Opened or dropped here, it brings this moment back.', this.state),
      this.error, element('div', { className: 'row' }, close));
  }

  button(text, act) {
    const button = element('button', { type: 'button', textContent: text });
    button.addEventListener('click', act);
    return button;
  }

  way(title, text, button, ...more) {
    return element('section', { className: 'way' }, element('h3', { textContent: title }), element('p', { textContent: text }), button, ...more);
  }

  async show() {
    this.say('');
    const own = this.page.lessons.find((row) => row.folder === this.page.folder)?.own;
    const [link, files] = this.of_lesson;
    link.hidden = !this.page.folder || Boolean(own); // nobody else has the lesson
    files.hidden = !this.page.folder;
    this.copy.textContent = 'Copy link';
    this.link.hidden = this.copy.hidden = true;
    this.dialog.showModal();
    if (link.hidden) return;
    try {
      this.link.value = await this.address();
      this.link.hidden = this.copy.hidden = false;
    } catch (error) {
      this.say(error.message);
    }
  }

  /** Where this moment is: the page, the lesson, and what the reader did in it. */
  async address() {
    const moment = this.page.machine.command('moment');
    if (!moment.ok) throw new Error(`No link: ${moment.message}.`);
    const page = new URL(location.href);
    page.hash = `${this.page.folder}~${await encode({ files: this.page.workbench.edits(), moment: moment.message })}`;
    return page.href;
  }

  async copy_link() {
    try {
      await navigator.clipboard.writeText(this.link.value);
      this.copy.textContent = 'Copied';
    } catch { // a page that may not: then by hand
      this.link.focus();
      this.say('This browser does not let the page copy: the link is selected, copy it with your keys.');
    }
  }

  save_files() {
    download(zip(this.page.workbench.answer()), `${this.page.name()}.zip`);
    this.dialog.close();
  }

  save_state() {
    const answer = this.page.machine.save_state();
    if (!answer.ok) return this.say(answer.message);
    download(answer.bytes, `${this.page.name()}-${answer.tick}.state`);
    return this.dialog.close();
  }

  say(text) { this.error.textContent = text; }
}
