package web

import (
	"net/url"
	"strconv"
	"strings"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/exchange"
	"bridgehead/lang"
	"bridgehead/match"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// What all parties ask for at an edition, to those who may read it, with the way to change it and to what is
// suggested; and as a file that can be brought in again.

// An interestsPage lists what is asked for.
type interestsPage struct {
	frame
	Form    string
	Words   string // of parties' names
	Filters []choice
	Open    bool   // something but the edition is chosen
	Reset   string // the whole list of the edition; "" where this is it
	Back    string
	Files   []fileLink
	Count   duty
	Crowd   bool // more parties have the words than are looked at
	Lines   []interestLine
	Earlier string
	Later   string
}

// interestsListed is how many a page lists: each says a good deal.
const interestsListed = 25

// An interestLine is what one party asks for.
type interestLine struct {
	Party      lang.Text
	URL        string // its page
	Industries string
	Forms      string // cooperation types and directions
	Places     string
	Amount     string
	Words      string
	Shown      bool
	Suggested  string // what is suggested to who comes for it; "" where the visitor may not ask for them
	Change     string
}

func (s *site) interests(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.ReadMeeting); err != nil {
		return err
	}
	ctx, q := v.Context(), v.URL.Query()
	edition, all, err := s.workEdition(v, q.Get("edition"))
	if err != nil {
		return err
	}
	settings, err := v.view.Settings(ctx)
	if err != nil {
		return err
	}
	number := url.Values{"edition": {strconv.FormatInt(edition.Number, 10)}}
	p := interestsPage{Form: v.workPath("interests"), Words: strings.TrimSpace(q.Get("q"))}
	f := store.InterestFilter{Edition: edition.Number, Sees: v.actor.Sees(access.ReadMeeting, edition.Number, settings)}
	p.Filters = append(v.interestFilters(q, &f), v.editionChoice(all, edition.Number))
	if !access.AllRefused(v.actor, access.AskMeeting) {
		p.Back = v.address(number, "work", "suggestions")
	}
	for _, form := range downloadForms {
		p.Files = append(p.Files, fileLink{form.name, v.address(number, "work", "interests."+form.name)})
	}
	kept := also(also(also(number, "q", p.Words), "section", f.Section), "type", string(f.Type))
	if p.Open = len(kept) > 1; p.Open {
		p.Reset = v.address(number, "work", "interests")
	}
	if p.Words != "" {
		found, err := store.List[party.Party](ctx, v.view, store.Filter{Text: p.Words}, store.Order{By: store.OrderMade}, store.Turn{Limit: store.InterestParties, Uncounted: true})
		if err != nil {
			return err
		}
		f.Parties, p.Crowd = []string{}, found.Later
		for _, r := range found.Rows {
			f.Parties = append(f.Parties, string(r.Value.ID))
		}
	}
	list, err := v.view.InterestPage(ctx, f, store.Page{After: q.Get("after"), Before: q.Get("before"), Limit: interestsListed})
	if err != nil {
		return err
	}
	if p.Count.Count, err = v.view.CountInterests(ctx, f, countMost); err != nil {
		return err
	}
	if n := len(list.Rows); n > 0 {
		var l listing
		v.turn(&l, kept, list.Earlier, list.Later, list.Rows[0].Value.ID, list.Rows[n-1].Value.ID, "work", "interests")
		p.Earlier, p.Later = l.Earlier, l.Later
	}
	var parties []string
	for _, r := range list.Rows {
		parties = append(parties, string(r.Value.Party))
	}
	if err := s.nameParties(v, parties); err != nil {
		return err
	}
	comes, err := v.view.DelegatesOf(ctx, edition.Number, parties)
	if err != nil {
		return err
	}
	whose := map[string]delegate.Delegate{} // by party, one for whom the visitor may ask
	for _, r := range comes {
		if d := r.Value; d.Meets() && meets(v, settings, access.AskMeeting, d) {
			whose[string(d.Party)] = d
		}
	}
	for _, r := range list.Rows {
		i := r.Value
		line := v.interestLine(i)
		if d, ok := whose[string(i.Party)]; ok {
			line.Suggested, line.Change = v.address(url.Values{"from": {d.ID}}, "work", "suggestions"), v.workPath("interests", d.ID)
		}
		p.Lines = append(p.Lines, line)
	}
	if p.frame, err = s.workFrame(v, "suggestions", v.say("interest.of", lang.Args{"edition": v.editionWord(edition.Number)})); err != nil {
		return err
	}
	return s.show(v, "interests", p)
}

