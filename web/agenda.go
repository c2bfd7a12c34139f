package web

import (
	"cmp"
	"math/big"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/store"
)

// A sessionLine is a session as pages list it.
type sessionLine struct {
	fair.Session
	URL    string
	Office lang.Text
	Track  lang.Text
	Sort   string // what kind of session it is, unless its name says so
	When   string // the clock times, the part of the day, or that it is not published
	Was    string // when and where it was first announced, if that is otherwise
	From   string // when it begins and ends, for the script that looks for clashes
	To     string

	Chosen  bool
	Clashes string // the chosen ones at the same time
	Remove  string // address of the personal agenda without it
}

// An agendaBlock is the sessions of a day or a track, in parts by the other of the two.
type agendaBlock struct {
	ID       string
	Day      lang.Date
	Name     lang.Text
	Other    string // what stands in place of a day or a track that is not known
	Parts    []agendaPart
	Calendar string
}

type agendaPart struct {
	Day      lang.Date
	Other    string
	Sessions []sessionLine
}

type agendaPage struct {
	frame
	Edition fair.Edition
	Key     string // under which a browser keeps the choice
	Zone    string
	Orders  []link
	Days    []link
	Tracks  []link
	Blocks  []agendaBlock
	Unnamed string // what the source says of sessions that it does not name
	Stated  string // address of that figure
	Apart   string // the tracks, when no session says which it belongs to
	Untimed bool   // there are sessions without a day

	Calendars []link
	Mine      string   // address of the personal agenda
	Kept      []string // what was chosen and is not on the page
	At        int64
	Back      *link
}

// An agendaView is an edition's agenda as a page or a calendar reads it.
type agendaView struct {
	edition  fair.Edition
	tracks   []fair.Track
	sessions []store.SessionHistory // in the order in which they are held; the removed ones too
	names    map[string]lang.Text   // of tracks
	chosen   []string
}

// enterEdition reads the fair and the edition that the address names.
func (s *site) enterEdition(v *visit) (fair.Edition, error) {
	if err := s.enter(v); err != nil {
		return fair.Edition{}, err
	}
	number, err := strconv.ParseInt(v.PathValue("edition"), 10, 64)
	if err != nil || number < 1 {
		return fair.Edition{}, lang.NotFound("edition.unknown", lang.Args{"edition": short(v.PathValue("edition"))})
	}
	e, err := v.view.Edition(v.Context(), number)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return e, lang.NotFound("edition.unknown", lang.Args{"edition": number})
	}
	return e, err
}

// readAgenda reads an edition's agenda and what the address chooses of it.
func (s *site) readAgenda(v *visit, e fair.Edition) (agendaView, error) {
	a := agendaView{edition: e, names: map[string]lang.Text{}}
	var err error
	if a.chosen, err = v.chosen(); err != nil {
		return a, err
	}
	if a.tracks, _, err = v.view.Agenda(v.Context(), e.Number); err != nil {
		return a, err
	}
	for _, t := range a.tracks {
		a.names[t.ID] = t.Name
	}
	if a.sessions, err = v.view.SessionHistories(v.Context(), e.Number); err != nil {
		return a, err
	}
	inOrder(a.sessions)
	var offices []string
	for _, x := range a.sessions {
		offices = append(offices, x.Office)
	}
	return a, s.nameOffices(v, offices)
}

// inOrder sorts sessions as they are held; those of no day come last.
func inOrder(sessions []store.SessionHistory) {
	slices.SortStableFunc(sessions, func(a, b store.SessionHistory) int {
		return cmp.Or(cmp.Compare(cmp.Or(a.Day, "9"), cmp.Or(b.Day, "9")), cmp.Compare(a.DayOrder(), b.DayOrder()), cmp.Compare(a.ID, b.ID))
	})
}

// held returns the sessions that are on the edition's agenda.
func (a agendaView) held() []store.SessionHistory {
	return slices.DeleteFunc(slices.Clone(a.sessions), func(x store.SessionHistory) bool {
		return x.Removed || x.Edition != a.edition.Number
	})
}

// mostChosen bounds a personal agenda, whose sessions stand in its address.
const mostChosen = 100

// chosen reads the sessions that the address names: mine=a.b.c, or mine=a&mine=b from a form.
func (v *visit) chosen() ([]string, error) {
	var out []string
	for _, part := range v.URL.Query()["mine"] {
		for id := range strings.SplitSeq(part, ".") {
			if id != "" && !slices.Contains(out, id) {
				out = append(out, id)
			}
			if len(out) > mostChosen {
				return nil, lang.Invalid("agenda.mine.many", lang.Args{"most": mostChosen})
			}
		}
	}
	return out, nil
}

