// Writing a bulletin: how it would read follows what is typed, and a figure is found and put in where
// the cursor stands, by the link or by typing {{. Without this a button shows how it reads, and a page
// lists the figures.

const form = document.querySelector("form.writing");
const live = document.querySelector("[data-live]");
const pick = document.querySelector("dialog.figure-menu");

// How it would read: asked for when typing rests, and only the last answer counts.
let asked;
let timer;
const read = async () => {
  asked?.abort();
  asked = new AbortController();
  const body = new URLSearchParams(new FormData(form));
  body.set("do", "preview");
  live.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body, signal: asked.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("[data-live]");
    if (!next) return;
    const refused = page.querySelector("main > .refused[role=alert]");
    live.replaceChildren(...next.childNodes);
    if (refused) live.querySelector("h2").after(refused);
    live.removeAttribute("aria-busy");
  } catch {
    // Without an answer what was shown last stands, marked as busy.
  }
};
form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(read, 500);
});

// Where a figure goes: into the text that was written in last.
let area = form.querySelector("textarea");
for (const kind of ["focusin", "input"]) {
  form.addEventListener(kind, (event) => {
    if (event.target.matches("textarea")) area = event.target;
  });
}

const find = pick.querySelector("input");
const found = pick.querySelector(".menu-found");
let seeking;
const seek = async () => {
  seeking?.abort();
  seeking = new AbortController();
  const to = new URL(pick.dataset.figures, location.href);
  const edition = form.elements.edition.value.trim();
  if (/^\d+$/.test(edition)) to.searchParams.set("edition", edition);
  if (find.value.trim()) to.searchParams.set("q", find.value.trim());
  try {
    const answer = await fetch(to, { signal: seeking.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const rows = page.querySelector("#found");
    if (!rows) return;
    const list = document.createElement("ul");
    list.className = "plainlist";
    for (const row of rows.querySelectorAll("[data-slot]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.slot = row.dataset.slot;
      const name = document.createElement("span");
      name.append(...row.querySelector("th").cloneNode(true).childNodes);
      for (const link of name.querySelectorAll("a")) link.replaceWith(...link.childNodes);
      const value = document.createElement("strong");
      value.textContent = row.querySelector("td").textContent;
      button.append(name, value);
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
    }
    found.replaceChildren(...(list.children.length > 0 ? [list] : []), ...rows.querySelectorAll(":scope > p"));
  } catch {
    // What was found last stands.
  }
};
let wait;
find.addEventListener("input", () => {
  clearTimeout(wait);
  wait = setTimeout(seek, 200);
});

let from = 0;
let to = 0;
const show = (braces) => {
  from = area.selectionStart - braces;
  to = area.selectionEnd;
  find.value = "";
  pick.showModal();
  find.focus();
  seek();
};
const put = (text) => {
  pick.close();
  area.setRangeText(text, from, to, "end");
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
};
document.querySelector("[data-pick]").addEventListener("click", (event) => {
  event.preventDefault();
  show(0);
});
form.addEventListener("input", (event) => {
  const at = event.target;
  if (!at.matches("textarea") || event.inputType !== "insertText") return;
  if (at.value.slice(0, at.selectionStart).endsWith("{{") && !at.value.slice(at.selectionStart).startsWith("}}")) show(2);
});
found.addEventListener("click", (event) => {
  const button = event.target.closest("[data-slot]");
  if (button) put(button.dataset.slot);
});

// The arrows go through what was found; return takes the first.
pick.addEventListener("keydown", (event) => {
  const all = [...found.querySelectorAll("[data-slot]")];
  if (event.target === find && event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    if (all.length > 0) put(all[0].dataset.slot);
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.isComposing) return;
  event.preventDefault();
  const at = all.indexOf(document.activeElement) + step;
  (at < 0 ? find : all[Math.min(at, all.length - 1)])?.focus();
});
