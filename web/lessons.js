// Lessons: which there are, and the files of one, from the folder `lessons/` of a site.

async function get(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname.split('/').pop()}: ${response.status}`);
  return response.text();
}

/** [{ folder, files, title }, ...] in the order of the folders. */
export async function list_lessons(base) {
  const rows = JSON.parse(await get(new URL('index.json', base)));
  const lessons = rows.filter((row) => row.files.includes('lesson.md'));
  const common = rows.find((row) => row.folder === 'common')?.files ?? [];
  return Promise.all(lessons.map(async (row) => {
    const text = await get(new URL(`${row.folder}/lesson.md`, base));
    const title = /^title\s*=\s*"(.*)"/m.exec(text)?.[1] ?? row.folder;
    return { ...row, title, number: /^\d*/.exec(row.folder)[0], common };
  }));
}

/** The texts that lessons share, by the names they use. */
export async function fetch_common(base, lessons) {
  const names = lessons.find((row) => row.common)?.common ?? [];
  const texts = await Promise.all(names.map((name) => get(new URL(`common/${name}`, base))));
  return Object.fromEntries(names.map((name, i) => [`../common/${name}`, texts[i]]));
}

/** What td_open takes: names relative to the lesson's folder, and texts. */
export async function fetch_lesson(base, folder, lessons) {
  const row = lessons.find((each) => each.folder === folder);
  const [common, ...texts] = await Promise.all([fetch_common(base, lessons),
    ...row.files.map((name) => get(new URL(name, new URL(`${folder}/`, base))))]);
  return { ...common, ...Object.fromEntries(row.files.map((name, i) => [name, texts[i]])) };
}
