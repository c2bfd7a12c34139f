package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// leadDeeds lists what is done about leads and what becomes of agreements.
func (s *site) leadDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/leads", action: access.ReadLead, do: s.leads},
		{method: "GET", pattern: "/{fair}/work/leads/new", action: access.WriteLead, do: s.newLead},
		{method: "POST", pattern: "/{fair}/work/leads/new", action: access.WriteLead, do: s.writeNewLead},
		{method: "GET", pattern: "/{fair}/work/leads/{id}", action: access.ReadLead, do: s.lead},
		{method: "POST", pattern: "/{fair}/work/leads/{id}", action: access.WriteLead, do: s.workLead},
		{method: "POST", pattern: "/{fair}/work/leads/{id}/steps", action: access.ReportLanding, do: s.stepOfLead},
		{method: "GET", pattern: "/{fair}/work/landing/{id}", action: access.ReadRecord, do: s.landingOf},
		{method: "POST", pattern: "/{fair}/work/landing/{id}", action: access.ReportLanding, do: s.stepOfAgreement},
		{method: "POST", pattern: "/{fair}/work/steps/{id}/verify", action: access.VerifyLanding, do: s.verifyStep},
		{method: "GET", pattern: "/{fair}/work/owed", action: access.ReadLead, do: s.owed},
		{method: "GET", pattern: "/{fair}/work/limits", action: access.SetLimits, do: s.limits},
		{method: "POST", pattern: "/{fair}/work/limits", action: access.SetLimits, do: s.setLimits},
	}
}

// A newLeadPage is the form of a lead that was just heard of.
type newLeadPage struct {
	frame
	Form    string
	Meeting string // identifier of the meeting that it comes of; "" for none
	Fields  []typedField
	Refused string
}

// momentForm is how a form writes a time: without its zone, which is that of the place.
const momentForm = "2006-01-02T15:04"

func (s *site) newLead(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.WriteLead); err != nil {
		return err
	}
	form := url.Values{"edition": {v.URL.Query().Get("edition")}, "received": {s.db.Now().In(v.fair.Location()).Format(momentForm)}}
	if id := v.URL.Query().Get("meeting"); id != "" {
		if err := s.leadOfMeeting(v, id, form); err != nil {
			return err
		}
	}
	return s.showNewLead(v, form, "", http.StatusOK)
}

// leadOffices are the offices and sides for which the visitor may record leads of an edition; an
// empty list for those who name them.
func (v *visit) leadOffices() []officeOf {
	var out []officeOf
	for _, g := range v.actor.Grants {
		if o := (officeOf{g.Office, g.Side}); g.Role == access.Office && !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	return out
}

func (s *site) showNewLead(v *visit, form url.Values, refused string, status int) error {
	edition, all, err := s.workEdition(v, form.Get("edition"))
	if err != nil {
		return err
	}
	p := newLeadPage{Form: v.workPath("leads", "new"), Meeting: form.Get("meeting"), Refused: refused}
	field := func(name string, required bool, options []option) {
		f := typedField{Name: name, Label: v.label("landing.field." + name), Value: form.Get(name), Required: required, Options: options, Long: name == "note"}
		if key := "follow.hint." + name; lang.Has(key) {
			f.Hint = v.say(key)
		}
		p.Fields = append(p.Fields, f)
	}
	field("title", false, nil)
	field("investor", false, nil)
	field("project", false, nil)
	own := v.leadOffices()
	var sides, offices, districts []option
	for _, side := range v.fair.Sides {
		if len(own) > 0 && !slices.ContainsFunc(own, func(o officeOf) bool { return o.Side == side.Code }) {
			continue
		}
		sides = append(sides, option{Value: side.Code, Text: v.name(side.Name), Selected: side.Code == form.Get("side") || len(own) == 1})
		for _, d := range fair.Districts(side.Code) {
			districts = append(districts, option{Value: d.Code, Text: v.name(d.Name), Selected: d.Code == form.Get("district")})
		}
	}
	var codes []string
	for _, o := range own {
		codes = append(codes, o.Office)
	}
	if err := s.nameOffices(v, codes); err != nil {
		return err
	}
	for _, o := range own {
		offices = append(offices, option{Value: o.Office, Text: v.name(v.office(o.Office)), Selected: o.Office == form.Get("office") || len(own) == 1})
	}
	field("side", true, sides)
	field("district", false, districts)
	field("office", true, offices)
	field("officer", true, nil)
	field("officer_post", false, nil)
	field("received", true, nil)
	p.Fields[len(p.Fields)-1].Moment = true
	field("edition", true, v.editionChoice(all, edition.Number).Options)
	field("code", false, nil)
	field("note", false, nil)
	if p.frame, err = s.workFrame(v, "leads", v.say("follow.new")); err != nil {
		return err
	}
	return s.showAs(v, status, "lead_new", p)
}

// writeNewLead records a lead with its responsible officer.
func (s *site) writeNewLead(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.WriteLead); err != nil {
		return err
	}
	l, officer, err := s.leadTyped(v)
	met := v.field("meeting")
	if err == nil && met != "" {
		_, err = s.openMeeting(v, met)
	}
	if err == nil {
		err = s.db.Allow(v.Context(), v.fair.ID, v.actor, store.LeadQuestion(access.WriteLead, l), "lead")
	}
	if err == nil {
		err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
			x := l
			if err := v.putOfficer(tx, &x, officer); err != nil {
				return err
			}
			var err error
			if l, err = tx.PutLead(v.Context(), x, 0, v.fromForm()); err != nil || met == "" {
				return err
			}
			return v.nameLead(tx, met, l.ID)
		})
	}
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil || status == http.StatusForbidden {
			return err
		}
		return s.showNewLead(v, v.PostForm, text, status)
	}
	redirectSeen(v.w, v.Request, v.recordedAt("leads", l.ID))
	return nil
}

