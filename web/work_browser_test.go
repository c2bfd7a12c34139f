//go:build browser

package web_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/xuri/excelize/v2"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/internal/testenv"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/project"
	"bridgehead/store"
	"bridgehead/submission"
)

// reach goes with the Tab key alone to a thing.
func (b *tab) reach(th thing) {
	b.t.Helper()
	object := call(b, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: th.node}).Object.ObjectID
	for range 400 {
		r := call(b, runtime.CallFunctionOn, runtime.CallFunctionOnParams{
			FunctionDeclaration: "function() { return document.activeElement === this }", ObjectID: object, ReturnByValue: new(true),
		})
		if string(r.Result.Value) == "true" {
			return
		}
		b.do(chromedp.KeyEvent(kb.Tab))
	}
	b.t.Fatalf("%s: the %s %q is not reached with the keyboard", b.where(), th.role, th.name)
}

// enterKey presses Enter on a link or a button, and waits for the page that it leads to.
func (b *tab) enterKey(role, name string) {
	b.t.Helper()
	b.reach(b.find(role, name))
	b.leave(func() { b.do(chromedp.KeyEvent(kb.Enter)) })
}

// soon waits until the page says a text that comes by itself.
func (b *tab) soon(text string) {
	b.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		got := b.text()
		if strings.Contains(got, text) {
			return
		}
		if time.Now().After(end) {
			b.t.Fatalf("%s does not come to say %q: %s", b.where(), text, clipped(got, 2000))
		}
	}
}

// dirtySheet is a workbook of twenty projects as an office would send it: with full-width digits, units of every
// kind, a currency that there is none of, names and people that are missing, and a row that
// stands there twice.
func dirtySheet(t *testing.T) string {
	t.Helper()
	x := excelize.NewFile()
	defer x.Close()
	rows := [][]any{{"项目编号", "项目名称", "合作类型", "投资额", "币种", "所在区", "负责人", "职务"}}
	for i := 1; i <= 20; i++ {
		rows = append(rows, []any{fmt.Sprintf("CY-%02d", i), fmt.Sprintf("%s第%d号园区", []string{"望京", "酒仙桥", "亮马河", "东坝", "常营"}[i%5], 300+i*7), "园区合作", fmt.Sprintf("%d00万元", 10+i*3), "", "朝阳区", "王芳", "处长"})
	}
	set := func(row, column int, value any) { rows[row][column] = value }
	set(2, 3, "１２０００万元")
	set(3, 3, "３.５亿元")
	set(4, 3, "1,2000万")
	set(5, 3, 86000000) // a number, not a text
	set(6, 3, "5000万")
	set(6, 4, "比特")
	set(8, 1, "")
	set(9, 1, "  ")
	set(11, 6, "")
	set(12, 2, "洋楼")
	set(13, 3, "面议多少")
	// The three that are recorded already, by another office.
	set(15, 0, "HD-07")
	set(16, 1, "京港医疗设备研发中心")
	set(16, 3, "1.2亿元")
	set(17, 1, "丽泽金融科技示范园区一期")
	set(17, 3, "3亿元")
	rows = append(rows, rows[10])
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = x.SetSheetRow("Sheet1", cell, &row)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "朝阳区项目台账（终稿）.xlsx")
	if err := x.SaveAs(file); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestADayOfTheWorkspaceInChromium is what the workspace is for, from an office's spreadsheet to the auditor: each
