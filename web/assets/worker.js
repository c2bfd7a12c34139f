// Keeps the own day of whoever is signed in on this device, for when the server cannot be reached, and nothing
// else. Served from the root, so that it sees every page of the site: a page that was made for nobody, or for
// another account, is what tells it that the copy must go. docs/meetings.md says the rules.

const prefix = "day of "; // what a cache is called before the account's identifier
const patience = 4000; // milliseconds until the copy is shown in place of an answer that does not come

let whose = null; // account of the page that was opened last
let keeping = Promise.resolve();

// isDay reports whether an address, with its language or as a copy has it without, is that of a day.
const isDay = ({ pathname }) => /^(\/[^/]+){1,2}\/work\/day$/.test(pathname);
const own = async () => (await caches.keys()).filter((name) => name.startsWith(prefix));
const forget = async (but) => {
  for (const name of await own()) if (name !== but) await caches.delete(name);
};

// leave empties the device: nobody is signed in on it any more. The next one who opens a day begins anew.
const leave = async () => {
  whose = null;
  await forget();
  await self.registration.unregister();
};

// days returns the copies that may still be shown, the last one first; the others go.
const days = async () => {
  const all = [];
  for (const name of await own()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const address = new URL(request.url);
      if (!isDay(address)) continue;
      const copy = await cache.match(request, { ignoreVary: true });
      if (Date.now() < Number(copy.headers.get("Bridgehead-Until"))) all.push({ cache, address, copy });
      else await cache.delete(request, { ignoreVary: true });
    }
  }
  if (all.length === 0) await forget();
  return all.sort((a, b) => b.copy.headers.get("Bridgehead-Kept") - a.copy.headers.get("Bridgehead-Kept"));
};

// fits reports whether a copy is what an address asks for: one of another person is none of this one's.
const fits = (asked, { address }) =>
  asked.pathname.endsWith(address.pathname) &&
  [...asked.searchParams].every(([name, value]) => !value || !address.searchParams.has(name) || address.searchParams.get(name) === value);

const keep = async (asked, answer, account) => {
  const [at, seconds] = answer.headers.get("Bridgehead-Keep").split(" ");
  const html = await answer.text();
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  headers.set("Bridgehead-Kept", Date.now());
  headers.set("Bridgehead-Until", Date.now() + 1000 * seconds);
  if (whose !== account) return; // they have left meanwhile
  const cache = await caches.open(prefix + account);
  await cache.put(at, new Response(html, { headers }));
  // What it needs to be seen, and the page that leads to it from others; addresses of files change with what is in them.
  const files = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((found) => found[1]);
  const missing = [];
  for (const file of files) if (!(await cache.match(file, { ignoreVary: true }))) missing.push(file);
  const without = `/${asked.pathname.split("/")[1]}/account/offline`;
  if (missing.length > 0 || !(await cache.match(without, { ignoreVary: true }))) missing.push(without);
  await Promise.allSettled(
    missing.map(async (file) => {
      const answer = await fetch(file, { credentials: "omit" });
      if (answer.status === 200 && !answer.redirected) await cache.put(file, answer);
    }),
  );
};

// learn does what an answer to a page says of the copies: it is kept, or they go.
const learn = async (asked, answer) => {
  const copy = answer.status === 200 && answer.headers.has("Bridgehead-Keep") ? answer.clone() : null;
  if (isDay(asked) && (answer.type === "opaqueredirect" || answer.redirected)) return leave(); // to signing in
  if (isDay(asked) && !copy && answer.status < 500) for (const day of await days()) if (fits(asked, day)) await day.cache.delete(day.address);
  if (answer.status !== 200 || !answer.headers.get("Content-Type")?.startsWith("text/html")) return;
  const account = (whose = answer.headers.get("Bridgehead-Account"));
  if (!account) return leave();
  await forget(prefix + account);
  if (copy && isDay(asked)) await keep(asked, copy, account);
};

const bare = (copy, html, status) => new Response(html.replace('id="kept" hidden', 'id="kept"'), { headers: copy.headers, status });

// elsewhere is the page that stands for one that cannot be opened, and leads to the copies.
const elsewhere = async (asked, kept) => {
  const language = asked.pathname.split("/")[1];
  let page;
  for (const name of await own()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const there = new URL(request.url).pathname;
      if (there.endsWith("/account/offline") && (!page || there.startsWith(`/${language}/`))) page = { copy: await cache.match(request, { ignoreVary: true }), language: there.split("/")[1] };
    }
  }
  if (!page) return Response.error();
  const links = [];
  for (const { address, copy } of kept) {
    const title = /<title>([^<]*)<\/title>/.exec(await copy.text())?.[1];
    const to = `/${page.language}${address.pathname}${address.search.replaceAll("&", "&amp;")}`;
    links.push(`<li><a href="${to}">${title}</a></li>`);
  }
  return bare(page.copy, (await page.copy.text()).replace("<ul></ul>", `<ul>${links.join("")}</ul>`), 503);
};

const open = async (event, asked) => {
  const coming = fetch(event.request).then((answer) => {
    keeping = learn(asked, answer).catch(() => {});
    return answer;
  });
  event.waitUntil(coming.then(() => keeping).catch(() => {}));
  const kept = await days();
  const day = isDay(asked) && kept.find((one) => fits(asked, one));
  const late = new Promise((done) => setTimeout(done, patience));
  const answer = await Promise.race(day ? [coming, late] : [coming]).catch(() => undefined);
  if (answer && ![502, 503, 504].includes(answer.status)) return answer;
  if (day) return bare(day.copy, await day.copy.text(), 200);
  return answer ?? (kept.length > 0 ? elsewhere(asked, kept) : Response.error());
};

const file = async (request) => {
  for (const name of await own()) {
    const found = await (await caches.open(name)).match(request, { ignoreVary: true });
    if (found) return found;
  }
  return fetch(request);
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A form is sent by the browser itself, so that its answer, or that there is none, is what the reader sees.
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const asked = new URL(request.url);
  if (asked.origin !== self.location.origin) return;
  if (request.method === "POST" && asked.pathname.endsWith("/account/sign-out")) event.waitUntil(leave());
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(open(event, asked));
  else if (asked.pathname.startsWith("/assets/")) event.respondWith(file(request));
});

// A day that was opened asks whether it is kept; one that did not come through here is fetched again first.
self.addEventListener("message", (event) => {
  const asked = new URL(event.source.url);
  const answer = async () => {
    await keeping;
    if (event.data === "keep") await learn(asked, await fetch(asked));
    if ((await days()).some((day) => fits(asked, day))) event.source.postMessage("kept");
  };
  event.waitUntil(answer().catch(() => {}));
});
