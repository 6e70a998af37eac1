// Completing: a line of input that knows what could come next, as a combobox with a list: arrows choose, Tab or Enter takes.

let count = 0;

export class Completing {
  constructor(li, machine) {
    this.li = li;
    this.machine = machine;
    this.pushes = 0;
    const input = document.createElement('input');
    const list = document.createElement('ul');
    list.id = `completions-${count += 1}`;
    list.role = 'listbox';
    list.className = 'completions';
    list.ariaLabel = 'Completions';
    list.hidden = true;
    input.type = 'text';
    input.autocomplete = input.autocapitalize = 'off';
    input.spellcheck = false;
    input.role = 'combobox';
    input.ariaAutoComplete = 'list';
    input.ariaExpanded = 'false';
    input.setAttribute('aria-controls', list.id);
    input.addEventListener('input', () => this.typed());
    input.addEventListener('keydown', (event) => this.key(event));
    input.addEventListener('blur', () => this.close());
    this.input = input;
    this.list = list;
    li.append(input, list);
  }

  update(item) {
    this.completes = item.completes;
    this.input.ariaLabel = item.name;
    this.list.ariaLabel = `Completions of ${item.name}`;
    this.input.placeholder = item.value;
    if (item.pushes === this.pushes) return;
    this.pushes = item.pushes;
    if (item.text !== this.input.value) this.input.value = item.text;
  }

  typed() {
    this.machine.interface(`typing ${this.li.dataset.id} ${this.input.value}`);
    this.offer();
  }

  offer() {
    const { start, candidates } = this.machine.complete(this.completes + this.input.value);
    this.start = start - this.completes.length;
    const begun = this.input.value.slice(Math.max(0, this.start));
    this.candidates = this.start < 0 ? [] : candidates.filter(({ text }) => text !== begun).slice(0, 60);
    this.chosen = -1;
    this.list.replaceChildren(...this.candidates.map(({ text, help }, i) => {
      const option = document.createElement('li');
      option.role = 'option';
      option.id = `${this.list.id}-${i}`;
      option.append(text);
      if (help) option.append(Object.assign(document.createElement('small'), { textContent: help }));
      option.addEventListener('pointerdown', (event) => { event.preventDefault(); this.take(i); });
      return option;
    }));
    const open = this.candidates.length > 0;
    this.list.hidden = !open;
    this.input.ariaExpanded = String(open);
    if (!open) return;
    // Above the line where there is no room below it.
    const frame = this.li.closest('.mirror').getBoundingClientRect();
    const line = this.input.getBoundingClientRect();
    const below = frame.bottom - line.bottom, above = line.top - frame.top;
    this.list.dataset.side = below < 140 && above > below ? 'above' : 'below';
    this.list.style.maxHeight = `${Math.min(224, Math.max(below, above) - 8)}px`;
  }

  choose(i) {
    this.chosen = (i + this.candidates.length) % this.candidates.length;
    [...this.list.children].forEach((option, k) => { option.ariaSelected = String(k === this.chosen); });
    const option = this.list.children[this.chosen];
    this.input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  }

  take(i) {
    this.input.value = this.input.value.slice(0, this.start) + this.candidates[i].text;
    this.typed();
    // What ends with "=" goes on; a whole word is done.
    if (!this.input.value.endsWith('=')) this.close();
  }

  close() {
    this.list.hidden = true;
    this.candidates = [];
    this.input.ariaExpanded = 'false';
    this.input.removeAttribute('aria-activedescendant');
  }

  key(event) {
    const open = !this.list.hidden;
    if (event.key === 'Escape' && open) {
      event.stopPropagation();
      this.close();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) this.offer();
      else this.choose(event.key === 'ArrowDown' ? this.chosen + 1 : Math.max(this.chosen, 0) - 1);
    } else if (event.key === 'Tab' && open && !event.shiftKey && this.input.value) {
      event.preventDefault();
      this.take(Math.max(0, this.chosen));
    } else if (event.key === 'Enter') {
      if (open && this.chosen >= 0) return this.take(this.chosen);
      this.close();
      this.machine.interface(`enter ${this.li.dataset.id} ${this.input.value}`);
    }
    return undefined;
  }
}
