package web_test

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

var (
	secretariatOf = func(side string) access.Grant { return access.Grant{Role: access.Secretariat, Side: side} }
	auditor       = access.Grant{Role: access.Auditor}
	plainInputs   = regexp.MustCompile(`<input[^>]* name="([^"]*)" value="([^"]*)"`)
	chosenOptions = regexp.MustCompile(`(?s)<select id="[^"]*" name="([^"]*)".*?</select>`)
	selected      = regexp.MustCompile(`<option value="([^"]*)" selected`)
	areas         = regexp.MustCompile(`(?s)<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>`)
)

// filledForm is what a browser would send of the form in main that has the field.
func filledForm(t testing.TB, page, having string) url.Values {
	t.Helper()
	for _, part := range strings.Split(page, "<form")[1:] {
		part, _, _ = strings.Cut(part, "</form>")
		if !strings.Contains(part, `name="`+having+`"`) {
			continue
		}
		form := url.Values{}
		for _, m := range plainInputs.FindAllStringSubmatch(part, -1) {
			if !strings.Contains(m[0], `type="checkbox"`) && !strings.Contains(m[0], `type="radio"`) {
				form.Add(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
			}
		}
		for _, m := range chosenOptions.FindAllStringSubmatch(part, -1) {
			value := ""
			if s := selected.FindStringSubmatch(m[0]); s != nil {
				value = html.UnescapeString(s[1])
			}
			form.Add(m[1], value)
		}
		for _, m := range areas.FindAllStringSubmatch(part, -1) {
			form.Add(m[1], html.UnescapeString(m[2]))
		}
		return form
	}
	t.Fatalf("no form with %q: %s", having, seen(page))
	return nil
}

// correctTo fills the form of a record anew and returns the page that is seen before it is saved.
func (f *fixture) correctTo(t testing.TB, address string, c *http.Cookie, fields url.Values) (page string, form url.Values) {
	t.Helper()
	w := f.visit(address, c)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", address, w.Code, seen(w.Body.String()))
	}
	form = filledForm(t, w.Body.String(), "step")
	for name, values := range fields {
		form[name] = values
	}
	w = f.post(t, address, form, c)
	if w.Code != http.StatusOK {
		t.Fatalf("looking: %d %s", w.Code, seen(w.Body.String()))
	}
	return w.Body.String(), form
}

func stored[T any](t testing.TB, f *fixture, id string) store.Row[T] {
	t.Helper()
	v, err := f.db.View(t.Context(), "model", -1)
	if err != nil {
		t.Fatal(err)
	}
	row, err := store.Get[T](t.Context(), v, id)
	if err != nil {
		t.Fatal(err)
	}
	return row
}

