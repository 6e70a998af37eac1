// Lesson view: the lesson's prose as real text, its steps with their checks and hints. The HTML comes from the engine,
// which lets no raw HTML through.

import { element } from './element.js';

const kMarks = { open: '○', passed: '✓', failed: '✕' };

export class LessonView {
  constructor(section, page) {
    this.section = section;
    this.page = page;
    section.addEventListener('click', (event) => {
      const link = event.target.closest('[data-act]');
      if (link) page.act(link.dataset.act);
    });
    section.addEventListener('keydown', (event) => { // links that act are buttons, and do what buttons do
      const link = event.key === 'Enter' || event.key === ' ' ? event.target.closest('a[data-act]') : null;
      if (!link) return;
      event.preventDefault();
      page.act(link.dataset.act);
    });
  }

  show(lesson) {
    this.lesson = lesson;
    this.checks_text = '';
    const slides = lesson.slides.length > 0 ? `Lecture slide${lesson.slides.length > 1 ? 's' : ''} ${lesson.slides.join(', ')}` : '';
    this.steps = lesson.steps.map((step, i) => this.make_step(step, i));
    const nav = element('nav', { ariaLabel: 'Steps', className: 'steps' });
    this.pills = lesson.steps.map((step, i) => {
      const pill = element('button', { type: 'button', textContent: String(i + 1), title: step.title, ariaLabel: `Step ${i + 1}: ${step.title}` });
      pill.addEventListener('click', () => this.steps[i].article.scrollIntoView({ block: 'start', behavior: 'smooth' }));
      nav.append(pill);
      return pill;
    });
    const intro = element('div', { className: 'prose', innerHTML: lesson.intro });
    this.aside = element('div', { className: 'aside', role: 'note', hidden: true });
    this.own = element('section', { className: 'aside own', ariaLabel: 'Your own lesson', hidden: true });
    const body = element('div', { className: 'pages', tabIndex: 0 }, this.own, this.aside,
      element('p', { className: 'slides', textContent: slides }), element('h1', { textContent: lesson.title }), intro,
      ...this.steps.map((step) => step.article));
    this.section.replaceChildren(nav, body);
    this.body = body;
  }

  scrolled() { return this.body?.scrollTop ?? 0; }
  scroll_to(top) { this.body.scrollTop = top; }

  /** What an author wants to know of a lesson of their own (own.js): what is wrong, and whether it holds. */
  show_own(lessons) {
    if (!this.own) return;
    const { name, opens, waiting, lines, diagnostics } = lessons.report;
    const again = lessons.folder.once ? 'Choose the folder again to see what you change.' : 'It is read again when you save one of its files.';
    const typed = Object.keys(this.page.workbench.lesson?.own ? this.page.workbench.edits() : {});
    const about = !opens ? `Your lesson ${name} cannot be shown yet; below is what was open before. ${again}`
      : `Your own lesson, from the folder ${lessons.folder.name}. ${again}` +
        (typed.length > 0 ? ` Of ${typed.join(', ')} the editor shows what you typed there, not the folder's.` : '');
    const prove = element('button', { type: 'button', textContent: 'Prove it', title: 'Does the start fail, does the solution pass, does every link lead somewhere?' });
    prove.addEventListener('click', () => lessons.prove());
    prove.hidden = !opens;
    const wrong = diagnostics.length + lines.filter((line) => !line.passed).length;
    const verdict = waiting || (wrong > 0 ? `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong:` : lines.length > 0 ? 'It does what a lesson must:' : '');
    const row = (mark, text) => element('li', {}, element('span', { className: 'mark', textContent: mark, ariaHidden: 'true' }), element('span', { textContent: text }));
    const place = ({ file, line, column }) => [file, line, column].filter(Boolean).join(':');
    this.own.hidden = false;
    this.own.replaceChildren(element('p', { textContent: about }),
      element('div', { className: 'row' }, prove),
      element('p', { className: 'verdict', role: 'status', textContent: verdict }),
      element('ul', { className: 'proof', ariaLabel: 'What the lesson was tried for' },
        ...diagnostics.map((each) => row('✗', `${place(each)}: ${each.message}${each.hint ? ` (${each.hint})` : ''}`)),
        ...lines.map((line) => row(line.passed ? '✓' : '✗', line.text))));
  }

