// Shows a page of our own when the server does not answer. Stores nothing else: what is read here stays on the server.
const CACHE = "offline";
const PAGE = "/offline";

async function store() {
  const cache = await caches.open(CACHE);
  const answer = await fetch(PAGE, { cache: "no-store" });
  const page = await answer.clone().text();
  const needed = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1]);
  await cache.put(PAGE, answer);
  await Promise.all(needed.map((address) => cache.add(address)));
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(store());
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  else if (new URL(request.url).pathname.startsWith("/assets/")) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request)) ?? Response.error()));
  }
});