func TestACorrectionShowsTheFiguresItTouchesBeforeItIsMade(t *testing.T) {
	t.Parallel()
	f := load(t)
	c := f.hold(t, "secretariat@fair.example", secretariatOf("beijing"))
	address := "/en/model/work/records/agreement/" + f.ids.corrected
	head := f.head(t, "model")
	page, _ := f.correctTo(t, address, c, url.Values{"amount": {"USD 3 million"}})
	text := seen(page)
	for _, want := range []string{"US$2 million", "US$3 million", "Figures it touches", "Amount"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q: %s", want, text)
		}
	}
	if f.head(t, "model") != head {
		t.Fatal("looking has written something")
	}
	save := filledForm(t, page, "seen")
	unseen := url.Values{}
	for k, v := range save {
		unseen[k] = v
	}
	unseen.Set("seen", "made up")
	if w := f.post(t, address, unseen, c); w.Code != http.StatusOK || !strings.Contains(seen(w.Body.String()), "Look again") || f.head(t, "model") != head {
		t.Errorf("it was saved without its figures being seen: %d %s", w.Code, seen(w.Body.String()))
	}
	w := f.post(t, address, save, c)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != address+"/history?saved=1" {
		t.Fatalf("saving: %d %s", w.Code, seen(w.Body.String()))
	}
	row := stored[agreement.Agreement](t, f, f.ids.corrected)
	if row.Value.Amount != (money.Amount{Minor: 3_000_000_00, Currency: "USD"}) || row.Value.Confirmed != 3 || len(row.Value.Parties) != 2 {
		t.Errorf("the record is %+v", row.Value)
	}
	// The auditor follows it: who, when, from what; and changes nothing.
	audit := f.hold(t, "auditor@fair.example", auditor)
	w = f.visit(address+"/history", audit)
	if text := seen(w.Body.String()); w.Code != http.StatusOK || !strings.Contains(text, "by 王小明") || !strings.Contains(text, "form") || !strings.Contains(text, "US$3 million") {
		t.Errorf("the history: %d %s", w.Code, text)
	}
	if strings.Contains(w.Body.String(), "/restore") {
		t.Error("the auditor is offered to restore")
	}
	if w := f.visit(address, audit); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "<textarea") {
		t.Errorf("the auditor's page: %d", w.Code)
	}
	head = f.head(t, "model")
	if w := f.post(t, address, save, audit); w.Code != http.StatusForbidden || f.head(t, "model") != head {
		t.Errorf("the auditor corrects: %d", w.Code)
	}
}

func TestTwoWhoCorrectOneRecordChooseFieldByField(t *testing.T) {
	t.Parallel()
	f := load(t)
	a, b := f.hold(t, "first@fair.example", secretariatOf("beijing")), f.hold(t, "second@fair.example", secretariatOf("hongkong"))
	address := "/en/model/work/records/agreement/" + f.ids.corrected
	// Both open the form; the first saves.
	form := filledForm(t, f.visit(address, b).Body.String(), "step")
	page, _ := f.correctTo(t, address, a, url.Values{"amount": {"USD 5 million"}, "note": {"checked"}})
	if w := f.post(t, address, filledForm(t, page, "seen"), a); w.Code != http.StatusSeeOther {
		t.Fatalf("the first: %d", w.Code)
	}
	form.Set("amount", "CNY 7 million")
	form.Set("title_en", "A better title")
	w := f.post(t, address, form, b)
	text := seen(w.Body.String())
	if w.Code != http.StatusConflict {
		t.Fatalf("the second is not told: %d %s", w.Code, text)
	}
	for _, want := range []string{"US$2 million", "US$5 million", "RMB 7 million", "checked", "A better title", "王小明"} {
		if !strings.Contains(text, want) {
			t.Errorf("the choice lacks %q: %s", want, text)
		}
	}
	choice := filledForm(t, w.Body.String(), "now")
	if w := f.post(t, address, choice, b); w.Code != http.StatusConflict || !strings.Contains(seen(w.Body.String()), "left to choose") {
		t.Errorf("nothing was chosen: %d", w.Code)
	}
	choice.Set("pick.amount", "mine")
	w = f.post(t, address, choice, b)
	if w.Code != http.StatusOK {
		t.Fatalf("after choosing: %d %s", w.Code, seen(w.Body.String()))
	}
	if w := f.post(t, address, filledForm(t, w.Body.String(), "seen"), b); w.Code != http.StatusSeeOther {
		t.Fatalf("saving what was chosen: %d %s", w.Code, seen(w.Body.String()))
	}
	got := stored[agreement.Agreement](t, f, f.ids.corrected).Value
	if got.Amount != (money.Amount{Minor: 7_000_000_00, Currency: "CNY"}) || got.Note != "checked" || got.Title.En != "A better title" {
		t.Errorf("the record is %+v", got)
	}
}

