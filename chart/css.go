package chart

// CSS is what the style sheet of a page needs to show drawings in its own colours: it maps
// the classes to the custom properties --ink, --soft, --line, --strong, --accent and
// --paper, which the page sets for light, dark and print.
const CSS = `/* Drawings of package chart. */
.chart { display: block; width: 100%; height: auto; font-variant-numeric: tabular-nums lining-nums; forced-color-adjust: none; }
.c-ink { color: var(--ink); }
.c-soft { color: var(--soft); }
.c-line { color: var(--line); }
.c-strong { color: var(--strong); }
.c-accent { color: var(--accent); }
.c-paper { color: var(--paper); }
.chart-pair { container-type: inline-size; break-inside: avoid; }
.chart-wide { display: none; }
.chart-narrow { max-width: 35rem; }
@container (min-width: 35rem) {
  .chart-wide { display: block; }
  .chart-narrow { display: none; }
}
@media (forced-colors: active) {
  .c-ink, .c-soft { color: CanvasText; }
  .c-line, .c-strong { color: GrayText; }
  .c-accent { color: Highlight; }
  .c-paper { color: Canvas; }
}
`
