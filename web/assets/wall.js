// The wall: what is confirmed comes in as it happens. Events carry the position of the journal
// as their identifier, so that nothing is lost or shown twice when the line breaks.

const main = document.querySelector("[data-events]");
const list = document.getElementById("wall-lines");
const lost = document.getElementById("wall-lost");
const address = new URL(main.dataset.events, location.href);
const most = Number(main.dataset.lines);
let last = Number(address.searchParams.get("since"));

// Digits apart from words, as the server writes them.
function shown(text) {
  const out = document.createDocumentFragment();
  for (const part of text.match(/[\d.,]*\d[\d.,]*|\D+/g) ?? []) {
    const span = document.createElement("span");
    span.className = /\d/.test(part) ? "digits" : "unit";
    span.textContent = part;
    out.append(span);
  }
  return out;
}

function totals(t) {
  document.getElementById("wall-count")?.replaceChildren(shown(t.count));
  document.getElementById("wall-amount")?.replaceChildren(shown(t.amount));
}

function signed(e) {
  const at = Number(e.lastEventId);
  if (at <= last || !list) return;
  last = at;
  const said = JSON.parse(e.data);
  const old = [...list.children].find((li) => li.dataset.id === said.id);
  if (said.line) {
    const holder = document.createElement("template");
    holder.innerHTML = said.line;
    const line = holder.content.firstElementChild;
    list.querySelector(".wall-none")?.remove();
    old?.remove();
    line.classList.add("is-new");
    list.prepend(line);
  } else if (old) {
    // What stands below has scrolled out of what the page holds: it is read anew.
    location.reload();
    return;
  }
  while (list.children.length > most) list.lastElementChild.remove();
  if (said.totals) totals(said.totals);
}

function open() {
  address.searchParams.set("since", String(last));
  const source = new EventSource(address);
  source.addEventListener("open", () => { lost.textContent = ""; });
  source.addEventListener("signed", signed);
  source.addEventListener("reload", () => location.reload());
  source.addEventListener("error", () => {
    lost.textContent = main.dataset.lost;
    if (source.readyState === EventSource.CLOSED) setTimeout(open, 2000 + Math.random() * 3000);
  });
  addEventListener("pagehide", () => source.close(), { once: true });
}

open();
