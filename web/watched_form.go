package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bridgehead/bulletin/watched"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// watchedMost bounds a form with somebody's words: a Chinese letter takes nine bytes in it.
const watchedMost = 3*watched.MostText + 64<<10

// nothingFound is the choice of texts in which nothing was found, among the states of findings.
const nothingFound = "none"

// A watchedForm is what is said of a text: typed for a new one, or as it stands for one that is mended.
type watchedForm struct {
	Outlet, Headline, Address, Published, Words string
	Tags                                        []option
	Open                                        bool
}

// watchedTags are the languages of a text; none chosen is told by its characters.
func (v *visit) watchedTags(chosen lang.Tag, auto bool) []option {
	var out []option
	if auto {
		out = append(out, option{Text: v.say("watched.lang.auto"), Selected: chosen == ""})
	}
	for _, tag := range lang.Tags {
		out = append(out, option{Value: string(tag), Text: lang.Say(tag, "web.language"), Selected: tag == chosen})
	}
	return out
}

// toldOfText reads what is said of a text in a form.
func (v *visit) toldOfText() (published lang.Date, tag lang.Tag, err error) {
	if day := v.field("published"); day != "" {
		if published, err = lang.ParseDate(day); err != nil {
			return "", "", err
		}
	}
	if t := v.field("lang"); t != "" {
		if tag, err = lang.ParseTag(t); err != nil {
			return "", "", lang.Invalid("web.error.form").Because(err)
		}
	}
	return published, tag, nil
}

// typedWords are the words that were sent, with the ends of lines that texts have.
func (v *visit) typedWords() string {
	return strings.TrimSpace(strings.ReplaceAll(v.PostFormValue("words"), "\r\n", "\n"))
}

// putWatched keeps a text that was put in by hand, and returns where it is. One that the outlet is known to have written, be it in an
// earlier version, is that text: nothing is written, and its page says so.
func (s *site) putWatched(v *visit) (string, error) {
	published, tag, err := v.toldOfText()
	if err != nil {
		return "", err
	}
	words := v.typedWords()
	in := watched.ByHand(v.field("outlet"), words)
	row, err := v.view.WatchedWith(v.Context(), in.Outlet, watched.SumOf(words))
	if err == nil {
		return v.address(url.Values{"known": {watched.SumOf(words)}}, "work", "watched", row.Value.ID), nil
	}
	if lang.CodeOf(err) != lang.CodeNotFound {
		return "", err
	}
	in.Title, in.Address, in.Published, in.Lang = v.field("title"), v.field("address"), published, tag
	w, err := s.db.Watching(v.Context(), v.fair.ID)
	if err != nil {
		return "", err
	}
	t, _, err := w.Hear(v.Context(), v.account.ID, in, words, store.Hearing{}, s.byForm(v).Origin)
	return v.workPath("watched", t.ID), err
}

// knownText says of a text that was put in what it is already.
func (v *visit) knownText(t watched.Text) string {
	switch v.URL.Query().Get("known") {
	case "":
		return ""
	case t.Sum:
		return v.say("watched.known")
	}
	return v.say("watched.known_earlier", lang.Args{"n": t.Version})
}

// mendWatched puts right what is said of a text, and holds it against the record as that is then.
func (s *site) mendWatched(v *visit, row store.Row[watched.Text], since journal.Position) error {
	published, tag, err := v.toldOfText()
	if err != nil {
		return err
	}
	if tag == "" {
		tag = row.Value.Lang
	}
	origin := s.byForm(v).Origin
	err = s.db.Update(v.Context(), v.fair.ID, v.account.ID, func(tx *store.Tx) error {
		return tx.MoveWatched(v.Context(), row.Value.ID, since, origin, func(t watched.Text) (watched.Text, error) {
			return t.Mend(v.field("outlet"), v.field("title"), v.field("address"), published, tag)
		})
	})
	if err != nil {
		return err
	}
	_, err = s.db.Reread(v.Context(), v.fair.ID, v.account.ID, row.Value.ID, origin)
	return err
}

// renewWatched takes in the words that a text has now: its next version.
func (s *site) renewWatched(v *visit, row store.Row[watched.Text]) error {
	w, err := s.db.Watching(v.Context(), v.fair.ID)
	if err != nil {
		return err
	}
	_, _, err = w.Hear(v.Context(), v.account.ID, row.Value, v.typedWords(), store.Hearing{}, s.byForm(v).Origin)
	return err
}

// withoutFindings lists the texts in which nothing was found.
func (s *site) withoutFindings(v *visit, p *watchedListPage, outlet string, after store.WatchedPlace) error {
	rows, err := v.view.WatchedWithout(v.Context(), outlet, after, watchedPageSize+1)
	if err != nil {
		return err
	}
	if len(rows) > watchedPageSize {
		rows = rows[:watchedPageSize]
		last := rows[watchedPageSize-1].Value
		p.next(v, store.WatchedPlace{Read: last.Read, ID: last.ID})
	}
	for _, r := range rows {
		p.Lines = append(p.Lines, watchedLine{
			URL: v.workPath("watched", r.Value.ID), Outlet: r.Value.Outlet, Title: r.Value.Title, State: v.say("watched.state.none"), Lang: r.Value.Lang,
			Read: time.UnixMilli(r.Value.Read).In(v.fair.Location()),
		})
	}
	return nil
}

// next sets where the list goes on.
func (p *watchedListPage) next(v *visit, last store.WatchedPlace) {
	q := v.URL.Query()
	q.Set("after", strconv.FormatInt(last.Read, 10)+"."+last.ID+"."+strconv.FormatInt(last.N, 10))
	p.Next = p.Form + "?" + q.Encode()
}

// others leads from each finding against another text to that text.
func (v *visit) others(t watched.Text) (map[string]otherText, error) {
	out := map[string]otherText{}
	for _, id := range t.Against() {
		row, err := store.Get[watched.Text](v.Context(), v.view, id)
		if lang.CodeOf(err) == lang.CodeNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		n := slices.IndexFunc(row.Value.Findings, func(f watched.Finding) bool { return f.Other == t.ID })
		url := v.workPath("watched", id)
		if n >= 0 {
			url += "#f" + strconv.Itoa(n+1)
		}
		out[id] = otherText{url, v.say("web.labelled", lang.Args{"label": row.Value.Outlet, "value": row.Value.Title})}
	}
	return out, nil
}

type otherText struct{ URL, Name string }
