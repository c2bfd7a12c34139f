// Keeps a visitor's choice of sessions in the browser, and shows at once which of them clash.
// Everything here is also done by links and forms: this only saves the way to the server.

const root = document.querySelector("[data-agenda]");
if (root) {
  const key = "agenda/" + root.dataset.agenda;
  const boxes = [...root.querySelectorAll('input[type="checkbox"][name="mine"]')];
  const asked = new URLSearchParams(location.search)
    .getAll("mine")
    .flatMap((part) => part.split("."))
    .filter(Boolean);

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? "[]");
      return Array.isArray(kept) ? kept.filter((id) => typeof id === "string" && /^[0-9a-z]{1,40}$/.test(id)).slice(0, 100) : [];
    } catch {
      return []; // the browser keeps nothing, or something else wrote there
    }
  };
  const write = (ids) => {
    try {
      localStorage.setItem(key, JSON.stringify(ids));
    } catch {
      // The address still holds the choice.
    }
  };
  const mine = (base, ids) => {
    const to = new URL(base, location.href);
    to.searchParams.delete("mine");
    if (ids.length > 0) to.searchParams.set("mine", ids.join("."));
    return to.href;
  };

  // Two sessions clash when one begins while the other lasts; as in package fair.
  const clash = (a, b) => {
    const [from, to, begins, ends] = [a.dataset.from, a.dataset.to, b.dataset.from, b.dataset.to];
    if (!from || !begins) return false;
    return from === begins || (from < begins && begins < to) || (begins < from && from < ends);
  };
  const mark = () => {
    const chosen = boxes.filter((box) => box.checked);
    for (const box of boxes) {
      const row = box.closest(".agenda-row");
      if (!row) continue;
      row.classList.toggle("is-chosen", box.checked);
      const note = row.querySelector(".clash");
      if (note) note.hidden = !(box.checked && chosen.some((other) => other !== box && clash(box, other)));
    }
  };

  if (root.tagName === "FORM") {
    let ids = asked.length > 0 ? asked : read();
    const count = root.querySelector("[data-count]");
    const show = () => {
      if (count) count.textContent = ids.length > 0 ? String(ids.length) : "";
      mark();
    };
    for (const box of boxes) {
      box.checked = ids.includes(box.value);
      box.addEventListener("change", () => {
        ids = ids.filter((id) => id !== box.value);
        if (box.checked) ids.push(box.value);
        write(ids);
        show();
      });
    }
    root.addEventListener("submit", (event) => {
      event.preventDefault();
      location.assign(mine(root.action, ids));
    });
    show();
  } else if (asked.length === 0 && read().length > 0) {
    location.replace(mine(location.href, read()));
  } else {
    const keep = root.querySelector("[data-keep]");
    const same = () => asked.join(".") === read().join(".");
    if (keep) {
      keep.hidden = same();
      keep.addEventListener("click", () => {
        write(asked);
        keep.hidden = true;
      });
    }
    for (const link of root.querySelectorAll("[data-remove]")) {
      link.addEventListener("click", () => write(read().filter((id) => id !== link.dataset.remove)));
    }
    root.querySelector("[data-clear]")?.addEventListener("click", () => write([]));
  }
}
