package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/bulletin"
	"bridgehead/bulletin/watched"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// watchedDeeds lists the pages on which other people's texts are dealt with.
func (s *site) watchedDeeds() []deed {
	const one = "/{fair}/work/watched/{id}"
	return []deed{
		{method: "GET", pattern: "/{fair}/work/watched", action: access.Compose, do: s.watchedList},
		{method: "POST", pattern: "/{fair}/work/watched", action: access.Compose, body: watchedMost, do: s.watchedList},
		{method: "GET", pattern: one, action: access.Compose, do: s.watchedText},
		{method: "POST", pattern: one, action: access.Compose, body: watchedMost, do: s.watchedText},
	}
}

// watchedPageSize is how many findings, or texts, a page lists.
const watchedPageSize = 50

type watchedListPage struct {
	frame
	Form    string
	Choices []choice
	Lines   []watchedLine
	Next    string
	Sources []feedLine
	Outlet  string // as they were typed
	Address string
	Follow  bool
	New     watchedForm
	Refused string
}

type watchedLine struct {
	URL, Outlet, Title, Said, Kind, Cause, Rule, State string
	Lang                                               lang.Tag
	Read                                               time.Time
}

type feedLine struct {
	ID, Outlet, Address, Why string
	Since, Fails             int64
	Paused, Follow           bool
	Heard, Due               time.Time
}

// causeWord says the likely cause of a contradiction in short.
func (v *visit) causeWord(cause string) string {
	if n, ok := strings.CutPrefix(cause, bulletin.CauseSlip); ok {
		return v.say("watched.cause.unit-slip", lang.Args{"n": n})
	}
	if key := "watched.cause." + cause; lang.Has(key) {
		return v.say(key)
	}
	return cause
}

func (v *visit) kindOfClaim(kind string) string { return v.say("claim.kind." + kind) }

// watchedList lists what contradicts the record by outlet, kind, cause and state, and the feeds that are read.
func (s *site) watchedList(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.Compose); err != nil {
		return err
	}
	if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, access.Question{Action: access.Compose}, "watched"); err != nil {
		return err
	}
	p := watchedListPage{Form: v.workPath("watched")}
	if v.Method == http.MethodPost {
		to, err := p.Form, error(nil)
		if v.field("do") == "put" {
			to, err = s.putWatched(v)
		} else {
			err = s.changeFeed(v)
		}
		if err == nil {
			redirectSeen(v.w, v.Request, to)
			return nil
		}
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		p.Refused = text
		if v.field("do") == "put" {
			p.New = watchedForm{v.field("outlet"), v.field("title"), v.field("address"), v.field("published"), v.PostFormValue("words"), v.watchedTags(lang.Tag(v.field("lang")), true), true}
		} else {
			p.Outlet, p.Address, p.Follow = v.field("outlet"), v.field("address"), v.field("follow") != ""
		}
		return s.showWatchedList(v, p, status)
	}
	return s.showWatchedList(v, p, http.StatusOK)
}

// changeFeed adds a feed, pauses it, lets it go on or takes it away.
func (s *site) changeFeed(v *visit) error {
	ctx, origin := v.Context(), s.byForm(v).Origin
	since, _ := strconv.ParseInt(v.field("since"), 10, 64)
	return s.db.Update(ctx, v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		switch v.field("do") {
		case "add":
			_, err := tx.PutFeed(ctx, watched.Feed{Outlet: v.field("outlet"), Address: v.field("address"), Follow: v.field("follow") != ""}, 0, origin)
			return err
		case "pause", "resume":
			row, err := store.Get[watched.Feed](ctx, tx.View, v.field("feed"))
			if err != nil {
				return err
			}
			row.Value.Paused = v.field("do") == "pause"
			_, err = tx.PutFeed(ctx, row.Value, journal.Position(since), origin)
			return err
		case "drop":
			return tx.DropFeed(ctx, v.field("feed"), journal.Position(since), origin)
		}
		return lang.Invalid("web.error.form")
	})
}

