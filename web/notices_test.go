package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"bridgehead/fair"
	"bridgehead/notice"
	"bridgehead/store"
)

func TestNoticesStandOnThePageInTheLanguageOfTheReader(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	id := w.handIn(t, wholeProject("京港医疗设备研发中心"), w.office, "chaoyang")
	for language, want := range map[string]string{
		"en":      `Notices <span class="tag">1 unread</span>`,
		"zh-Hans": `通知 <span class="tag">1 条未读</span>`,
		"zh-Hant": `通知 <span class="tag">1 條未讀</span>`,
	} {
		if body := w.visit("/"+language+"/model/work", w.desk).Body.String(); !strings.Contains(body, want) {
			t.Errorf("the head of the page in %s does not say %q: %s", language, want, body[:2000])
		}
	}
	body := w.visit("/en/model/work/notices", w.desk).Body.String()
	if !strings.Contains(body, `href="/en/model/work/review/`+id+`"`) || !strings.Contains(seen(body), "handed in “京港医疗设备研发中心”") {
		t.Fatalf("the notice: %s", seen(body))
	}
	if body := w.visit("/en/model/work/notices", w.office).Body.String(); !strings.Contains(body, "There are no notices") {
		t.Errorf("who handed it in is told: %s", seen(body))
	}
	own := regexp.MustCompile(`name="id" value="([0-9a-z]+)">\s*<span`).FindStringSubmatch(body)
	if own == nil {
		t.Fatalf("it cannot be marked: %s", body)
	}
	unread := func() bool {
		return strings.Contains(w.visit("/en/model/work/notices", w.desk).Body.String(), `class="is-unread"`)
	}
	// Somebody else's notice is not one's own to mark.
	if r := w.post(t, "/en/model/work/notices", url.Values{"id": {own[1]}}, w.other); r.Code != http.StatusSeeOther || !unread() {
		t.Errorf("another marks it: %d", r.Code)
	}
	if r := w.post(t, "/en/model/work/notices", url.Values{"id": {own[1]}}, w.desk); r.Code != http.StatusSeeOther || unread() {
		t.Errorf("it is not marked: %d", r.Code)
	}
	w.handIn(t, wholeProject("甲"), w.office, "chaoyang")
	w.handIn(t, wholeProject("乙"), w.office, "chaoyang")
	form := hiddenFields(regexp.MustCompile(`(?s)<form.*?name="all".*?</form>`).FindString(w.visit("/en/model/work/notices", w.desk).Body.String()))
	w.handIn(t, wholeProject("丙"), w.office, "chaoyang") // after the page was read
	if r := w.post(t, "/en/model/work/notices", form, w.desk); r.Code != http.StatusSeeOther {
		t.Fatalf("marking all: %d", r.Code)
	}
	if body := w.visit("/en/model/work/notices", w.desk).Body.String(); strings.Count(body, `class="is-unread"`) != 1 || !strings.Contains(body, "1 unread") {
		t.Errorf("what came after the page was read is marked too: %s", seen(body))
	}
}

