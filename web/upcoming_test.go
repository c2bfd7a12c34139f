package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/project"
	"bridgehead/store"
)

// An office reads what its figures are, and what they come to once all that waits is approved and
// confirmed, before anybody else does; and nobody reads another's.
func TestAnOfficeReadsItsCardBeforeItIsPublished(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	w.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		for _, x := range []struct {
			title     string
			yuan      int64
			confirmed fair.SideSet
		}{{"已签的", 300_000_000, 3}, {"缺一方的", 200_000_000, 1}, {"未确认的", 100_000_000, 0}} {
			amount := money.Amount{Minor: x.yuan * 100, Currency: "CNY"}
			put(ctx, t, tx, agreement.Agreement{
				ID: agreement.ID(tx.NewID()), Edition: 26, Title: lang.Text{Hans: x.title}, Type: agreement.Contract, Direction: project.Inward, Amount: amount, Confirmed: x.confirmed,
				Attributions: []agreement.Attribution{{District: "110105", Office: "chaoyang", Num: 1, Den: 1}},
			})
		}
		// What counts for the district, whoever reported it, is in what is published of it.
		put(ctx, t, tx, agreement.Agreement{
			ID: agreement.ID(tx.NewID()), Edition: 26, Title: lang.Text{Hans: "区里的"}, Type: agreement.Contract, Direction: project.Inward, Amount: money.Amount{Minor: 50_000_000_00, Currency: "CNY"}, Confirmed: 2,
			Attributions: []agreement.Attribution{{District: "110105", Num: 1, Den: 1}},
		})
		return nil
	})
	w.handIn(t, wholeProject("报送一"), w.office, "chaoyang")
	back := w.handIn(t, wholeProject("退回一"), w.office, "chaoyang")
	form := url.Values{"do": {"return"}, "comment": {"？"}, "since": {hiddenFields(w.visit("/en/model/work/review/"+back, w.desk).Body.String()).Get("since")}}
	if r := w.post(t, "/en/model/work/review/"+back, form, w.desk); r.Code != http.StatusSeeOther {
		t.Fatal(r.Code)
	}
	for who, c := range map[string]*http.Cookie{"the office": w.office, "the secretariat": w.desk, "the auditor": w.auditor} {
		r := w.visit("/en/model/work/card?edition=26&office=chaoyang", c)
		body := seen(r.Body.String())
		for _, want := range []string{
			"Agreements signed recorded: 2 recorded: 6", "Amount signed recorded: RMB 300,000,000 recorded: RMB 650,000,000", "Projects on offer at least 1 at least 2", "takes the 1 waiting submissions as approved and 4 agreements as confirmed",
			"Drafts 0", "Returned 1", "已签的",
		} {
			if r.Code != http.StatusOK || !strings.Contains(body, want) {
				t.Errorf("%s reads %d, without %q: %s", who, r.Code, want, body)
			}
		}
		if strings.Contains(body, "未确认的") {
			t.Errorf("%s is told that it counts: %s", who, body)
		}
	}
	// Nothing was written by looking.
	if body := seen(w.visit("/en/model/work/card?edition=26&office=chaoyang", w.desk).Body.String()); !strings.Contains(body, "Agreements signed recorded: 2 recorded: 6") {
		t.Errorf("looking changed it: %s", body)
	}
	if r := w.visit("/en/model/work/card?office=chaoyang", w.other); r.Code != http.StatusForbidden {
		t.Errorf("another office reads it: %d", r.Code)
	}
	if body := seen(w.visit("/en/model/work/card", w.other).Body.String()); !strings.Contains(body, "Haidian") || strings.Contains(body, "Chaoyang") {
		t.Errorf("the other's own: %s", body)
	}
	press := w.hold(t, "press@fair.example", access.Grant{Role: access.Press})
	if r := w.visit("/en/model/work/card", press); r.Code != http.StatusForbidden {
		t.Errorf("the press: %d", r.Code)
	}
}

// The queue can be narrowed to any office that waits, not only those on the page.
func TestTheQueueOffersEveryOfficeThatWaits(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	w.handIn(t, wholeProject("报送一"), w.office, "chaoyang")
	w.handIn(t, wholeProject("海淀一"), w.other, "haidian")
	body := w.visit("/en/model/work/review?office=chaoyang", w.desk).Body.String()
	if !strings.Contains(body, `value="haidian"`) || !strings.Contains(body, `value="chaoyang" selected`) || strings.Contains(body, "海淀一") {
		t.Errorf("offered: %s", body)
	}
}