func (s *site) showWatchedList(v *visit, p watchedListPage, status int) error {
	q := v.URL.Query()
	f := store.WatchedFilter{Outlet: q.Get("outlet"), Kind: q.Get("kind"), Cause: q.Get("cause"), State: watched.State(q.Get("state"))}
	counts, err := v.view.FoundCounts(v.Context(), store.WatchedFilter{})
	if err != nil {
		return err
	}
	without, err := v.view.CountWithout(v.Context())
	if err != nil {
		return err
	}
	p.Choices = v.watchedChoices(counts, without, f)
	if p.New.Tags == nil {
		p.New.Tags = v.watchedTags("", true)
	}
	var after store.WatchedPlace
	if parts := strings.Split(q.Get("after"), "."); len(parts) == 3 {
		after.Read, _ = strconv.ParseInt(parts[0], 10, 64)
		after.N, _ = strconv.ParseInt(parts[2], 10, 64)
		after.ID = parts[1]
	}
	if f.State == nothingFound {
		err = s.withoutFindings(v, &p, f.Outlet, after)
	} else {
		err = s.withFindings(v, &p, f, after)
	}
	if err != nil {
		return err
	}
	feeds, err := v.view.Feeds(v.Context())
	if err != nil {
		return err
	}
	for _, h := range feeds {
		l := feedLine{ID: h.Value.ID, Outlet: h.Value.Outlet, Address: h.Value.Address, Since: int64(h.Since), Paused: h.Value.Paused, Follow: h.Value.Follow, Fails: h.State.Fails}
		if !h.State.Heard.IsZero() {
			l.Heard = h.State.Heard.In(v.fair.Location())
		}
		if h.State.Failure != "" {
			l.Why, l.Due = v.say("watched.failed."+h.State.Failure), h.State.Due.In(v.fair.Location())
			if h.State.Detail != "" {
				l.Why = v.say("web.labelled", lang.Args{"label": l.Why, "value": h.State.Detail})
			}
		}
		p.Sources = append(p.Sources, l)
	}
	if p.frame, err = s.workFrame(v, "watched", v.say("work.menu.watched")); err != nil {
		return err
	}
	return s.showAs(v, status, "watched_list", p)
}

// withFindings lists what was found.
func (s *site) withFindings(v *visit, p *watchedListPage, f store.WatchedFilter, after store.WatchedPlace) error {
	lines, err := v.view.Found(v.Context(), f, after, watchedPageSize+1)
	if err != nil {
		return err
	}
	if len(lines) > watchedPageSize {
		lines = lines[:watchedPageSize]
		p.next(v, lines[watchedPageSize-1].WatchedPlace)
	}
	for _, l := range lines {
		p.Lines = append(p.Lines, watchedLine{
			URL: v.workPath("watched", l.ID) + "#f" + strconv.FormatInt(l.N, 10), Outlet: l.Outlet, Title: l.Title, Said: l.Finding.Said, Rule: l.Finding.Rule,
			Kind: v.kindOfClaim(l.Finding.Kind), Cause: v.causeWord(l.Finding.Cause), State: l.Finding.State.In(v.tag), Lang: l.Lang, Read: time.UnixMilli(l.Read).In(v.fair.Location()),
		})
	}
	return nil
}

// watchedChoices are what the list is narrowed by, with how many findings there are, or of texts without.
func (v *visit) watchedChoices(counts, without []store.WatchedCount, f store.WatchedFilter) []choice {
	facets := []struct {
		name, chosen string
		of           func(store.WatchedCount) string
		word         func(string) string
	}{
		{"outlet", f.Outlet, func(c store.WatchedCount) string { return c.Outlet }, func(s string) string { return s }},
		{"kind", f.Kind, func(c store.WatchedCount) string { return c.Kind }, v.kindOfClaim},
		{"cause", f.Cause, func(c store.WatchedCount) string { return c.Cause }, v.causeWord},
		{"state", string(f.State), func(c store.WatchedCount) string { return string(c.State) }, func(s string) string { return watched.State(s).In(v.tag) }},
	}
	var out []choice
	for _, facet := range facets {
		n := map[string]int64{}
		of := counts
		if facet.name == "outlet" && f.State == nothingFound {
			of = without
		}
		for _, c := range of {
			n[facet.of(c)] += c.N
		}
		c := choice{Name: facet.name, Label: v.say("watched.by." + facet.name), Options: []option{{Text: v.say("audit.all"), Selected: facet.chosen == ""}}}
		values := make([]string, 0, len(n))
		for value := range n {
			values = append(values, value)
		}
		slices.Sort(values)
		for _, value := range values {
			c.Options = append(c.Options, option{Value: value, Text: facet.word(value) + " (" + strconv.FormatInt(n[value], 10) + ")", Selected: value == facet.chosen})
		}
		if facet.name == "state" {
			var n int64
			for _, w := range without {
				n += w.N
			}
			c.Options = append(c.Options, option{Value: nothingFound, Text: v.say("watched.state.none") + " (" + strconv.FormatInt(n, 10) + ")", Selected: f.State == nothingFound})
		}
		out = append(out, c)
	}
	return out
}

