package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// as returns the cookie of somebody who holds a role in the fair.
func (f *fixture) as(t testing.TB, name string, g access.Grant) *http.Cookie {
	t.Helper()
	email := name + "@fair.example"
	g.Account = f.join(t, email).ID
	if _, err := f.db.Grant(t.Context(), "model", access.System, g); err != nil {
		t.Fatal(err)
	}
	return f.signIn(t, email)
}

// toSign writes agreements that nobody has confirmed, and returns their identifiers.
func (f *fixture) toSign(t testing.TB, n int) []string {
	t.Helper()
	var ids []string
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		ids = nil
		for i := range n {
			a := agreement.Agreement{
				ID: agreement.ID(tx.NewID()), Edition: 26, Title: lang.Text{Hans: fmt.Sprintf("待签%03d", i), En: fmt.Sprintf("To sign %03d", i)}, Type: agreement.Contract,
				Amount: money.Amount{Minor: int64(i+1) * 1_000_000_00, Currency: "CNY"}, Parties: []agreement.Role{{Party: "nobody", Role: "investor"}},
			}
			put(ctx, t, tx, a)
			ids = append(ids, string(a.ID))
		}
		return nil
	})
	return ids
}

// key is the form of a confirmation.
func key(kind, id, side, do string, seen int64) url.Values {
	return url.Values{"kind": {kind}, "id": {id}, "side": {side}, "do": {do}, "seen": {strconv.FormatInt(seen, 10)}, "edition": {"26"}}
}

func TestTwoSidesConfirmOneAfterTheOther(t *testing.T) {
	t.Parallel()
	f := loadNamed(t)
	id := f.toSign(t, 3)[1]
	beijing := f.as(t, "beijing", access.Grant{Role: access.Secretariat, Side: "beijing"})
	hongkong := f.as(t, "hongkong", access.Grant{Role: access.Secretariat, Side: "hongkong"})

	desk := f.visit("/en/model/work/ceremony?edition=26", beijing)
	text := seen(desk.Body.String())
	if desk.Code != http.StatusOK || !strings.Contains(text, "To sign 001") || !strings.Contains(text, "Confirm for Beijing") || strings.Contains(text, "Confirm for Hong Kong") {
		t.Fatalf("the desk of Beijing: %d %s", desk.Code, text)
	}
	if n := strings.Count(desk.Body.String(), "autofocus"); n != 1 {
		t.Errorf("the keyboard begins at %d places", n)
	}
	before := f.read(t, id).Since
	// A side confirms for itself alone, whatever the form says.
	if w := f.post(t, "/en/model/work/ceremony", key("agreement", id, "hongkong", "confirm", int64(before)), beijing); w.Code != http.StatusForbidden {
		t.Errorf("Beijing confirms for Hong Kong: %d", w.Code)
	}
	w := f.post(t, "/en/model/work/ceremony", key("agreement", id, "beijing", "confirm", int64(before)), beijing)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("confirming: %d %s", w.Code, seen(w.Body.String()))
	}
	if text := seen(f.visit(w.Header().Get("Location"), beijing).Body.String()); !strings.Contains(text, "Confirmed for Beijing: To sign 001") || !strings.Contains(text, "Take back for Beijing") {
		t.Errorf("the desk does not say what was done: %s", text)
	}
	row := f.read(t, id)
	if row.Value.Confirmed != 1 || row.Value.SignedOn == "" {
		t.Errorf("after the first key: %d, signed on %q", row.Value.Confirmed, row.Value.SignedOn)
	}
	if w := f.visit("/en/model/agreements/" + id); w.Code != http.StatusNotFound {
		t.Errorf("with one key it is public: %d", w.Code)
	}
	// The other side saw it before the first key was there, and that is no obstacle.
	if w := f.post(t, "/en/model/work/ceremony", key("agreement", id, "hongkong", "confirm", int64(before)), hongkong); w.Code != http.StatusSeeOther {
		t.Fatalf("the second key: %d %s", w.Code, seen(w.Body.String()))
	}
	if w := f.visit("/en/model/agreements/" + id); w.Code != http.StatusOK {
		t.Errorf("with both keys it is not public: %d", w.Code)
	}
	wall := seen(f.visit("/en/model/wall").Body.String())
	if !strings.Contains(wall, "To sign 001") || !strings.Contains(wall, "Signed 3 Amount RMB 16.2551 million") {
		t.Errorf("the wall does not show it: %s", wall)
	}
	// A mistake is taken back; the record keeps both.
	w = f.post(t, "/en/model/work/ceremony", key("agreement", id, "hongkong", "unconfirm", int64(f.read(t, id).Since)), hongkong)
	if w.Code != http.StatusSeeOther || f.read(t, id).Value.Confirmed != 1 {
		t.Fatalf("taking back: %d, %d", w.Code, f.read(t, id).Value.Confirmed)
	}
	view, err := f.db.View(t.Context(), "model", -1)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := store.Steps[agreement.Agreement](t.Context(), view, id)
	if err != nil {
		t.Fatal(err)
	}
	var acts []string
	for _, s := range steps {
		acts = append(acts, s.Entry.Action)
	}
	if got := strings.Join(acts, " "); got != "unconfirm confirm confirm create" {
		t.Errorf("the journal has %s", got)
	}
}