// works in a language of their own, and one of them without a mouse.
func TestADayOfTheWorkspaceInChromium(t *testing.T) {
	t.Parallel()
	f := load(t)
	other := []project.Project{
		{Code: "HD-07", Title: lang.Text{Hans: "海淀智能制造中心"}},
		{Code: "HD-08", Title: lang.Text{Hant: "京港醫療設備研發中心"}, Amount: money.Amount{Minor: 120_000_000_00, Currency: "CNY"}},
		{Code: "HD-09", Title: lang.Text{Hans: "丽泽金融科技示范园区"}, Amount: money.Amount{Minor: 301_000_000_00, Currency: "CNY"}},
	}
	signing := agreement.Agreement{
		Edition: 26, Title: lang.Text{Hans: "京港数字贸易港合作", Hant: "京港數字貿易港合作", En: "A digital trade port"}, Type: agreement.Contract, Direction: project.Inward,
		Amount: money.Amount{Minor: 88_000_000_00, Currency: "CNY"}, Attributions: []agreement.Attribution{{Office: "chaoyang", District: "110105", Num: 1, Den: 1}},
	}
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		for i := range other {
			p := &other[i]
			p.ID, p.Edition, p.Type, p.Direction, p.Office, p.Side, p.District = project.ID(tx.NewID()), 26, project.Park, project.Inward, "haidian", "beijing", "110108"
			put(ctx, t, tx, *p)
		}
		signing.ID = agreement.ID(tx.NewID())
		put(ctx, t, tx, signing)
		return nil
	})
	f.hold(t, "office@fair.example", access.Grant{Role: access.Office, Side: "beijing", Office: "chaoyang"})
	f.hold(t, "beijing@fair.example", secretariatOf("beijing"))
	f.hold(t, "hongkong@fair.example", secretariatOf("hongkong"))
	f.hold(t, "auditor@fair.example", auditor)
	server := httptest.NewServer(f.site)
	t.Cleanup(server.Close)
	site := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	browser := chromium(t)
	folder, axe := os.Getenv("BRIDGEHEAD_SCREENSHOTS"), testenv.Axe(t)
	open := func(tag lang.Tag, email, to string) *worker {
		w := &worker{openTab(t, browser), site, axe, folder, tag}
		w.screen(desktop)
		w.enter(email, "/"+string(tag)+"/model/"+to)
		return w
	}
	handed := func(state submission.State) int { return len(workers{fixture: f}.submissions(t, state)) }

	// The office brings its spreadsheet in and mends on the page what was refused.
	office := open(lang.Hans, "office@fair.example", "work/drafts")
	call(office.tab, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{dirtySheet(t)}, BackendNodeID: office.find("button", office.say("submit.file")).node})
	office.press(office.say("submit.preview"))
	office.sees("朝阳区项目台账（终稿）.xlsx")
	office.sees(office.say("submit.becomes.repeated"))
	office.looked("day-upload")
	office.screen(desktop)
	for place, text := range map[string]string{"D5": "1.2亿元", "D6": "8600万元", "E7": "人民币", "B9": "十里堡第356号园区", "B10": "劲松第363号园区", "G12": "李明", "D14": "4900万元"} {
		office.retype("textbox", " "+place, text)
	}
	kind := office.find("combobox", " C13")
	office.choose(kind.name, lang.Say(lang.Hans, "word.cooperation.building"))
	office.press(office.say("submit.check_again"))
	office.press(lang.Say(lang.Hans, "submit.hand_in_n", lang.Args{"n": 20}))
	office.sees(lang.Say(lang.Hans, "submit.handed_in", lang.Args{"n": 20}))
	if n := handed(submission.Submitted); n != 20 {
		t.Fatalf("%d were handed in", n)
	}
	for _, row := range (workers{fixture: f}).submissions(t, submission.Submitted) {
		rec, err := store.Handed[project.Project](row.Value)
		if err != nil {
			t.Fatal(err)
		}
		if want := map[string]int64{"CY-02": 120_000_000, "CY-03": 350_000_000, "CY-04": 120_000_000, "CY-05": 86_000_000, "CY-06": 50_000_000, "CY-13": 49_000_000}[rec.Code]; want > 0 && rec.Amount != (money.Amount{Minor: want * 100, Currency: "CNY"}) {
			t.Errorf("%s is handed in over %v", rec.Code, rec.Amount)
		}
	}

	// The secretariat is told, finds the three that are recorded already, merges one and undoes it.
	desk := open(lang.Hant, "beijing@fair.example", "work")
	desk.follow(desk.say("notice.title"))
	desk.sees("20")
	desk.follow(desk.say("work.menu.review"))
	if n := strings.Count(desk.text(), lang.Say(lang.Hant, "review.suspect_n", lang.Args{"n": 1})); n != 3 {
		t.Errorf("%d may be double: %s", n, clipped(desk.text(), 3000))
	}
	desk.looked("day-queue")
	desk.screen(desktop)
	queue := desk.where()
	for title, reason := range map[string]string{"京港医疗设备研发中心": "similar.title", "丽泽金融科技示范园区一期": "similar.title_near", other[0].Code: "similar.code"} {
		if title == other[0].Code {
			title = "望京第405号园区"
		}
		desk.follow(title)
		desk.sees(desk.say(reason))
		desk.do(chromedp.Navigate(queue))
	}
	desk.follow("京港医疗设备研发中心")
	desk.follow(desk.say("review.compare_merge"))
	desk.looked("day-merge")
	desk.screen(desktop)
	desk.press(desk.say("merge.do"))
	desk.sees(desk.say("merge.same_thing"))
	if n := handed(submission.Approved); n != 1 {
		t.Fatalf("%d are approved by merging", n)
	}
	desk.press(desk.say("merge.undo"))
	desk.sees(desk.say("merge.is_undone"))
	for _, id := range []string{string(other[1].ID), (workers{fixture: f}).submissions(t, submission.Approved)[0].Value.Record} {
		stored[project.Project](t, f, id) // both stand in the record again
	}

	// It approves the rest at once, from a preview, with the keyboard alone.
	desk.do(chromedp.Navigate(queue))
	var boxes []thing
	for _, th := range desk.things() {
		if th.role == "checkbox" {
			boxes = append(boxes, th)
		}
	}
	if len(boxes) != 19 {
		t.Fatalf("%d wait", len(boxes))
	}
	for _, box := range boxes {
		desk.reach(box)
		desk.do(chromedp.KeyEvent(" "))
	}
	desk.enterKey("button", desk.say("review.approve_chosen"))
	if n := handed(submission.Approved); n != 1 {
		t.Fatalf("the preview approved: %d", n)
	}
	desk.looked("day-preview")
	desk.screen(desktop)
	desk.enterKey("button", lang.Say(lang.Hant, "review.approve_n", lang.Args{"n": 19}))
	desk.sees(lang.Say(lang.Hant, "review.approved_many", lang.Args{"n": 19}))
	if n := handed(submission.Approved); n != 20 {
		t.Fatalf("%d are approved", n)
	}
	office.do(chromedp.Navigate(site + "/zh-Hans/model/work/notices"))
	office.sees(lang.Say(lang.Hans, "notice.line.approved.many", lang.Args{"n": 19}))
	office.sees("京港医疗设备研发中心")
	office.looked("day-notices")
	office.screen(desktop)

	// Both sides confirm a signing; the wall in the hall shows it with the second key, by itself.
	wall := openTab(t, browser)
	wall.screen(screen{"hall", 1920, 1080})
	wall.do(chromedp.Navigate(site + "/zh-Hans/model/wall"))
	confirm := func(w *worker, side map[lang.Tag]string) {
		t.Helper()
		w.enterKey("button", lang.Say(w.tag, "ceremony.confirm_long", lang.Args{"side": side[w.tag], "title": signing.Title.Get(w.tag)}))
	}
	beijing := map[lang.Tag]string{lang.Hant: "北京", lang.En: "Beijing"}
	hongkong := map[lang.Tag]string{lang.Hant: "香港", lang.En: "Hong Kong"}
	desk.do(chromedp.Navigate(site + "/zh-Hant/model/work/ceremony?edition=26"))
	confirm(desk, beijing)
	if strings.Contains(wall.text(), signing.Title.Hans) {
		t.Error("the wall shows what only one side has confirmed")
	}
	second := open(lang.En, "hongkong@fair.example", "work/notices")
	second.follow(signing.Title.En) // what waits for its side is told of, and leads to the desk
	confirm(second, hongkong)
	wall.soon(signing.Title.Hans)
	wall.soon(money.Print(signing.Amount.Rat(), "CNY", lang.Hans, money.Exact))

	// Its amount is corrected; the figures that it touches are seen first.
	desk.do(chromedp.Navigate(site + "/zh-Hant/model/work/records/agreement/" + string(signing.ID)))
	desk.retype("textbox", "金額", "9900萬元")
	desk.press(desk.say("correct.do_look"))
	desk.sees(desk.say("correct.touched"))
	if got := stored[agreement.Agreement](t, f, string(signing.ID)).Value.Amount; got != signing.Amount {
		t.Fatalf("it was corrected before the figures were seen: %v", got)
	}
	desk.looked("day-touched")
	desk.screen(desktop)
	desk.press(desk.say("correct.save"))
	desk.sees(desk.say("correct.saved"))

	// The auditor follows it from the journal to the record's history.
	a := open(lang.En, "auditor@fair.example", "work/audit?"+url.Values{"subject": {string(signing.ID)}}.Encode())
	a.follow(string(signing.ID))
	for _, want := range []string{"RMB 88 million", "RMB 99 million", a.say("web.action.confirm"), a.say("web.action.correct")} {
		a.sees(want)
	}
	a.looked("day-history")
	for _, c := range wall.complaints() {
		t.Errorf("the wall: %s", c)
	}
}
