// Editor: one CodeMirror view for the lesson's files: assembly in colour, problems in the gutter, the line that runs next,
// breakpoints. A chunk of its own: a page loads it when it first shows source code.

import { autocompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { c as c_mode } from '@codemirror/legacy-modes/mode/clike';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, RangeSet, StateEffect, StateField } from '@codemirror/state';
import { Decoration, drawSelection, EditorView, gutter, GutterMarker, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { wrapping } from './wrapping.js';

const kRegister = /^(zero|ra|sp|gp|tp|fp|pc|[ast]\d{1,2}|x\d{1,2}|[ms](status|ie|ip|tvec|scratch|epc|cause|tval|edeleg|ideleg)|satp|stimecmp|mcounteren|scounteren|menvcfg|mhartid|time|cycle|instret)\b/;

/** Assembly as GNU as reads it: what stands first on a line is a label, a directive or an instruction. */
const assembly = StreamLanguage.define({
  name: 'assembly',
  startState: () => ({ comment: false, first: true }),
  token(stream, state) {
    if (stream.sol()) state.first = true;
    if (state.comment) {
      state.comment = !stream.match(/^.*?\*\//);
      if (state.comment) stream.skipToEnd();
      return 'comment';
    }
    if (stream.eatSpace()) return null;
    if (stream.match('/*')) {
      state.comment = true;
      return 'comment';
    }
    if (stream.match(/^(#|\/\/).*/)) return 'comment';
    if (stream.match(/^"(\\.|[^"\\])*"?/) || stream.match(/^'(\\.|[^'\\])'?/)) return 'string';
    if (state.first && stream.match(/^([.\w$]+|\d+):/)) return 'labelName';
    if (stream.match(/^\.[a-z_]\w*/i)) {
      state.first = false;
      return 'meta';
    }
    if (stream.match(/^-?(0x[\da-f_]+|0b[01_]+|\d[\d_]*[fb]?)\b/i)) return 'number';
    if (stream.match(/^%\w+/)) return 'meta';
    if (!state.first && stream.match(kRegister)) return 'variableName';
    if (stream.match(/^[\w$.]+/)) {
      const word = state.first ? 'keyword' : 'name';
      state.first = false;
      return word;
    }
    if (stream.next() === ';') state.first = true;
    return null;
  },
  languageData: { commentTokens: { line: '#' } },
});

const c = StreamLanguage.define(c_mode);
const language_of = (name) => (/\.[ch]$/.test(name) ? c : assembly);

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--faint)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.typeName, tags.atom], color: 'var(--accent)' },
  { tag: tags.labelName, color: 'var(--kernel-ink)', fontWeight: '600' },
  { tag: tags.meta, color: 'var(--firmware-ink)' },
  { tag: tags.number, color: 'var(--interrupt-ink)' },
  { tag: tags.string, color: 'var(--exception-ink)' },
  { tag: tags.variableName, color: 'var(--text)' },
]);

// Colours come from the page's style sheet, which knows the themes.
const looks = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'var(--surface)' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': { font: 'var(--code, 0.75rem)/1.6 var(--mono)', fontVariantLigatures: 'none', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--text)', padding: '0.375rem 0' },
  '.cm-line': { padding: '0 0.5rem 0 0.25rem' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--faint)', border: '0' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '1.375rem', padding: '0 0.125rem 0 0' },
  '.cm-gutter-lint': { width: '0.75rem' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--sunken) 50%, transparent)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--lit) !important' },
  '.cm-panels, .cm-tooltip': { backgroundColor: 'var(--raised)', color: 'var(--text)', borderColor: 'var(--border)' },
  '.cm-tooltip': { borderRadius: '6px', font: '0.8125rem/1.45 var(--sans)', whiteSpace: 'pre-wrap', maxWidth: '26rem' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--bad)' },
  '.breakpoints': { width: '0.875rem', cursor: 'pointer' },
});

const set_marks = StateEffect.define();

class Dot extends GutterMarker {
  toDOM() { return Object.assign(document.createElement('span'), { className: 'dot', title: 'Breakpoint' }); }
}
const dot = new Dot();

