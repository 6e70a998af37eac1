#!/usr/bin/env node
// One lesson as a SCORM 1.2 package, for a learning management system:  web/scorm.mjs LESSON [OUT.zip]
// Needs the built site: web/play --build-only.

import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';

const site = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'build', 'web', 'site');
const [lesson, out = `${lesson}-scorm.zip`] = process.argv.slice(2);

function end(message) {
  console.error(`web/scorm.mjs: ${message}`);
  process.exit(2);
}

if (!lesson || lesson.startsWith('-')) end('which lesson? For example: web/scorm.mjs 05-timer');
if (!fs.existsSync(path.join(site, 'index.html'))) end('there is no site yet: run web/play --build-only first');
const index = JSON.parse(fs.readFileSync(path.join(site, 'lessons', 'index.json'), 'utf8'));
const row = index.find((each) => each.folder === lesson && each.files.includes('lesson.md'));
if (!row) end(`no lesson is called ${lesson}; there are: ${index.map((each) => each.folder).filter((name) => name !== 'common').join(', ')}`);

const escape = (text) => text.replace(/[<>&"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
const text_of = (name) => fs.readFileSync(path.join(site, name), 'utf8');
const title = /^title\s*=\s*"(.*)"/m.exec(text_of(`lessons/${lesson}/lesson.md`))?.[1] ?? lesson;

const files = new Map();
for (const name of fs.readdirSync(site, { recursive: true }).map((each) => each.split(path.sep).join('/')).sort()) {
  const others = /^lessons\/([^/]+)\//.exec(name)?.[1];
  if (/\.(gz|br|map)$/.test(name) && !name.startsWith('licences/')) continue;
  if (name === 'service-worker.js' || (others && others !== lesson && others !== 'common')) continue;
  if (fs.statSync(path.join(site, name)).isFile()) files.set(name, fs.readFileSync(path.join(site, name)));
}
files.set('lessons/index.json', Buffer.from(JSON.stringify(index.filter((each) => each === row || each.folder === 'common'))));
files.set('imsmanifest.xml', Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="trapdoor-${escape(lesson)}" version="1" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
    xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="course">
    <organization identifier="course">
      <title>${escape(title)}</title>
      <item identifier="lesson" identifierref="page"><title>${escape(title)}</title><adlcp:masteryscore>100</adlcp:masteryscore></item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="page" type="webcontent" adlcp:scormtype="sco" href="index.html?scorm&amp;lesson=${escape(lesson)}">
${[...files.keys()].map((name) => `      <file href="${escape(name)}"/>`).join('\n')}
    </resource>
  </resources>
</manifest>
`));
const bytes = zipSync(Object.fromEntries(files), { mtime: new Date(2000, 0, 1) });
fs.writeFileSync(out, bytes);
console.log(`${out}: ${title}, ${files.size} files, ${(bytes.length / 1e6).toFixed(1)} MB`);
