package web

import (
	"cmp"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/project"
	"bridgehead/store"
)

// mostListed is how many lines each list of leads and of what is owed has at most.
const mostListed = 200

// part cuts from a list what a page shows: what stands after a place, "" for the beginning, in the
// order of the places; with the last of them when there is more.
func part[T any](all []T, at func(T) string, after string) (shown []T, last string) {
	slices.SortStableFunc(all, func(a, b T) int { return cmp.Compare(at(a), at(b)) })
	all = all[sort.Search(len(all), func(i int) bool { return at(all[i]) > after }):]
	if len(all) <= mostListed {
		return all, ""
	}
	return all[:mostListed], at(all[mostListed-1])
}

// owedAt is the place of something that is owed among the others: by the day by which, what is not
// known first.
func owedAt(o store.Owed) string {
	return strings.Join([]string{string(o.Duty.Day), o.ID, string(o.Duty.Task), o.Duty.Of}, " ")
}

// goesOn is where a list of an edition goes on after a place; "" where it ends.
func (v *visit) goesOn(list string, edition int64, name, last string) string {
	if last == "" {
		return ""
	}
	return v.address(url.Values{"edition": {strconv.FormatInt(edition, 10)}, name: {last}}, "work", list)
}

// A leadsPage lists the leads of an edition: what is owed first, by the time by which.
type leadsPage struct {
	frame
	Form     string
	Editions choice
	New      string // address; "" for those who may not
	Owed     []owedLine
	Rest     []leadLine
	Later    string // address of what is owed after those
	Next     string // address of the rest after those
}

// An owedLine is something that has to be done, with the time by which.
type owedLine struct {
	Title   string
	Code    string
	URL     string
	Kind    string
	Task    string
	Day     lang.Date
	Place   string
	Late    bool
	Level   string // who has been told; "" for nobody
	Office  []lang.Text
	Officer string
	Why     string // what is not known
}

// A leadLine is a lead about which nothing is owed.
type leadLine struct {
	Title, Code, URL, Stage string
	Office                  lang.Text
	Officer                 string
	Received                time.Time
}

// seen is the record as the visitor may read it: of leads and what became of agreements, theirs.
func (v *visit) seen() (store.View, error) { return v.view.As(v.Context(), v.sight) }

// leadTitle says what a lead is about: its title, or else the project or the investor.
func (s *site) leadTitle(v *visit, l landing.Lead) (string, error) {
	if t := v.name(l.Title); t != "" {
		return t, nil
	}
	if l.Project != "" {
		rows, err := store.ByCode[project.Project](v.Context(), v.view, []string{l.Project})
		if err != nil {
			return "", err
		}
		for _, r := range rows {
			if t := v.name(r.Value.Title); t != "" {
				return t, nil
			}
		}
	}
	if l.Investor != "" {
		if err := s.nameParties(v, []string{string(l.Investor)}); err != nil {
			return "", err
		}
		return v.name(v.named(l.Investor).Name), nil
	}
	return cmp.Or(l.Code, l.Project), nil
}

// officerName is the name of the responsible person, with the post.
func (v *visit) officerName(ref string) (string, error) {
	if ref == "" {
		return "", nil
	}
	p, err := v.view.Person(v.Context(), ref)
	if err != nil {
		return "", err
	}
	name := v.name(p.Name)
	if post := v.name(p.Office); post != "" {
		name += v.say("web.comma") + post
	}
	return name, nil
}

// owedToSee keeps of what is owed what the table lets the visitor read: a side may be set to see
// its own alone.
func (v *visit) owedToSee(view store.View, list []store.Owed) ([]store.Owed, error) {
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return nil, err
	}
	ids := map[string][]string{}
	for _, o := range list {
		ids[o.Kind] = append(ids[o.Kind], o.ID)
	}
	see := map[string]bool{}
	leads, err := store.ByID[landing.Lead](v.Context(), view, missing(ids["lead"], see))
	if err != nil {
		return nil, err
	}
	for _, r := range leads {
		see[r.Value.ID] = access.Decide(v.actor, store.LeadQuestion(access.ReadLead, r.Value), settings)
	}
	agreements, err := store.ByID[agreement.Agreement](v.Context(), view, missing(ids["agreement"], see))
	if err != nil {
		return nil, err
	}
	questions := v.view.Questions()
	for _, r := range agreements {
		q, err := questions.Agreement(v.Context(), r.Value)
		if err != nil {
			return nil, err
		}
		q.Action, q.Signed = access.ReadRecord, false // what is planned is not public
		see[string(r.Value.ID)] = access.Decide(v.actor, q, settings)
	}
	return slices.DeleteFunc(list, func(o store.Owed) bool { return !see[o.ID] }), nil
}

// owedLines prepares what is owed for a page.
func (s *site) owedLines(v *visit, view store.View, list []store.Owed, now time.Time) ([]owedLine, error) {
	var codes []string
	for _, o := range list {
		codes = append(codes, o.Offices...)
	}
	if err := s.nameOffices(v, codes); err != nil {
		return nil, err
	}
	var out []owedLine
	for _, o := range list {
		line := owedLine{Title: v.name(o.Title), Code: o.Code, Day: o.Duty.Day, Late: o.Duty.Overdue(now), Kind: v.label("word." + o.Kind)}
		if o.Place != "" {
			line.Place = v.say("landing.place." + string(o.Place))
		}
		line.URL = v.workPath("landing", o.ID)
		if o.Kind == "lead" {
			line.URL = v.workPath("leads", o.ID)
			if line.Title == "" {
				row, err := store.Get[landing.Lead](v.Context(), view, o.ID)
				if err != nil {
					return nil, err
				}
				if line.Title, err = s.leadTitle(v, row.Value); err != nil {
					return nil, err
				}
			}
		}
		line.Title = cmp.Or(line.Title, o.Code, line.Kind)
		if o.Duty.Task != "" {
			line.Task = v.dutyWord(o.Duty)
		}
		if level := o.Level(); level != "" {
			line.Level = v.say("landing.level." + string(level))
		}
		for _, code := range o.Offices {
			line.Office = append(line.Office, v.office(code))
		}
		var err error
		if line.Officer, err = v.officerName(o.Officer); err != nil {
			return nil, err
		}
		if o.Unknown != nil {
			line.Why = lang.Explain(v.tag, o.Unknown)
		}
		out = append(out, line)
	}
	return out, nil
}

