package web

import (
	"iter"
	"math/big"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bridgehead/chart"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/landing"
	"bridgehead/lang"
)

// landedRates are the rates of a page, each with what it is a part of.
var landedRates = []struct{ rate, part, whole string }{
	{"landing.fulfilled_share", "landing.fulfilled", "signed.count"},
	{"landing.started_share", "landing.started", "signed.count"},
	{"landing.operating_share", "landing.operating", "signed.count"},
	{"landing.funds_share", "landing.paid_in", "landing.contracted"},
}

// landedCodes are the codes of the rates.
func landedCodes() []string {
	var codes []string
	for _, r := range landedRates {
		codes = append(codes, r.rate)
	}
	return codes
}

// landedSplits are the dimensions by which the rates of an edition are broken down.
var landedSplits = []string{figure.ByDistrict, figure.ByOffice, figure.ByDirection, figure.ByIndustry, figure.ByType}

// cohortYears are how many full years since signing the table of cohorts shows at most.
const cohortYears = 10

// A landingPage says what became of what was signed: at one edition, or over all of them.
type landingPage struct {
	frame
	Edition      *fair.Edition // nil over all
	Whole        link          // leads to the page over all editions
	AsOf         lang.Date
	Known        bool // something became of it
	Rates        []landedRate
	More         []shownFigure // what is in no rate, and what does not go on
	Editions     *landedLines
	Pictures     []*drawing
	Stages       []landedStage
	Stalls       []landedStall
	Stage        string // of the curve and the cohorts; "" for several curves
	StageWord    string
	StageOptions []option
	SplitOptions []option
	Splits       *landedLines
	SplitBy      string
	Action       string
	Asked        int64
	Curve        *drawing
	Halves       []landedHalf
	Cohorts      *drawing
	Downloads    []landedFiles
	Older, Newer *link
}

// A landedRate is a rate with the part and the whole that it is made of.
type landedRate struct {
	Label             string
	Rate, Part, Whole *shownFigure
}

// landedLines are the rates of editions, or of the parts of one, below each other.
type landedLines struct {
	Head  string // of the first column
	Names []string
	Lines []landedEdition
}

// landedLinesOf begins such a table.
func (v *visit) landedLinesOf(head string) *landedLines {
	t := &landedLines{Head: begin(head)}
	for _, r := range landedRates {
		_, name, _ := strings.Cut(r.rate, ".")
		t.Names = append(t.Names, v.say("landed.rate."+name))
	}
	return t
}

// A landedEdition is the rates of an edition, or of a part of one.
type landedEdition struct {
	Label  string
	URL    string
	Signed *shownFigure
	Rates  []*shownFigure
}

type landedStage struct {
	Stage         string
	Count, Amount *shownFigure
}

type landedStall struct {
	Stage                        string
	Passed, Waiting, Held, Ended int64
	Median, Since                string
}

// A landedHalf says of a stage after how long half of what was signed had reached it.
type landedHalf struct {
	Stage, Half, Reached string
	Signed               int64
	Undated              int64
}

type landedFiles struct {
	Title string
	Files []link
}

// landedHere are what the address asks for.
type landedHere struct {
	edition *fair.Edition
	scope   figure.Scope
	stage   landing.Stage
	asOf    landing.Day
}

// landingAll shows what became of what was signed over all editions.
func (s *site) landingAll(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	return s.showLanding(v, nil)
}

// landingEdition shows what became of what was signed at one edition.
func (s *site) landingEdition(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	all, err := v.view.Editions(v.Context())
	if err != nil {
		return err
	}
	number, _ := strconv.ParseInt(v.PathValue("edition"), 10, 64)
	i := slices.IndexFunc(all, func(e fair.Edition) bool { return e.Number == number })
	if i < 0 {
		return lang.NotFound("edition.unknown", lang.Args{"edition": short(v.PathValue("edition"))})
	}
	return s.showLanding(v, &all[i])
}

// landedAsked reads the stage from the address, and finds the day as of which it is told.
func (v *visit) landedAsked(edition *fair.Edition) (landedHere, error) {
	h := landedHere{edition: edition, scope: figure.Scope{}, stage: landing.Stage(v.URL.Query().Get("stage"))}
	if h.stage != "" && !slices.Contains(landing.Landed[:], h.stage) {
		return h, lang.Invalid("landing.step.unknown", lang.Args{"given": short(string(h.stage))})
	}
	if edition != nil {
		h.scope = h.scope.With(figure.ByEdition, strconv.FormatInt(edition.Number, 10))
	}
	var err error
	h.asOf, err = v.view.AsOfDay(v.Context())
	return h, err
}

// courses are what became of the agreements that the page is about, of which the reader may know.
func (h landedHere) courses(v *visit) (iter.Seq[landing.Course], error) {
	return v.view.Figures().Courses(v.Context(), h.scope)
}

// path is the address of the page.
func (h landedHere) path(v *visit, query url.Values) string {
	if h.edition == nil {
		return v.address(query, "landing")
	}
	return v.address(query, "editions", strconv.FormatInt(h.edition.Number, 10), "landing")
}

