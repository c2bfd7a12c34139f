package web

import (
	"net/http"
	"strconv"

	"bridgehead/access"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// editionDeeds lists what is settled for an edition: whether its record is complete, what is
// held back, what each side may do, and the next one.
func (s *site) editionDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/editions", action: access.Declare, do: s.workEditions},
		{method: "GET", pattern: "/{fair}/work/editions/next", action: access.SetUp, do: s.nextEdition},
		{method: "POST", pattern: "/{fair}/work/editions/next", action: access.SetUp, do: s.setUpNext},
		{method: "GET", pattern: "/{fair}/work/editions/{edition}", action: access.Declare, do: s.completeness},
		{method: "POST", pattern: "/{fair}/work/editions/{edition}", action: access.Declare, do: s.declare},
		{method: "GET", pattern: "/{fair}/work/embargo", action: access.SetEmbargo, do: s.embargoPage},
		{method: "POST", pattern: "/{fair}/work/embargo", action: access.SetEmbargo, do: s.setEmbargo},
		{method: "GET", pattern: "/{fair}/work/sides", action: access.SetSides, do: s.sidesPage},
		{method: "POST", pattern: "/{fair}/work/sides", action: access.SetSides, do: s.setSides},
	}
}

// fromForm is where what a form changed came from.
func (v *visit) fromForm() journal.Origin { return journal.Origin{Kind: "form", ID: v.account.ID} }

// ask asks the table about something of an edition.
func (s *site) ask(v *visit, action access.Action, edition int64) error {
	return s.db.Allow(v.Context(), v.fair.ID, v.actor, access.Question{Action: action, Edition: edition}, "edition/"+strconv.FormatInt(edition, 10))
}

// A workEditionsPage lists the editions.
type workEditionsPage struct {
	frame
	Lines []workEditionLine
	Next  string // address; "" for those who may not
}

type workEditionLine struct {
	fair.Edition
	Name string
	URL  string
	Held bool
}

func (s *site) workEditions(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.Declare); err != nil {
		return err
	}
	all, err := v.view.Editions(v.Context())
	if err != nil {
		return err
	}
	var p workEditionsPage
	for i := len(all) - 1; i >= 0; i-- {
		e := all[i]
		p.Lines = append(p.Lines, workEditionLine{e, v.editionLabel(e.Number), v.workPath("editions", strconv.FormatInt(e.Number, 10)), !v.sight.Until(e.Number).IsZero()})
	}
	if !access.AllRefused(v.actor, access.SetUp) {
		p.Next = v.workPath("editions", "next")
	}
	if p.frame, err = s.workFrame(v, "editions", v.say("work.menu.editions")); err != nil {
		return err
	}
	return s.show(v, "work_editions", p)
}

// A completePage says what an edition's record still lacks, and declares it complete.
type completePage struct {
	frame
	Edition  fair.Edition
	Form     string
	Seen     int64
	Gaps     []gapLine
	Checks   []shownFigure
	Findings []string
	Refused  string
	Days     int64 // that a review may take; 0 for the usual
	Usual    int64
	SetUp    bool // the visitor may change that
}

// A gapLine is something that is missing, with where it is put right.
type gapLine struct {
	Text string
	N    int64
	URL  string
}

// completeness shows what is missing, before anything is declared.
func (s *site) completeness(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.Declare); err != nil {
		return err
	}
	return s.showComplete(v, http.StatusOK, "")
}

func (s *site) showComplete(v *visit, status int, refused string) error {
	ctx := v.Context()
	number, err := strconv.ParseInt(v.PathValue("edition"), 10, 64)
	if err != nil {
		return lang.NotFound("edition.unknown", lang.Args{"edition": short(v.PathValue("edition"))})
	}
	row, err := v.view.EditionRow(ctx, number)
	if err != nil {
		return err
	}
	p := completePage{Edition: row.Value, Seen: int64(row.Since), Form: v.workPath("editions", strconv.FormatInt(number, 10)), Refused: refused}
	p.Days, p.Usual, p.SetUp = row.Value.ReviewDays, fair.ReviewDays, !access.AllRefused(v.actor, access.SetUp)
	gaps, err := v.view.Gaps(ctx, row.Value)
	if err != nil {
		return err
	}
	edition := map[string][]string{"edition": {strconv.FormatInt(number, 10)}, "show": {"all"}}
	desk, list := v.address(edition, "work", "ceremony"), v.address(map[string][]string{"edition": edition["edition"]}, "agreements")
	for _, g := range []gapLine{
		{"complete.unconfirmed", gaps.Unconfirmed, desk},
		{"complete.increases", gaps.Increases, desk},
		{"complete.no_amount", gaps.NoAmount, list},
		{"complete.no_attribution", gaps.NoAttribution, list},
		{"complete.no_day", gaps.NoDay, list},
		{"complete.submitted", gaps.Submitted, v.workPath()},
		{"complete.drafts", gaps.Drafts, v.workPath()},
	} {
		if g.N > 0 {
			g.Text = v.say(g.Text, lang.Args{"n": g.N})
			p.Gaps = append(p.Gaps, g)
		}
	}
	if err := s.reportedAndRecorded(v, &p); err != nil {
		return err
	}
	title := v.say("complete.title", lang.Args{"edition": v.editionWord(number)})
	if p.frame, err = s.workFrame(v, "editions", title); err != nil {
		return err
	}
	return s.showAs(v, status, "complete", p)
}

