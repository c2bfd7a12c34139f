// Has the browser keep the own day for when there is no network, says on the page when there is none, and comes back
// by itself. Without this, and where the browser keeps nothing, the day is a page like any other.

const kept = document.getElementById("kept"); // shown by the worker on a copy
const [line, back] = kept.querySelectorAll("p");
const note = document.getElementById("is-kept");
const workers = navigator.serviceWorker;

if (workers) {
  const through = workers.controller; // the worker has seen the page come
  workers.addEventListener("message", (event) => {
    if (event.data === "kept") note.hidden = !kept.hidden;
  });
  workers
    .register(kept.dataset.worker, { scope: "/" })
    .then(() => workers.ready)
    .then((there) => there.active.postMessage(through ? "kept?" : "keep"))
    .catch(() => {}); // the browser is told to keep nothing
}

// What needs the network cannot be pressed without it, and says why.
const without = (is) => {
  kept.hidden = !is;
  line.hidden = !is;
  back.hidden = true;
  if (is) note.hidden = true;
  for (const button of document.querySelectorAll('main form[method="post"] button')) {
    button.disabled = is;
    if (is) button.setAttribute("aria-describedby", kept.id);
    else button.removeAttribute("aria-describedby");
  }
};

const typed = () =>
  [...document.querySelectorAll('main form[method="post"] :is(input, select)')].some((field) =>
    field.options ? ![...field.options].every((option) => option.selected === option.defaultSelected || (!option.value && option.selected)) : field.value !== field.defaultValue,
  );

const reached = async () => {
  try {
    const answer = await fetch(location.href, { method: "HEAD", redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(4000) });
    return answer.type === "opaqueredirect" || answer.status < 500;
  } catch {
    return false;
  }
};

// pause waits a moment, or until the device says that it has a network again.
const pause = () =>
  new Promise((done) => {
    setTimeout(done, 5000);
    addEventListener("online", done, { once: true });
  });

let looking = false;
const look = async () => {
  if (looking) return;
  looking = true;
  while (!(await reached())) await pause();
  looking = false;
  // The day is loaded anew, unless somebody is writing: then it is for them to say when.
  if (!typed()) return location.reload();
  without(false);
  kept.hidden = back.hidden = false;
};

const lost = () => {
  without(true);
  look();
};

if (!kept.hidden) lost();
addEventListener("offline", lost);