// files are the addresses of a table as files.
func (h landedHere) files(v *visit, title, table string, query url.Values) landedFiles {
	q := url.Values{}
	for k, values := range query {
		q[k] = values
	}
	if h.edition != nil {
		q.Set("edition", strconv.FormatInt(h.edition.Number, 10))
	}
	f := landedFiles{Title: title}
	for _, end := range []string{"csv", "xlsx", "json"} {
		f.Files = append(f.Files, link{Text: strings.ToUpper(end), URL: v.address(q, "landing", table+"."+end)})
	}
	return f
}

func (s *site) showLanding(v *visit, edition *fair.Edition) error {
	h, err := v.landedAsked(edition)
	if err != nil {
		return err
	}
	p := landingPage{Edition: edition, AsOf: h.asOf.Date(), Stage: string(h.stage), Asked: v.asked, Action: h.path(v, nil)}
	title := v.say("landed.title_all")
	if edition != nil {
		title = v.say("landed.title", lang.Args{"edition": v.editionWord(edition.Number)})
	}
	if p.frame, err = s.frame(v, "landing", title); err != nil {
		return err
	}
	p.Whole = link{Text: v.say("landed.all_editions"), URL: v.path("landing")}
	p.Action, _, _ = strings.Cut(p.Action, "?")
	p.Description = v.say("landed.intro")
	if edition == nil {
		err = s.landedEditions(v, h, &p)
	} else if err = v.landedNeighbours(h, &p); err == nil && !v.sight.HoldsFigures(edition.Number) {
		err = s.landedEdition(v, h, &p)
	}
	if err != nil || !p.Known {
		if err != nil {
			return err
		}
		return s.show(v, "landing", p)
	}
	if err := s.landedCourses(v, h, &p); err != nil {
		return err
	}
	return s.show(v, "landing", p)
}

// landedNeighbours leads to the editions before and after.
func (v *visit) landedNeighbours(h landedHere, p *landingPage) error {
	all, err := v.view.Editions(v.Context())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(e fair.Edition) bool { return e.Number == h.edition.Number })
	at := func(j int) *link {
		if j < 0 || j >= len(all) {
			return nil
		}
		of := h
		of.edition = &all[j]
		return &link{Text: v.editionWord(all[j].Number), URL: of.path(v, nil)}
	}
	p.Older, p.Newer = at(i-1), at(i+1)
	return nil
}

// landedFigure places a figure of a row on the page; nil when nothing is known of it, as when all
// that is known of a share is that it is one.
func (s *site) landedFigure(v *visit, row indicator.BesideRow, code string) (*shownFigure, error) {
	f, ok := row.Of[code]
	i := f.Interval
	if !ok || unknown(f) || i.High == nil && i.Low.Sign() == 0 || f.Unit == "percent" && i.Low != nil && i.Low.Sign() == 0 && i.High != nil && i.High.Cmp(big.NewRat(100, 1)) == 0 {
		return nil, nil
	}
	d, err := v.figures.Define(v.Context(), code)
	if err != nil {
		return nil, err
	}
	shown := v.shown(f, d, row.Edition.Number)
	return &shown, nil
}

// landedLine places the rates of a row beside each other.
func (s *site) landedLine(v *visit, row indicator.BesideRow) (line landedEdition, known bool, err error) {
	if line.Signed, err = s.landedFigure(v, row, "signed.count"); err != nil {
		return line, false, err
	}
	for _, r := range landedRates {
		rate, err := s.landedFigure(v, row, r.rate)
		if err != nil {
			return line, false, err
		}
		known = known || rate != nil
		line.Rates = append(line.Rates, rate)
	}
	return line, known, nil
}

// happened reports whether anything became of the agreements of some rows.
func happened(rows []indicator.BesideRow) bool {
	return slices.ContainsFunc(rows, func(row indicator.BesideRow) bool {
		return slices.ContainsFunc([]string{"landing.fulfilled", "landing.started", "landing.operating", "landing.paid_in"}, func(code string) bool {
			f := row.Of[code]
			return f.Value != nil && f.Value.Sign() > 0
		})
	})
}

// landedEditions sets the rates of all editions below each other, and draws them.
func (s *site) landedEditions(v *visit, h landedHere, p *landingPage) error {
	rows, err := v.figures.Beside(v.Context(), landedCodes(), h.scope)
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(r indicator.BesideRow) bool { return v.sight.HoldsFigures(r.Edition.Number) })
	if p.Known = happened(rows); !p.Known {
		return nil
	}
	p.Editions = v.landedLinesOf(v.say("word.edition"))
	for i := len(rows) - 1; i >= 0; i-- {
		line, known, err := s.landedLine(v, rows[i])
		if err != nil {
			return err
		}
		if !known {
			continue
		}
		line.Label = v.editionWord(rows[i].Edition.Number)
		line.URL = v.path("editions", strconv.FormatInt(rows[i].Edition.Number, 10), "landing")
		p.Editions.Lines = append(p.Editions.Lines, line)
	}
	p.Pictures, err = s.landedPictures(v, rows, 0)
	p.Downloads = append(p.Downloads, h.files(v, v.say("landed.rates"), "rates", nil))
	return err
}