// leadTyped reads the form of a lead.
func (s *site) leadTyped(v *visit) (landing.Lead, party.Person, error) {
	var officer party.Person
	l := landing.Lead{
		Code: v.field("code"), Project: v.field("project"), Side: v.field("side"), District: v.field("district"), Office: v.field("office"),
		Note: strings.TrimSpace(v.PostFormValue("note")),
	}
	if l.Code != "" {
		rows, err := store.ByCode[landing.Lead](v.Context(), v.view, []string{l.Code})
		if err != nil {
			return l, officer, err
		}
		if len(rows) > 0 {
			return l, officer, lang.Invalid("follow.code_taken", lang.Args{"code": short(l.Code)})
		}
	}
	if own := v.leadOffices(); len(own) == 1 {
		l.Office, l.Side = cmp.Or(l.Office, own[0].Office), cmp.Or(l.Side, own[0].Side)
	}
	edition, _, err := s.workEdition(v, v.field("edition"))
	if err != nil {
		return l, officer, err
	}
	l.Edition = edition.Number
	if t := v.field("title"); t != "" {
		l.Title = inScript(t)
	}
	if name := v.field("investor"); name != "" {
		if l.Investor, err = s.findParty(v, name); err != nil {
			return l, officer, err
		}
	}
	if l.Project != "" {
		rows, err := store.ByCode[project.Project](v.Context(), v.view, []string{l.Project})
		if err != nil {
			return l, officer, err
		}
		if len(rows) == 0 {
			return l, officer, lang.Invalid("follow.no_project", lang.Args{"given": short(l.Project)})
		}
	}
	if l.Office == "" {
		return l, officer, lang.Invalid("follow.who")
	}
	if officer, err = v.officerTyped(); err != nil {
		return l, officer, err
	}
	place, err := landing.PlaceOf(l.District, l.Side)
	if err != nil {
		return l, officer, lang.Invalid("landing.calendar.place", lang.Args{"side": l.Side}).Because(err)
	}
	at, err := s.momentTyped(v, "received", landing.CalendarOf(place))
	l.Received = at
	return l, officer, err
}

// officerTyped reads who answers for a lead.
func (v *visit) officerTyped() (party.Person, error) {
	var p party.Person
	if v.field("officer") == "" {
		return p, lang.Invalid("follow.who")
	}
	p.Name = inScript(v.field("officer"))
	if post := v.field("officer_post"); post != "" {
		p.Office = inScript(post)
	}
	return p, nil
}

// putOfficer writes a person who answers for a lead from now on; nobody when there is no name. The
// former one stays with the former state.
func (v *visit) putOfficer(tx *store.Tx, l *landing.Lead, officer party.Person) error {
	if officer.Name.Empty() {
		return nil
	}
	officer.Ref = "officer-" + access.NewSecret()[:22]
	l.Officer = officer.Ref
	return tx.PutPerson(v.Context(), officer)
}

