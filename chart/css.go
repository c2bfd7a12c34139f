package chart

// CSS is what the style sheet of a page needs to show drawings in its own colours. They are
// the custom properties --ink, --soft, --line, --strong, --accent, --paper
// and --tint1 to --tint5 of the page, which sets them for light and dark; on a page without them a drawing has its own. On
// paper a drawing is always a light one, on white.
const CSS = `/* Drawings of package chart. */
.chart {
  --chart-ink: var(--ink, #1b1a18); --chart-soft: var(--soft, #5c5851); --chart-line: var(--line, #dbd6cc);
  --chart-strong: var(--strong, #8d877b); --chart-accent: var(--accent, #9e1b1b); --chart-paper: var(--paper, #fbfaf7);
  --chart-tint1: var(--tint1, #f6e7e3); --chart-tint2: var(--tint2, #ecccc5); --chart-tint3: var(--tint3, #e0aea6); --chart-tint4: var(--tint4, #d38f87); --chart-tint5: var(--tint5, #c67068);
  display: block; width: 100%; height: auto; font-variant-numeric: tabular-nums lining-nums;
}
@media (prefers-color-scheme: dark) {
  .chart {
    --chart-ink: var(--ink, #ece8df); --chart-soft: var(--soft, #aba598); --chart-line: var(--line, #37352e);
    --chart-strong: var(--strong, #7d776a); --chart-accent: var(--accent, #e8786d); --chart-paper: var(--paper, #14140f);
    --chart-tint1: var(--tint1, #2a1c19); --chart-tint2: var(--tint2, #43241f); --chart-tint3: var(--tint3, #5d2d27); --chart-tint4: var(--tint4, #78372f); --chart-tint5: var(--tint5, #934138);
  }
}
@media print {
  .chart {
    --chart-ink: #1b1a18; --chart-soft: #5c5851; --chart-line: #dbd6cc;
    --chart-strong: #8d877b; --chart-accent: #9e1b1b; --chart-paper: #ffffff;
    --chart-tint1: #f6e7e3; --chart-tint2: #ecccc5; --chart-tint3: #e0aea6; --chart-tint4: #d38f87; --chart-tint5: #c67068;
    print-color-adjust: exact;
  }
}
@media (forced-colors: active) {
  .chart {
    --chart-ink: CanvasText; --chart-soft: CanvasText; --chart-line: GrayText;
    --chart-strong: GrayText; --chart-accent: Highlight; --chart-paper: Canvas;
    --chart-tint1: Canvas; --chart-tint2: Canvas; --chart-tint3: Canvas; --chart-tint4: Canvas; --chart-tint5: Canvas;
    forced-color-adjust: none;
  }
}
.c-ink { color: var(--chart-ink); }
.c-soft { color: var(--chart-soft); }
.c-line { color: var(--chart-line); }
.c-strong { color: var(--chart-strong); }
.c-accent { color: var(--chart-accent); }
.c-paper { color: var(--chart-paper); }
.c-tint1 { color: var(--chart-tint1); }
.c-tint2 { color: var(--chart-tint2); }
.c-tint3 { color: var(--chart-tint3); }
.c-tint4 { color: var(--chart-tint4); }
.c-tint5 { color: var(--chart-tint5); }
.chart a { text-decoration: none; }
.chart a:hover text { text-decoration: underline; }
.chart a:focus-visible { outline: 3px solid var(--chart-accent); outline-offset: 1px; }
.chart-fit { container-type: inline-size; break-inside: avoid; }
.chart-middle, .chart-wide { display: none; }
.chart-narrow { max-width: 30rem; }
@container (min-width: 30rem) {
  .chart-middle { display: block; }
  .chart-narrow { display: none; }
}
@container (min-width: 47rem) {
  .chart-wide { display: block; }
  .chart-middle { display: none; }
}
`
