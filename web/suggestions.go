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
	"bridgehead/match"
	"bridgehead/meeting"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// Whom somebody should meet: for an investor the projects, for the owner of a project the investors, with the
// reasons in words and what is not known; each is asked for a meeting, or declined, at once.

func (s *site) suggestionDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/suggestions", action: access.AskMeeting, do: s.suggestions},
		{method: "POST", pattern: "/{fair}/work/suggestions", action: access.AskMeeting, do: s.answerSuggestion},
	}
}

// suggestedMost is how many suggestions a page has.
const suggestedMost = 20

// A suggestionsPage suggests whom one person should meet.
type suggestionsPage struct {
	frame
	Form     string
	List     string
	Editions choice
	Edition  int64
	Froms    []option // in whose name suggestions may be asked for, where that is to be chosen
	From     string
	Of       string
	Party    lang.Text
	Owner    bool // they offer projects
	Projects []option
	Project  string
	All      string // what all parties ask for; "" for who may read none of it
	Interest string // where what they ask for is written
	Asks     bool   // they have said what they ask for
	Waiting  bool   // the projects are being laid out
	Lines    []suggestionLine
	Refused  string
	Note     string
	Withheld bool // of investors those alone are listed who let what they ask for be shown
	secret   map[party.ID]bool
}

// A suggestionLine is one suggestion.
type suggestionLine struct {
	Title   lang.Text
	URL     string
	Owner   lang.Text
	Amount  string
	Project string
	To      string // the party that is asked; "" where nobody is known to ask
	Asked   string // what was said already
	Secret  bool   // the owner of the project is not told of the investor
	Reasons []reasonLine
}

// A reasonLine is a reason in words.
type reasonLine struct{ Finding, Text string }

func (s *site) suggestions(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.AskMeeting); err != nil {
		return err
	}
	q := v.URL.Query()
	p := suggestionsPage{}
	if q.Has("no") {
		p.Note = v.say("suggestion.declined")
	} else if q.Has("asked") {
		p.Note = v.say("suggestion.asked")
	}
	return s.showSuggestions(v, p, url.Values{"edition": {q.Get("edition")}, "from": {q.Get("from")}, "project": {q.Get("project")}}, http.StatusOK)
}

func (s *site) showSuggestions(v *visit, p suggestionsPage, form url.Values, status int) error {
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
	p.Form, p.List, p.Editions, p.Edition = v.workPath("suggestions"), v.workPath("suggestions"), v.editionChoice(all, cmp.Or(me.Edition, edition.Number)), cmp.Or(me.Edition, edition.Number)
	if !access.AllRefused(v.actor, access.ReadMeeting) {
		p.All = v.address(url.Values{"edition": {strconv.FormatInt(p.Edition, 10)}}, "work", "interests")
	}
	switch {
	case me.ID == "":
		if p.Froms, err = s.onBehalf(v, settings, edition.Number, ""); err != nil {
			return err
		}
	case !meets(v, settings, access.AskMeeting, me):
		return access.Refusal(access.AskMeeting)
	default:
		names, err := s.namesOf(v, []string{me.ID}, []string{string(me.Party)})
		if err != nil {
			return err
		}
		p.From, p.Of, p.Party, p.Owner = me.ID, names[me.ID], v.named(me.Party).Name, me.Role == delegate.Owner
		if err := s.suggest(v, me, form.Get("project"), &p); err != nil {
			return err
		}
	}
	if p.frame, err = s.workFrame(v, "suggestions", v.say("suggestion.title")); err != nil {
		return err
	}
	return s.showAs(v, status, "suggestions", p)
}