func TestAFormerStateIsRestoredAfterItsFiguresWereSeen(t *testing.T) {
	t.Parallel()
	f := load(t)
	c := f.hold(t, "secretariat@fair.example", secretariatOf(""))
	address := "/zh-Hant/model/work/records/agreement/" + f.ids.corrected
	page := f.visit(address+"/history", c).Body.String()
	form := filledForm(t, page, "state")
	w := f.post(t, address+"/restore", form, c)
	if text := seen(w.Body.String()); w.Code != http.StatusOK || !strings.Contains(text, "觸及的數字") || !strings.Contains(text, "200萬美元") || !strings.Contains(text, "100萬美元") {
		t.Fatalf("before restoring: %d %s", w.Code, text)
	}
	save := filledForm(t, w.Body.String(), "seen")
	if w := f.post(t, address+"/restore", save, c); w.Code != http.StatusSeeOther {
		t.Fatalf("restoring: %d %s", w.Code, seen(w.Body.String()))
	}
	if got := stored[agreement.Agreement](t, f, f.ids.corrected).Value.Amount; got.Minor != 1_000_000_00 {
		t.Errorf("the amount is %v", got)
	}
	if w := f.post(t, address+"/restore", save, c); w.Code != http.StatusConflict {
		t.Errorf("restoring from a page that is no longer true: %d", w.Code)
	}
	if text := seen(f.visit(address+"/history", c).Body.String()); !strings.Contains(text, "較早狀態") {
		t.Errorf("the history does not say from what: %s", text)
	}
}

func TestARestoredStateTurnsNoKeyOfAnotherSide(t *testing.T) {
	t.Parallel()
	f := load(t)
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		row, err := store.Get[agreement.Agreement](ctx, tx.View, f.ids.corrected)
		row.Value.Confirmed = 1 // Hong Kong takes its key back
		if err == nil {
			err = store.Put(ctx, tx, &row.Value, row.Since, store.How{Action: journal.Confirmed, Origin: created.Origin})
		}
		return err
	})
	c := f.hold(t, "beijing@fair.example", secretariatOf("beijing"))
	address := "/en/model/work/records/agreement/" + f.ids.corrected
	form := filledForm(t, f.visit(address+"/history", c).Body.String(), "state")
	head := f.head(t, "model")
	if w := f.post(t, address+"/restore", form, c); w.Code != http.StatusForbidden || f.head(t, "model") != head {
		t.Errorf("Beijing confirms for Hong Kong by restoring: %d %s", w.Code, seen(w.Body.String()))
	}
	both := f.hold(t, "both@fair.example", secretariatOf(""))
	if w := f.post(t, address+"/restore", form, both); w.Code != http.StatusOK {
		t.Errorf("a secretariat of both sides: %d %s", w.Code, seen(w.Body.String()))
	}
}

func TestProjectsAndPartiesAreCorrectedToo(t *testing.T) {
	t.Parallel()
	f := load(t)
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		put(ctx, t, tx, party.Party{ID: "other", Code: "OTHER", Kind: party.Company, Name: lang.Text{Hans: "另一公司"}})
		return nil
	})
	c := f.hold(t, "secretariat@fair.example", secretariatOf(""))
	address := "/en/model/work/records/project/" + f.ids.project
	page, _ := f.correctTo(t, address, c, url.Values{"title_hans": {"样例"}, "owner_add": {"另一公司"}, "district": {"110106"}, "industry": {"65"}})
	if !strings.Contains(seen(page), "Fengtai") {
		t.Errorf("the figures of the districts are not among those touched: %s", seen(page))
	}
	if w := f.post(t, address, filledForm(t, page, "seen"), c); w.Code != http.StatusSeeOther {
		t.Fatalf("the project: %d %s", w.Code, seen(w.Body.String()))
	}
	if p := stored[project.Project](t, f, f.ids.project).Value; p.Title.Hans != "样例" || p.Owner != "other" || p.District != "110106" || p.Terms == "" || p.Title.En != hostile {
		t.Errorf("the project is %+v", p)
	}
	address = "/zh-Hans/model/work/records/party/" + f.ids.party
	page, _ = f.correctTo(t, address, c, url.Values{"name_hans": {"改名公司"}, "kind": {"fund"}, "uscc": {""}})
	if w := f.post(t, address, filledForm(t, page, "seen"), c); w.Code != http.StatusSeeOther {
		t.Fatalf("the party: %d %s", w.Code, seen(w.Body.String()))
	}
	if p := stored[party.Party](t, f, f.ids.party).Value; p.Name.Hans != "改名公司" || p.Kind != party.Fund || p.USCC != "" || p.Note != hostile {
		t.Errorf("the party is %+v", p)
	}
}

