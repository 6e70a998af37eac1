// SCORM 1.2: a learning management system (Moodle, Canvas, ...) that opened this page gets the score with each verdict, and
// keeps the reader's files, so that they go on at another computer. Loaded where the address says ?scorm; see web/scorm.mjs.

import { decode, encode } from './share.js';

const kMostLetters = 4096; // of cmi.suspend_data; more would be cut off in silence

/** The system's functions: an object called API in a window around this one, or in the one that opened it. */
function find_api() {
  const around = function* (from) {
    for (let at = from, depth = 0; at && depth < 10; at = at === at.parent ? null : at.parent, depth += 1) yield at;
  };
  for (const at of [...around(window), ...around(window.opener)]) {
    try {
      if (at.API) return at.API;
    } catch { /* a window of another site */ }
  }
  return null;
}

export async function follow_scorm(page) {
  const api = find_api();
  if (!api) {
    page.say('No learning management system is around this page: nothing is graded.');
    return;
  }
  api.LMSInitialize('');
  const status = api.LMSGetValue('cmi.core.lesson_status');
  if (!status || status === 'not attempted') api.LMSSetValue('cmi.core.lesson_status', 'incomplete');
  const kept = api.LMSGetValue('cmi.suspend_data');
  if (kept && Object.keys(page.workbench.edits()).length === 0) {
    try {
      await page.handed.show(await decode(kept));
    } catch (error) { // damaged: the lesson is graded all the same
      page.say(error.message);
    }
  }

  const keep_files = async () => {
    const letters = await encode({ files: page.workbench.edits(), moment: 'replay 0' });
    if (letters.length > kMostLetters) page.say('These files are too long for the course system to keep. Save… has them as a .zip.');
    else api.LMSSetValue('cmi.suspend_data', letters);
    api.LMSCommit('');
  };
  page.addEventListener('trapdoor-check', ({ detail: { passed, total } }) => {
    const score = total > 0 ? Math.round((100 * passed) / total) : 0;
    for (const [name, value] of [['min', 0], ['max', 100], ['raw', score]]) api.LMSSetValue(`cmi.core.score.${name}`, String(value));
    if (passed === total) api.LMSSetValue('cmi.core.lesson_status', 'passed');
    api.LMSCommit(''); // at once: the reader may leave
    keep_files();
  });
  document.addEventListener('visibilitychange', () => { if (document.hidden) keep_files(); });
  addEventListener('pagehide', () => api.LMSFinish(''), { once: true });
}