// agendaPath is the address of a page below an edition, keeping what was chosen.
func (v *visit) agendaPath(e int64, chosen []string, query url.Values, parts ...string) string {
	q := url.Values{}
	for k, x := range query {
		q[k] = x
	}
	if len(chosen) > 0 {
		q.Set("mine", strings.Join(chosen, "."))
	}
	return v.address(q, append([]string{"editions", strconv.FormatInt(e, 10)}, parts...)...)
}

// zoneName names the fair's time zone, with the offset of the day.
func (v *visit) zoneName(day lang.Date) string { return v.say("agenda.zone", v.zoneArgs(day)) }

func (v *visit) zoneArgs(day lang.Date) lang.Args {
	at := v.fair.Location()
	name := at.String()
	if key := "agenda.zone." + strings.ToLower(strings.ReplaceAll(name, "/", "_")); lang.Has(key) {
		name = v.say(key)
	}
	t := day.Time()
	return lang.Args{"zone": name, "offset": zone(time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, at))}
}

// zonedText is clockText with the zone, where there is a clock time.
func (v *visit) zonedText(x fair.Session) string {
	text := v.clockText(x)
	if _, ok := x.Begins(v.fair.Location()); !ok {
		return text
	}
	args := v.zoneArgs(x.Day)
	args["time"] = text
	return v.say("agenda.zone_short", args)
}

// clockText says when in its day a session is held.
func (v *visit) clockText(x fair.Session) string {
	switch {
	case x.Time == "":
		return v.say("agenda.time_unknown")
	case x.Ends == "":
		return wordFor(v.tag, "web.time", x.Time)
	}
	return x.Time + "–" + x.Ends
}

// line makes the line of a session.
func (v *visit) line(a agendaView, x store.SessionHistory) sessionLine {
	l := sessionLine{
		Session: x.Session, URL: v.path("sessions", x.ID), Office: v.office(x.Session.Office), Track: a.names[x.Session.Track],
		When: v.clockText(x.Session), Chosen: slices.Contains(a.chosen, x.ID),
	}
	if x.Session.Office == "" {
		l.Office = lang.Text{}
	}
	if kind := wordFor(v.tag, "web.session", x.Kind); !strings.Contains(strings.ToLower(v.name(x.Name)), strings.ToLower(kind)) && !x.Name.Empty() {
		l.Sort = kind
	}
	if x.Status == fair.Changed {
		l.Was = v.was(x)
	}
	if x.Status != fair.Cancelled {
		if from, ok := x.Begins(time.UTC); ok {
			l.From = from.Format(localMinute)
		}
		if to, ok := x.Until(time.UTC); ok {
			l.To = to.Format(localMinute)
		}
	}
	return l
}

const localMinute = "2006-01-02T15:04"

// was says what was first announced, as far as it is otherwise now.
func (v *visit) was(x store.SessionHistory) string {
	first := x.Versions[0]
	var parts []string
	if first.Day != x.Day {
		parts = append(parts, first.Day.Format(v.tag))
	}
	if first.Time != x.Time || first.Ends != x.Ends {
		parts = append(parts, v.clockText(first))
	}
	if first.Room != x.Room && !first.Room.Empty() {
		parts = append(parts, v.name(first.Room))
	}
	if len(parts) == 0 {
		return ""
	}
	return v.say("agenda.was", lang.Args{"was": strings.Join(parts, v.say("web.comma"))})
}