// reportedAndRecorded adds the headlines of which the reported value and the records differ,
// and what else does not go together.
func (s *site) reportedAndRecorded(v *visit, p *completePage) error {
	ctx := v.Context()
	figures, err := v.figures.Edition(ctx, p.Edition.Number)
	if err != nil && lang.CodeOf(err) != lang.CodeInvalid {
		return err
	}
	for _, f := range figures {
		for _, c := range f.Checks {
			if c.Rule != figure.RuleReportedRecorded || c.Verdict == "agrees" {
				continue
			}
			d, err := v.figures.Define(ctx, f.Name.Indicator)
			if err != nil {
				return err
			}
			p.Checks = append(p.Checks, v.shown(f, d, p.Edition.Number))
			break
		}
	}
	found, err := v.figures.Contradictions(ctx, p.Edition.Number)
	if lang.CodeOf(err) == lang.CodeInvalid {
		return nil // it says why at its figures
	}
	for _, f := range found {
		p.Findings = append(p.Findings, f.In(v.tag))
	}
	return err
}

// setReviewLimit writes how many days a review may take; an empty field is the usual.
func (s *site) setReviewLimit(v *visit, number int64) error {
	if err := s.ask(v, access.SetUp, number); err != nil {
		return err
	}
	seen, err := strconv.ParseInt(v.field("seen"), 10, 64)
	if err != nil {
		return lang.Invalid("web.error.form")
	}
	var days int64
	if text := lang.HalfWidth(v.field("days")); text != "" {
		if days, err = strconv.ParseInt(text, 10, 64); err != nil || days < 1 || days > fair.MostReviewDays {
			return s.showComplete(v, http.StatusBadRequest, v.say("review.limit_wrong", lang.Args{"most": fair.MostReviewDays}))
		}
	}
	row, err := v.view.EditionRow(v.Context(), number)
	if err != nil {
		return err
	}
	row.Value.ReviewDays = days
	err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		return store.Put(v.Context(), tx, &row.Value, journal.Position(seen), store.How{Action: journal.Corrected, Origin: v.fromForm()})
	})
	if lang.CodeOf(err) == lang.CodeStale {
		if e := s.enter(v); e != nil {
			return e
		}
		return s.showComplete(v, http.StatusConflict, lang.Explain(v.tag, err))
	}
	if err != nil {
		return err
	}
	redirectSeen(v.w, v.Request, v.workPath("editions", strconv.FormatInt(number, 10)))
	return nil
}

// declare declares the record complete, or opens it again.
func (s *site) declare(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.Declare); err != nil {
		return err
	}
	number, err := strconv.ParseInt(v.PathValue("edition"), 10, 64)
	if err != nil {
		return lang.NotFound("edition.unknown", lang.Args{"edition": short(v.PathValue("edition"))})
	}
	if v.field("do") == "limit" {
		return s.setReviewLimit(v, number)
	}
	if err := s.ask(v, access.Declare, number); err != nil {
		return err
	}
	seen, err := strconv.ParseInt(v.field("seen"), 10, 64)
	complete := v.field("do") == "declare"
	if err != nil || !complete && v.field("do") != "open" {
		return lang.Invalid("web.error.form")
	}
	if complete && v.field("known") == "" {
		return s.showComplete(v, http.StatusBadRequest, v.say("complete.known_missing"))
	}
	err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		return tx.Declare(v.Context(), number, complete, journal.Position(seen), v.fromForm())
	})
	if lang.CodeOf(err) == lang.CodeStale {
		if e := s.enter(v); e != nil {
			return e
		}
		return s.showComplete(v, http.StatusConflict, lang.Explain(v.tag, err))
	}
	if err != nil {
		return err
	}
	redirectSeen(v.w, v.Request, v.workPath("editions", strconv.FormatInt(number, 10)))
	return nil
}

