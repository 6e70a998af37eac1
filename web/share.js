// Share: what leaves the page when its reader wants it to: a link to this moment, the files of a lesson as a .zip; and how
// both come back. A moment is the reader's files and a `replay` command: the machine repeats exactly, so that is enough.

import { unzipSync, zipSync } from 'fflate';

const kMost = 1 << 20; // bytes of all files together; a damaged or hostile link or .zip ends here

async function through(stream, bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const pieces = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > kMost) throw new Error('too large');
    pieces.push(value);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

/** { files: { name: text }, moment: "replay ..." } as letters that an address may hold. */
export async function encode(shared) {
  const bytes = await through(new CompressionStream('deflate-raw'), new TextEncoder().encode(JSON.stringify(shared)));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The way back; throws with a sentence for the reader. */
export async function decode(letters) {
  let shared;
  try {
    const bytes = Uint8Array.from(atob(letters.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
    shared = JSON.parse(new TextDecoder().decode(await through(new DecompressionStream('deflate-raw'), bytes)));
  } catch {
    throw new Error('This link is damaged: a part of it may be missing. Copy it once more, whole.');
  }
  const good = shared && typeof shared.files === 'object' && Object.values(shared.files ?? {}).every((text) => typeof text === 'string') &&
    typeof shared.moment === 'string' && shared.moment.startsWith('replay ');
  if (!good) throw new Error('This link is not one that this version of Trapdoor understands.');
  return shared;
}

// "../common/trap.S" is handed in as "common/trap.S", as `trapdoor check --answer` takes it.
const handed_in_as = (file) => file.replace(/^(\.\.\/)+/, '');

/** A .zip of { name: text }. */
export function zip(files) {
  const entries = Object.entries(files).map(([name, text]) => [handed_in_as(name), new TextEncoder().encode(text)]);
  return zipSync(Object.fromEntries(entries), { mtime: new Date(2000, 0, 1) });
}

/** [{ name, bytes }] with each .zip's entries in its place; null where one is no .zip after all. */
function unpack(given) {
  return given.flatMap((file) => {
    if (!/\.zip$/i.test(file.name)) return [file];
    try {
      const entries = unzipSync(file.bytes, { filter: (entry) => entry.originalSize <= kMost });
      return Object.entries(entries).map(([name, bytes]) => ({ name, bytes }));
    } catch {
      return [null];
    }
  });
}

/** A .zip with a lesson in it, as a folder (own.js); null if there is none among the given. */
export function lesson_in(given) {
  const zip = given.length === 1 && /\.zip$/i.test(given[0].name) ? unpack(given).filter(Boolean) : [];
  if (!zip.some((file) => /(^|\/)lesson\.md$/.test(file.name))) return null;
  const files = zip.filter((file) => !/(^|\/)(\.|__MACOSX\/)|\/$/.test(file.name)).map((file) => [file.name, new File([file.bytes], file.name)]);
  return { name: given[0].name.replace(/\.zip$/i, ''), once: true, files: async () => files };
}

/** Of files that a reader gives, those that belong into a lesson's editor: { name: text }; null if any does not. */
export function answer_in(given, lesson) {
  const editable = lesson.files.filter((file) => !lesson.readonly.includes(file));
  const answer = {};
  const shown = unpack(given).filter((file) => !file || !/(^|\/)(\.|__MACOSX\/)|\/$/.test(file.name));
  for (const file of shown) {
    const name = file && editable.find((each) => `/${file.name}`.endsWith(`/${handed_in_as(each)}`));
    if (!name || file.bytes.length > kMost) return null;
    answer[name] = new TextDecoder().decode(file.bytes);
  }
  return shown.length > 0 ? answer : null;
}

/** Gives bytes to the browser as a file. */
export function download(bytes, name) {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(new Blob([bytes])), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // by then the browser has taken it
}