// suggest fills in what is suggested to a delegate.
func (s *site) suggest(v *visit, me delegate.Delegate, chosen string, p *suggestionsPage) error {
	own, _, err := v.interestOf(me)
	if err != nil {
		return err
	}
	if !p.Owner {
		p.Interest, p.Asks = v.workPath("interests", me.ID), !own.Empty()
	}
	offers, _, err := s.offers(v, me.Edition)
	if err != nil {
		return err
	}
	if offers == nil {
		p.Waiting = true
		return nil
	}
	past, err := v.view.PastOf(v.Context(), me.Edition, me.Party, p.Owner)
	if err != nil {
		return err
	}
	var failed error
	rates, err := v.ratesOf(me.Edition, &failed)
	if err != nil {
		return err
	}
	var list []match.Suggestion
	if p.Owner {
		list, err = s.investorsFor(v, me, chosen, p, offers, past, rates)
	} else {
		wish := own.Wish()
		wish.Party = me.Party
		list = offers.With([]match.Wish{wish}, append(past, declinedBefore(own)...), rates).ForParty(me.Party, match.Options{Limit: 2 * suggestedMost})
	}
	if err = cmp.Or(err, failed); err != nil {
		return err
	}
	return s.suggestionLines(v, me, list, p)
}

// investorsFor finds the investors for one of the projects of who offers them.
func (s *site) investorsFor(v *visit, me delegate.Delegate, chosen string, p *suggestionsPage, offers *match.Index, past []match.Past, rates match.Rates) ([]match.Suggestion, error) {
	projects, err := v.view.ProjectsOf(v.Context(), me.Edition, me.Party)
	if err != nil || len(projects) == 0 {
		return nil, err
	}
	at := max(0, slices.IndexFunc(projects, func(r store.Row[project.Project]) bool { return string(r.Value.ID) == chosen }))
	for i, r := range projects[:min(len(projects), delegatesListed)] {
		p.Projects = append(p.Projects, option{Value: string(r.Value.ID), Text: v.name(r.Value.Title), Selected: i == at})
	}
	id := projects[at].Value.ID
	p.Project = string(id)
	interests, err := v.view.Interests(v.Context(), me.Edition)
	if err != nil {
		return nil, err
	}
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return nil, err
	}
	var wishes []match.Wish
	p.Withheld, p.secret = !v.actor.Sees(access.ReadMeeting, me.Edition, settings).All, map[party.ID]bool{}
	for _, r := range interests {
		i := r.Value
		if i.Told(access.Decide(v.actor, store.InterestQuestion(access.ReadMeeting, i), settings)) {
			wishes, past = append(wishes, i.Wish()), append(past, declinedBefore(i)...)
			p.secret[i.Party] = !i.Shown
		}
	}
	return offers.With(wishes, past, rates).ForProject(id, match.Options{Limit: suggestedMost}), nil
}

// suggestionLines writes suggestions out, those alone whose project the visitor may see as it stands now.
func (s *site) suggestionLines(v *visit, me delegate.Delegate, list []match.Suggestion, p *suggestionsPage) error {
	var ids, parties []string
	for _, x := range list {
		ids, parties = append(ids, string(x.Project)), append(parties, string(x.Party))
	}
	sighted, _, err := s.viewAs(v.Context(), v.fair.ID, v.actor, -1)
	if err != nil {
		return err
	}
	rows, err := store.ByID[project.Project](v.Context(), sighted, ids)
	if err != nil {
		return err
	}
	seen := map[project.ID]project.Project{}
	for _, r := range rows {
		if r.Value.Status != "withdrawn" {
			seen[r.Value.ID] = r.Value
			parties = append(parties, string(r.Value.Owner))
		}
	}
	if err := s.nameParties(v, slices.DeleteFunc(parties, func(id string) bool { return id == "" })); err != nil {
		return err
	}
	said, err := s.saidTo(v, me)
	if err != nil {
		return err
	}
	for _, x := range list {
		of, ok := seen[x.Project]
		if !ok || len(p.Lines) == suggestedMost {
			continue
		}
		line := suggestionLine{Project: string(x.Project)}
		if p.Owner {
			line.Title, line.URL, line.To = v.named(x.Party).Name, v.path("parties", string(x.Party)), string(x.Party)
			line.Secret = p.secret[x.Party]
		} else {
			line.Title, line.URL, line.Amount = of.Title, v.path("projects", string(x.Project)), amountText(v.tag, of.Amount)
			if of.Owner != "" {
				line.Owner, line.To = v.named(of.Owner).Name, string(of.Owner)
			}
		}
		line.Asked = said[party.ID(line.To)]
		for _, r := range x.Reasons {
			line.Reasons = append(line.Reasons, reasonLine{string(r.Finding), r.In(v.tag)})
		}
		p.Lines = append(p.Lines, line)
	}
	return nil
}

