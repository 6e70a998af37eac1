// Wrapping: long lines go on below, so that no comment is cut off beside a narrow editor. A comment goes on under its own
// beginning, code a little to the right of its own; dashes that end a line and have no room are left out.

import { RangeSetBuilder } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin } from '@codemirror/view';

const kRule = /\s*[-=*]{4,}\s*$/; // at a line's end
const kLeast = 18; // columns that must be left for words

const nothing = Decoration.replace({});
const indents = new Map(); // columns -> decoration
function indent(columns) {
  if (!indents.has(columns)) {
    indents.set(columns, Decoration.line({ attributes: { style: `padding-left: calc(0.25rem + ${columns}ch); text-indent: -${columns}ch` } }));
  }
  return indents.get(columns);
}

/** The column at which the rest of a line goes on, in an editor of so many columns. */
export function hanging(text, room, tab = 8) {
  const comment = /(^|\s)(#(?!\w)|\/\/|\/\*)\s*/.exec(text);
  const until = comment ? comment.index + comment[0].length : /^\s*/.exec(text)[0].length + 4;
  let columns = 0;
  for (const letter of text.slice(0, until).padEnd(until)) columns = letter === '\t' ? columns + tab - (columns % tab) : columns + 1;
  return columns <= room - kLeast ? columns : Math.min(/^\s*/.exec(text)[0].length + 4, 8);
}

/** How much of a line is shown: dashes at its end that have no room are not. */
export function rule_over(text, room) {
  const rule = kRule.exec(text);
  return rule && text.length > room ? Math.max(rule.index, room - 1) : text.length;
}

function decorate(view) {
  const builder = new RangeSetBuilder();
  const room = Math.floor(view.contentDOM.clientWidth / view.defaultCharacterWidth) || 80; // not laid out yet
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to;) {
      const line = view.state.doc.lineAt(at);
      builder.add(line.from, line.from, indent(hanging(line.text, room)));
      const over = rule_over(line.text, room);
      if (over < line.length) builder.add(line.from + over, line.to, nothing);
      at = line.to + 1;
    }
  }
  return builder.finish();
}

export const wrapping = [
  EditorView.lineWrapping,
  ViewPlugin.fromClass(class {
    constructor(view) { this.decorations = decorate(view); }
    update(update) { if (update.docChanged || update.viewportChanged || update.geometryChanged) this.decorations = decorate(update.view); }
  }, { decorations: (plugin) => plugin.decorations }),
];