// interestFilters are what the list is narrowed by beside the edition, and set the filter to what is chosen.
func (v *visit) interestFilters(asked url.Values, f *store.InterestFilter) []choice {
	section := choice{Name: "section", Label: v.label("interest.field.industries"), Options: []option{{Text: v.say("web.filter.all_industries")}}}
	for _, i := range project.Sections() {
		chosen := i.Code == asked.Get("section")
		if chosen {
			f.Section = i.Code
		}
		section.Options = append(section.Options, option{Value: i.Code, Text: i.Code + " " + v.name(i.Name), Selected: chosen})
	}
	types := choice{Name: "type", Label: v.label("interest.field.types"), Options: []option{{Text: v.say("web.filter.all_types")}}}
	for _, t := range project.Types {
		chosen := string(t) == asked.Get("type")
		if chosen {
			f.Type = t
		}
		types.Options = append(types.Options, option{Value: string(t), Text: v.say("word.cooperation." + string(t)), Selected: chosen})
	}
	return []choice{section, types}
}

// interestLine says an interest in words.
func (v *visit) interestLine(i match.Interest) interestLine {
	named := func(codes string, say func(string) string) string {
		var out []string
		for code := range strings.FieldsSeq(codes) {
			out = append(out, say(code))
		}
		return strings.Join(out, v.say("web.list"))
	}
	word := func(prefix string) func(string) string {
		return func(code string) string { return v.say(prefix + code) }
	}
	line := interestLine{
		Party: v.named(i.Party).Name, URL: v.path("parties", string(i.Party)), Shown: i.Shown, Words: i.Text, Amount: v.rangeText(i.Least, i.Most),
		Industries: named(i.Industries, func(code string) string {
			found, _ := project.IndustryByCode(code)
			return found.Shown().Get(v.tag)
		}),
		Places: named(i.Places, v.wantedPlace),
		Forms:  named(i.Types, word("word.cooperation.")),
	}
	if directions := named(i.Directions, word("word.direction.")); line.Forms != "" && directions != "" {
		line.Forms += v.say("web.comma") + directions
	} else {
		line.Forms += directions
	}
	return line
}

// rangeText says a range of amounts, either end of which may be open.
func (v *visit) rangeText(least, most money.Amount) string {
	args := lang.Args{"least": amountText(v.tag, least), "most": amountText(v.tag, most)}
	switch {
	case least == most:
		return amountText(v.tag, least)
	case !most.Given():
		return v.say("match.range.least", args)
	case !least.Given():
		return v.say("match.range.most", args)
	}
	return v.say("match.range.between", args)
}

// recordFile hands out those records of a kind at an edition that the visitor may read, as the import reads them.
func (s *site) recordFile(name string, kind exchange.Kind, action access.Action) func(*visit) error {
	form, _ := formNamed(name)
	return func(v *visit) error {
		v.latest()
		if err := s.enterAs(v, action); err != nil {
			return err
		}
		edition, _, err := s.workEdition(v, v.URL.Query().Get("edition"))
		if err != nil {
			return err
		}
		settings, err := v.view.Settings(v.Context())
		if err != nil {
			return err
		}
		out := v.out()
		out.Sees = func(q access.Question) bool { return access.Decide(v.actor, q, settings) }
		t, err := out.Records(v.Context(), v.view, kind, store.Filter{Edition: edition.Number})
		if err != nil {
			return err
		}
		return s.sendTables(v, v.fair.ID+"-"+string(kind), form, t)
	}
}
