package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/lang"
	"bridgehead/project"
	"bridgehead/store"
)

// column is what a column of the board says.
func column(t testing.TB, body, key string) string {
	t.Helper()
	m := regexp.MustCompile(`(?s)<section id="` + key + `".*?</section>`).FindString(body)
	if m == "" {
		t.Fatalf("there is no column %s: %s", key, seen(body))
	}
	return m
}

func TestTheBoardShowsHowFarEverythingHasCome(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	if r := w.post(t, "/en/model/work/drafts/new/project", url.Values{"title_hans": {"草稿一"}}, w.office); r.Code != http.StatusSeeOther {
		t.Fatal(r.Code)
	}
	w.handIn(t, wholeProject("报送一"), w.office, "chaoyang")
	back, good := w.handIn(t, wholeProject("退回一"), w.office, "chaoyang"), w.handIn(t, wholeProject("批准一"), w.office, "chaoyang")
	w.handIn(t, wholeProject("海淀一"), w.other, "haidian")
	for id, form := range map[string]url.Values{back: {"do": {"return"}, "comment": {"？"}}, good: {"do": {"approve"}}} {
		form.Set("since", hiddenFields(w.visit("/en/model/work/review/"+id, w.desk).Body.String()).Get("since"))
		if r := w.post(t, "/en/model/work/review/"+id, form, w.desk); r.Code != http.StatusSeeOther {
			t.Fatalf("deciding: %d %s", r.Code, seen(r.Body.String()))
		}
	}
	w.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		for i := range 25 {
			a := agreement.Agreement{
				ID: agreement.ID(tx.NewID()), Edition: 26, Title: lang.Text{Hans: fmt.Sprintf("待签%02d", i)}, Type: agreement.Contract, Direction: project.Inward,
				Attributions: []agreement.Attribution{{Office: "chaoyang", Num: 1, Den: 1}},
			}
			put(ctx, t, tx, a)
		}
		one := agreement.Agreement{ID: agreement.ID(tx.NewID()), Edition: 26, Title: lang.Text{Hans: "签了一方"}, Type: agreement.Contract, Direction: project.Inward, Confirmed: 2}
		put(ctx, t, tx, one)
		return nil
	})
	body := w.visit("/en/model/work/board", w.desk).Body.String()
	for key, want := range map[string]struct {
		count  string
		titles []string
	}{
		"draft":      {"0", nil},
		"submitted":  {"2", []string{"报送一", "海淀一"}},
		"returned":   {"1", []string{"退回一"}},
		"approved":   {"1", []string{"批准一"}},
		"first_key":  {"25", []string{"待签00", "待签09"}},
		"second_key": {"3", []string{"Waiting for one key", "签了一方"}},
		"confirmed":  {"2", []string{"只有繁體"}},
	} {
		c := column(t, body, key)
		if !strings.Contains(c, `<span class="n">`+want.count+`</span>`) {
			t.Errorf("%s is not said to hold %s: %s", key, want.count, seen(c))
		}
		for _, title := range want.titles {
			if !strings.Contains(c, title) {
				t.Errorf("%s lacks %s: %s", key, title, seen(c))
			}
		}
	}
	// One column goes on, the oldest first; the others stay as they are.
	var got []string
	for page := body; ; {
		c := column(t, page, "first_key")
		got = append(got, regexp.MustCompile(`待签\d\d`).FindAllString(c, -1)...)
		next := regexp.MustCompile(`rel="next" href="([^"#]+)#first_key"`).FindStringSubmatch(c)
		if next == nil {
			break
		}
		page = w.visit(strings.ReplaceAll(next[1], "&amp;", "&"), w.desk).Body.String()
		if !strings.Contains(column(t, page, "submitted"), "报送一") {
			t.Errorf("the other columns move too: %s", seen(page))
		}
	}
	if len(got) != 25 || got[0] != "待签00" || got[24] != "待签24" {
		t.Errorf("the column lists %v", got)
	}
	own := w.visit("/en/model/work/board", w.office).Body.String()
	if c := column(t, own, "draft"); !strings.Contains(c, "草稿一") {
		t.Errorf("the office's drafts: %s", seen(c))
	}
	if strings.Contains(own, "海淀一") || strings.Contains(own, "只有繁體") || strings.Contains(own, "签了一方") || !strings.Contains(own, "待签00") {
		t.Errorf("the office's board holds what is not its own: %s", seen(own))
	}
}

func TestTheBoardShowsNobodyWhatIsNotTheirs(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	w.handIn(t, wholeProject("北京的项目"), w.office, "chaoyang")
	w.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		own := access.Setting{Edition: 26, Side: "hongkong", See: access.Own}
		a := agreement.Agreement{
			ID: agreement.ID(tx.NewID()), Edition: 26, Title: lang.Text{Hans: "北京未签的协议"}, Type: agreement.Contract, Direction: project.Inward,
			Attributions: []agreement.Attribution{{District: "110105", Office: "chaoyang", Num: 1, Den: 1}},
		}
		put(ctx, t, tx, a)
		return tx.SetSides(ctx, own, created)
	})
	hongkong := w.hold(t, "hk@fair.example", secretariatOf("hongkong"))
	for who, c := range map[string]*http.Cookie{"another office": w.other, "the other side's secretariat": hongkong} {
		if body := w.visit("/en/model/work/board", c).Body.String(); strings.Contains(body, "北京") && strings.Contains(seen(body), "北京的项目") || strings.Contains(body, "北京未签的协议") {
			t.Errorf("%s sees: %s", who, seen(body))
		}
	}
	for _, c := range []*http.Cookie{w.office, w.desk, w.auditor} {
		if body := w.visit("/en/model/work/board", c).Body.String(); !strings.Contains(body, "北京的项目") || !strings.Contains(body, "北京未签的协议") {
			t.Errorf("it does not show: %s", seen(body))
		}
	}
	press := w.hold(t, "press@fair.example", access.Grant{Role: access.Press})
	if r := w.visit("/en/model/work/board", press); r.Code != http.StatusForbidden {
		t.Errorf("the press: %d", r.Code)
	}
}
