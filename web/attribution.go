package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// attributionDeeds lists the pages on which offices agree for whom a record counts.
func (s *site) attributionDeeds() []deed {
	const record = "/{fair}/work/records/{kind}/{id}/attribution"
	return []deed{
		{method: "GET", pattern: "/{fair}/work/attributions", action: access.Attribute, do: s.attributions},
		{method: "GET", pattern: "/{fair}/work/attributions/{id}", action: access.Attribute, do: s.attribution},
		{method: "POST", pattern: "/{fair}/work/attributions/{id}", action: access.Attribute, do: s.answerAttribution},
		{method: "GET", pattern: record, action: access.Attribute, do: s.attributionForm},
		{method: "POST", pattern: record, action: access.Attribute, do: s.propose},
	}
}

// proposalsListed is how many open proposals are looked through.
const proposalsListed = 1000

// A proposalLine is a proposal in a list.
type proposalLine struct {
	Title    lang.Text
	Kind     string
	URL      string
	Proposer string
	State    string
	At       time.Time
	Mine     bool // the reader's word is asked for
}

// An attributionsPage lists the open proposals that the reader has to do with, those that wait for them first.
type attributionsPage struct {
	frame
	Lines []proposalLine
}

// A proposalAt is a proposal with its record and what the reader may do about it.
type proposalAt struct {
	row     store.Row[agreement.Proposal]
	of      store.Proposed
	asked   []string // offices whose word the reader gives; "" is the secretariat
	settles bool     // the reader may settle it, whoever's word is missing
	own     bool     // it is the reader's own
	reads   bool     // the reader may read the record
}

// shown reports whether the reader has to do with it.
func (p proposalAt) shown() bool { return p.settles || p.own || len(p.asked) > 0 }

// proposalFor says what the reader may do about a proposal. Who was asked once may go on reading it.
func (s *site) proposalFor(v *visit, row store.Row[agreement.Proposal], settings access.Settings) (p proposalAt, found bool, err error) {
	p = proposalAt{row: row}
	if p.of, err = v.view.Proposed(v.Context(), row.Value); err != nil {
		return p, false, err
	}
	may := func(action access.Action) bool {
		q := p.of.Question
		q.Action = action
		return access.Decide(v.actor, q, settings)
	}
	p.asked = store.Asked(v.actor, row.Value, p.of.Question, settings)
	p.settles, p.reads = may(access.Correct), may(access.ReadRecord)
	if office := row.Value.Proposer; office == "" {
		p.own = p.settles
	} else {
		p.own = slices.Contains(v.actor.Offices(), office) && access.Decide(v.actor, access.Question{Action: access.Attribute, Edition: p.of.Question.Edition, Offices: []string{office}}, settings)
	}
	was := slices.ContainsFunc(row.Value.Offices, func(c agreement.Consent) bool { return c.Office != "" && slices.Contains(v.actor.Offices(), c.Office) })
	return p, p.shown() || was || may(access.Attribute), nil
}

func (s *site) attributions(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.Attribute); err != nil {
		return err
	}
	lines, err := s.openProposals(v)
	if err != nil {
		return err
	}
	p := attributionsPage{Lines: lines}
	if p.frame, err = s.workFrame(v, "attributions", v.say("work.menu.attributions")); err != nil {
		return err
	}
	return s.showAs(v, http.StatusOK, "attributions", p)
}

// openProposals are those that the reader has to do with.
func (s *site) openProposals(v *visit) ([]proposalLine, error) {
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return nil, err
	}
	rows, err := v.view.Proposals(v.Context(), proposalsListed)
	if err != nil {
		return nil, err
	}
	var waiting, others []proposalLine
	for _, r := range rows {
		p, found, err := s.proposalFor(v, r, settings)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		l, err := s.proposalLine(v, p)
		if err != nil {
			return nil, err
		}
		if l.Mine {
			waiting = append(waiting, l)
		} else {
			others = append(others, l)
		}
	}
	return append(waiting, others...), nil
}