  /** Somebody else's files are in the editor; the reader's own are kept, until one of these is pressed. */
  show_aside(count) {
    this.aside.hidden = count === 0;
    const back = element('button', { type: 'button', textContent: 'Back to my files' });
    back.addEventListener('click', () => this.page.handed.put_back());
    const keep = element('button', { type: 'button', className: 'quiet', textContent: 'Keep these' });
    keep.addEventListener('click', () => this.page.handed.keep());
    this.aside.replaceChildren(element('p', { textContent: 'The editor shows files that you opened. Those you had before are kept.' }),
      element('div', { className: 'row' }, back, keep));
  }

  make_step(step, i) {
    const prose = element('div', { className: 'prose', innerHTML: step.html });
    const checks = step.checks.map(() => element('li'));
    const article = element('article', { id: `step-${i + 1}` }, element('h2', { textContent: step.title }), prose);
    if (checks.length > 0) {
      const button = element('button', { type: 'button', className: 'primary', textContent: 'Check' });
      button.addEventListener('click', () => this.page.command('check'));
      const row = element('div', { className: 'row' }, button);
      article.append(element('ul', { className: 'checks', ariaLabel: `Checks of step ${i + 1}` }, ...checks), row);
      this.add_hints(article, row, step.hints);
    }
    return { article, checks };
  }

  /** One hint at a time; they ask, so the next one waits until it is wanted. */
  add_hints(article, row, hints) {
    if (hints.length === 0) return;
    let shown = 0;
    const list = element('ol', { className: 'hints', ariaLabel: 'Hints', ariaLive: 'polite' });
    const button = element('button', { type: 'button', textContent: `Hint (${hints.length})` });
    button.addEventListener('click', () => {
      list.append(element('li', { innerHTML: hints[shown] }));
      shown += 1;
      button.textContent = `Hint (${hints.length - shown})`;
      button.hidden = shown === hints.length;
    });
    row.append(button);
    article.append(list);
  }

  refresh(state) {
    const text = JSON.stringify([state.checks, state.checking]);
    if (text === this.checks_text) return;
    this.checks_text = text;
    this.lesson.steps.forEach((step, i) => this.refresh_step(step, i, state));
  }

  refresh_step(step, i, state) {
    const results = state.checks[i] ?? [];
    const { article, checks } = this.steps[i];
    const untried = results.every((result) => result.state === 'open');
    checks.forEach((li, k) => {
      const result = results[k] ?? { state: 'open' };
      li.dataset.state = result.state;
      li.hidden = untried && k > 0; // what a check says is about a mistake, and there is none yet
      const words = result.state === 'failed' ? result.message || step.checks[k] : step.checks[k];
      const said = untried ? '' : { open: 'not checked', passed: 'passed', failed: 'failed' }[result.state];
      const mark = element('span', { className: 'mark', textContent: kMarks[result.state], ariaHidden: 'true' });
      li.replaceChildren(mark, element('span', { className: 'unseen', textContent: said && `${said}: ` }),
        element('span', { textContent: untried ? 'Not checked yet.' : result.state === 'passed' ? this.praise(step, k) : words }));
      if (result.state === 'failed' && result.tick > 0) {
        const go = element('button', { type: 'button', className: 'link', textContent: `tick ${result.tick.toLocaleString('en')}` });
        // A check runs a machine of its own: this one may not have come so far.
        go.addEventListener('click', () => this.page.command(`${result.tick > this.page.state.end ? 'replay' : 'seek'} ${result.tick}`));
        li.append(' ', go);
      }
    });
    const passed = checks.length > 0 && results.length >= checks.length && results.every((result) => result.state === 'passed');
    const failed = results.some((result) => result.state === 'failed');
    this.pills[i].dataset.state = passed ? 'passed' : failed ? 'failed' : 'open';
    this.pills[i].textContent = passed ? '✓' : String(i + 1);
    article.dataset.state = this.pills[i].dataset.state;
    const button = article.querySelector('button.primary');
    if (button) button.textContent = state.checking ? 'Checking…' : 'Check';
  }

  /** A check's message asks about what went wrong; when nothing did, it only says so. */
  praise(step, k) { return step.checks.length > 1 ? `Check ${k + 1} passed.` : 'Passed.'; }
}
