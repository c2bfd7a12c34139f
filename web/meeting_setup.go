package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/store"
)

// What an edition has for its meetings, in lines of text: slots, halls with tables, walking, tables
// that are reserved or lost, and who may ask whom.

func (s *site) meetingSetupDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/timetable/setup", action: access.PlanMeetings, do: s.meetingSetup},
		{method: "POST", pattern: "/{fair}/work/timetable/setup", action: access.PlanMeetings, do: s.writeMeetingSetup},
	}
}

// A setupPage is the form of slots, halls and rules.
type setupPage struct {
	frame
	Form    string
	Back    string
	Edition int64
	Before  string
	Fields  []typedField
	Refused string
}

// setupForm writes what an edition has in the lines in which it is typed.
func (s *site) setupForm(v *visit, m meeting.Setup) (url.Values, error) {
	var slots, halls, walks, reserved, lost []string
	for _, t := range m.Slots {
		slots = append(slots, fmt.Sprintf("%s %s-%s", t.Day, t.Begins, t.Ends))
	}
	for _, h := range m.Halls {
		halls = append(halls, strings.Join([]string{h.Code, strconv.FormatInt(h.Tables, 10), h.Name.Hans, h.Name.Hant, h.Name.En}, " | "))
	}
	for _, w := range m.Walks {
		walks = append(walks, fmt.Sprintf("%s %s %d", w.From, w.To, w.Minutes))
	}
	for _, r := range m.Reserved {
		word, _, err := s.partyWord(v, r.Party)
		if err != nil {
			return nil, err
		}
		reserved = append(reserved, r.Table+" "+word)
	}
	for _, l := range m.Lost {
		lost = append(lost, strings.TrimSpace(l.Table+" "+l.Slot))
	}
	number := func(n int64) string { return strings.TrimPrefix(strconv.FormatInt(n, 10), "0") }
	line := func(all []string) []string { return []string{strings.Join(all, "\n")} }
	return url.Values{
		"slots": line(slots), "halls": line(halls), "walks": line(walks), "reserved": line(reserved), "lost": line(lost), "ask": {string(m.Ask)},
		"least": {number(m.Least)}, "most": {number(m.Most)}, "least_day": {number(m.LeastDay)}, "most_day": {number(m.MostDay)},
	}, nil
}

func (s *site) meetingSetup(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.PlanMeetings); err != nil {
		return err
	}
	edition, _, err := s.workEdition(v, v.URL.Query().Get("edition"))
	if err != nil {
		return err
	}
	row, err := v.view.MeetingSetup(v.Context(), edition.Number)
	if lang.CodeOf(err) == lang.CodeNotFound {
		row.Value, err = meeting.Setup{Ask: meeting.Across}, nil
	}
	if err != nil {
		return err
	}
	form, err := s.setupForm(v, row.Value)
	if err != nil {
		return err
	}
	return s.showSetup(v, edition.Number, form, strconv.FormatInt(int64(row.Since), 10), "", http.StatusOK)
}

func (s *site) showSetup(v *visit, edition int64, form url.Values, before, refused string, status int) error {
	p := setupPage{
		Form: v.workPath("timetable", "setup"), Back: v.address(url.Values{"edition": {strconv.FormatInt(edition, 10)}}, "work", "timetable"),
		Edition: edition, Before: before, Refused: refused,
	}
	var rules []option
	for _, r := range meeting.Rules {
		rules = append(rules, option{Value: string(r), Text: v.say("meeting.rule." + string(r)), Selected: string(r) == form.Get("ask")})
	}
	field := func(name, key string, long bool, options []option) {
		f := typedField{Name: name, Label: v.label(key), Value: form.Get(name), Long: long, Options: options}
		if hint := "planning.hint." + name; lang.Has(hint) {
			f.Hint = v.say(hint)
		}
		p.Fields = append(p.Fields, f)
	}
	field("ask", "meeting.field.ask", false, rules)
	field("least", "delegate.field.least", false, nil)
	field("most", "delegate.field.most", false, nil)
	field("least_day", "delegate.field.least_day", false, nil)
	field("most_day", "delegate.field.most_day", false, nil)
	for _, name := range []string{"slots", "halls", "walks", "reserved", "lost"} {
		field(name, "meeting.field."+name, true, nil)
	}
	var err error
	if p.frame, err = s.workFrame(v, "timetable", v.say("planning.setup")); err != nil {
		return err
	}
	return s.showAs(v, status, "meeting_setup", p)
}