func TestACorrectionThatIsWrongComesBackAsTyped(t *testing.T) {
	t.Parallel()
	f := load(t)
	c := f.hold(t, "secretariat@fair.example", secretariatOf(""))
	address := "/en/model/work/records/agreement/" + f.ids.agreement
	head := f.head(t, "model")
	for field, typed := range map[string]string{
		"amount": "lots", "edition": "99", "signed_on": "30 February", "industry": "no such thing", "country": "Q9", "type": hostile,
		"party_add": "nobody of the name", "direction": "upward", "source": "D99",
	} {
		form := filledForm(t, f.visit(address, c).Body.String(), "step")
		form.Set(field, typed)
		w := f.post(t, address, form, c)
		if w.Code != http.StatusBadRequest {
			t.Errorf("%s %q: %d", field, typed, w.Code)
		}
		if strings.Contains(w.Body.String(), "<script>alert") {
			t.Errorf("%s: markup gets through", field)
		}
	}
	form := filledForm(t, f.visit(address, c).Body.String(), "step")
	form.Set("amount", "HKD 7 million")
	if w := f.post(t, address, form, c); w.Code != http.StatusBadRequest || !strings.Contains(seen(w.Body.String()), "need a rate") || !strings.Contains(w.Body.String(), `value="7000000.00 HKD"`) {
		t.Errorf("an amount without a rate: %d %s", w.Code, seen(w.Body.String()))
	}
	form = filledForm(t, f.visit(address, c).Body.String(), "step")
	form["place"], form["share"] = []string{"110105", "Fengtai"}, []string{"2/3", "50%"}
	if w := f.post(t, address, form, c); w.Code != http.StatusBadRequest || !strings.Contains(seen(w.Body.String()), "more than the whole") {
		t.Errorf("shares beyond the whole: %d", w.Code)
	}
	for _, share := range []string{"1/0", "-1/2", "1e999999999", "0x10", "3/2", "nine", "99999999999999999999/99999999999999999999"} {
		form["place"], form["share"] = []string{"110105"}, []string{share}
		if w := f.post(t, address, form, c); w.Code != http.StatusBadRequest {
			t.Errorf("share %q: %d", share, w.Code)
		}
	}
	if f.head(t, "model") != head {
		t.Error("something was written")
	}
}