// saidTo is what somebody wished of other parties already, in words.
func (s *site) saidTo(v *visit, me delegate.Delegate) (map[party.ID]string, error) {
	rows, err := v.view.RequestsOf(v.Context(), me.ID)
	out := map[party.ID]string{}
	for _, r := range rows {
		if r.Value.From == me.ID && !r.Value.Removed && r.Value.ToParty != "" {
			out[r.Value.ToParty] = r.Value.Wish.In(v.tag)
		}
	}
	return out, err
}

// answerSuggestion asks for a meeting, or says no thanks.
func (s *site) answerSuggestion(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.AskMeeting); err != nil {
		return err
	}
	from, err := s.openDelegate(v, cmp.Or(v.field("from"), "-"), access.AskMeeting)
	if err != nil {
		return err
	}
	me, to := from.Value, url.Values{"from": {from.Value.ID}, "edition": {strconv.FormatInt(from.Value.Edition, 10)}}
	if err = s.answered(v, me, to); err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return err
		}
		return s.showSuggestions(v, suggestionsPage{Refused: text}, v.PostForm, status)
	}
	redirectSeen(v.w, v.Request, v.address(to, "work", "suggestions"))
	return nil
}

// answered writes the answer to one suggestion, and adds to where that leads.
func (s *site) answered(v *visit, me delegate.Delegate, to url.Values) error {
	wish := map[string]meeting.Wish{"ask": meeting.Like, "no": meeting.No}[v.field("do")]
	if wish == "" {
		return lang.Invalid("web.error.form")
	}
	sighted, _, err := s.viewAs(v.Context(), v.fair.ID, v.actor, -1)
	if err != nil {
		return err
	}
	of, err := store.Get[project.Project](v.Context(), sighted, v.field("project"))
	if err != nil || of.Value.Edition != me.Edition {
		return lang.Invalid("suggestion.gone")
	}
	owner := me.Role == delegate.Owner
	if owner && of.Value.Owner != me.Party {
		return lang.Invalid("suggestion.gone")
	}
	to.Set(map[meeting.Wish]string{meeting.Like: "asked", meeting.No: "no"}[wish], "1")
	if owner {
		to.Set("project", string(of.Value.ID))
	}
	if wish == meeting.No && !owner { // the project is declined; a meeting with its owner is another matter
		i, since, err := v.interestOf(me)
		if err != nil {
			return err
		}
		return s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
			return declines(i, of.Value.ID, since, v.fromForm(), v, tx)
		})
	}
	r := meeting.Request{Edition: me.Edition, From: me.ID, FromParty: me.Party, ToParty: of.Value.Owner, Wish: wish, Account: v.account.ID, Project: string(of.Value.ID)}
	if owner {
		rows, err := store.ByID[party.Party](v.Context(), v.view, []string{v.field("to_party")})
		if err != nil || len(rows) == 0 {
			return cmp.Or(err, error(lang.Invalid("request.nobody")))
		}
		r.ToParty = rows[0].Value.ID
	}
	if r.ToParty == "" {
		return lang.Invalid("request.nobody")
	}
	v.asks(&r, me)
	if err := r.Validate().Err(); err != nil {
		return err
	}
	if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, store.RequestQuestion(access.AskMeeting, r), "meeting_request"); err != nil {
		return err
	}
	return s.putWish(v, r)
}
