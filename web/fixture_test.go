package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/govalues/decimal"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
	"bridgehead/web"
)

// hostile is text that would break a page that took it for anything but text: markup, a formula,
// characters that turn the direction of writing round or are not seen, writing from right
// to left, marks in a heap, and no place to break a line.
var (
	hostile = `<script>alert("x")</script><img src=x onerror=alert(1)>` + "\u202e" + `"'&{{.}}` + "\u2066\u200b\ufeff\u061c" + `=HYPERLINK("http://x","y")` +
		"منطقة" + "Z" + strings.Repeat("\u0335\u0489\u0300", 12) + "﷽"
	endless = strings.Repeat("长而不断", 2500)
)

// A fixture is a small record with a page of each kind.
type fixture struct {
	db   *store.DB
	site http.Handler

	clock *atomic.Int64
	ids   struct{ agreement, corrected, project, party, observation, wordless, session string }
	// before is the position before an agreement was corrected.
	before journal.Position
}

var created = store.How{Action: journal.Created, Origin: journal.Origin{Kind: "document", ID: "D1"}}

// begins is when the clock of a new record begins.
var begins = time.Date(2023, 11, 29, 8, 0, 0, 0, time.UTC).UnixMilli()

// open makes a record with its pages.
func open(t testing.TB) *fixture {
	t.Helper()
	return empty.open(t, time.Second)
}