// landedPictures draws each rate over the editions.
func (s *site) landedPictures(v *visit, rows []indicator.BesideRow, spoken int64) ([]*drawing, error) {
	var out []*drawing
	for _, r := range landedRates {
		d, err := v.figures.Define(v.Context(), r.rate)
		if err != nil {
			return nil, err
		}
		bars := chart.Bars{About: v.about("landed.section", "dimension.edition")}
		bars.Heading = d.Label
		var names []figure.Name
		for _, row := range rows {
			f := row.Of[r.rate]
			if !unknown(f) {
				names = append(names, f.Name)
			}
			bars.Points = append(bars.Points, chart.Point{Label: editionLabel(row.Edition.Number), Value: f, Accent: row.Edition.Number == spoken})
		}
		if len(names) > 1 {
			out = append(out, v.draw(bars, names...))
		}
	}
	return out, nil
}

// landedHeads are the rates of one edition, with what they are made of.
func (s *site) landedHeads(v *visit, scope figure.Scope) (rates []landedRate, known bool, err error) {
	rows, err := v.figures.Beside(v.Context(), landedCodes(), scope)
	if err != nil || !happened(rows) {
		return nil, false, err
	}
	rates, err = s.landedRatesOf(v, rows[0])
	return rates, len(rates) > 0, err
}

// landedRatesOf are the rates of a row that are known.
func (s *site) landedRatesOf(v *visit, row indicator.BesideRow) ([]landedRate, error) {
	var rates []landedRate
	for _, r := range landedRates {
		var shown [3]*shownFigure
		for i, code := range []string{r.rate, r.part, r.whole} {
			var err error
			if shown[i], err = s.landedFigure(v, row, code); err != nil {
				return nil, err
			}
		}
		if shown[0] != nil && shown[1] != nil && shown[2] != nil {
			rates = append(rates, landedRate{shown[0].Label, shown[0], shown[1], shown[2]})
		}
	}
	return rates, nil
}

// landedEdition says of one edition how much came of it.
func (s *site) landedEdition(v *visit, h landedHere, p *landingPage) error {
	var err error
	if p.Rates, p.Known, err = s.landedHeads(v, h.scope); err != nil || !p.Known {
		return err
	}
	codes := []string{"landing.without_amount", "landing.suspended", "landing.terminated"}
	stages := append([]landing.Stage{landing.Signed}, landing.Landed[:]...)
	for _, st := range stages {
		codes = append(codes, "landing.at_"+string(st), "landing.at_"+string(st)+"_amount")
	}
	rows, err := v.figures.Beside(v.Context(), codes, h.scope)
	if err != nil {
		return err
	}
	row := rows[0]
	for _, code := range codes[:3] {
		f, err := s.landedFigure(v, row, code)
		if err != nil {
			return err
		}
		if f != nil {
			p.More = append(p.More, *f)
		}
	}
	for _, st := range stages {
		line := landedStage{Stage: v.begins("landing.stage", string(st))}
		if line.Count, err = s.landedFigure(v, row, "landing.at_"+string(st)); err != nil {
			return err
		}
		if line.Amount, err = s.landedFigure(v, row, "landing.at_"+string(st)+"_amount"); err != nil {
			return err
		}
		p.Stages = append(p.Stages, line)
	}
	p.Downloads = append(p.Downloads, h.files(v, v.say("landed.rates"), "rates", nil))
	return s.landedSplit(v, h, p)
}

// landedSplit breaks the rates of an edition down.
func (s *site) landedSplit(v *visit, h landedHere, p *landingPage) error {
	by := v.URL.Query().Get("by")
	if by == "" {
		by = figure.ByDistrict
	}
	if !slices.Contains(landedSplits, by) {
		return lang.Invalid("landing.scope", lang.Args{"given": short(by)})
	}
	for _, d := range landedSplits {
		p.SplitOptions = append(p.SplitOptions, option{Value: d, Text: v.say("dimension." + d), Selected: d == by})
	}
	p.SplitBy = v.say("dimension." + by)
	rows, err := v.figures.Beside(v.Context(), landedCodes(), h.scope, indicator.By(by)...)
	if err != nil {
		return err
	}
	p.Splits = v.landedLinesOf(p.SplitBy)
	for _, row := range rows {
		line, known, err := s.landedLine(v, row)
		if err != nil {
			return err
		}
		if !known {
			continue
		}
		line.Label = v.name(row.Labels[0])
		if by == figure.ByDistrict {
			line.URL = v.cardPath(row.Keys[0], h.edition.Number)
		}
		p.Splits.Lines = append(p.Splits.Lines, line)
	}
	p.Downloads = append(p.Downloads, h.files(v, v.say("landed.split_of", lang.Args{"by": p.SplitBy}), "split", url.Values{"by": {by}}))
	return nil
}
