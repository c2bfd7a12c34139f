package web

import (
	"bytes"
	"context"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/store"
)

// The wall is the hall's screen: what was confirmed, the newest first, and what it comes to.
// With script it is told of each confirmation as it is made (wall_events.go); without, it
// looks again by itself.

// wallLines is how many agreements the page holds; the screen shows those that fit.
const wallLines = 12

// wallRefresh is how often a screen without script looks again, in seconds.
const wallRefresh = 10

type wallPage struct {
	frame
	Edition string
	Theme   lang.Text
	Totals  wallTotals
	Lines   []wallLine
	Events  string // address of what is new
	Refresh int
	Most    int    // lines that the page holds
	Held    string // until when it shows nothing
}

// wallTotals are what the edition has signed so far, as its records say.
type wallTotals struct {
	Count  string `json:"count"`
	Amount string `json:"amount"`
}

// A wallLine is one agreement or increase on the wall.
type wallLine struct {
	ID       string
	Title    lang.Text
	Parties  []namedParty
	Amount   string
	Increase bool
}

// wall shows the hall's screen.
func (s *site) wall(v *visit) error {
	v.latest()
	if err := s.enter(v); err != nil {
		return err
	}
	edition, err := s.wallEdition(v)
	if err != nil {
		return err
	}
	n := edition.Number
	p := wallPage{Edition: v.say("web.edition.ordinal", lang.Args{"n": n}), Theme: edition.Theme, Refresh: wallRefresh, Most: wallLines}
	if v.sight.HoldsFigures(n) {
		until := v.sight.Until(n).In(v.fair.Location())
		p.Held = v.say("wall.held", lang.Args{"until": lang.DateOf(until).Format(v.tag) + " " + until.Format("15:04") + " " + zone(until)})
	} else {
		signed, err := v.view.LastSigned(v.Context(), edition, wallLines)
		if err != nil {
			return err
		}
		if p.Lines, err = s.wallLinesOf(v, signed); err != nil {
			return err
		}
		if p.Totals, err = s.wallTotals(v, n); err != nil {
			return err
		}
	}
	p.Events = v.address(url.Values{"edition": {strconv.FormatInt(n, 10)}, "since": {strconv.FormatInt(v.at(), 10)}}, "wall", "events")
	if p.frame, err = s.frame(v, "wall", v.say("wall.of", lang.Args{"edition": v.editionWord(n)})); err != nil {
		return err
	}
	s.with(&p.frame, "wall.js")
	return s.show(v, "wall", p)
}

// wallEdition is the edition that the address names, or the fair's current one.
func (s *site) wallEdition(v *visit) (fair.Edition, error) {
	e, _, err := s.workEdition(v, v.URL.Query().Get("edition"))
	return e, err
}

// wallTotals evaluates what the records of an edition come to, whatever was reported of it. A
// figure that cannot be made is left out: it must not keep a signing from the wall.
func (s *site) wallTotals(v *visit, edition int64) (wallTotals, error) {
	var out wallTotals
	for _, x := range []struct {
		code string
		text *string
	}{{"signed.count", &out.Count}, {"signed.amount", &out.Amount}} {
		f, err := v.figures.Figure(v.Context(), editionName(x.code, edition))
		if v.Context().Err() != nil {
			return out, err
		}
		if err != nil {
			if code := lang.CodeOf(err); code != lang.CodeInvalid && code != lang.CodeNotFound { // those say that there is no rate, say
				s.log.Error("web: wall", "fair", v.fair.ID, "figure", x.code, "error", err)
			}
			continue
		}
		value, currency := f.Value, f.Currency
		if f.Kind == figure.Observed {
			value, currency = f.Recorded, f.RecordedCurrency
		}
		if value == nil {
			value = new(big.Rat)
		}
		shown := figure.New(f.Name, value)
		shown.Unit, shown.Currency = f.Unit, currency
		*x.text = shown.ShowBare(v.tag)
	}
	return out, nil
}

// wallLinesOf makes lines of what was signed.
func (s *site) wallLinesOf(v *visit, signed []store.Signed) ([]wallLine, error) {
	var ids []string
	for _, x := range signed {
		for _, p := range x.Agreement.Parties {
			ids = append(ids, string(p.Party))
		}
	}
	if err := s.nameParties(v, ids); err != nil {
		return nil, err
	}
	out := make([]wallLine, len(signed))
	for i, x := range signed {
		out[i] = v.wallLine(x)
	}
	return out, nil
}

