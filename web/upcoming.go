package web

import (
	"maps"
	"slices"
	"strconv"

	"bridgehead/access"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/store"
	"bridgehead/submission"
)

// upcomingDeeds lists an office's own report card before it is published.
func (s *site) upcomingDeeds() []deed {
	return []deed{{method: "GET", pattern: "/{fair}/work/card", action: access.ReadReportCard, do: s.upcoming}}
}

// upcomingFigures are what an office is measured by.
var upcomingFigures = []string{"signed.count", "signed.amount", "catalogue.count", "catalogue.amount"}

// An upcomingPage is what an office's figures are, and what they come to once all that waits has
// been approved and confirmed.
type upcomingPage struct {
	frame
	Office   lang.Text
	Edition  fair.Edition
	Form     string
	Editions choice
	Offices  []option // none where there is only one to choose
	Figures  []touchedLine
	Held     bool // the public is kept from them
	Approved int
	Signed   int
	LeftOut  []link
	More     bool
	Stages   []duty
	Items    []cardItem
	Later    bool // there are more items
}

// officeSide returns the side that an office is of; "" when nothing says it.
func officeSide(code string, grants []access.Grant) string {
	for _, g := range grants {
		if g.Office == code && g.Side != "" {
			return g.Side
		}
	}
	if d, err := fair.ParseDistrict(code); err == nil {
		return d.Side
	}
	return ""
}

// cardOffices are the offices whose cards the visitor may read, by their codes: those for which
// somebody reports, and those that have handed something in.
func (s *site) cardOffices(v *visit, edition int64) ([]string, error) {
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return nil, err
	}
	grants, err := v.view.Grants(v.Context())
	if err != nil {
		return nil, err
	}
	handed, err := v.view.SubmittingOffices(v.Context(), store.Queue{State: submission.Submitted, Edition: edition})
	if err != nil {
		return nil, err
	}
	all := map[string]bool{}
	for _, g := range grants {
		all[g.Office] = true
	}
	for _, code := range handed {
		all[code] = true
	}
	delete(all, "")
	maps.DeleteFunc(all, func(code string, _ bool) bool {
		q := access.Question{Action: access.ReadReportCard, Edition: edition, Side: officeSide(code, grants), Offices: []string{code}}
		return !access.Decide(v.actor, q, settings)
	})
	return slices.Sorted(maps.Keys(all)), nil
}

// chosenOffice is the office that the address asks for, or the visitor's own, or the first.
func (s *site) chosenOffice(v *visit, edition int64, all []string) (string, error) {
	asked := v.URL.Query().Get("office")
	if asked == "" {
		for _, code := range slices.Concat(v.actor.Offices(), all) {
			if slices.Contains(all, code) {
				return code, nil
			}
		}
	}
	if slices.Contains(all, asked) {
		return asked, nil
	}
	if asked != "" { // the refusal is written down
		grants, err := v.view.Grants(v.Context())
		if err != nil {
			return "", err
		}
		q := access.Question{Action: access.ReadReportCard, Edition: edition, Side: officeSide(asked, grants), Offices: []string{asked}}
		if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, q, ""); err != nil {
			return "", err
		}
	}
	return "", lang.NotFound("upcoming.no_office")
}