// openWith opens a database whose keys are in the folder, with a clock that goes so much further with each look.
func openWith(t testing.TB, address, folder string, now int64, tick time.Duration) *fixture {
	t.Helper()
	clock := new(atomic.Int64) // milliseconds
	clock.Store(now)
	db, err := store.Open(t.Context(), address, store.Options{
		Key: filepath.Join(folder, "key"), Checkpoints: filepath.Join(folder, "checkpoints"),
		Now:  func() time.Time { return time.UnixMilli(clock.Add(tick.Milliseconds())).UTC() },
		Cost: access.Cost{Memory: 64, Passes: 1, Threads: 1}, // passwords are cheap to try
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	site, err := web.New(db, web.Options{Design: true})
	if err != nil {
		t.Fatal(err)
	}
	return &fixture{db: db, site: site, clock: clock}
}

// pass lets time go by.
func (f *fixture) pass(d time.Duration) { f.clock.Add(d.Milliseconds()) }

func (f *fixture) update(t testing.TB, id string, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	ctx := t.Context()
	if err := f.db.Update(ctx, id, "tester", func(tx *store.Tx) error { return fn(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
}

// put writes a record that is new and fails the test when it cannot.
func put[T any](ctx context.Context, t testing.TB, tx *store.Tx, rec T) {
	t.Helper()
	if err := store.Put(ctx, tx, &rec, 0, created); err != nil {
		t.Fatal(err)
	}
}

// load writes the fair "model" with two editions, and the synthetic fair "made".
func load(t testing.TB) *fixture {
	t.Helper()
	return filled.open(t, time.Second)
}

// loaded writes the two fairs into an empty record.
func (f *fixture) loaded(t testing.TB) *fixture {
	t.Helper()
	f.update(t, journal.Reference, func(ctx context.Context, tx *store.Tx) error {
		_, _, err := tx.PutRates(ctx, money.Day{Source: "ECB", Date: "2023-11-29", Base: "EUR", Quotes: map[money.Currency]decimal.Decimal{
			"USD": decimal.MustParse("1.0985"), "CNY": decimal.MustParse("7.8296"),
		}}, created)
		return err
	})
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error { f.model(ctx, t, tx); return nil })
	f.before = f.head(t, "model")
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		row, err := store.Get[agreement.Agreement](ctx, tx.View, f.ids.corrected)
		if err != nil {
			return err
		}
		row.Value.Amount = money.Amount{Minor: 2_000_000_00, Currency: "USD"}
		return store.Put(ctx, tx, &row.Value, row.Since, store.How{Action: journal.Corrected, Origin: created.Origin})
	})
	f.update(t, "made", func(ctx context.Context, tx *store.Tx) error {
		put(ctx, t, tx, fair.Fair{ID: "made", Name: lang.Text{Hans: "样例洽谈会", Hant: "樣例洽談會", En: "Sample fair"}, Current: 1, Synthetic: true})
		put(ctx, t, tx, fair.Edition{
			ID: fair.EditionID(tx.NewID()), Number: 1, Opened: "2023-11-29", Complete: true,
			Policy: money.Policy{Currency: "CNY", Source: "ECB", On: money.OnOpening},
		})
		return nil
	})
	return f
}

func (f *fixture) head(t testing.TB, id string) journal.Position {
	t.Helper()
	at, err := f.db.Head(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// model writes the fair that the tests read.
func (f *fixture) model(ctx context.Context, t testing.TB, tx *store.Tx) {
	t.Helper()
	put(ctx, t, tx, fair.Fair{
		ID: "model", Name: lang.Text{Hans: "京港洽谈会", Hant: "京港洽談會", En: "The model fair"}, Current: 26, Zone: "Asia/Hong_Kong",
		Sides: []fair.Side{{Code: "beijing", Name: lang.Text{Hans: "北京", Hant: "北京", En: "Beijing"}}, {Code: "hongkong", Name: lang.Text{Hans: "香港", Hant: "香港", En: "Hong Kong"}}},
	})
	for n, opened := range map[int64]lang.Date{25: "2022-12-14", 26: "2023-11-29"} {
		put(ctx, t, tx, fair.Edition{
			ID: fair.EditionID(tx.NewID()), Number: n, Opened: opened, Theme: lang.Text{Hans: "深化合作 共赢未来"},
			Place: lang.Text{Hans: "香港", Hant: "香港", En: "Hong Kong"}, HostSide: "hongkong", Requires: 3,
			Policy: money.Policy{Currency: "CNY", Source: "ECB", On: money.OnOpening},
		})
	}
	put(ctx, t, tx, fair.Document{
		ID: tx.NewID(), Code: "D1", Title: lang.Text{Hans: "报道" + hostile}, Outlet: lang.Text{Hans: "某报", En: "A newspaper"},
		Published: "2023-11-29", Address: "javascript:alert(1)",
	})
	if err := tx.PutPerson(ctx, party.Person{Ref: "p1", Name: lang.Text{Hans: "张三", En: "Zhang San"}, Office: lang.Text{Hans: "某局局长" + hostile}}); err != nil {
		t.Fatal(err)
	}
	ordinal := int64(0)
	observe := func(code, scope, value, currency string, q figure.Qualifier, edition int64) string {
		ordinal++
		o := indicator.Observation{
			ID: tx.NewID(), Indicator: code, Scope: scope, Edition: edition, Value: value, Step: "1", Qualifier: q,
			Currency: money.Currency(currency), AsOf: "2023-11-29", Kind: indicator.KindPrinted, Printed: value,
			Words: lang.Text{Hans: "转述" + hostile}, Document: "D1", Ordinal: ordinal,
		}
		if ordinal%2 == 0 {
			o.StatedBy = "p1"
		}
		put(ctx, t, tx, o)
		return o.ID
	}
	f.ids.observation = observe("signed.count", "edition=26", "34", "", figure.Exact, 26)
	observe("signed.amount", "edition=26", "67220000000", "CNY", figure.Exact, 26)
	observe("signed.count", "edition=25", "9", "", figure.Exact, 26)
	observe("signed.amount", "edition=25", "9202000000", "USD", figure.Exact, 26)
	observe("signed.count", "edition=26&district=110105", "13", "", figure.Exact, 26)
	observe("signed.amount", "edition=26&district=110105", "3539000000", "USD", figure.Exact, 26)
	observe("cumulative.count", "edition=25", "576", "", figure.Exact, 26)
	observe("cumulative.amount", "edition=25", "111000000000", "USD", figure.Over, 26)
	observe("investment.stock", "direction=inward", "135000000000", "USD", figure.Over, 26)
	f.ids.wordless = observe("fair.statement", "subject=bridgehead", "", "", figure.Unknown, 26)

	owner := party.Party{ID: party.ID(tx.NewID()), Kind: party.Company, Name: lang.Text{Hans: "某公司" + hostile}, Side: "beijing", USCC: hostile, Note: hostile}
	put(ctx, t, tx, owner)
	f.ids.party = string(owner.ID)
	both := agreement.Agreement{
		Edition: 26, Type: agreement.Contract, Direction: project.Inward, SignedOn: "2023-11-29", Confirmed: 3,
		Parties: []agreement.Role{{Party: owner.ID, Role: "investor"}, {Party: "nobody", Role: hostile}},
	}
	first := both
	first.ID, first.Title, first.Note, first.Code = agreement.ID(tx.NewID()), lang.Text{Hans: hostile, Hant: endless, En: endless}, hostile, hostile
	first.Attributions = []agreement.Attribution{{District: "110105", Num: 1, Den: 3}, {Office: hostile, Num: 2, Den: 3}}
	put(ctx, t, tx, first)
	f.ids.agreement = string(first.ID)
	second := both
	second.ID, second.Title = agreement.ID(tx.NewID()), lang.Text{Hant: "只有繁體"}
	second.Amount = money.Amount{Minor: 1_000_000_00, Currency: "USD"}
	put(ctx, t, tx, second)
	f.ids.corrected = string(second.ID)
	waiting := both
	waiting.ID, waiting.Title, waiting.Confirmed = agreement.ID(tx.NewID()), lang.Text{En: "Waiting for one key"}, 1
	put(ctx, t, tx, waiting)
	p := project.Project{
		ID: project.ID(tx.NewID()), Edition: 26, Title: lang.Text{Hans: hostile, Hant: endless, En: hostile}, Type: project.Park, Direction: project.Outward,
		District: "110105", Office: hostile, Owner: owner.ID, Industry: "I65", Amount: money.Amount{Minor: 100, Currency: "CNY"}, Terms: hostile, Status: hostile,
	}
	put(ctx, t, tx, p)
	f.ids.project = string(p.ID)

	track := fair.Track{ID: tx.NewID(), Edition: 26, Name: lang.Text{Hans: "创新驱动" + hostile}}
	put(ctx, t, tx, track)
	put(ctx, t, tx, fair.Session{ID: tx.NewID(), Edition: 26, Kind: "forum", Track: track.ID, Day: "2023-11-29", Time: "afternoon", Name: lang.Text{Hans: hostile}})
	put(ctx, t, tx, fair.Session{ID: tx.NewID(), Edition: 26, Kind: "opening", Day: "2023-11-29", Time: "09:30"})
	wild := fair.Session{
		ID: tx.NewID(), Edition: 26, Kind: hostile, Track: track.ID, Day: "2023-11-30", Time: "10:00", Ends: "11:30", Office: hostile, Status: fair.Changed,
		Name: lang.Text{Hans: hostile, Hant: endless, En: endless}, Within: lang.Text{Hans: hostile}, Room: lang.Text{Hans: hostile, En: endless}, Note: lang.Text{Hans: hostile, Hant: endless},
		Guests: []fair.Guest{{Party: owner.ID, Person: "p1", Role: hostile}, {Party: "nobody", Role: "chair"}},
	}
	put(ctx, t, tx, wild)
	f.ids.session = wild.ID
	at := first
	at.ID, at.Session, at.Code = agreement.ID(tx.NewID()), wild.ID, ""
	at.Confirmed = 1 // what is counted stays as it is
	put(ctx, t, tx, at)
	for i, place := range []string{"香港", "新加坡"} {
		put(ctx, t, tx, landing.Deployment{
			ID: tx.NewID(), Edition: 26, Technology: lang.Text{Hans: "巡逻车" + hostile}, Origin: lang.Text{Hans: "北京"},
			Place: lang.Text{Hans: place}, Scenario: lang.Text{Hans: hostile}, Step: int64(i + 1), Open: i == 1, Document: "D1", StatedBy: "p1",
		})
	}
	put(ctx, t, tx, landing.Programme{ID: tx.NewID(), Edition: 26, Name: lang.Text{Hans: "计划" + hostile}, Side: "hongkong", Status: "planned", Budget: money.Amount{Minor: 1_000_000_000_000, Currency: "HKD"}, Assumed: "currency", Document: "D1"})
	put(ctx, t, tx, landing.Facility{ID: tx.NewID(), Edition: 26, Name: lang.Text{Hans: "平台" + hostile}, Sides: "beijing hongkong", Status: "building", From: "2024", Phased: true, Purpose: lang.Text{Hans: hostile}, Document: "D1"})
}

// get asks for a page as a browser of the language would.
func (f *fixture) get(t testing.TB, address string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	f.site.ServeHTTP(w, r)
	return w
}

// pages are the addresses of a page of each kind, below the language.
func (f *fixture) pages() []string {
	return []string{
		"/", "/about", "/model/editions/26", "/model/editions/25", "/model/agreements", "/model/agreements?edition=26&district=110105",
		"/model/agreements/" + f.ids.agreement, "/model/agreements/" + f.ids.corrected,
		"/model/projects", "/model/projects?type=park", "/model/projects/" + f.ids.project, "/model/parties/" + f.ids.party,
		"/model/parties", "/model/parties?sort=-title&type=company", "/model/projects?industry=I65&sort=-amount&q=script", "/model/agreements?sort=date&band=USD.8",
		"/model/search", "/model/search?q=%E7%B9%81%E4%BD%93", "/model/search?q=script", "/model/search?q=%E9%95%BF%E8%80%8C&kind=project", "/made/search?q=nothing",
		"/model/figures/signed.count?edition=26", "/model/figures/signed.amount?edition=26", "/model/figures/cumulative.amount?edition=26",
		"/model/figures/signed.amount?edition=26&district=110105", "/model/figures/session.count?edition=26",
		"/model/editions/26/agenda", "/model/editions/26/agenda?by=track&mine=" + f.ids.session, "/model/editions/25/agenda", "/model/sessions/" + f.ids.session,
		"/model/editions/26/agenda/mine", "/model/editions/26/agenda/mine?mine=" + f.ids.session + ".none",
		"/model/observations/" + f.ids.observation, "/model/observations/" + f.ids.wordless, "/model/report",
		"/made/editions/1", "/made/report", "/made/agreements",
	}
}