func TestWhoeverConfirmsHasSeenWhatHeConfirms(t *testing.T) {
	t.Parallel()
	f := loadNamed(t)
	id := f.toSign(t, 1)[0]
	beijing := f.as(t, "beijing", access.Grant{Role: access.Secretariat, Side: "beijing"})
	row := f.read(t, id)
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		changed := row.Value
		changed.Amount.Minor = 5
		return store.Put(ctx, tx, &changed, row.Since, store.How{Action: journal.Corrected, Origin: created.Origin})
	})
	w := f.post(t, "/en/model/work/ceremony", key("agreement", id, "beijing", "confirm", int64(row.Since)), beijing)
	if text := seen(w.Body.String()); w.Code != http.StatusConflict || !strings.Contains(text, "Amount: “RMB 1 million” became “RMB 0.05”") {
		t.Errorf("%d %s", w.Code, text)
	}
	if f.read(t, id).Value.Confirmed != 0 {
		t.Error("it was confirmed all the same")
	}
	// What is seen now can be confirmed from the page that said so.
	m := regexp.MustCompile(`name="seen" value="(\d+)"`).FindStringSubmatch(w.Body.String())
	if m == nil || m[1] != strconv.FormatInt(int64(f.read(t, id).Since), 10) {
		t.Errorf("the page offers version %v", m)
	}
}

func TestManyDesksLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	f := loadNamed(t)
	ids := f.toSign(t, 12)
	cookies := map[string][]*http.Cookie{}
	for _, side := range []string{"beijing", "hongkong"} {
		for i := range 2 {
			cookies[side] = append(cookies[side], f.as(t, fmt.Sprintf("%s%d", side, i), access.Grant{Role: access.Secretariat, Side: side}))
		}
	}
	rows := make([]int64, len(ids))
	for i, id := range ids {
		rows[i] = int64(f.read(t, id).Since)
	}
	before := f.head(t, "model")
	var group sync.WaitGroup
	for side, desks := range cookies {
		for _, cookie := range desks {
			group.Go(func() {
				for i, id := range ids {
					if w := f.post(t, "/en/model/work/ceremony", key("agreement", id, side, "confirm", rows[i]), cookie); w.Code != http.StatusSeeOther {
						t.Errorf("%s: %d %s", side, w.Code, seen(w.Body.String()))
					}
				}
			})
		}
	}
	group.Wait()
	for _, id := range ids {
		if c := f.read(t, id).Value.Confirmed; c != 3 {
			t.Errorf("%s is confirmed by %b", id, c)
		}
	}
	if n := int(f.head(t, "model") - before); n != 2*len(ids) {
		t.Errorf("%d entries for %d keys", n, 2*len(ids))
	}
}