func (s *site) upcoming(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.ReadReportCard); err != nil {
		return err
	}
	edition, editions, err := s.workEdition(v, v.URL.Query().Get("edition"))
	if err != nil {
		return err
	}
	offices, err := s.cardOffices(v, edition.Number)
	if err != nil {
		return err
	}
	office, err := s.chosenOffice(v, edition.Number, offices)
	if err != nil {
		return err
	}
	if err := s.nameOffices(v, offices); err != nil {
		return err
	}
	p := upcomingPage{
		Office: v.office(office), Edition: edition, Form: v.workPath("card"), Editions: v.editionChoice(editions, edition.Number),
	}
	if len(offices) > 1 {
		p.Offices = v.officeOptions(offices, office)
	}
	public, err := s.db.Sight(v.Context(), v.fair.ID, access.Actor{})
	if err != nil {
		return err
	}
	p.Held = public.HoldsFigures(edition.Number)
	scope, district := figure.Scope{figure.ByEdition: strconv.FormatInt(edition.Number, 10), figure.ByOffice: office}, ""
	if d, err := fair.ParseDistrict(office); err == nil { // what is published of it is counted by district
		scope, district = figure.Scope{figure.ByEdition: scope[figure.ByEdition], figure.ByDistrict: d.Code}, d.Code
	}
	if err := s.upcomingFigures(v, &p, office, district, scope); err != nil {
		return err
	}
	if p.Stages, err = s.upcomingStages(v, edition, office, district); err != nil {
		return err
	}
	items, err := v.view.Items(v.Context(), indicator.OfAgreements, indicator.Selection{Edition: edition.Number, Required: edition.Requires, Scope: scope}, "", upcomingListed+1)
	if err != nil {
		return err
	}
	if p.Later = len(items) > upcomingListed; p.Later {
		items = items[:upcomingListed]
	}
	p.Items = v.cardItems(items)
	title := v.say("upcoming.title", lang.Args{"office": v.name(p.Office), "edition": v.editionWord(edition.Number)})
	if p.frame, err = s.workFrame(v, "card", title); err != nil {
		return err
	}
	return s.show(v, "upcoming", p)
}

// upcomingListed is how many of its agreements the card lists.
const upcomingListed = 100

// upcomingFigures puts down the figures, and what was taken up to see what is to come.
func (s *site) upcomingFigures(v *visit, p *upcomingPage, office, district string, scope figure.Scope) error {
	var names []figure.Name
	for _, code := range upcomingFigures {
		names = append(names, figure.Name{Indicator: code, At: -1, Ref: -1, Scope: scope})
	}
	u, err := s.db.Upcoming(v.Context(), v.fair.ID, v.account.ID, p.Edition, office, district, names)
	if err != nil {
		return err
	}
	if p.Figures, err = v.touchedLines(u.Figures); err != nil {
		return err
	}
	for i := range p.Figures {
		p.Figures[i].Scope = "" // the page is of one office and one edition
	}
	p.Approved, p.Signed, p.More = u.Approved, u.Confirmed, u.More
	for _, id := range u.LeftOut {
		row, err := store.Get[submission.Submission](v.Context(), v.view, id)
		if err != nil {
			return err
		}
		lines, err := s.submissionLines(v, []store.Row[submission.Submission]{row})
		if err != nil {
			return err
		}
		for _, l := range lines {
			p.LeftOut = append(p.LeftOut, link{Text: v.name(l.Title), URL: v.workPath("submissions", id)})
		}
	}
	return nil
}

// upcomingStages counts what of the office has come how far, each with where it stands in full.
func (s *site) upcomingStages(v *visit, edition fair.Edition, office, district string) ([]duty, error) {
	ctx, own := v.Context(), []string{office}
	_, drafts, err := s.db.DraftsOnBoard(ctx, v.fair.ID, edition.Number, own, "", "", 1, countMost)
	if err != nil {
		return nil, err
	}
	counts := []int64{drafts}
	for _, state := range []submission.State{submission.Submitted, submission.Returned} {
		n, _, err := v.view.Waiting(ctx, store.Queue{State: state, Edition: edition.Number, Office: office}, countMost)
		if err != nil {
			return nil, err
		}
		counts = append(counts, n)
	}
	for _, keyed := range []store.Keyed{store.NoKey, store.SomeKeys} {
		n, err := v.view.CountOnBoard(ctx, store.Column{Edition: edition, Keyed: keyed, Offices: own, District: district}, countMost)
		if err != nil {
			return nil, err
		}
		counts = append(counts, n)
	}
	var out []duty
	for i, key := range []string{"draft", "submitted", "returned", "first_key", "second_key"} {
		at := v.address(map[string][]string{"edition": {strconv.FormatInt(edition.Number, 10)}}, "work", "board") + "#" + key
		out = append(out, duty{Text: v.say("board." + key), Count: counts[i], URL: at})
	}
	return out, nil
}