func TestRecordsOfOthersAreNotThere(t *testing.T) {
	t.Parallel()
	f := load(t)
	people := map[string]*http.Cookie{
		"office of another district": f.hold(t, "haidian@fair.example", access.Grant{Role: access.Office, Side: "beijing", Office: "haidian"}),
		"delegate of another party":  f.hold(t, "delegate@fair.example", access.Grant{Role: access.Delegate, Party: "another"}),
		"administrator":              f.hold(t, "admin@fair.example", access.Grant{Role: access.Administrator}),
		"no role":                    f.hold(t, "none@fair.example"),
	}
	form := filledForm(t, f.visit("/en/model/work/records/agreement/"+f.ids.agreement, f.hold(t, "all@fair.example", secretariatOf(""))).Body.String(), "step")
	form.Set("note", "changed by somebody who may not")
	form.Set("role", "administrator")
	form.Set("side", "hongkong")
	form.Set("actor", "system")
	form.Set("confirmed", "0")
	head := f.head(t, "model")
	for who, c := range people {
		for kind, id := range map[string]string{"agreement": f.ids.agreement, "project": f.ids.project, "party": f.ids.party} {
			address := "/en/model/work/records/" + kind + "/" + id
			for _, page := range []string{address, address + "/history"} {
				if w := f.visit(page, c); w.Code != http.StatusNotFound && w.Code != http.StatusForbidden {
					t.Errorf("%s reads %s: %d", who, page, w.Code)
				}
			}
			for _, page := range []string{address, address + "/restore"} {
				if w := f.post(t, page, form, c); w.Code != http.StatusNotFound && w.Code != http.StatusForbidden {
					t.Errorf("%s changes %s: %d", who, page, w.Code)
				}
			}
		}
	}
	if w := f.visit("/en/model/work/records/agreement/" + f.ids.agreement); w.Code != http.StatusFound {
		t.Errorf("the public: %d", w.Code)
	}
	if w := f.post(t, "/en/model/work/records/agreement/"+f.ids.agreement, form); w.Code != http.StatusForbidden {
		t.Errorf("the public posts: %d", w.Code)
	}
	if f.head(t, "model") != head {
		t.Error("something was written")
	}
	// What no field of the form is for stays as it was, whoever sends it.
	all := f.signIn(t, "all@fair.example")
	page, _ := f.correctTo(t, "/en/model/work/records/agreement/"+f.ids.agreement, all, url.Values{"note": {"new"}, "confirmed": {"0"}, "id": {"x"}, "replaces": {f.ids.corrected}})
	if w := f.post(t, "/en/model/work/records/agreement/"+f.ids.agreement, filledForm(t, page, "seen"), all); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	if a := stored[agreement.Agreement](t, f, f.ids.agreement).Value; a.Confirmed != 3 || a.Replaces != "" || a.Note != "new" || a.Code != hostile {
		t.Errorf("the record is %+v", a)
	}
	for _, page := range []string{"/en/model/work/records/session/" + f.ids.session, "/en/model/work/records/agreement/nothing", "/en/made/work/records/agreement/" + f.ids.agreement} {
		if w := f.visit(page, all); w.Code != http.StatusNotFound && w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", page, w.Code)
		}
	}
}

func TestASideThatMayNotEnterMovesNoRecordAway(t *testing.T) {
	t.Parallel()
	f := load(t)
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		return tx.SetSides(ctx, access.Setting{Edition: 25, Side: "beijing", Enter: access.Nobody, See: access.All, Confirm: access.Nobody}, store.How{Action: journal.Created})
	})
	c := f.hold(t, "beijing@fair.example", secretariatOf("beijing"))
	address := "/en/model/work/records/agreement/" + f.ids.corrected
	form := filledForm(t, f.visit(address, c).Body.String(), "step")
	form.Set("edition", "25")
	head := f.head(t, "model")
	if w := f.post(t, address, form, c); w.Code != http.StatusForbidden || f.head(t, "model") != head {
		t.Errorf("it was moved to an edition that Beijing may not enter: %d %s", w.Code, seen(w.Body.String()))
	}
}

func TestHostileTextOfARecordIsOnlyText(t *testing.T) {
	t.Parallel()
	f := load(t)
	c := f.hold(t, "secretariat@fair.example", secretariatOf(""))
	for kind, id := range map[string]string{"agreement": f.ids.agreement, "project": f.ids.project, "party": f.ids.party} {
		for _, tag := range lang.Tags {
			address := "/" + string(tag) + "/model/work/records/" + kind + "/" + id
			for _, page := range []string{address, address + "/history"} {
				w := f.visit(page, c)
				if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "<script>alert") || strings.Contains(w.Body.String(), "<img") || strings.Contains(w.Body.String(), "⟦") {
					t.Errorf("%s: %d", page, w.Code)
				}
			}
		}
	}
}
