package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/bulletin/watched"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
	"bridgehead/submission"
	"bridgehead/web"
)

// A colleague is somebody with a role in the sample fair, and the cookie of their session.
type colleague struct {
	name, email string
	cookie      *http.Cookie
}

// staff fills the workspace of the sample fair with what a week brings: a saved list, drafts, a file with
// errors, what waits for review, what came back, what may be double, and a correction. It returns
// who works there, the one who sees most first.
func (f *fixture) staff(t testing.TB) []colleague {
	t.Helper()
	hold := func(name string, g access.Grant) colleague {
		email := name + "@fair.example"
		return colleague{name, email, f.holdIn(t, "sample", email, g)}
	}
	desk := hold("secretariat", access.Grant{Role: access.Secretariat})
	office := hold("office", access.Grant{Role: access.Office, Side: "beijing", Office: "chaoyang"})
	other := hold("neighbour", access.Grant{Role: access.Office, Side: "beijing", Office: "haidian"})
	admin := hold("administrator", access.Grant{Role: access.Administrator})
	reader := hold("auditor", access.Grant{Role: access.Auditor})
	found := regexp.MustCompile(`href="/en/sample/parties/([0-9a-z]{8,})"`).FindStringSubmatch(f.get(t, "/en/sample/parties").Body.String())
	if found == nil {
		t.Fatal("the sample has no party")
	}
	company := hold("delegate", access.Grant{Role: access.Delegate, Party: found[1]})

	sent := func(at string, form url.Values, by colleague) string {
		t.Helper()
		r := f.post(t, "/en/sample/work/"+at, form, by.cookie)
		if r.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", at, r.Code, seen(r.Body.String()))
		}
		to, _, _ := strings.Cut(r.Header().Get("Location"), "?")
		return to[strings.LastIndex(to, "/")+1:]
	}
	write := func(title, english, do string, by colleague) string {
		t.Helper()
		form := wholeProject(title)
		form.Set("title_en", english)
		form.Set("do", do)
		return sent("drafts/new/project?edition=26", form, by)
	}
	decide := func(id string, form url.Values) {
		t.Helper()
		form.Set("since", hiddenFields(f.visit("/en/sample/work/review/"+id, desk.cookie).Body.String()).Get("since"))
		sent("review/"+id, form, desk)
	}
	write("样例·京港医疗设备研发中心", "Sample Beijing–Hong Kong Medical Devices R&D Centre", "submit", office)
	park := write("样例·氢能装备产业园", "Sample Hydrogen Equipment Park", "submit", office)
	decide(park, url.Values{"do": {"approve"}})
	v, err := f.db.View(t.Context(), "sample", -1)
	if err != nil {
		t.Fatal(err)
	}
	row, err := store.Get[submission.Submission](t.Context(), v, park)
	if err != nil {
		t.Fatal(err)
	}
	counts := "records/project/" + row.Value.Record + "/attribution"
	before := hiddenFields(f.visit("/en/sample/work/"+counts, office.cookie).Body.String()).Get("before")
	sent(counts, url.Values{"office": {"haidian"}, "district": {"海淀区"}, "before": {before}, "reason": {"项目用地在海淀区。"}}, office)
	decide(write("样例·跨境数据服务平台", "", "submit", office), url.Values{"do": {"return"}, "comment": {"金额单位请核对：万元还是元？"}})
	write("样例·数字文创园（初稿）", "", "save", office)
	write("樣例·京港醫療設備研發中心", "", "submit", other)
	sent("saved", url.Values{"name": {"园区合作"}, "list": {"projects"}, "query": {"type=park"}}, desk)
	sheet := "项目编号,项目名称,合作类型,投资额（万元）,负责人,所在区,备用\n" +
		"P-1,样例·智能制造园,园区合作,12000,王芳,朝阳区,x\n" +
		"P-2,样例·楼宇更新,楼宇合作,面议,王芳,朝阳区,\n" +
		"P-3,样例·生物医药楼,洋楼,800,,朝阳区,\n"
	r := f.uploadTo(t, "/en/sample/work/uploads", "台账.csv", []byte(sheet), map[string]string{"kind": "project", "edition": "26", "office": "chaoyang"}, office.cookie)
	if r.Code != http.StatusSeeOther {
		t.Fatalf("uploading: %d %s", r.Code, seen(r.Body.String()))
	}
	others := regexp.MustCompile(`href="/en/sample/parties/([0-9a-z]{8,})"`).FindAllStringSubmatch(f.get(t, "/en/sample/parties").Body.String(), -1)
	watching, err := f.db.Watching(t.Context(), "sample")
	if err != nil {
		t.Fatal(err)
	}
	heard := watched.Text{Source: watched.FromFolder, Key: "opening.txt", Outlet: "样例日报", Title: "样例：开幕报道"}
	if _, _, err := watching.Hear(t.Context(), access.System, heard, "第26届洽谈会共签约9999个项目。", store.Hearing{}, journal.Origin{Kind: watched.FromFolder, ID: "opening.txt"}); err != nil {
		t.Fatal(err)
	}
	for key, words := range map[string]string{"closing.txt": "第26届洽谈会共签约34个项目。", "weather.txt": "今日多云，最高气温二十一度。"} {
		heard := watched.Text{Source: watched.FromFolder, Key: key, Outlet: "样例晚报", Title: "样例：" + key}
		if _, _, err := watching.Hear(t.Context(), access.System, heard, words, store.Hearing{}, journal.Origin{Kind: watched.FromFolder, ID: key}); err != nil {
			t.Fatal(err)
		}
	}
	f.meets(t, "sample", "26", [4]string{found[1], others[1][1], others[2][1], others[3][1]}, desk.cookie, company.cookie)
	return []colleague{desk, office, admin, reader, company}
}