func (v *visit) wallLine(x store.Signed) wallLine {
	line := wallLine{ID: x.Kind + "-" + x.ID, Title: x.Agreement.Title, Amount: amountText(v.tag, x.Agreement.Amount)}
	if x.Increase != nil {
		line.Increase, line.Amount = true, amountText(v.tag, x.Increase.Amount)
	}
	for _, p := range x.Agreement.Parties {
		if named, ok := v.parties[string(p.Party)]; ok {
			line.Parties = append(line.Parties, named)
		}
	}
	return line
}

// wallVisit is a visit for what is told to many, in one language.
func (s *site) wallVisit(ctx context.Context, tag lang.Tag, f fair.Fair, view store.View) (*visit, error) {
	v := &visit{Request: new(http.Request).WithContext(ctx), tag: tag, asked: -1, ref: -1, fair: f, view: view}
	var err error
	v.figures, err = s.figuresFor(ctx, view, int64(view.At), -1)
	return v, err
}

// wallHTML renders a line as the page has it.
func (s *site) wallHTML(tag lang.Tag, line wallLine) (string, error) {
	var b bytes.Buffer
	if err := s.pages[tag]["wall"].ExecuteTemplate(&b, "wall-line", line); err != nil {
		return "", fmt.Errorf("web: wall: %w", err)
	}
	return b.String(), nil
}

// The times of a stream of events.
const (
	wallPoll   = 200 * time.Millisecond // how often a process looks whether anything was written
	wallLook   = time.Second            // and whether an embargo has ended or the edition changed
	wallBeat   = 15 * time.Second       // when nothing happens, the line is kept open
	wallWrite  = 10 * time.Second       // who does not take what he is sent in this time has left
	wallStay   = 5 * time.Minute        // whoever reads under an embargo is asked anew who he is
	wallAgain  = 1000                   // milliseconds after which a browser comes back
	wallMost   = 20_000                 // watchers of one process
	wallQueue  = 32                     // batches that a slow one may be behind
	wallRecent = 1000                   // events that are kept for those who come back
	wallStep   = 500                    // entries that are told one by one; more than that, and the page is read anew
)

// wallEvents streams what is confirmed from a position of the journal on. The identifiers of
// events are positions, so that a browser that lost the line goes on where it was, with
// whichever process.
func (s *site) wallEvents(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	edition, err := s.wallEdition(v)
	if err != nil {
		return err
	}
	after, err := strconv.ParseInt(v.URL.Query().Get("since"), 10, 64)
	if last := v.Header.Get("Last-Event-ID"); last != "" {
		after, err = strconv.ParseInt(last, 10, 64)
	}
	if err != nil || after < 0 {
		return lang.Invalid("web.error.position", lang.Args{"given": short(v.Header.Get("Last-Event-ID") + v.URL.Query().Get("since"))})
	}
	held := !v.sight.Until(edition.Number).IsZero()
	key := hallKey{v.fair.ID, edition.Number, held && !v.sight.HoldsFigures(edition.Number)}
	w, err := s.walls.join(v.Context(), key, after)
	if err != nil {
		return err
	}
	defer s.walls.leave(key, w)
	h := v.w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy would gather events
	if v.Method == http.MethodHead {
		return nil
	}
	control := http.NewResponseController(v.w)
	_ = control.SetReadDeadline(time.Time{}) // the request is read
	send := func(b []byte) bool {
		_ = control.SetWriteDeadline(time.Now().Add(wallWrite)) // where there is one
		if _, err := v.w.Write(b); err != nil {
			return false
		}
		return control.Flush() == nil
	}
	if !send(fmt.Appendf(nil, "retry: %d\n\n", wallAgain)) {
		return nil
	}
	beat := time.NewTicker(wallBeat)
	defer beat.Stop()
	var ends <-chan time.Time
	if key.cleared {
		ends = time.After(wallStay)
	}
	told := after
	for {
		select {
		case batch, ok := <-w.batches:
			if !ok {
				return nil // too slow: the browser comes back for the rest
			}
			var b []byte
			for _, e := range batch.events {
				if e.id > told {
					b = append(b, e.text[v.tag]...)
					told = e.id
				}
			}
			if batch.reload {
				b = append(b, "event: reload\ndata: -\n\n"...)
			}
			if len(b) > 0 && !send(b) {
				return nil
			}
		case <-beat.C:
			// An identifier without data is kept by the browser and tells the page nothing.
			if at := w.reached.Load(); at > told && len(w.batches) == 0 {
				told = at
			}
			if !send(fmt.Appendf(nil, "id: %d\n\n", told)) {
				return nil
			}
		case <-ends:
			return nil
		case <-v.Context().Done():
			return nil
		case <-s.walls.stopping:
			return nil
		}
	}
}
