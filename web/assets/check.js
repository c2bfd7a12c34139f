// Checks a text without leaving the page: a file can be dropped on the form, a long text shows how far
// it has come, and the arrow keys go from claim to claim. Without this the form and the links do.

const main = document.querySelector("main");

// Claims are links to what is said of them; the arrow keys go through them in the order of the text.
const claims = () => [...main.querySelectorAll(".checked a.claim")];
main.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const all = claims();
  const at = all.indexOf(document.activeElement);
  if (at < 0) return;
  const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined || !all[to]) return;
  event.preventDefault();
  all[to].focus();
});

const arm = () => {
  const form = main.querySelector("form.check");
  if (!form) return;
  for (const hidden of main.querySelectorAll("[data-with-script]")) hidden.hidden = false;

  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("is-over");
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("is-over");
  });
  form.addEventListener("drop", (event) => {
    form.classList.remove("is-over");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    form.elements.file.files = one.files;
    form.requestSubmit();
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(form);
    const progress = form.querySelector(".progress");
    const bar = progress.querySelector("progress");
    const button = form.querySelector("button");
    progress.hidden = false;
    button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/x-ndjson" } });
      if (!answer.ok || !answer.body) throw new Error(answer.statusText);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      let page = "";
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        const lines = (rest + value).split("\n");
        rest = lines.pop();
        for (const line of lines.filter(Boolean)) {
          const said = JSON.parse(line);
          if (said.of) {
            bar.max = said.of;
            bar.value = said.done;
          }
          if (said.page) page = said.page;
        }
      }
      if (!page) throw new Error("no page");
      const next = new DOMParser().parseFromString(page, "text/html").querySelector("main");
      main.replaceChildren(...next.childNodes);
      arm();
      const first = main.querySelector(".checked a.claim.is-contradicted") ?? main.querySelector("#result, .refused");
      first?.scrollIntoView({ block: "center" });
      if (first?.matches("a")) first.focus({ preventScroll: true });
    } catch {
      form.submit(); // the plain way
    } finally {
      progress.hidden = true;
      button.disabled = false;
    }
  });
};
arm();
