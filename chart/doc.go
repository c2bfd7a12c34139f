// Package chart draws figures as SVG, each drawing with the table behind it: bars over
// editions (Bars), the same for several things on one scale (Multiples), parts of a whole (Parts), two editions side by side (Slope), the two
// directions between two places (Flow), a rate over days with the rate at which a
// verdict turns (Rates), districts on a map of tiles (Tiles),
// shares by the days since something (Curve), and shares by row and column (Grid).
//
// The invariant: a drawing never says more than the figures it is given. What is not known
// is a gap and never a zero; a value that is only over something has an open end; one that
// lies between two has both ends drawn; one in another currency is written and not drawn.
// Numbers are exact rationals from figure to axis; only positions are rounded, to 1/100 of
// a pixel, so that the same values give the same bytes.
//
// A drawing stands without style sheet and script: it holds no style element, no style
// attribute and no reference outside itself but the links of tiles, which stay on their
// site. Each element names its colour by one class and
// carries that colour as a presentation attribute as well, so that a page with CSS in its style sheet
// redraws it in its own colours, light or dark, and a file that was downloaded looks right
// alone. Nothing is said by colour alone. The classes are
//
//	chart                               the svg element
//	chart-fit, chart-narrow, chart-middle, chart-wide  what Fitting puts around its drawings
//	c-ink c-soft c-line c-strong c-accent c-paper  the colours, from the custom properties
//	                                    of the same names in the site's style sheet
//	c-tint1 … c-tint5                   the shades of tiles, likewise; ink is read on each
//
// Next in the way of the data: web.
package chart