func (s *site) proposalLine(v *visit, p proposalAt) (proposalLine, error) {
	x := p.row.Value
	e, err := v.view.Entry(v.Context(), p.row.Since)
	if err == nil {
		err = s.nameOffices(v, given(x.Proposer))
	}
	return proposalLine{
		Title: p.of.Title, Kind: v.say("submit.kind." + p.of.Kind), URL: v.workPath("attributions", x.ID), Proposer: v.officeOrSecretariat(x.Proposer),
		State: v.say("attribution.state." + string(x.State)), At: e.Time.In(v.fair.Location()), Mine: len(p.asked) > 0,
	}, err
}

// officeOrSecretariat names an office, or the secretariat for none.
func (v *visit) officeOrSecretariat(code string) string {
	if code == "" {
		return v.say("access.role.secretariat")
	}
	return v.name(v.office(code))
}

// A consentLine is whose word a proposal needs.
type consentLine struct {
	Office string
	Agreed bool
}

// An attributionPage is one proposal.
type attributionPage struct {
	frame
	Line     proposalLine
	Record   string // "" where the reader may not read it
	Was, To  []recordField
	Reason   string
	Consents []consentLine
	Refused  string
	Action   string
	Since    int64
	Agree    []option // offices whose word the reader gives
	Decline  bool
	Settle   bool
	Withdraw bool
	Open     bool
}

// theProposal reads the proposal that the address names, for a reader who has to do with it.
func (s *site) theProposal(v *visit) (proposalAt, error) {
	v.latest()
	if err := s.enterAs(v, access.Attribute); err != nil {
		return proposalAt{}, err
	}
	id := v.PathValue("id")
	row, err := store.Get[agreement.Proposal](v.Context(), v.view, id)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return proposalAt{}, lang.NotFound("web.error.record")
	}
	if err != nil {
		return proposalAt{}, err
	}
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return proposalAt{}, err
	}
	p, found, err := s.proposalFor(v, row, settings)
	if err != nil || found {
		return p, err
	}
	q := p.of.Question
	q.Action = access.Attribute
	err = s.db.Allow(v.Context(), v.fair.ID, v.actor, q, "proposal/"+id) // which writes the refusal down
	return p, lang.NotFound("web.error.record").Because(err)
}

func (s *site) attribution(v *visit) error {
	p, err := s.theProposal(v)
	if err != nil {
		return err
	}
	return s.showAttribution(v, p, "", http.StatusOK)
}

func (s *site) showAttribution(v *visit, p proposalAt, refused string, status int) error {
	x := p.row.Value
	var codes []string
	for _, c := range x.Offices {
		codes = append(codes, c.Office)
	}
	for _, t := range x.Attributions {
		codes = append(codes, t.Office)
	}
	was, err := s.attributionsBefore(v, x)
	if err != nil {
		return err
	}
	for _, t := range was {
		codes = append(codes, t.Office)
	}
	if err := s.nameOffices(v, codes); err != nil {
		return err
	}
	line, err := s.proposalLine(v, p)
	if err != nil {
		return err
	}
	out := attributionPage{
		Line: line, Reason: x.Reason, Refused: refused, Action: line.URL, Since: int64(p.row.Since), Open: x.Open,
		Was: v.attributionFields(was), To: v.attributionFields(x.Attributions),
	}
	if p.reads {
		out.Record = v.recordPath(p.of.Kind, p.of.ID, "history")
	}
	for _, c := range x.Offices {
		out.Consents = append(out.Consents, consentLine{v.officeOrSecretariat(c.Office), c.Agreed})
	}
	if x.Open {
		for _, code := range p.asked {
			out.Agree = append(out.Agree, option{Value: code, Text: v.officeOrSecretariat(code)})
		}
		out.Decline, out.Settle, out.Withdraw = len(p.asked) > 0 || p.settles, p.settles && !(len(p.asked) == 1 && len(x.Offices) == 1), p.own
	}
	if out.frame, err = s.workFrame(v, "attributions", v.say("attribution.title")); err != nil {
		return err
	}
	return s.showAs(v, status, "attribution", out)
}

