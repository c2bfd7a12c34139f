// Shows how far the search for a timetable is without a reload. Without this the link does.

const main = document.querySelector("main");
const section = () => document.getElementById("planning");

const arm = () => {
  for (const hidden of main.querySelectorAll("[data-without-script]")) hidden.hidden = true;
};

const look = async () => {
  const now = section();
  if (!now || !("running" in now.dataset)) return;
  try {
    const answer = await fetch(main.querySelector("[data-without-script] a").href, { headers: { Accept: "text/html" } });
    if (answer.ok) {
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      const then = next.getElementById("planning");
      if (then && "running" in then.dataset) {
        // Buttons stay, so that nobody loses the focus.
        for (const part of ["progress", "dl"]) now.querySelector(part)?.replaceWith(then.querySelector(part));
      } else {
        main.replaceChildren(...next.querySelector("main").childNodes);
        main.querySelector("#planning [role=status]")?.scrollIntoView({ block: "center" });
        return;
      }
    }
  } catch {
    // The line is gone for a moment: it is looked again.
  }
  setTimeout(look, 1000);
};

arm();
setTimeout(look, 1000);
