package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/project"
	"bridgehead/store"
)

// Who wishes to meet whom: a delegate asks for themselves, an office and the secretariat on
// somebody's behalf; and whoever is asked answers with a wish of their own.

func (s *site) requestDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/requests", action: access.ReadMeeting, do: s.requests},
		{method: "POST", pattern: "/{fair}/work/requests", action: access.AskMeeting, do: s.askMeeting},
	}
}

// A requestsPage lists wishes: of one person, or of all whom the visitor may see.
type requestsPage struct {
	frame
	Form     string
	List     string
	Editions choice
	Edition  int64
	Of       string   // whose they are; "" for all
	From     string   // in whose name one may ask; "" for nobody's
	Froms    []option // in whose name one may ask, where that is still to be chosen
	To       string
	ToName   string
	Wishes   []option
	Refused  string
	Asked    []requestLine // by them
	Received []requestLine // of them
	More     int
	Find     string
}

// A requestLine is one wish.
type requestLine struct {
	From, To           string
	FromParty, ToParty lang.Text
	Project            string
	Wish, By           string
	Answer             string // what the other wishes; "" when they have not said
	Other              string // whom an answer is for
}

// asWhom is the delegate in whose name the visitor looks at wishes: named, or themselves.
func (s *site) asWhom(v *visit, id string, edition int64) (delegate.Delegate, error) {
	if id == "" {
		row, err := v.view.DelegateOf(v.Context(), edition, v.account.ID)
		if lang.CodeOf(err) == lang.CodeNotFound {
			return delegate.Delegate{}, nil
		}
		return row.Value, err
	}
	row, err := s.openDelegate(v, id, access.ReadDelegate)
	return row.Value, err
}

func (s *site) requests(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.ReadMeeting); err != nil {
		return err
	}
	q := v.URL.Query()
	return s.showRequests(v, url.Values{"edition": {q.Get("edition")}, "from": {q.Get("from")}, "to": {q.Get("to")}}, "", http.StatusOK)
}

func (s *site) showRequests(v *visit, form url.Values, refused string, status int) error {
	edition, all, err := s.workEdition(v, form.Get("edition"))
	if err != nil {
		return err
	}
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	me, err := s.asWhom(v, form.Get("from"), edition.Number)
	if err != nil {
		return err
	}
	p := requestsPage{
		Form: v.workPath("requests"), List: v.workPath("requests"), Editions: v.editionChoice(all, edition.Number), Edition: edition.Number, Refused: refused,
	}
	find := url.Values{"edition": {strconv.FormatInt(edition.Number, 10)}}
	var rows []store.Row[meeting.Request]
	if me.ID != "" {
		if rows, err = v.view.RequestsOf(v.Context(), me.ID); err == nil {
			var toParty []store.Row[meeting.Request]
			toParty, err = v.view.RequestsToParty(v.Context(), edition.Number, me.Party)
			rows = append(rows, toParty...)
		}
	} else {
		rows, err = v.view.Requests(v.Context(), edition.Number)
	}
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(r store.Row[meeting.Request]) bool {
		return r.Value.Removed || r.Value.Edition != edition.Number || !access.Decide(v.actor, store.RequestQuestion(access.ReadMeeting, r.Value), settings)
	})
	if len(rows) > delegatesListed {
		p.More, rows = len(rows)-delegatesListed, rows[:delegatesListed]
	}
	names, err := s.whoAre(v, rows, me, form.Get("to"))
	if err != nil {
		return err
	}
	if me.ID != "" {
		p.Of = names[me.ID]
		if meets(v, settings, access.AskMeeting, me) && me.Meets() {
			p.From = me.ID
		}
	}
	for _, r := range rows {
		line := s.requestLine(v, r.Value, names)
		if me.ID != "" && r.Value.From != me.ID {
			i := slices.IndexFunc(rows, func(o store.Row[meeting.Request]) bool {
				return o.Value.From == me.ID && (o.Value.To == r.Value.From || o.Value.To == "" && o.Value.ToParty == r.Value.FromParty)
			})
			if i >= 0 {
				line.Answer = rows[i].Value.Wish.In(v.tag)
			}
			line.Other = r.Value.From
			p.Received = append(p.Received, line)
			continue
		}
		line.Other = r.Value.To
		p.Asked = append(p.Asked, line)
	}
	if p.From != "" {
		find.Set("from", p.From)
	}
	p.Find = v.address(find, "work", "delegates")
	if to := form.Get("to"); to != "" && to != me.ID {
		p.To, p.ToName = to, names[to]
		if me.ID == "" {
			if p.Froms, err = s.onBehalf(v, settings, edition.Number, to); err != nil {
				return err
			}
		}
	}
	for _, w := range meeting.Wishes {
		p.Wishes = append(p.Wishes, option{Value: string(w), Text: w.In(v.tag), Selected: w == meeting.Like})
	}
	if p.frame, err = s.workFrame(v, "requests", v.say("request.of", lang.Args{"edition": v.editionWord(edition.Number)})); err != nil {
		return err
	}
	return s.showAs(v, status, "requests", p)
}

// onBehalf lists those in whose name the visitor may ask somebody for a meeting.
func (s *site) onBehalf(v *visit, settings access.Settings, edition int64, to string) ([]option, error) {
	rows, err := v.view.Delegates(v.Context(), edition)
	if err != nil {
		return nil, err
	}
	var all []delegate.Delegate
	for _, r := range rows {
		if d := r.Value; d.ID != to && d.Meets() && meets(v, settings, access.AskMeeting, d) && len(all) < delegatesListed {
			all = append(all, d)
		}
	}
	people, err := s.delegateNames(v, all)
	if err != nil {
		return nil, err
	}
	var out []option
	for _, d := range all {
		name, _ := v.person(people, d)
		if d.Party != "" {
			name = lang.Say(v.tag, "request.of_party", lang.Args{"name": name, "party": v.name(v.named(d.Party).Name)})
		}
		out = append(out, option{Value: d.ID, Text: name})
	}
	return out, nil
}

