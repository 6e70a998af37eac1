// Keeps the site's files in the browser, so that a page that was opened once opens without a network, every lesson included.
// What the network has comes first: nobody looks at an old page by mistake. web/site.mjs writes the two constants.

const kVersion = '';
const kFiles = [];

const kCache = `trapdoor-${kVersion}`;

async function keep() {
  const cache = await caches.open(kCache);
  await cache.addAll(kFiles);
  await self.skipWaiting();
}

async function forget_others() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('trapdoor-') && name !== kCache).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request, { cacheName: kCache, ignoreSearch: request.mode === 'navigate' });
    if (!kept) throw error;
    return kept;
  }
}

self.addEventListener('install', (event) => event.waitUntil(keep()));
self.addEventListener('activate', (event) => event.waitUntil(forget_others()));
self.addEventListener('fetch', (event) => {
  const here = new URL(event.request.url).origin === self.location.origin;
  if (event.request.method === 'GET' && here) event.respondWith(answer(event.request));
});