type watchedTextPage struct {
	frame
	List, Form, Outlet, Address, Headline string
	Lang                                  lang.Tag
	Since, Version                        int64
	Read                                  time.Time
	Marks                                 []watchedMark
	Findings                              []contradiction
	Letters                               []letterLine
	To, Letter, Why                       string
	Held                                  string
	Open, Closed                          bool
	Said                                  watchedForm // what is said of the text, to be mended
	Refused, Note                         string
}

type watchedMark struct {
	Text string
	N    int
}

type contradiction struct {
	N                                           int
	Said, Says, Right, Kind, Cause, Rule, State string
	How, Why, Figure, URL                       string
	Gone, Settled, Chosen                       bool
	Other                                       otherText // the text that says otherwise
}

type letterLine struct {
	N    int
	To   string
	Text string
	Sent time.Time
}

// watchedText shows one text with what contradicts the record in place, and does what is asked for.
func (s *site) watchedText(v *visit) error {
	v.latest()
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterAs(v, access.Compose); err != nil {
		return err
	}
	row, err := store.Get[watched.Text](v.Context(), v.view, v.PathValue("id"))
	if err != nil {
		return err
	}
	if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, row.Value.Question(access.Compose), "watched/"+row.Value.ID); err != nil {
		return err
	}
	if v.Method != http.MethodPost {
		return s.showWatchedText(v, row, "", http.StatusOK)
	}
	if err := s.dealWith(v, row); err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		return s.showWatchedText(v, row, text, status)
	}
	redirectSeen(v.w, v.Request, v.workPath("watched", row.Value.ID))
	return nil
}

// dealWith does what is asked for of a text.
func (s *site) dealWith(v *visit, row store.Row[watched.Text]) error {
	ctx, origin := v.Context(), s.byForm(v).Origin
	do := v.field("do")
	since, _ := strconv.ParseInt(v.field("since"), 10, 64)
	switch do {
	case "reread":
		_, err := s.db.Reread(ctx, v.fair.ID, v.account.ID, row.Value.ID, origin)
		return err
	case "mend":
		return s.mendWatched(v, row, journal.Position(since))
	case "words":
		return s.renewWatched(v, row)
	}
	var about []int
	for _, text := range v.PostForm["about"] {
		n, err := strconv.Atoi(text)
		if err != nil {
			return lang.Invalid("watched.choose")
		}
		about = append(about, n-1)
	}
	if do == "written" && v.watchedHeld(row.Value) {
		return lang.Conflict("watched.held")
	}
	return s.db.Update(ctx, v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		return tx.MoveWatched(ctx, row.Value.ID, journal.Position(since), origin, func(t watched.Text) (watched.Text, error) {
			now := tx.Now.UnixMilli()
			switch do {
			case "written":
				return t.WrittenTo(watched.Letter{To: v.field("to"), Text: v.PostFormValue("letter"), By: v.account.ID, Sent: now}, about)
			case watched.Corrected, watched.NoError:
				return t.Settle(about, do, v.field("why"), v.account.ID, now)
			case "reopen":
				return t.Reopen(about)
			}
			return t, lang.Invalid("web.error.form")
		})
	})
}

// watchedHeld reports whether an embargo holds for what the text speaks of: a letter would say what is held back.
func (v *visit) watchedHeld(t watched.Text) bool {
	if v.sight == nil {
		return false
	}
	return slices.ContainsFunc(v.sight.Embargoes, func(e access.Embargo) bool { return t.Edition == 0 || e.Edition == t.Edition })
}

