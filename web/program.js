// Program view: what stands in the lesson's place when a reader opened files of their own.

import { element } from './element.js';

export class ProgramView {
  constructor(section, page) {
    this.section = section;
    this.page = page;
  }

  show(answer) {
    const { program, files } = answer;
    const title = program.title.split('/').pop();
    const facts = element('dl', { className: 'facts' });
    const fact = (name, value) => { if (value) facts.append(element('dt', { textContent: name }), element('dd', { textContent: value })); };
    fact('Board', program.board);
    fact('Memory', program.ram);
    fact('Processors', String(program.harts));
    fact('Starts at', program.entry);
    const elf = files.some((file) => file.role === 'program' || file.role === 'source');
    if (elf) fact('Names', program.symbols > 0 ? `${program.symbols.toLocaleString('en')} symbols` : 'none: addresses stay numbers');
    if (elf) fact('Lines', program.lines > 0 ? 'known: the Source tab follows them' : 'not known: compile with -g to see source lines');
    const list = element('ul', { className: 'given', ariaLabel: 'Files that run' }, ...files.map((file) => element('li', {},
      element('span', { className: 'name', textContent: file.name }), element('span', { className: 'size', textContent: file.size }),
      element('span', { className: 'role', textContent: file.role }))));
    const run = element('button', { type: 'button', className: 'primary', textContent: 'Run' });
    run.addEventListener('click', () => this.page.command('run'));
    const again = element('button', { type: 'button', textContent: 'Start again' });
    again.addEventListener('click', () => this.page.command('reset'));
    const link = (text, act) => {
      const button = element('button', { type: 'button', className: 'link', textContent: text });
      button.addEventListener('click', () => this.page.act(act));
      return button;
    };
    const prose = element('div', { className: 'prose' },
      element('p', {}, 'Press space to run. Type into the ', link('console', 'panel:console'), '. Stop where you want: open ',
        link('breakpoints', 'panel:breakpoints'), ' and type ', element('code', { textContent: elf ? 'exec pc=main' : 'trap cause=ecall-u' }), '.'),
      element('p', {}, 'Drop more files here to go on with them: a disk image, or the sources named in the line table.'));
    this.section.replaceChildren(element('div', { className: 'pages', tabIndex: 0 },
      element('p', { className: 'slides', textContent: 'Your program' }), element('h1', { textContent: title }), list, facts,
      element('div', { className: 'row' }, run, again), prose));
  }

  refresh() { /* nothing here changes as the program runs */ }
}