// momentTyped reads a date and a time of the place, which are not to come.
func (s *site) momentTyped(v *visit, name string, c *landing.Calendar) (string, error) {
	at, err := time.ParseInLocation(momentForm, v.field(name), c.Zone)
	if err != nil {
		return "", lang.Invalid("follow.moment", lang.Args{"field": lang.Word("landing.field." + name), "given": short(v.field(name))})
	}
	if at.After(s.db.Now()) {
		return "", lang.Invalid("follow.moment_future", lang.Args{"field": lang.Word("landing.field." + name)})
	}
	return at.Format(time.RFC3339), nil
}

// openLead reads the lead that the address names, for a reader who may do the action to it. Who
// may not even read it is told that there is none.
func (s *site) openLead(v *visit, action access.Action) (store.Row[landing.Lead], error) {
	row, err := store.Get[landing.Lead](v.Context(), v.view, v.PathValue("id"))
	if lang.CodeOf(err) == lang.CodeNotFound {
		return row, lang.NotFound("web.error.record")
	}
	if err != nil {
		return row, err
	}
	for _, a := range slices.Compact([]access.Action{access.ReadLead, action}) {
		err := s.db.Allow(v.Context(), v.fair.ID, v.actor, store.LeadQuestion(a, row.Value), "lead/"+row.Value.ID)
		if a == access.ReadLead && lang.CodeOf(err) == lang.CodeForbidden {
			return row, lang.NotFound("web.error.record").Because(err)
		}
		if err != nil {
			return row, err
		}
	}
	return row, nil
}

// A leadPage is one lead: where it stands, what is owed, and what may be done.
type leadPage struct {
	frame
	Meeting   string // where the meeting stands that it came of
	Code      string
	Stage     string
	Held      bool // suspended or terminated
	Fields    []recordField
	Duties    []dutyLine
	Why       string // what the calendar does not know
	Steps     []milestoneLine
	Step      *stepForm
	Act       string // where it is worked; "" for those who may not
	Before    int64
	Answered  string // what the form offers; "" once it was answered
	Links     bool   // it is signed and leads to no agreement yet
	Agreement string
	Officer   *officerForm // nil for those who may not change who answers for it
	Correct   string       // its page where it is corrected, with the history
	Recorded  bool         // something just was
	Refused   string
}

// An officerForm changes who answers for a lead.
type officerForm struct{ Name, Post string }

func (s *site) lead(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.ReadLead); err != nil {
		return err
	}
	row, err := s.openLead(v, access.ReadLead)
	if err != nil {
		return err
	}
	return s.showLead(v, row, "", http.StatusOK)
}

func (s *site) showLead(v *visit, row store.Row[landing.Lead], refused string, status int) error {
	ctx, l, now := v.Context(), row.Value, s.db.Now()
	settings, err := v.view.Settings(ctx)
	if err != nil {
		return err
	}
	may := func(a access.Action) bool { return access.Decide(v.actor, store.LeadQuestion(a, l), settings) }
	steps, err := store.MilestonesOf(ctx, v.view, []string{l.ID})
	if err != nil {
		return err
	}
	p := leadPage{Code: l.Code, Before: int64(row.Since), Recorded: v.recorded(), Refused: refused}
	var all []landing.Milestone
	for _, m := range steps {
		all = append(all, m.Value)
	}
	state, _, _ := landing.Replay(landing.LeadStage, "", all)
	p.Stage, p.Held = v.say("landing.stage."+string(state.Place())), state.Suspended || state.Terminated
	if p.Fields, err = s.leadFieldsNamed(v, l); err != nil {
		return err
	}
	place, err := landing.PlaceOf(l.District, l.Side)
	zone := v.fair.Location()
	if err == nil {
		c := landing.CalendarOf(place)
		zone = c.Zone
		limits, e := v.view.Limits(ctx)
		if e != nil {
			return e
		}
		p.Duties, err = v.dutyLines(l, all, landing.LimitsFor(limits, l.Edition), c, now)
	}
	if err != nil {
		p.Why = lang.Explain(v.tag, err)
	}
	if p.Steps, err = s.milestoneLines(v, steps, may(access.VerifyLanding)); err != nil {
		return err
	}
	if may(access.WriteLead) {
		p.Act = v.workPath("leads", l.ID)
		if l.Answered == "" && !state.Terminated {
			p.Answered = now.In(zone).Format(momentForm)
		}
		p.Officer = &officerForm{v.PostFormValue("officer"), v.PostFormValue("officer_post")}
		p.Links, p.Agreement = state.Stage == landing.Signed && l.Agreement == "", v.PostFormValue("agreement")
	}
	if may(access.ReportLanding) && !state.Terminated {
		p.Step = v.stepForm(v.workPath("leads", l.ID, "steps"), state, false, lang.DateOf(now.In(zone)))
	}
	if may(access.ReadRecord) {
		p.Correct = v.recordPath("lead", l.ID)
	}
	met, err := v.view.MeetingOfLead(ctx, l.ID)
	if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
		return err
	}
	if err == nil && access.Decide(v.actor, store.MeetingQuestion(access.ReadMeeting, met.Value), settings) {
		p.Meeting = v.address(url.Values{"of": {met.Value.A}, "edition": {strconv.FormatInt(met.Value.Edition, 10)}}, "work", "day")
	}
	title, err := s.leadTitle(v, l)
	if err != nil {
		return err
	}
	if p.frame, err = s.workFrame(v, "leads", cut(title, 120)); err != nil {
		return err
	}
	return s.showAs(v, status, "lead", p)
}