// setupTyped reads the lines of the form.
func (s *site) setupTyped(v *visit, edition int64) (meeting.Setup, error) {
	m := meeting.Setup{Edition: edition, Ask: meeting.Rule(v.field("ask"))}
	for name, to := range map[string]*int64{"least": &m.Least, "most": &m.Most, "least_day": &m.LeastDay, "most_day": &m.MostDay} {
		if text := v.field(name); text != "" {
			n, err := strconv.ParseInt(text, 10, 32)
			if err != nil {
				return m, lang.Invalid("delegate.number", lang.Args{"field": lang.Word("delegate.field." + name), "given": short(text)})
			}
			*to = n
		}
	}
	lines := func(name string) []string {
		return slices.DeleteFunc(strings.Split(strings.ReplaceAll(v.PostFormValue(name), "\r", ""), "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
	}
	for _, l := range lines("slots") {
		day, clock, _ := strings.Cut(strings.TrimSpace(l), " ")
		begins, ends, _ := strings.Cut(strings.NewReplacer("–", "-", "—", "-", "－", "-").Replace(strings.TrimSpace(clock)), "-")
		m.Slots = append(m.Slots, meeting.Slot{Day: lang.Date(day), Begins: strings.TrimSpace(begins), Ends: strings.TrimSpace(ends)})
	}
	for _, l := range lines("halls") {
		cells := strings.Split(l+"||||", "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		n, err := strconv.ParseInt(cells[1], 10, 32)
		if err != nil {
			return m, lang.Invalid("planning.bad_hall", lang.Args{"given": short(l)})
		}
		m.Halls = append(m.Halls, meeting.Hall{Code: cells[0], Tables: n, Name: lang.Text{Hans: cells[2], Hant: cells[3], En: cells[4]}})
	}
	for _, l := range lines("walks") {
		words := strings.Fields(l)
		if len(words) != 3 {
			return m, lang.Invalid("planning.bad_walk", lang.Args{"given": short(l)})
		}
		n, err := strconv.ParseInt(words[2], 10, 32)
		if err != nil {
			return m, lang.Invalid("planning.bad_walk", lang.Args{"given": short(l)})
		}
		m.Walks = append(m.Walks, meeting.Walk{From: words[0], To: words[1], Minutes: n})
	}
	for _, l := range lines("reserved") {
		table, name, _ := strings.Cut(strings.TrimSpace(l), " ")
		id, err := s.findParty(v, strings.TrimSpace(name))
		if err != nil {
			return m, err
		}
		m.Reserved = append(m.Reserved, meeting.Reserved{Table: table, Party: id})
	}
	for _, l := range lines("lost") {
		table, slot, _ := strings.Cut(strings.TrimSpace(l), " ")
		m.Lost = append(m.Lost, meeting.Lost{Table: table, Slot: strings.TrimSpace(slot)})
	}
	return m, m.Validate().Err()
}

func (s *site) writeMeetingSetup(v *visit) error {
	edition, err := s.planned(v)
	if err != nil {
		return err
	}
	m, err := s.setupTyped(v, edition.Number)
	before, wrong := strconv.ParseInt(v.field("before"), 10, 64)
	if err == nil && wrong != nil {
		err = lang.Stale("record.stale")
	}
	if err == nil {
		err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
			x := m
			if before > 0 {
				row, err := tx.MeetingSetup(v.Context(), x.Edition)
				if err != nil {
					return err
				}
				x.ID = row.Value.ID
			}
			_, err := tx.PutMeetingSetup(v.Context(), x, journal.Position(before), v.fromForm())
			return err
		})
	}
	if err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return err
		}
		return s.showSetup(v, edition.Number, v.PostForm, v.field("before"), text, status)
	}
	redirectSeen(v.w, v.Request, v.address(url.Values{"edition": {strconv.FormatInt(edition.Number, 10)}}, "work", "timetable"))
	return nil
}