// attributionsBefore is for whom the record counted when the proposal was written.
func (s *site) attributionsBefore(v *visit, x agreement.Proposal) ([]agreement.Attribution, error) {
	view := v.view
	view.At = journal.Position(x.Base)
	if x.Project != "" {
		row, err := store.Get[project.Project](v.Context(), view, string(x.Project))
		return []agreement.Attribution{{District: row.Value.District, Office: row.Value.Office, Num: 1, Den: 1}}, err
	}
	row, err := store.Get[agreement.Agreement](v.Context(), view, string(x.Agreement))
	return row.Value.Attributions, err
}

// attributionFields says for whom a record counts.
func (v *visit) attributionFields(all []agreement.Attribution) []recordField {
	var out []recordField
	for _, t := range all {
		f := recordField{Label: v.shareText(t.Num, t.Den)}
		switch district, office := v.name(districtName(t.District)), v.name(v.office(t.Office)); {
		case t.Office == "":
			f.Plain = district
		case t.District == "" || district == office:
			f.Plain = office
		default:
			f.Plain = office + v.say("web.comma") + district
		}
		out = append(out, f)
	}
	return out
}

func (s *site) answerAttribution(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	p, err := s.theProposal(v)
	if err != nil {
		return err
	}
	x, do := p.row.Value, v.field("do")
	allowed := map[string]bool{
		"agree": slices.Contains(p.asked, v.field("office")), "decline": len(p.asked) > 0 || p.settles, "settle": p.settles, "withdraw": p.own,
	}
	may, known := allowed[do]
	seen, err := strconv.ParseInt(v.field("since"), 10, 64)
	if err != nil || !known {
		return lang.Invalid("web.error.form")
	}
	if x.Open && !may {
		q := p.of.Question
		q.Action = access.Correct // which is what settles it without being asked
		if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, q, "proposal/"+x.ID); err != nil {
			return err
		}
		return lang.Conflict("proposal.closed")
	}
	switch do {
	case "agree":
		x, err = x.Agree(v.field("office"))
	case "settle":
		x, err = x.Close(agreement.ProposalAgreed)
	case "decline":
		x, err = x.Close(agreement.ProposalDeclined)
	case "withdraw":
		x, err = x.Close(agreement.ProposalWithdrawn)
	}
	if err == nil {
		err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
			_, err := tx.Settle(v.Context(), x, journal.Position(seen), s.byForm(v))
			return err
		})
	}
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		return s.showAttribution(v, p, text, status)
	}
	redirectSeen(v.w, v.Request, v.workPath("attributions", x.ID))
	return nil
}

// A proposeRow is one share in the form.
type proposeRow struct {
	N                       int
	Office, District, Share string
	Name                    string
}

// A proposePage is the form on which another attribution is proposed, and what was proposed before.
type proposePage struct {
	frame
	Name    lang.Text
	Kind    string
	Record  string
	Action  string
	Before  int64
	Rows    []proposeRow
	Shares  bool // shares are asked for
	Reason  string
	Offices []option // suggestions
	Places  []string
	Refused string
	As      string // in whose name it is proposed
	Waits   string // the open proposal, "" for none
	Past    []proposalLine
}

// A toPropose is a record for which a proposal is made.
type toPropose struct {
	of  store.Proposed
	was []agreement.Attribution
	rec any
	as  string // office in whose name; "" for the secretariat
}