func TestARecordIsDeclaredCompleteKnowingWhatIsMissing(t *testing.T) {
	t.Parallel()
	f := loadNamed(t)
	id := f.toSign(t, 2)[0]
	cookie := f.as(t, "secretary", access.Grant{Role: access.Secretariat})
	page := f.visit("/en/model/work/editions/26", cookie)
	text := seen(page.Body.String())
	for _, want := range []string{"4 agreements lack a required side", "1 signed agreement has no amount", "2 of them recorded", "Declare the record complete"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	m := regexp.MustCompile(`name="seen" value="(\d+)"`).FindStringSubmatch(page.Body.String())
	form := url.Values{"seen": {m[1]}, "do": {"declare"}}
	if w := f.post(t, "/en/model/work/editions/26", form, cookie); w.Code != http.StatusBadRequest {
		t.Errorf("without a word about what is missing: %d", w.Code)
	}
	form.Set("known", "1")
	if w := f.post(t, "/en/model/work/editions/26", form, cookie); w.Code != http.StatusSeeOther {
		t.Fatalf("declaring: %d %s", w.Code, seen(w.Body.String()))
	}
	if text := seen(f.visit("/en/model/figures/signed.count?edition=26").Body.String()); !strings.Contains(text, "Agreements signed (edition 26): 2") {
		t.Errorf("the computed value does not lead: %.300s", text)
	}
	if w := f.post(t, "/en/model/work/ceremony", key("agreement", id, "beijing", "confirm", int64(f.read(t, id).Since)), cookie); w.Code != http.StatusConflict || f.read(t, id).Value.Confirmed != 0 {
		t.Errorf("the desk is open: %d", w.Code)
	}
	if w := f.post(t, "/en/model/work/editions/26", form, cookie); w.Code != http.StatusConflict {
		t.Errorf("a declaration of what somebody else has changed: %d", w.Code)
	}
	page = f.visit("/en/model/work/editions/26", cookie)
	m = regexp.MustCompile(`name="seen" value="(\d+)"`).FindStringSubmatch(page.Body.String())
	if w := f.post(t, "/en/model/work/editions/26", url.Values{"seen": {m[1]}, "do": {"open"}}, cookie); w.Code != http.StatusSeeOther {
		t.Errorf("opening again: %d", w.Code)
	}
}

func TestTheNextEditionIsGivenTheFormAndNothingOfTheHolding(t *testing.T) {
	t.Parallel()
	f := loadNamed(t)
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		return tx.SetSides(ctx, access.Setting{Edition: 26, Side: "beijing", Enter: access.All, See: access.Own, Confirm: access.Nobody}, created)
	})
	cookie := f.as(t, "secretary", access.Grant{Role: access.Secretariat})
	page := seen(f.visit("/en/model/work/editions/next", cookie).Body.String())
	for _, want := range []string{"Set up edition 27", "Held by Beijing", "Beijing, Hong Kong", "Rights of Beijing", "Agreements 4", "Sessions 3", "Observations 10", "Theme, days"} {
		if want == "Beijing, Hong Kong" {
			want = "Must confirm what is signed Beijing Hong Kong"
		}
		if !strings.Contains(page, want) {
			t.Errorf("no %q in %s", want, page)
		}
	}
	form := url.Values{"number": {"27"}, "opened": {"2024-11-20"}, "closed": {"2024-11-19"}, "theme": {"Together"}}
	if w := f.post(t, "/en/model/work/editions/next", form, cookie); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `value="Together"`) {
		t.Errorf("days in the wrong order: %d", w.Code)
	}
	form.Set("closed", "2024-11-21")
	if w := f.post(t, "/en/model/work/editions/next", form, cookie); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, seen(w.Body.String()))
	}
	if w := f.post(t, "/en/model/work/editions/next", form, cookie); w.Code != http.StatusConflict {
		t.Errorf("sent twice: %d", w.Code)
	}
	view, err := f.db.View(t.Context(), "model", -1)
	if err != nil {
		t.Fatal(err)
	}
	e, err := view.Edition(t.Context(), 27)
	if err != nil {
		t.Fatal(err)
	}
	if e.HostSide != "beijing" || e.Requires != 3 || e.Complete || e.Policy.Currency != "CNY" || e.Opened != "2024-11-20" || e.Theme != (lang.Text{En: "Together"}) {
		t.Errorf("%+v", e)
	}
	tracks, sessions, err := view.Agenda(t.Context(), 27)
	if err != nil || len(tracks) != 1 || len(sessions) != 0 || tracks[0].Edition != 27 {
		t.Errorf("%v %v %v", tracks, sessions, err)
	}
	settings, err := view.Settings(t.Context())
	if err != nil || settings.Of(27, "beijing").Confirm != access.Nobody {
		t.Errorf("%v %v", settings, err)
	}
	if list, err := store.OfEdition[agreement.Agreement](t.Context(), view, 27); err != nil || len(list) != 0 {
		t.Errorf("%d agreements of the last edition: %v", len(list), err)
	}
}