// whoAre reads the names of all who are in wishes.
func (s *site) whoAre(v *visit, rows []store.Row[meeting.Request], me delegate.Delegate, to string) (map[string]string, error) {
	ids := []string{to, me.ID}
	var parties []string
	for _, r := range rows {
		ids = append(ids, r.Value.From, r.Value.To)
		parties = append(parties, string(r.Value.FromParty), string(r.Value.ToParty))
	}
	return s.namesOf(v, ids, parties)
}

// namesOf reads the names of delegates by their identifiers, and those of parties.
func (s *site) namesOf(v *visit, ids, parties []string) (map[string]string, error) {
	out := map[string]string{}
	rows, err := store.ByID[delegate.Delegate](v.Context(), v.view, missing(ids, out))
	if err != nil {
		return nil, err
	}
	all := make([]delegate.Delegate, len(rows))
	for i, r := range rows {
		all[i] = r.Value
	}
	people, err := s.delegateNames(v, all)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		out[d.ID], _ = v.person(people, d)
	}
	return out, s.nameParties(v, parties)
}

func (s *site) requestLine(v *visit, r meeting.Request, names map[string]string) requestLine {
	return requestLine{
		From: names[r.From], To: names[r.To], Wish: r.Wish.In(v.tag), By: v.say("request.by." + string(r.By)),
		FromParty: v.named(r.FromParty).Name, ToParty: v.named(r.ToParty).Name, Project: r.Project,
	}
}

// askMeeting writes a wish: a new one, or another in its place.
func (s *site) askMeeting(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.AskMeeting); err != nil {
		return err
	}
	r, err := s.requestTyped(v)
	if err == nil {
		err = s.db.Allow(v.Context(), v.fair.ID, v.actor, store.RequestQuestion(access.AskMeeting, r), "meeting_request")
	}
	if err == nil {
		err = s.putWish(v, r)
	}
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil || status == http.StatusForbidden && lang.CodeOf(err) == lang.CodeForbidden && r.From == "" {
			return err
		}
		return s.showRequests(v, v.PostForm, text, status)
	}
	redirectSeen(v.w, v.Request, v.address(url.Values{"edition": {strconv.FormatInt(r.Edition, 10)}, "from": {r.From}}, "work", "requests"))
	return nil
}

// putWish writes a wish: a new one, or another in the place of that of the same two.
func (s *site) putWish(v *visit, r meeting.Request) error {
	return s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		there, err := tx.RequestsOf(v.Context(), r.From)
		if err != nil {
			return err
		}
		x, before := r, store.Row[meeting.Request]{}
		for _, o := range there {
			if o.Value.From == r.From && o.Value.To == r.To && (r.To != "" || o.Value.ToParty == r.ToParty) {
				before, x.ID = o, o.Value.ID
				x.Slot, x.Table, x.Part, x.Not, x.After = o.Value.Slot, o.Value.Table, o.Value.Part, o.Value.Not, o.Value.After
				if x.By != meeting.BySecretariat && (x.Slot != "" || x.Table != "" || x.After != "") {
					x.Slot, x.Table, x.After = "", "", ""
				}
			}
		}
		_, err = tx.PutRequest(v.Context(), x, before.Since, v.fromForm())
		return err
	})
}

// asks notes as whom the visitor asks in somebody's name.
func (v *visit) asks(r *meeting.Request, from delegate.Delegate) {
	r.By = meeting.ByDelegate
	for _, g := range v.actor.Grants {
		switch {
		case g.Role == access.Secretariat:
			r.By = meeting.BySecretariat
		case g.Role == access.Office && g.Office == from.Office && r.By == meeting.ByDelegate && g.Office != "":
			r.By, r.Office = meeting.ByOffice, g.Office
		}
	}
}

// requestTyped reads a wish from its form. Who asks is what the visitor's role in the fair says.
func (s *site) requestTyped(v *visit) (meeting.Request, error) {
	r := meeting.Request{Wish: meeting.Wish(v.field("wish")), Account: v.account.ID, By: meeting.ByDelegate}
	edition, _, err := s.workEdition(v, v.field("edition"))
	if err != nil {
		return r, err
	}
	r.Edition = edition.Number
	from, err := s.openDelegate(v, cmp.Or(v.field("from"), "-"), access.AskMeeting)
	if err != nil {
		return r, err
	}
	r.From, r.FromParty = from.Value.ID, from.Value.Party
	v.asks(&r, from.Value)
	switch to, company := v.field("to"), v.field("to_party"); {
	case to != "":
		row, err := store.Get[delegate.Delegate](v.Context(), v.view, to)
		if err != nil || row.Value.Edition != r.Edition {
			return r, lang.Invalid("request.nobody")
		}
		r.To, r.ToParty = to, row.Value.Party
	case company != "":
		if r.ToParty, err = s.findParty(v, company); err != nil {
			return r, err
		}
	default:
		return r, lang.Invalid("request.nobody")
	}
	if code := v.field("project"); code != "" {
		rows, err := store.ByCode[project.Project](v.Context(), v.view, []string{code})
		if err != nil {
			return r, err
		}
		if len(rows) == 0 {
			return r, lang.Invalid("follow.no_project", lang.Args{"given": short(code)})
		}
		r.Project = string(rows[0].Value.ID)
	}
	return r, r.Validate().Err()
}
