package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/store"
)

func TestTheAuditorFollowsACorrectionFromItsEntry(t *testing.T) {
	t.Parallel()
	f := load(t)
	writer := f.hold(t, "secretariat@fair.example", secretariatOf(""))
	c := f.hold(t, "auditor@fair.example", auditor)
	address := "/en/model/work/records/agreement/" + f.ids.corrected
	page, _ := f.correctTo(t, address, writer, url.Values{"amount": {"USD 4 million"}})
	if w := f.post(t, address, filledForm(t, page, "seen"), writer); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	head := f.head(t, "model")
	w := f.visit("/en/model/work/audit?action=correct&kind=agreement&actor=secretariat%40fair.example", c)
	entry := fmt.Sprintf(`href="%s/history#at-%d"`, address, head)
	if text := seen(w.Body.String()); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), entry) || strings.Contains(text, "tester") {
		t.Errorf("the entry: %d %s", w.Code, text)
	}
	if history := f.visit(address+"/history", c).Body.String(); !strings.Contains(history, fmt.Sprintf(`id="at-%d"`, head)) {
		t.Error("the history has no such place")
	}
	for query, want := range map[string]bool{
		"from=2023-11-29&to=2023-11-29": true, "from=2023-11-30": false, "to=2023-11-28": false, "kind=project": false,
		"subject=" + f.ids.corrected: true, "subject=nothing": false, "action=remove": false, "actor=system": false, "actor=gone": false,
	} {
		if got := strings.Contains(f.visit("/en/model/work/audit?"+query, c).Body.String(), entry); got != want {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	for _, query := range []string{"actor=nobody%40fair.example", "from=never", "before=-1", "before=x"} {
		if w := f.visit("/en/model/work/audit?"+query, c); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", query, w.Code)
		}
	}
	if f.head(t, "model") != head {
		t.Error("reading has written")
	}
}

func TestTheJournalIsReadPageByPage(t *testing.T) {
	t.Parallel()
	f := load(t)
	v, err := f.db.View(t.Context(), "model", -1)
	if err != nil {
		t.Fatal(err)
	}
	var got []journal.Position
	before := journal.Position(0)
	for {
		entries, next, err := v.Journal(t.Context(), store.Entries{From: 3, To: v.At - 2}, before, 7)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			got = append(got, e.Position)
		}
		if before = next; next == 0 {
			break
		}
	}
	if len(got) != int(v.At)-4 {
		t.Errorf("%d entries: %v", len(got), got)
	}
	for i, at := range got {
		if at != v.At-2-journal.Position(i) {
			t.Fatalf("entry %d is %d: %v", i, at, got)
		}
	}
}

func TestWhatWasRefusedIsShownToTheAuditorAlone(t *testing.T) {
	t.Parallel()
	f := load(t)
	c := f.hold(t, "auditor@fair.example", auditor)
	office := f.hold(t, "haidian@fair.example", access.Grant{Role: access.Office, Side: "beijing", Office: "haidian"})
	if w := f.visit("/en/model/work/records/agreement/"+f.ids.agreement, office); w.Code != http.StatusNotFound {
		t.Fatal(w.Code)
	}
	w := f.visit("/zh-Hans/model/work/audit/refusals", c)
	if text := seen(w.Body.String()); w.Code != http.StatusOK || !strings.Contains(text, f.ids.agreement) || !strings.Contains(text, "王小明") {
		t.Errorf("%d %s", w.Code, text)
	}
	for who, cookie := range map[string]*http.Cookie{
		"office": office, "secretariat": f.hold(t, "s@fair.example", secretariatOf("")), "administrator": f.hold(t, "a@fair.example", access.Grant{Role: access.Administrator}),
	} {
		for _, page := range []string{"/en/model/work/audit", "/en/model/work/audit/refusals", "/en/made/work/audit"} {
			if w := f.visit(page, cookie); w.Code != http.StatusForbidden {
				t.Errorf("%s reads %s: %d", who, page, w.Code)
			}
		}
	}
}

func TestTheStatusSaysWhatWasDoneAndWhatWaits(t *testing.T) {
	t.Parallel()
	f := load(t)
	c := f.hold(t, "auditor@fair.example", auditor)
	if text := seen(f.visit("/en/model/work/status", c).Body.String()); !strings.Contains(text, "Backup never yet") {
		t.Errorf("before any backup: %s", text)
	}
	if err := f.db.NoteUpkeep(t.Context(), store.TaskBackup, hostile); err != nil {
		t.Fatal(err)
	}
	w := f.visit("/en/model/work/status", c)
	text := seen(w.Body.String())
	if w.Code != http.StatusOK || strings.Contains(text, "Backup never yet") || strings.Contains(w.Body.String(), "<script>alert") || !strings.Contains(text, "MiB") || strings.Contains(text, "auditor@fair.example") {
		t.Errorf("%d %s", w.Code, text)
	}
	if w := f.visit("/en/model/work/status", f.hold(t, "s@fair.example", secretariatOf(""))); w.Code != http.StatusForbidden {
		t.Errorf("the secretariat: %d", w.Code)
	}
}
