// Keeps files whose name has the hash of their content, and nothing else: no page, no answer of the API, nothing that somebody wrote.
const cacheName = 'static-1';
const most = 80; // files; an upgrade brings some twenty new names
const hashed = /^\/(dist|css)\/[\w.-]+\.[a-z0-9]{10}\.(js|css|woff2|svg)$/;

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== cacheName) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method === 'GET' && url.origin === location.origin && url.search === '' && hashed.test(url.pathname)) event.respondWith(answer(event.request));
});

async function answer(request) {
  // Storage that is damaged or forbidden keeps nothing, and nothing from its page.
  const cache = await caches.open(cacheName).catch(() => undefined);
  const kept = await cache?.match(request).catch(() => undefined);
  if (kept !== undefined) return kept;
  const fetched = await fetch(request);
  if (cache !== undefined && fetched.ok && fetched.type === 'basic') await keep(cache, request, fetched.clone()).catch(() => undefined); // no room: so it is not kept
  return fetched;
}

async function keep(cache, request, response) {
  await cache.put(request, response);
  const all = await cache.keys();
  for (const old of all.slice(0, Math.max(0, all.length - most))) await cache.delete(old);
}