// agendaPage shows an edition's agenda by day or by track.
func (s *site) agendaPage(v *visit) error {
	e, err := s.enterEdition(v)
	if err != nil {
		return err
	}
	a, err := s.readAgenda(v, e)
	if err != nil {
		return err
	}
	q := v.URL.Query()
	day, track, byTrack := lang.Date(q.Get("day")), q.Get("track"), q.Get("by") == "track"
	if !day.Valid() {
		return lang.Invalid("agenda.day_wrong", lang.Args{"given": short(string(day))})
	}
	p := agendaPage{Edition: e, Key: v.fair.ID + "/" + strconv.FormatInt(e.Number, 10), Zone: v.zoneName(e.Opened), At: v.asked}
	title := v.say("agenda.of", lang.Args{"edition": v.editionWord(e.Number)})
	if p.frame, err = s.frame(v, "agenda", title); err != nil {
		return err
	}
	s.with(&p.frame, "agenda.js")
	p.Linked, p.Feeds = s.agendaThing(v, a), v.editionFeeds(e.Number)
	p.Mine = v.agendaPath(e.Number, a.chosen, nil, "agenda", "mine")
	p.Back = &link{Text: v.say("web.edition.ordinal", lang.Args{"n": e.Number}), URL: v.editionPath(e.Number)}

	to := func(change map[string]string) string {
		next := url.Values{}
		for _, k := range []string{"by", "day", "track"} {
			value, ok := change[k]
			if !ok {
				value = q.Get(k)
			}
			if value != "" {
				next.Set(k, value)
			}
		}
		return v.agendaPath(e.Number, a.chosen, next, "agenda")
	}
	held := a.held()
	if len(a.tracks) > 0 {
		p.Orders = []link{
			{Text: v.say("agenda.by_day"), URL: to(map[string]string{"by": ""}), Current: !byTrack},
			{Text: v.say("agenda.by_track"), URL: to(map[string]string{"by": "track"}), Current: byTrack},
		}
	}
	p.Calendars = []link{{Text: v.say("agenda.calendar_all"), URL: v.agendaPath(e.Number, nil, nil, "agenda.ics")}}
	var days []lang.Date
	belongs := false
	for _, x := range held {
		if x.Day == "" {
			p.Untimed = true
		} else if !slices.Contains(days, x.Day) {
			days = append(days, x.Day)
		}
		belongs = belongs || x.Track != ""
	}
	if len(days) > 1 {
		p.Days = append(p.Days, link{Text: v.say("agenda.all_days"), URL: to(map[string]string{"day": ""}), Current: day == ""})
		for _, d := range days {
			p.Days = append(p.Days, link{Text: d.Format(v.tag), URL: to(map[string]string{"day": string(d)}), Current: d == day})
			p.Calendars = append(p.Calendars, link{Text: d.Format(v.tag), URL: v.dayCalendar(e.Number, d)})
		}
	}
	if belongs {
		p.Tracks = append(p.Tracks, link{Text: v.say("agenda.all_tracks"), URL: to(map[string]string{"track": ""}), Current: track == ""})
		for _, t := range a.tracks {
			p.Tracks = append(p.Tracks, link{Text: v.name(t.Name), URL: to(map[string]string{"track": t.ID}), Current: t.ID == track})
			p.Calendars = append(p.Calendars, link{Text: v.name(t.Name), URL: v.trackCalendar(e.Number, t.ID)})
		}
	} else if len(a.tracks) > 0 {
		var names []string
		for _, t := range a.tracks {
			names = append(names, v.name(t.Name))
		}
		p.Apart, p.Orders = v.say("agenda.tracks_apart", lang.Args{"tracks": strings.Join(names, v.say("web.list"))}), nil
	}
	shown := map[string]bool{}
	var lines []sessionLine
	for _, x := range held {
		if (day == "" || x.Day == day) && (track == "" || x.Track == track) {
			shown[x.ID] = true
			lines = append(lines, v.line(a, x))
		}
	}
	for _, id := range a.chosen {
		if !shown[id] {
			p.Kept = append(p.Kept, id)
		}
	}
	v.markClashes(a, lines)
	if byTrack {
		p.Blocks = v.blocksByTrack(a, lines)
	} else {
		p.Blocks = v.blocksByDay(a, lines)
	}
	if p.Unnamed, p.Stated, err = v.unnamed(e.Number); err != nil {
		return err
	}
	p.Description = title
	return s.show(v, "agenda", p)
}

func (v *visit) dayCalendar(e int64, d lang.Date) string {
	return v.agendaPath(e, nil, url.Values{"day": {string(d)}}, "agenda.ics")
}

func (v *visit) trackCalendar(e int64, id string) string {
	return v.agendaPath(e, nil, url.Values{"track": {id}}, "agenda.ics")
}

// markClashes says of each chosen session which other chosen ones it clashes with.
func (v *visit) markClashes(a agendaView, lines []sessionLine) {
	held := a.held()
	for i := range lines {
		if !lines[i].Chosen {
			continue
		}
		var with []string
		for _, x := range held {
			if slices.Contains(a.chosen, x.ID) && lines[i].Session.Clashes(x.Session) {
				with = append(with, cut(v.sessionName(x.Session), 80))
			}
		}
		lines[i].Clashes = strings.Join(with, v.say("web.list"))
	}
}