// recordToPropose reads the record that the address names. Who may not read it is told that there is none.
func (s *site) recordToPropose(v *visit) (r toPropose, err error) {
	v.latest()
	if err := s.enterAs(v, access.Attribute); err != nil {
		return r, err
	}
	kind, id := v.PathValue("kind"), v.PathValue("id")
	var x agreement.Proposal
	switch kind {
	case "project":
		x.Project = project.ID(id)
	case "agreement":
		x.Agreement = agreement.ID(id)
	default:
		return r, lang.NotFound("web.error.page")
	}
	if r.of, err = v.view.Proposed(v.Context(), x); lang.CodeOf(err) == lang.CodeNotFound {
		return r, lang.NotFound("web.error.record")
	} else if err != nil {
		return r, err
	}
	q := r.of.Question
	for _, action := range []access.Action{access.ReadRecord, access.Attribute} {
		q.Action = action
		err := s.db.Allow(v.Context(), v.fair.ID, v.actor, q, kind+"/"+id)
		if lang.CodeOf(err) == lang.CodeForbidden && action == access.ReadRecord {
			err = lang.NotFound("web.error.record").Because(err)
		}
		if err != nil {
			return r, err
		}
	}
	if kind == "project" {
		row, err := store.Get[project.Project](v.Context(), v.view, id)
		r.rec, r.was = row.Value, []agreement.Attribution{{District: row.Value.District, Office: row.Value.Office, Num: 1, Den: 1}}
		if err != nil {
			return r, err
		}
	} else {
		row, err := store.Get[agreement.Agreement](v.Context(), v.view, id)
		r.rec, r.was = row.Value, row.Value.Attributions
		if err != nil {
			return r, err
		}
	}
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return r, err
	}
	if q.Action = access.Correct; !access.Decide(v.actor, q, settings) {
		for _, code := range v.actor.Offices() {
			if slices.Contains(q.Offices, code) {
				r.as = code
				break
			}
		}
	}
	return r, nil
}

func (s *site) attributionForm(v *visit) error {
	r, err := s.recordToPropose(v)
	if err != nil {
		return err
	}
	var rows []proposeRow
	for _, t := range r.was {
		rows = append(rows, proposeRow{Office: t.Office, District: t.District, Share: shareTyped(t)})
	}
	return s.showPropose(v, r, rows, "", "", http.StatusOK)
}

func (s *site) showPropose(v *visit, r toPropose, rows []proposeRow, reason, refused string, status int) error {
	p := proposePage{
		Name: r.of.Title, Kind: v.say("submit.kind." + r.of.Kind), Record: v.recordPath(r.of.Kind, r.of.ID), Action: v.recordPath(r.of.Kind, r.of.ID, "attribution"),
		Before: int64(r.of.Since), Shares: r.of.Kind == "agreement", Reason: reason, Refused: refused, Places: v.placeNames(),
	}
	known, err := s.officesKnown(v, r.was)
	if err != nil {
		return err
	}
	for _, code := range known {
		p.Offices = append(p.Offices, option{Value: code, Text: v.name(v.office(code))})
	}
	if p.Shares && len(rows) < listMost {
		rows = append(rows, proposeRow{}, proposeRow{})
	}
	for i, row := range rows {
		row.N = i + 1
		if d, ok := fair.DistrictByCode(row.District); ok {
			row.District = v.name(d.Name)
		}
		if row.Office != "" && slices.Contains(known, row.Office) {
			row.Name = v.name(v.office(row.Office))
		}
		p.Rows = append(p.Rows, row)
	}
	past, err := v.view.ProposalsOf(v.Context(), r.of.Kind, r.of.ID)
	if err != nil {
		return err
	}
	for _, x := range past {
		l, err := s.proposalLine(v, proposalAt{row: x, of: r.of})
		if err != nil {
			return err
		}
		p.Past = append(p.Past, l)
		if x.Value.Open {
			p.Waits = l.URL
		}
	}
	p.As = v.officeOrSecretariat(r.as)
	if p.frame, err = s.workFrame(v, "attributions", v.say("attribution.propose")); err != nil {
		return err
	}
	return s.showAs(v, status, "attribution_propose", p)
}

// officesKnown are the codes of offices that report in the fair, and those for whom the record counts.
func (s *site) officesKnown(v *visit, was []agreement.Attribution) ([]string, error) {
	grants, err := v.view.Grants(v.Context())
	if err != nil {
		return nil, err
	}
	var out []string
	for _, g := range grants {
		if g.Role == access.Office {
			out = append(out, g.Office)
		}
	}
	for _, t := range was {
		out = append(out, t.Office)
	}
	slices.Sort(out)
	out = slices.DeleteFunc(slices.Compact(out), func(code string) bool { return code == "" })
	return out, s.nameOffices(v, out)
}

