// Storage: what a reader typed and chose, kept in this browser. Works (and forgets) where a page may not store.

const kPrefix = 'trapdoor:';

export function read(name) {
  try {
    return localStorage.getItem(kPrefix + name);
  } catch {
    return null;
  }
}

export function write(name, value) {
  try {
    if (value === null) localStorage.removeItem(kPrefix + name);
    else localStorage.setItem(kPrefix + name, value);
  } catch { /* a private window: nothing is kept */ }
}

// A lesson of the reader's own may be called as one of the site's.
const kept_as = (lesson) => (lesson.own ? `own:${lesson.id}` : lesson.id);
const key = (lesson, file) => `edit:${kept_as(lesson)}:${file}`;

/** { file: text } of the files that differ from the lesson's start. */
export function read_edits(lesson) {
  const edits = {};
  for (const file of lesson.files) {
    const text = lesson.readonly.includes(file) ? null : read(key(lesson, file));
    if (text !== null && text !== lesson.start[file]) edits[file] = text;
  }
  return edits;
}

export function write_edit(lesson, file, text) {
  write(key(lesson, file), text === lesson.start[file] ? null : text);
}

// Files that had to make room for others, of a link or a .zip: the newest last.
const kMostSetAside = 10;
const aside = (lesson) => `aside:${kept_as(lesson)}`;

/** [{ file: text }, ...] */
export function read_aside(lesson) {
  try {
    const list = JSON.parse(read(aside(lesson)) ?? '[]');
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

export function write_aside(lesson, list) {
  write(aside(lesson), list.length > 0 ? JSON.stringify(list.slice(-kMostSetAside)) : null);
}

/** Whether every check of a lesson has passed once, in this browser. */
export function read_solved(folder) { return read(`solved:${folder}`) === 'yes'; }
export function write_solved(folder) { write(`solved:${folder}`, 'yes'); }
