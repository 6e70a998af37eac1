// Files: what a reader gives from outside: a program, or firmware with its kernel, and disks. Nothing leaves the browser.

import { element } from './element.js';

/** { name, role, bytes } from a File, a Blob, bytes, an address on the web, or { name, data, role }. */
export async function read_given(value, role = '', name = '') {
  if (typeof value === 'string' || value instanceof URL) {
    const address = new URL(value, document.baseURI);
    const file = name || decodeURIComponent(address.pathname.split('/').pop());
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${file}: ${response.status} ${response.statusText}`.trim());
    return { name: file, role, bytes: new Uint8Array(await response.arrayBuffer()) };
  }
  if (value instanceof Blob) return { name: name || value.name || role || 'file', role, bytes: new Uint8Array(await value.arrayBuffer()) };
  if (value instanceof ArrayBuffer) return { name: name || role || 'file', role, bytes: new Uint8Array(value) };
  if (ArrayBuffer.isView(value)) {
    return { name: name || role || 'file', role, bytes: new Uint8Array(value.buffer, value.byteOffset, value.byteLength) };
  }
  if (value?.data !== undefined) return read_given(value.data, value.role ?? role, value.name ?? name);
  throw new Error(`${name || role || 'a file'}: give a File, a Blob, bytes, or an address`);
}

/** The files that a wish for a machine names: { program, sources, texts, bios, kernel, initrd, disks }. */
export async function read_wish(wish) {
  const list = (value) => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]);
  const waiting = [
    ...list(wish.program).map((value) => read_given(value, 'program')),
    ...list(wish.sources).map((value) => read_given(value, 'source')),
    ...list(wish.texts).map((value) => read_given(value, 'text')),
    ...list(wish.bios).map((value) => read_given(value, 'firmware')),
    ...list(wish.kernel).map((value) => read_given(value, 'kernel')),
    ...list(wish.initrd).map((value) => read_given(value, 'initrd')),
    ...list(wish.files).map((value) => read_given(value)),
  ];
  const disks = wish.disks ?? wish.disk;
  const plain = disks instanceof Blob || disks instanceof ArrayBuffer || ArrayBuffer.isView(disks) || typeof disks === 'string' || Array.isArray(disks);
  if (disks && plain) waiting.push(...list(disks).map((value) => read_given(value, 'disk')));
  else for (const [device, value] of Object.entries(disks ?? {})) waiting.push(read_given(value, device));
  return Promise.all(waiting);
}

/** Files that are dragged over the element show where they may be dropped; dropped ones are run. */
export function follow_drops(target, sheet, run) {
  let depth = 0;
  const files = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
  const show = (on) => { sheet.hidden = !on; };
  target.addEventListener('dragenter', (event) => {
    if (!files(event)) return;
    event.preventDefault();
    depth += 1;
    show(true);
  });
  target.addEventListener('dragover', (event) => {
    if (!files(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  });
  target.addEventListener('dragleave', (event) => {
    if (!files(event)) return;
    depth = Math.max(0, depth - 1);
    if (depth === 0) show(false);
  });
  target.addEventListener('drop', (event) => {
    if (!files(event)) return;
    event.preventDefault();
    depth = 0;
    show(false);
    run({ files: [...event.dataTransfer.files], items: [...event.dataTransfer.items] });
  });
}

const kAbout = 'A lesson as a .zip, or your files of one. An ELF file linked for this machine (RAM begins at 8000 0000), or assembly sources. Or firmware, a kernel and ' +
  'its initial file system. A disk image goes with either. A saved state goes to what is open. Nothing leaves this browser.';

/** The dialog behind "Open…": which files, what each is, how large a machine. */
export class OpenDialog {
  constructor(page) {
    this.page = page;
    this.files = [];
    this.dialog = element('dialog', { className: 'open', ariaLabel: 'Open files' });
    this.chooser = element('input', { type: 'file', multiple: true, ariaLabel: 'Choose files' });
    this.chooser.addEventListener('change', () => this.add([...this.chooser.files]));
    this.list = element('ul', { className: 'given', ariaLabel: 'Files' });
    this.ram = element('select', { ariaLabel: 'Memory' });
    for (const size of ['', '16M', '64M', '128M', '256M', '512M', '1G']) {
      this.ram.append(element('option', { value: size, textContent: size === '' ? 'as needed' : size.replace('M', ' MiB').replace('G', ' GiB') }));
    }
    this.harts = element('select', { ariaLabel: 'Processors' });
    for (const count of [1, 2, 4]) this.harts.append(element('option', { value: String(count), textContent: String(count) }));
    this.append = element('input', { type: 'text', ariaLabel: 'Kernel command line', placeholder: 'console=ttyS0', spellcheck: false, autocomplete: 'off' });
    this.error = element('p', { className: 'error', role: 'alert' });
    this.go = element('button', { type: 'button', className: 'primary', textContent: 'Run' });
    this.go.addEventListener('click', () => this.run());
    this.folder = element('input', { type: 'file', webkitdirectory: true, hidden: true, ariaLabel: 'Choose a folder' });
    this.folder.addEventListener('change', () => this.open_folder());
    const lesson = element('button', { type: 'button', textContent: 'A lesson of my own…', title: 'The folder of a lesson that you write: it opens here, and again when you change it' });
    lesson.addEventListener('click', () => this.choose_folder());
    const close = element('button', { type: 'button', textContent: 'Cancel' });
    close.addEventListener('click', () => this.dialog.close());
    const field = (title, input) => element('label', {}, element('span', { textContent: title }), input);
    this.kernel_line = field('Kernel command line', this.append);
    this.dialog.append(
      element('h2', { textContent: 'Open' }), element('p', { textContent: kAbout }),
      this.chooser, this.list,
      element('div', { className: 'fields' }, field('Memory', this.ram), field('Processors', this.harts), this.kernel_line),
      this.error, element('div', { className: 'row' }, this.go, close, element('span', { className: 'space' }), lesson, this.folder));
  }

  async choose_folder() {
    if (!window.showDirectoryPicker) return this.folder.click();
    try {
      const handle = await window.showDirectoryPicker({ id: 'lesson' });
      const { folder_of_handle } = await import('./own.js');
      this.dialog.close();
      return this.page.open_own(folder_of_handle(handle));
    } catch { // the reader thought better of it
      return undefined;
    }
  }

  async open_folder() {
    const { folder_of_list } = await import('./own.js');
    this.dialog.close();
    await this.page.open_own(folder_of_list(this.folder.files));
    this.folder.value = '';
  }

  show() {
    this.say('');
    this.refresh();
    this.dialog.showModal();
  }

  async add(chosen) {
    const read = await Promise.all(chosen.map((file) => read_given(file)));
    const names = new Set(read.map((file) => file.name));
    this.files = [...this.files.filter((file) => !names.has(file.name)), ...read];
    this.chooser.value = '';
    this.refresh();
  }

  refresh() {
    const answer = this.page.machine.open_files(this.files, { look: true });
    this.list.replaceChildren(...this.files.map((file, i) => {
      const role = element('select', { ariaLabel: `What ${file.name} is` });
      const guess = answer.files[i].role;
      if (!guess) role.append(element('option', { value: '', textContent: 'Not known' }));
      for (const row of answer.roles) role.append(element('option', { value: row.name, textContent: row.title, title: row.help }));
      role.value = guess;
      role.addEventListener('change', () => { file.role = role.value; this.refresh(); });
      const remove = element('button', { type: 'button', className: 'quiet', textContent: '✕', ariaLabel: `Leave out ${file.name}` });
      remove.addEventListener('click', () => { this.files.splice(i, 1); this.refresh(); });
      return element('li', {}, element('span', { className: 'name', textContent: file.name }),
        element('span', { className: 'size', textContent: answer.files[i].size }), role, remove);
    }));
    this.kernel_line.hidden = !answer.files.some((file) => file.role === 'firmware' || file.role === 'kernel');
    this.go.disabled = this.files.length === 0;
  }

  say(text) { this.error.textContent = text; }

  async run() {
    if (await this.page.handed.take(this.files)) {
      this.files = [];
      return this.dialog.close();
    }
    const answer = this.page.open_given(this.files, { ram: this.ram.value, harts: Number(this.harts.value), append: this.append.value.trim() });
    if (!answer.ok) return this.say(answer.message);
    this.dialog.close(); // gives the focus back to the button that opened it, where space would open it again
    return this.page.app.querySelector('canvas').focus({ preventScroll: true });
  }
}
