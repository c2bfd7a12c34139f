// Keeps in the browser which steps of a path abroad a visitor ticked off. The form does the same by
// the address: this only saves the way to the server.

const form = document.querySelector("form[data-path]");
if (form) {
  const key = "path/" + form.dataset.path;
  const boxes = [...form.querySelectorAll('input[type="checkbox"][name="done"]')];
  const asked = new URLSearchParams(location.search).has("done");

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? "[]");
      return Array.isArray(kept) ? kept.filter((code) => typeof code === "string") : [];
    } catch {
      return []; // the browser keeps nothing, or something else wrote there
    }
  };
  const write = () => {
    try {
      localStorage.setItem(key, JSON.stringify(boxes.filter((box) => box.checked).map((box) => box.value)));
    } catch {
      // The address still holds what was ticked off.
    }
  };

  if (!asked && boxes.some((box) => read().includes(box.value))) {
    // What the page says is of its address: with what the browser keeps it is asked anew.
    const to = new URL(location.href);
    for (const code of read()) to.searchParams.append("done", code);
    location.replace(to.href);
  }
  for (const box of boxes) box.addEventListener("change", write);
  form.querySelector("[data-clear]")?.addEventListener("click", () => {
    for (const box of boxes) box.checked = false;
    write();
  });
}