// dutyWord says what has to be done.
func (v *visit) dutyWord(d landing.Duty) string {
	word := v.label("landing.task." + string(d.Task))
	if d.Stage != "" {
		word = v.say("web.labelled", lang.Args{"label": word, "value": v.say("landing.stage." + string(d.Stage))})
	}
	return word
}

// leadsOf enters a list of the leads of the edition that the address names, with the record as the
// visitor sees it.
func (s *site) leadsOf(v *visit) (edition fair.Edition, all []fair.Edition, view store.View, err error) {
	v.latest()
	if err = s.enterAs(v, access.ReadLead); err != nil {
		return edition, nil, view, err
	}
	if edition, all, err = s.workEdition(v, v.URL.Query().Get("edition")); err != nil {
		return edition, nil, view, err
	}
	view, err = v.seen()
	return edition, all, view, err
}

func (s *site) leads(v *visit) error {
	edition, all, view, err := s.leadsOf(v)
	if err != nil {
		return err
	}
	now := s.db.Now()
	p := leadsPage{Form: v.workPath("leads"), Editions: v.editionChoice(all, edition.Number)}
	if !access.AllRefused(v.actor, access.WriteLead) {
		p.New = v.address(url.Values{"edition": {strconv.FormatInt(edition.Number, 10)}}, "work", "leads", "new")
	}
	owed, err := view.OwedOfLeads(v.Context(), edition.Number, now, false)
	if err != nil {
		return err
	}
	if owed, err = v.owedToSee(view, owed); err != nil {
		return err
	}
	owes := map[string]bool{}
	for _, o := range owed {
		owes[o.ID] = true
	}
	owed, last := part(owed, owedAt, v.URL.Query().Get("due"))
	p.Later = v.goesOn("leads", edition.Number, "due", last)
	if p.Owed, err = s.owedLines(v, view, owed, now); err != nil {
		return err
	}
	rows, last, err := s.restOfLeads(v, view, edition.Number, owes)
	if err != nil {
		return err
	}
	if p.Next = v.goesOn("leads", edition.Number, "after", last); p.Next != "" {
		p.Next += "#rest"
	}
	if p.Rest, err = s.leadLines(v, view, rows); err != nil {
		return err
	}
	if p.frame, err = s.workFrame(v, "leads", v.say("follow.leads", lang.Args{"edition": v.editionWord(edition.Number)})); err != nil {
		return err
	}
	return s.show(v, "leads", p)
}

// restOfLeads reads the leads about which nothing is owed and that the visitor may read, the newest
// first, after the one that the address names; with the last of them when there are more. It reads
// no more than it shows and what it passes over on the way.
func (s *site) restOfLeads(v *visit, view store.View, edition int64, owes map[string]bool) (shown []store.Row[landing.Lead], last string, err error) {
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return nil, "", err
	}
	for before := v.URL.Query().Get("after"); ; {
		rows, err := view.LeadsBefore(v.Context(), edition, before, mostListed+1)
		if err != nil || len(rows) == 0 {
			return shown, "", err
		}
		for _, r := range rows {
			before = r.Value.ID
			if owes[r.Value.ID] || !access.Decide(v.actor, store.LeadQuestion(access.ReadLead, r.Value), settings) {
				continue
			}
			if len(shown) == mostListed {
				return shown, shown[mostListed-1].Value.ID, nil
			}
			shown = append(shown, r)
		}
	}
}

func (s *site) leadLines(v *visit, view store.View, rows []store.Row[landing.Lead]) ([]leadLine, error) {
	var ids, offices []string
	for _, r := range rows {
		ids, offices = append(ids, r.Value.ID), append(offices, r.Value.Office)
	}
	if err := s.nameOffices(v, offices); err != nil {
		return nil, err
	}
	steps, err := store.MilestonesOf(v.Context(), view, ids)
	if err != nil {
		return nil, err
	}
	of := map[string][]landing.Milestone{}
	for _, m := range steps {
		of[m.Value.Lead] = append(of[m.Value.Lead], m.Value)
	}
	var out []leadLine
	for _, r := range rows {
		l := r.Value
		state, _, _ := landing.Replay(landing.LeadStage, "", of[l.ID])
		line := leadLine{Code: l.Code, URL: v.workPath("leads", l.ID), Stage: v.say("landing.stage." + string(state.Place()))}
		if l.Office != "" {
			line.Office = v.office(l.Office)
		}
		if line.Title, err = s.leadTitle(v, l); err != nil {
			return nil, err
		}
		if line.Officer, err = v.officerName(l.Officer); err != nil {
			return nil, err
		}
		if at, err := l.ReceivedAt(); err == nil {
			line.Received = at
		}
		out = append(out, line)
	}
	return out, nil
}