// workPatterns lists the addresses of the pages of accounts and of the workspace, below the language.
func workPatterns() []string {
	var all []string
	for _, d := range web.Deeds() {
		if d.Method == http.MethodGet {
			all = append(all, d.Pattern)
		}
	}
	return all
}

// seenBy returns the site as somebody who is signed in sees it.
func (f *fixture) seenBy(c colleague) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(c.cookie)
		f.site.ServeHTTP(w, r)
	})
}

// workPages follows the links of the workspace as somebody sees it, from its home.
func workPages(t testing.TB, f *fixture, c colleague, tag lang.Tag) []reached {
	t.Helper()
	inside := func(kind string) bool {
		return strings.HasPrefix(kind, "/{fair}/work") || strings.HasPrefix(kind, "/account")
	}
	all := crawlFrom(t, f.seenBy(c), tag, 1, "/sample/work", func(path string) bool {
		return strings.HasPrefix(path, "/sample/work") || strings.HasPrefix(path, "/account")
	})
	return slices.DeleteFunc(all, func(r reached) bool { return !inside(r.kind) })
}

func TestEveryPageOfTheWorkspaceIsReached(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	kinds := map[string]bool{}
	for _, c := range f.staff(t) {
		for _, r := range workPages(t, f, c, lang.En) {
			kind, _, _ := strings.Cut(r.kind, "?")
			kinds[kind] = true
		}
	}
	for _, r := range crawlFrom(t, f.site, lang.En, 1, "/account/sign-in", func(path string) bool { return strings.HasPrefix(path, "/account") }) {
		kinds[r.kind] = true
	}
	for _, p := range workPatterns() {
		// A mail leads to those with a token, and the right password to the code; a saved list leads
		// on to the list.
		if !kinds[p] && p != "/{fair}/work/saved/{id}" && !strings.HasSuffix(p, "{token}") && p != "/account/code" {
			t.Errorf("no link leads to a page %s; those that are reached: %v", p, slices.Sorted(maps.Keys(kinds)))
		}
	}
}
