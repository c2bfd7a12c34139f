// The desk of the ceremony: a key that is held down confirms once and not one after the other,
// and the arrows lead from record to record.

const buttons = () => [...document.querySelectorAll('.desk button[value="confirm"]')];

let sent = false;
document.addEventListener("submit", (e) => {
  if (sent) e.preventDefault();
  sent = true;
});
addEventListener("pageshow", () => { sent = false; });

// Until the key that confirmed the last one is let go, it presses nothing.
let ready = true;
try {
  if (sessionStorage.getItem("pressed")) ready = false;
} catch { /* without storage each press counts */ }
const release = () => {
  ready = true;
  try { sessionStorage.removeItem("pressed"); } catch { /* nothing was kept */ }
};
setTimeout(release, 400);

document.addEventListener("keydown", (e) => {
  const enter = e.key === "Enter" || e.key === " ";
  if (enter && (e.repeat || !ready)) { e.preventDefault(); return; }
  if (enter) { try { sessionStorage.setItem("pressed", "1"); } catch { /* as above */ } }
  if ((e.key !== "ArrowDown" && e.key !== "ArrowUp") || e.target.closest("select, input, textarea")) return;
  const all = buttons();
  if (all.length === 0) return;
  const at = all.indexOf(document.activeElement);
  all[Math.min(all.length - 1, Math.max(0, at + (e.key === "ArrowDown" ? 1 : -1)))].focus();
  e.preventDefault();
});
document.addEventListener("keyup", (e) => { if (e.key === "Enter" || e.key === " ") release(); });