// sessionName is the name of a session, or else what kind it is.
func (v *visit) sessionName(x fair.Session) string {
	return cmp.Or(v.name(x.Name), wordFor(v.tag, "web.session", x.Kind))
}

func (v *visit) blocksByDay(a agendaView, lines []sessionLine) []agendaBlock {
	var out []agendaBlock
	for _, l := range lines {
		if n := len(out); n == 0 || out[n-1].Day != l.Day {
			b := agendaBlock{ID: "day-" + string(l.Day), Day: l.Day, Parts: []agendaPart{{}}}
			if l.Day == "" {
				b.ID, b.Other = "day-unknown", v.say("agenda.day_unknown")
			} else {
				b.Calendar = v.dayCalendar(a.edition.Number, l.Day)
			}
			out = append(out, b)
		}
		part := &out[len(out)-1].Parts[0]
		part.Sessions = append(part.Sessions, l)
	}
	return out
}

func (v *visit) blocksByTrack(a agendaView, lines []sessionLine) []agendaBlock {
	var out []agendaBlock
	add := func(b agendaBlock, id string) {
		for _, l := range lines {
			if l.Session.Track != id {
				continue
			}
			if n := len(b.Parts); n == 0 || b.Parts[n-1].Day != l.Day {
				part := agendaPart{Day: l.Day}
				if l.Day == "" {
					part.Other = v.say("agenda.day_unknown")
				}
				b.Parts = append(b.Parts, part)
			}
			part := &b.Parts[len(b.Parts)-1]
			part.Sessions = append(part.Sessions, l)
		}
		if len(b.Parts) > 0 {
			out = append(out, b)
		}
	}
	add(agendaBlock{ID: "track-none", Other: v.say("agenda.track_none")}, "")
	for _, t := range a.tracks {
		add(agendaBlock{ID: "track-" + t.ID, Name: t.Name, Calendar: v.trackCalendar(a.edition.Number, t.ID)}, t.ID)
	}
	return out
}

// unnamed says how many sessions the source speaks of and does not name, with the address
// of that figure; "" when it names all.
func (v *visit) unnamed(edition int64) (text, address string, err error) {
	f, err := v.figures.Figure(v.Context(), editionName("session.count", edition))
	if lang.CodeOf(err) == lang.CodeNotFound {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	for _, c := range f.Checks {
		if c.Rule != figure.RuleReportedRecorded || c.Verdict != indicator.Part || f.Kind != figure.Observed || f.Qualifier != figure.Exact || f.Value == nil || c.Value == nil {
			continue
		}
		number := func(x *big.Rat) string { return money.PrintNumber(x, v.tag, money.Exact) }
		rest := new(big.Rat).Sub(f.Value, c.Value)
		return v.say("agenda.unnamed", lang.Args{"all": number(f.Value), "named": number(c.Value), "rest": number(rest)}), v.figurePath(f.Name), nil
	}
	return "", "", nil
}

// A guestLine is somebody announced for a session.
type guestLine struct {
	Name   lang.Text // of the person, or of the party when none is announced
	Office lang.Text
	Party  namedParty
	Role   string
}

// guestLines reads the names of a session's guests.
func (s *site) guestLines(v *visit, guests []fair.Guest) ([]guestLine, error) {
	var ids []string
	for _, g := range guests {
		ids = append(ids, string(g.Party))
	}
	if err := s.nameParties(v, ids); err != nil {
		return nil, err
	}
	var out []guestLine
	for _, g := range guests {
		l := guestLine{Role: wordFor(v.tag, "agenda.guest", g.Role)}
		if g.Party != "" {
			l.Party = v.named(g.Party)
		}
		if g.Person != "" {
			p, err := v.view.Person(v.Context(), g.Person)
			if err != nil {
				return nil, err
			}
			l.Name, l.Office = p.Name, p.Office
		}
		out = append(out, l)
	}
	return out, nil
}

// partyIDs are the parties among the guests of all versions.
func partyIDs(versions []fair.Session) []string {
	var ids []string
	for _, x := range versions {
		for _, g := range x.Guests {
			if g.Party != party.ID("") {
				ids = append(ids, string(g.Party))
			}
		}
	}
	return ids
}

// agendaHome is the agenda of the edition that the fair's home shows; "" when it shows none.
func (v *visit) agendaHome() string {
	if v.fair.Current == 0 {
		return ""
	}
	return v.agendaPath(v.fair.Current, nil, nil, "agenda")
}