func (s *site) propose(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	r, err := s.recordToPropose(v)
	if err != nil {
		return err
	}
	before, err := strconv.ParseInt(v.field("before"), 10, 64)
	if err != nil {
		return lang.Invalid("web.error.form")
	}
	rows := typedShares(v.PostForm)
	id := ""
	x, err := s.proposalTyped(v, r, rows)
	if err == nil {
		x.Base = before
		err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
			if r.of.Since != journal.Position(before) {
				return lang.Stale("record.stale")
			}
			made, err := tx.Propose(v.Context(), x, s.byForm(v))
			id = made.ID
			return err
		})
	}
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		return s.showPropose(v, r, rows, v.field("reason"), text, status)
	}
	redirectSeen(v.w, v.Request, v.workPath("attributions", id))
	return nil
}

// typedShares are the rows of the form that say something.
func typedShares(form url.Values) []proposeRow {
	at := func(name string, i int) string {
		if all := form[name]; i < len(all) {
			return lang.Clean(all[i])
		}
		return ""
	}
	var out []proposeRow
	for i := range min(listMost, max(len(form["office"]), len(form["district"]))) {
		if row := (proposeRow{Office: at("office", i), District: at("district", i), Share: at("share", i)}); row.Office != "" || row.District != "" {
			out = append(out, row)
		}
	}
	return out
}

// proposalTyped reads the proposal from the form.
func (s *site) proposalTyped(v *visit, r toPropose, rows []proposeRow) (agreement.Proposal, error) {
	known, err := s.officesKnown(v, r.was)
	if err != nil {
		return agreement.Proposal{}, err
	}
	var to []agreement.Attribution
	for _, row := range rows {
		t := agreement.Attribution{Num: 1, Den: 1}
		if row.Office != "" {
			i := slices.IndexFunc(known, func(code string) bool { return code == row.Office || v.name(v.office(code)) == row.Office })
			if i < 0 {
				offices, err := store.ByCode[party.Party](v.Context(), v.view, []string{row.Office})
				if err != nil {
					return agreement.Proposal{}, err
				}
				if !slices.ContainsFunc(offices, func(o store.Row[party.Party]) bool { return o.Value.Kind == party.Office }) {
					return agreement.Proposal{}, lang.Invalid("attribution.no_office", lang.Args{"given": short(row.Office)})
				}
				known, i = append(known, row.Office), len(known)
			}
			t.Office = known[i]
		}
		if row.District != "" {
			d, err := fair.ParseDistrict(row.District)
			if err != nil {
				return agreement.Proposal{}, lang.Invalid("correct.place", lang.Args{"given": short(row.District)})
			}
			t.District = d.Code
		}
		if r.of.Kind == "agreement" {
			if t.Num, t.Den, err = readShare(row.Share); err != nil {
				return agreement.Proposal{}, err
			}
		}
		to = append(to, t)
	}
	reason := v.field("reason")
	switch rec := r.rec.(type) {
	case project.Project:
		if len(to) != 1 {
			return agreement.Proposal{}, lang.Invalid("attribution.one")
		}
		return agreement.ProposeOffice(rec, r.as, to[0].District, to[0].Office, reason)
	case agreement.Agreement:
		return rec.Propose(r.as, to, reason)
	}
	return agreement.Proposal{}, lang.NotFound("web.error.record")
}

// attributionDuties says how many proposals wait for the reader's word.
func (s *site) attributionDuties(v *visit, _ access.Settings) ([]duty, error) {
	if access.AllRefused(v.actor, access.Attribute) {
		return nil, nil
	}
	lines, err := s.openProposals(v)
	d := duty{Text: v.say("work.duty.attributions"), URL: v.workPath("attributions")}
	for _, l := range lines {
		if l.Mine {
			d.Count++
			if d.Since.IsZero() || l.At.Before(d.Since) {
				d.Since = l.At
			}
		}
	}
	return []duty{d}, err
}