// A nextPage shows what the next edition would be given, and what not, before it is made.
type nextPage struct {
	frame
	store.Following
	Form     string
	Name     string
	LastName string
	Copied   []recordField
	Rights   []sideRights
	Behind   []gapLine
	Opened   string
	Closed   string
	Theme    string
	Current  bool
	Refused  string
}

func (s *site) nextEdition(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.SetUp); err != nil {
		return err
	}
	return s.showNext(v, http.StatusOK, "")
}

func (s *site) showNext(v *visit, status int, refused string) error {
	p := nextPage{
		Form: v.workPath("editions", "next"), Refused: refused, Opened: v.PostFormValue("opened"), Closed: v.PostFormValue("closed"),
		Theme: v.PostFormValue("theme"), Current: v.PostFormValue("current") != "",
	}
	var err error
	if p.Following, err = v.view.Following(v.Context()); err != nil {
		return err
	}
	e := p.Edition
	p.Name, p.LastName = v.editionWord(e.Number), v.editionWord(p.Last.Number)
	var required []recordField
	for i, side := range v.fair.Sides {
		if e.Requires.Has(fair.SideBit(i)) {
			required = append(required, recordField{Text: side.Name})
		}
	}
	host := recordField{Label: v.say("next.host")}
	if side, at := v.fair.SideNamed(e.HostSide); at >= 0 {
		host.Text = side.Name
	}
	var tracks []recordField
	for _, t := range p.Tracks {
		tracks = append(tracks, recordField{Text: t.Name})
	}
	policy := recordField{Label: v.label("word.rate_policy")}
	if e.Policy.Currency != "" {
		policy.Plain = v.say("next.policy", lang.Args{"currency": e.Policy.Currency, "source": e.Policy.Source, "day": v.say("next.policy." + policyDay(e.Policy))})
	}
	p.Copied = filled([]recordField{
		host,
		{Label: v.say("next.place"), Text: e.Place},
		{Label: v.say("next.venue"), Text: e.Venue},
		{Label: v.say("next.required"), Parts: required},
		policy,
		{Label: v.label("word.track"), Parts: tracks},
	})
	for _, x := range p.Settings {
		p.Rights = append(p.Rights, v.rights(x))
	}
	p.Behind = append(p.Behind, gapLine{Text: v.say("next.theme_and_days")})
	for _, l := range p.Left {
		p.Behind = append(p.Behind, gapLine{Text: v.say("next.left." + l.Kind), N: l.Records})
	}
	if p.frame, err = s.workFrame(v, "editions", v.say("next.title", lang.Args{"edition": p.Name})); err != nil {
		return err
	}
	return s.showAs(v, status, "next", p)
}

// policyDay is the day of rates of a policy as a key of words.
func policyDay(p money.Policy) string {
	if p.On == "" {
		return money.OnOpening
	}
	return p.On
}

// setUpNext makes the next edition.
func (s *site) setUpNext(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.SetUp); err != nil {
		return err
	}
	seen, err := strconv.ParseInt(v.field("number"), 10, 64)
	if err != nil {
		return lang.Invalid("web.error.form")
	}
	if err := s.ask(v, access.SetUp, seen); err != nil {
		return err
	}
	days := map[string]lang.Date{}
	for _, name := range []string{"opened", "closed"} {
		text := v.field(name)
		if text == "" {
			continue
		}
		if days[name], err = lang.ParseDate(text); err != nil {
			return s.showNext(v, http.StatusBadRequest, lang.Explain(v.tag, err))
		}
	}
	if days["closed"] != "" && (days["opened"] == "" || days["closed"] < days["opened"]) {
		return s.showNext(v, http.StatusBadRequest, v.say("next.days"))
	}
	var theme lang.Text
	if text := v.field("theme"); text != "" {
		theme = theme.With(v.tag, cut(text, 400))
	}
	var made fair.Edition
	err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		var err error
		made, err = tx.SetUp(v.Context(), seen, days["opened"], days["closed"], theme, v.field("current") != "", v.fromForm())
		return err
	})
	if lang.CodeOf(err) == lang.CodeConflict {
		if e := s.enter(v); e != nil {
			return e
		}
		return s.showNext(v, http.StatusConflict, lang.Explain(v.tag, err))
	}
	if err != nil {
		return err
	}
	redirectSeen(v.w, v.Request, v.workPath("editions", strconv.FormatInt(made.Number, 10)))
	return nil
}