/** { pc line, its role, breakpoint lines } and what they look like in the text. */
const marks = StateField.define({
  create: () => ({ pc: 0, role: 'user', lines: Decoration.none, dots: RangeSet.empty }),
  update(value, transaction) {
    let next = value;
    if (transaction.docChanged) {
      next = { ...next, lines: next.lines.map(transaction.changes), dots: next.dots.map(transaction.changes) };
    }
    for (const effect of transaction.effects) {
      if (!effect.is(set_marks)) continue;
      const { pc, role, breakpoints } = effect.value;
      const doc = transaction.state.doc;
      const at = (line) => doc.line(line).from;
      const inside = (line) => line >= 1 && line <= doc.lines;
      next = {
        pc, role,
        lines: inside(pc) ? Decoration.set([Decoration.line({ class: `pc ${role}` }).range(at(pc))]) : Decoration.none,
        dots: RangeSet.of([...new Set(breakpoints)].filter(inside).sort((a, b) => a - b).map((line) => dot.range(at(line)))),
      };
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field, (value) => value.lines),
});

export class Editor {
  constructor(host, { on_change, on_build, on_breakpoint }) {
    this.fixed = new Compartment();
    this.loading = false;
    this.build_keys = [
      { key: 'Mod-Enter', run: () => { on_build('build'); return true; } },
      { key: 'Mod-Shift-Enter', run: () => { on_build('build replay'); return true; } },
    ];
    this.extensions = (name, readonly) => [
      marks,
      gutter({
        class: 'breakpoints',
        markers: (view) => view.state.field(marks).dots,
        initialSpacer: () => dot,
        domEventHandlers: {
          mousedown: (view, line) => { on_breakpoint(view.state.doc.lineAt(line.from).number); return true; },
        },
      }),
      lineNumbers(), lintGutter(), history(), drawSelection(), highlightActiveLine(), wrapping, search({ top: true }), language_of(name),
      autocompletion({ activateOnTyping: false }), syntaxHighlighting(colours), looks,
      keymap.of([...this.build_keys, ...defaultKeymap, ...historyKeymap, ...searchKeymap, indentWithTab]),
      EditorState.tabSize.of(8),
      this.fixed.of([EditorState.readOnly.of(readonly), EditorView.contentAttributes.of({
        tabindex: '0',
        'aria-label': `${name}${readonly ? ', read only' : ''}. Escape, then Tab leaves the editor.`,
      })]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !this.loading) on_change(update.state.doc.toString());
      }),
    ];
    this.view = new EditorView({ parent: host, root: host.getRootNode() });
    this.states = new Map(); // file -> EditorState, so that undo and the cursor outlive a change of tabs
  }

  show(name, text, readonly) {
    if (this.name) this.states.set(this.name, this.view.state);
    this.name = name;
    const known = this.states.get(name);
    const state = known?.doc.toString() === text ? known : EditorState.create({ doc: text, extensions: this.extensions(name, readonly) });
    this.view.setState(state);
    this.shown = '';
  }

  replace(text) {
    this.loading = true;
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
    this.loading = false;
  }

  has_focus() { return this.view.hasFocus; }

  reveal(line) {
    const doc = this.view.state.doc;
    const at = doc.line(Math.min(Math.max(1, line), doc.lines)).from;
    this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
    this.view.focus();
  }

  mark({ pc, role, breakpoints, diagnostics }) {
    const text = JSON.stringify([this.name, pc, role, breakpoints, diagnostics]);
    if (text === this.shown) return;
    this.shown = text;
    const doc = this.view.state.doc;
    const effects = [set_marks.of({ pc, role, breakpoints })];
    if (pc >= 1 && pc <= doc.lines && !this.view.hasFocus) {
      effects.push(EditorView.scrollIntoView(doc.line(pc).from, { y: 'nearest', yMargin: 60 }));
    }
    this.view.dispatch({ effects });
    const rows = diagnostics.filter((row) => row.line <= doc.lines).map((row) => {
      const line = doc.line(Math.max(1, row.line));
      const from = row.column > 0 ? Math.min(line.to, line.from + row.column - 1) : line.from;
      const word = /^[\w.%$]+/.exec(doc.sliceString(from, line.to))?.[0].length ?? 0;
      const to = row.column > 0 ? Math.min(line.to, from + Math.max(1, word)) : line.to;
      return { from, to, severity: row.severity, message: row.hint ? `${row.message}\n${row.hint}` : row.message };
    });
    this.view.dispatch(setDiagnostics(this.view.state, rows));
  }
}
