// Reads a trace that `trapdoor trace --format perfetto` wrote, as its viewer does, and says what is wrong with it.
// Usage: node perfetto.mjs TRACE HARTS MODE...   each mode must be a slice on some hart's track; ends with "good".

import assert from 'node:assert/strict';
import * as fs from 'node:fs';

const [path, harts, ...modes] = process.argv.slice(2);
const events = JSON.parse(fs.readFileSync(path, 'utf8')).traceEvents;
const tracks = new Map(events.filter((row) => row.ph === 'M' && row.name === 'thread_name').map((row) => [row.tid, row.args.name]));
const names = [...Array(Number(harts)).keys()].map((i) => `hart ${i}`);
assert.deepEqual([...tracks.values()], [...names, 'devices']);

const slices = events.filter((row) => row.ph === 'X');
const end = Math.max(...slices.map((row) => row.ts + row.dur));
for (const [tid, name] of tracks) {
  const own = slices.filter((row) => row.tid === tid).sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  if (!name.startsWith('hart ')) {
    assert.equal(own.length, 0, `${name} has no modes`);
    continue;
  }
  // A hart is in one mode at each tick: the slices follow each other, from the first tick to the last, without a gap.
  let at = 0;
  for (const slice of own) {
    assert.ok(Number.isSafeInteger(slice.ts) && Number.isSafeInteger(slice.dur) && slice.dur >= 0, JSON.stringify(slice));
    assert.equal(slice.ts, at, `${name}: ${JSON.stringify(slice)} does not begin where the slice before it ended`);
    at += slice.dur;
  }
  assert.equal(at, end, `${name} ends with the trace`);
}
for (const mode of modes) assert.ok(slices.some((row) => row.name.toLowerCase() === mode), `no slice is called ${mode}`);
for (const row of events) {
  if (row.ph === 'i') assert.ok(tracks.has(row.tid) && row.ts >= 0 && row.ts <= end, `a mark off its track: ${JSON.stringify(row)}`);
}
console.log(`good: ${slices.length} slices on ${names.length} tracks`);
