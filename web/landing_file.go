package web

import (
	"io"
	"slices"
	"strings"

	"bridgehead/exchange"
	"bridgehead/fair"
	"bridgehead/indicator"
	"bridgehead/landing"
	"bridgehead/lang"
)

// landingFile answers with a table of the page as a file.
func (s *site) landingFile(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	var edition *fair.Edition
	if v.URL.Query().Get("edition") != "" {
		e, err := s.askedEdition(v, "edition")
		if err != nil {
			return err
		}
		edition = &e
	}
	h, err := v.landedAsked(edition)
	if err != nil {
		return err
	}
	table, end, _ := strings.Cut(v.PathValue("table"), ".")
	form, ok := formNamed(end)
	if end == "json" {
		form, ok = downloadForm{"json", "application/json", func(w io.Writer, tables ...exchange.Table) error { return exchange.WriteJSON(w, tables[0]) }}, true
	}
	unknown := lang.NotFound("web.error.page")
	if !ok {
		return unknown
	}
	t, err := s.landedTable(v, h, table)
	if err != nil {
		return err
	}
	if t.Rows == nil {
		return unknown
	}
	return s.sendTables(v, v.fair.ID+"-"+table, form, t)
}

// landedTable makes a table by its name; one without rows when there is none of the name.
func (s *site) landedTable(v *visit, h landedHere, name string) (exchange.Table, error) {
	out := v.out()
	switch name {
	case "rates", "split":
		return s.landedRateTable(v, h, name == "split")
	case "cohorts", "stalls", "curve":
	default:
		return exchange.Table{}, nil
	}
	all, err := h.courses(v)
	if err != nil {
		return exchange.Table{}, err
	}
	switch {
	case name == "cohorts":
		return out.Cohorts(landing.Cohorts(all, h.asOf, cohortYears), h.asOf), nil
	case name == "stalls":
		return out.Stalls(landing.Stalls(all, h.asOf), h.asOf), nil
	case h.stage == "":
		h.stage = landing.Operating
	}
	return out.Curve(landing.Survival(all, h.stage, h.asOf, false), false), nil
}

// landedRateTable lists the rates with what they are made of, as figures.
func (s *site) landedRateTable(v *visit, h landedHere, split bool) (exchange.Table, error) {
	var by []indicator.Cut
	if split {
		d := v.URL.Query().Get("by")
		if h.edition == nil || !slices.Contains(landedSplits, d) {
			return exchange.Table{}, lang.Invalid("landing.scope", lang.Args{"given": short(d)})
		}
		by = indicator.By(d)
	}
	rows, err := v.figures.Beside(v.Context(), landedCodes(), h.scope, by...)
	if err != nil {
		return exchange.Table{}, err
	}
	var list []exchange.Described
	for _, row := range rows {
		if v.sight.HoldsFigures(row.Edition.Number) {
			continue
		}
		for _, r := range landedRates {
			for _, code := range []string{r.rate, r.part, r.whole} {
				d, err := v.figures.Define(v.Context(), code)
				if err != nil {
					return exchange.Table{}, err
				}
				list = append(list, exchange.Described{Figure: row.Of[code], Definition: d})
			}
		}
	}
	return v.out().Figures(list), nil
}