func TestEachChoosesHowToBeTold(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	body := w.visit("/en/account/notices", w.office).Body.String()
	if !strings.Contains(body, `<select id="way.returned"`) || !strings.Contains(body, `<option value="at_once" selected>`) {
		t.Fatalf("the form: %s", seen(body))
	}
	form := url.Values{"zone": {"Europe/London"}, "minute": {"450"}, "weekday": {"5"}, "way.returned": {"digest"}, "way.approved": {"page"}}
	if r := w.post(t, "/en/account/notices", form, w.office); r.Code != http.StatusSeeOther {
		t.Fatalf("saving: %d %s", r.Code, seen(r.Body.String()))
	}
	a, err := w.db.AccountNamed(t.Context(), "chaoyang@fair.example")
	if err != nil {
		t.Fatal(err)
	}
	wish, err := w.db.Wish(t.Context(), a.ID)
	if err != nil || wish.Zone != "Europe/London" || wish.Minute != 450 || !wish.Weekly || wish.Weekday != 5 || wish.Way(notice.Returned) != notice.Digest || wish.Way(notice.Approved) != notice.OnPage || wish.Way(notice.Place) != notice.AtOnce {
		t.Errorf("kept as %+v, %v", wish, err)
	}
	for name, value := range map[string]string{"zone": "../../etc/passwd", "minute": "1440", "weekday": "7", "way.returned": "<script>"} {
		bad := url.Values{"zone": {"UTC"}, "minute": {"0"}, "weekday": {"daily"}}
		bad.Set(name, value)
		if r := w.post(t, "/en/account/notices", bad, w.office); r.Code != http.StatusBadRequest || strings.Contains(r.Body.String(), "<script>") {
			t.Errorf("%s=%s: %d", name, value, r.Code)
		}
	}
	if again, err := w.db.Wish(t.Context(), a.ID); err != nil || again.Zone != "Europe/London" {
		t.Errorf("a refused form changed it: %+v, %v", again, err)
	}
	if r := w.visit("/en/account/notices"); r.Code != http.StatusFound {
		t.Errorf("the public chooses: %d", r.Code)
	}
}

func TestWhatIsOverdueStandsFirstAndIsCountedAtHome(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	row := func(number int64) store.Row[fair.Edition] {
		t.Helper()
		v, err := w.db.View(t.Context(), "model", -1)
		if err != nil {
			t.Fatal(err)
		}
		r, err := v.EditionRow(t.Context(), number)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, days := range []string{"0", "366", "-1", "1.5", "abc"} {
		form := url.Values{"do": {"limit"}, "days": {days}, "seen": {strconv.FormatInt(int64(row(26).Since), 10)}}
		if r := w.post(t, "/en/model/work/editions/26", form, w.desk); r.Code != http.StatusBadRequest || row(26).Value.ReviewDays != 0 {
			t.Errorf("%s days: %d", days, r.Code)
		}
	}
	form := url.Values{"do": {"limit"}, "days": {"３"}, "seen": {strconv.FormatInt(int64(row(26).Since), 10)}}
	if r := w.post(t, "/en/model/work/editions/26", form, w.office); r.Code != http.StatusForbidden {
		t.Errorf("an office sets the limit: %d", r.Code)
	}
	if r := w.post(t, "/en/model/work/editions/26", form, w.desk); r.Code != http.StatusSeeOther || row(26).Value.ReviewDays != 3 {
		t.Fatalf("setting the limit: %d %s", r.Code, seen(r.Body.String()))
	}
	if r := w.post(t, "/en/model/work/editions/26", form, w.desk); r.Code != http.StatusConflict {
		t.Errorf("from a page that is out of date: %d", r.Code)
	}
	// Of the other edition, which allows two weeks, what was handed in earlier is not overdue.
	early := wholeProject("先报的")
	early.Set("edition", "25")
	early.Set("do", "submit")
	if r := w.post(t, "/en/model/work/drafts/new/project?office=chaoyang&edition=25", early, w.office); r.Code != http.StatusSeeOther {
		t.Fatalf("handing in: %d %s", r.Code, seen(r.Body.String()))
	}
	w.handIn(t, wholeProject("后报的"), w.office, "chaoyang")
	order := func() (early, late int, body string) {
		body = w.visit("/en/model/work/review", w.desk).Body.String()
		return strings.Index(body, "先报的"), strings.Index(body, "后报的"), body
	}
	if a, b, body := order(); a < 0 || b < a || strings.Contains(body, "tag-overdue") {
		t.Errorf("before the limit: %s", seen(body))
	}
	w.pass(4 * 24 * time.Hour)
	w.desk = w.signIn(t, "desk@fair.example")
	a, b, body := order()
	if b < 0 || a < b || strings.Count(body, "tag-overdue") != 1 {
		t.Errorf("what is overdue does not stand first: %s", seen(body))
	}
	if home := seen(w.visit("/en/model/work", w.desk).Body.String()); !strings.Contains(home, "Reviews that are overdue") {
		t.Errorf("the home page: %s", home)
	}
}