func TestAnEmbargoIsSetAndReleasedOnAPage(t *testing.T) {
	t.Parallel()
	f := loadNamed(t)
	cookie := f.as(t, "secretary", access.Grant{Role: access.Secretariat})
	form := url.Values{"edition": {"26"}, "until": {"tomorrow"}}
	if w := f.post(t, "/en/model/work/embargo", form, cookie); w.Code != http.StatusBadRequest {
		t.Errorf("a time that is none: %d", w.Code)
	}
	form.Set("until", "2031-05-06T07:08")
	if w := f.post(t, "/en/model/work/embargo", form, cookie); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, seen(w.Body.String()))
	}
	if text := seen(f.visit("/en/model/work/embargo", cookie).Body.String()); !strings.Contains(text, "6 May 2031 07:08 UTC+8 holds") {
		t.Errorf("it is not listed: %s", text)
	}
	for address, want := range map[string]string{"/en/model/figures/signed.count?edition=26": "not published yet", "/en/model/wall": "The results are published on 6 May 2031 07:08"} {
		if text := seen(f.visit(address).Body.String()); !strings.Contains(text, want) {
			t.Errorf("%s: %s", address, text)
		}
	}
	if w := f.post(t, "/en/model/work/embargo", url.Values{"edition": {"25"}, "session": {f.ids.session}, "until": {"2031-05-06T07:08"}}, cookie); w.Code != http.StatusBadRequest {
		t.Errorf("a session of another edition: %d", w.Code)
	}
	if w := f.post(t, "/en/model/work/embargo", url.Values{"edition": {"26"}, "do": {"release"}}, cookie); w.Code != http.StatusSeeOther {
		t.Fatalf("releasing: %d", w.Code)
	}
	if w := f.visit("/en/model/figures/signed.count?edition=26"); w.Code != http.StatusOK {
		t.Errorf("after it was released: %d", w.Code)
	}
}

func TestAnAdministratorSettlesWhatTheSidesMayDo(t *testing.T) {
	t.Parallel()
	f := loadNamed(t)
	id := f.toSign(t, 1)[0]
	admin := f.as(t, "admin", access.Grant{Role: access.Administrator})
	beijing := f.as(t, "beijing", access.Grant{Role: access.Secretariat, Side: "beijing"})
	if w := f.visit("/en/model/work/sides", beijing); w.Code != http.StatusForbidden {
		t.Errorf("the secretariat settles its own rights: %d", w.Code)
	}
	form := url.Values{"edition": {"26"}, "beijing.enter": {"own"}, "beijing.see": {"all"}, "beijing.confirm": {"none"}, "hongkong.confirm": {"own"}}
	if w := f.post(t, "/en/model/work/sides", form, admin); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, seen(w.Body.String()))
	}
	if w := f.post(t, "/en/model/work/ceremony", key("agreement", id, "beijing", "confirm", int64(f.read(t, id).Since)), beijing); w.Code != http.StatusForbidden {
		t.Errorf("Beijing confirms though it may not: %d", w.Code)
	}
	if w := f.post(t, "/en/model/work/sides", url.Values{"edition": {"26"}, "beijing.see": {"none"}}, admin); w.Code != http.StatusBadRequest {
		t.Errorf("a reach that there is not: %d", w.Code)
	}
}

// An increase is confirmed as an agreement is.
func TestAnIncreaseIsConfirmed(t *testing.T) {
	t.Parallel()
	f := loadNamed(t)
	var id string
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		x := agreement.Amendment{
			ID: agreement.AmendmentID(tx.NewID()), Agreement: agreement.ID(f.ids.corrected), Edition: 26, SignedOn: "2023-11-29",
			Amount: money.Amount{Minor: 7_000_000_00, Currency: "USD"}, Confirmed: fair.SideBit(1),
		}
		put(ctx, t, tx, x)
		id = string(x.ID)
		return nil
	})
	beijing := f.as(t, "beijing", access.Grant{Role: access.Secretariat, Side: "beijing"})
	view, err := f.db.View(t.Context(), "model", -1)
	if err != nil {
		t.Fatal(err)
	}
	row, err := store.Get[agreement.Amendment](t.Context(), view, id)
	if err != nil {
		t.Fatal(err)
	}
	if w := f.post(t, "/en/model/work/ceremony", key("amendment", id, "beijing", "confirm", int64(row.Since)), beijing); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, seen(w.Body.String()))
	}
	if text := seen(f.visit("/en/model/wall").Body.String()); !strings.Contains(text, "US$7 million") {
		t.Errorf("the wall does not show the increase: %s", text)
	}
}