// leadFieldsNamed lists what is recorded of a lead, with the names that it mentions.
func (s *site) leadFieldsNamed(v *visit, l landing.Lead) ([]recordField, error) {
	if err := s.nameLeads(v, []landing.Lead{l}); err != nil {
		return nil, err
	}
	return filled(v.leadFields(l)[1:]), nil // the title is the heading
}

// workLead answers a lead, or leads from it to the agreement that it became.
func (s *site) workLead(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.WriteLead); err != nil {
		return err
	}
	row, err := s.openLead(v, access.WriteLead)
	if err != nil {
		return err
	}
	before, err := strconv.ParseInt(v.field("before"), 10, 64)
	if err != nil {
		return lang.Invalid("web.error.form")
	}
	l := row.Value
	var officer party.Person
	switch v.field("do") {
	case "answer":
		place, e := landing.PlaceOf(l.District, l.Side)
		if err = e; err == nil {
			l.Answered, err = s.momentTyped(v, "answered", landing.CalendarOf(place))
		}
	case "officer":
		officer, err = v.officerTyped()
	case "link":
		l.Agreement, err = s.agreementTyped(v, v.field("agreement"))
	default:
		return lang.Invalid("web.error.form")
	}
	if err == nil {
		err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
			x := l
			if err := v.putOfficer(tx, &x, officer); err != nil {
				return err
			}
			_, err := tx.PutLead(v.Context(), x, journal.Position(before), v.fromForm())
			return err
		})
	}
	return s.backToLead(v, err)
}

// backToLead shows the lead again with why something was refused, or leads back to it.
func (s *site) backToLead(v *visit, err error) error {
	if err == nil {
		redirectSeen(v.w, v.Request, v.recordedAt("leads", v.PathValue("id")))
		return nil
	}
	text, status, rest := v.refusal(err)
	if rest != nil {
		return rest
	}
	if err := s.enter(v); err != nil {
		return err
	}
	row, err := s.openLead(v, access.ReadLead)
	if err != nil {
		return err
	}
	return s.showLead(v, row, text, status)
}

// agreementTyped finds the agreement that was typed: its code or identifier. Who may not read it
// is told that there is none.
func (s *site) agreementTyped(v *visit, given string) (string, error) {
	none := lang.Invalid("follow.no_agreement", lang.Args{"given": short(given)})
	if given == "" {
		return "", none
	}
	view, err := v.seen()
	if err != nil {
		return "", err
	}
	rows, err := store.ByCode[agreement.Agreement](v.Context(), view, []string{given})
	if err == nil && len(rows) == 0 {
		rows, err = store.ByID[agreement.Agreement](v.Context(), view, []string{given})
	}
	if err != nil {
		return "", err
	}
	if len(rows) != 1 {
		return "", none
	}
	return string(rows[0].Value.ID), nil
}