func (s *site) showWatchedText(v *visit, row store.Row[watched.Text], refused string, status int) error {
	t := row.Value
	words, err := v.view.Words(v.Context(), t)
	if err != nil {
		return err
	}
	p := watchedTextPage{
		List: v.workPath("watched"), Form: v.workPath("watched", t.ID), Outlet: t.Outlet, Address: t.Address, Headline: t.Title, Lang: t.Lang, Since: int64(row.Since), Version: t.Version,
		Read: time.UnixMilli(t.Read).In(v.fair.Location()), Marks: watchedMarks(words, t), To: v.field("to"), Letter: v.PostFormValue("letter"), Why: v.field("why"), Refused: refused, Note: v.knownText(t),
	}
	others, err := v.others(t)
	if err != nil {
		return err
	}
	for i, f := range t.Findings {
		l := contradiction{
			N: i + 1, Said: f.Said, Says: f.Says.Get(v.tag), Right: f.Right, Kind: v.kindOfClaim(f.Kind), Cause: v.causeWord(f.Cause), Rule: f.Rule, State: f.State.In(v.tag),
			Why: f.Why, Figure: f.Figure, Gone: !t.Standing(f), Settled: f.State == watched.Settled, Other: others[f.Other], Chosen: slices.Contains(v.PostForm["about"], strconv.Itoa(i+1)) || refused == "",
		}
		if f.Figure != "" {
			l.URL = v.path("figures") + "/" + f.Figure
		}
		if f.How != "" {
			l.How = v.say("watched.how." + f.How)
		}
		p.Open, p.Closed = p.Open || !l.Settled, p.Closed || l.Settled
		p.Findings = append(p.Findings, l)
	}
	for i, l := range t.Letters {
		p.Letters = append(p.Letters, letterLine{i + 1, l.To, l.Text, time.UnixMilli(l.Sent).In(v.fair.Location())})
	}
	p.Said = watchedForm{t.Outlet, t.Title, t.Address, string(t.Published), v.PostFormValue("words"), v.watchedTags(t.Lang, false), false}
	switch v.field("do") {
	case "mend":
		p.Said = watchedForm{v.field("outlet"), v.field("title"), v.field("address"), v.field("published"), "", v.watchedTags(lang.Tag(v.field("lang")), false), true}
	case "words":
		p.Said.Open = true
	}
	if v.watchedHeld(t) {
		p.Held, p.Letter = v.say("watched.held"), ""
	} else if p.Letter == "" {
		p.Letter = t.Draft(v.fair, s.base(v.Request)).Text
	}
	if p.frame, err = s.workFrame(v, "watched", v.say("web.labelled", lang.Args{"label": t.Outlet, "value": t.Title})); err != nil {
		return err
	}
	return s.showAs(v, status, "watched_text", p)
}

// watchedMarks cuts a text's words at what contradicts the record in them.
func watchedMarks(words string, t watched.Text) []watchedMark {
	runes := []rune(words)
	order := make([]int, 0, len(t.Findings))
	for i, f := range t.Findings {
		if t.Standing(f) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(t.Findings[a].Start - t.Findings[b].Start) })
	var out []watchedMark
	from := 0
	for _, i := range order {
		start, end := int(t.Findings[i].Start), int(t.Findings[i].End)
		if start < from || end < start || end > len(runes) {
			continue
		}
		out = append(out, watchedMark{Text: string(runes[from:start])}, watchedMark{string(runes[start:end]), i + 1})
		from = end
	}
	return append(out, watchedMark{Text: string(runes[from:])})
}

// watchedDuties says how many contradictions nobody has dealt with.
func (s *site) watchedDuties(v *visit, _ access.Settings) ([]duty, error) {
	if access.AllRefused(v.actor, access.Compose) {
		return nil, nil
	}
	counts, err := v.view.FoundCounts(v.Context(), store.WatchedFilter{State: watched.New})
	if err != nil {
		return nil, err
	}
	d := duty{Text: v.say("watched.duty"), URL: v.address(url.Values{"state": {string(watched.New)}}, "work", "watched")}
	for _, c := range counts {
		d.Count += c.N
	}
	return []duty{d}, nil
}
