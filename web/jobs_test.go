//go:build browser

package web_test

import (
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"bridgehead/lang"
)

// A visitor comes to the site in one language, on one screen, with a mouse and a keyboard.
type visitor struct {
	*tab
	site string
	lang lang.Tag
}

// say is what the site calls something.
func (v *visitor) say(key string, args ...lang.Args) string { return lang.Say(v.lang, key, args...) }

// begins is say where nothing stands before it: in English with a capital letter.
func (v *visitor) begins(key string) string {
	text := []rune(v.say(key))
	text[0] = unicode.ToUpper(text[0])
	return string(text)
}

// in returns the one of the three that is in the visitor's language.
func (v *visitor) in(hans, hant, en string) string {
	return lang.Text{Hans: hans, Hant: hant, En: en}.Get(v.lang)
}

// home goes to the home page, and from there to the fair that is complete to the last record.
func (v *visitor) home() {
	v.t.Helper()
	v.do(chromedp.Navigate(v.site + "/" + string(v.lang) + "/"))
	v.follow(v.in("样例洽谈会", "樣例洽談會", "Sample Fair"))
}

// jobs does one after the other what visitors come to do, each from the home page.
func (v *visitor) jobs() {
	for _, job := range []func(){
		v.followTheHeadlineToARecord,
		v.searchInTheOtherWriting,
		v.filterTheCatalogue,
		v.readAReportCard,
		v.compareEditions,
		v.checkAText,
		v.keepASession,
		v.findAProgramme,
		v.changeTheLanguage,
		v.skipToTheContent,
	} {
		v.home()
		job()
		for _, c := range v.complaints() {
			v.t.Errorf("%s: %s", v.where(), c)
		}
	}
}

// The headline is followed to one of the records that make it up, and that to where it came from.
func (v *visitor) followTheHeadlineToARecord() {
	headline := v.in("签约项目数", "簽約項目數", "Agreements signed")
	v.leave(func() { v.click(v.after(headline, "link")) })
	v.find("heading", headline)
	record := v.after(v.say("web.figure.items"), "link")
	v.leave(func() { v.click(record) })
	v.find("heading", record.name)
	v.find("heading", v.say("web.history"))
	v.sees(v.say("web.origin.generator"))
}

// A project is searched in Simplified where the page is in Traditional, and the other way
// round; the one that is found is opened.
func (v *visitor) searchInTheOtherWriting() {
	words, found := v.in("零售生產", "零售生产", "Retail"), v.in("零售生产", "零售生產", "Retail")
	v.fill("searchbox", v.say("web.menu.search"), words)
	v.leave(func() { v.do(chromedp.KeyEvent(kb.Enter)) })
	v.sees(v.say("word.project"))
	hit := v.find("link", found)
	v.leave(func() { v.click(hit) })
	v.find("heading", hit.name)
}

// The catalogue is filtered by the way to cooperate, which then every line names, and the choice
// stands in the address.
func (v *visitor) filterTheCatalogue() {
	v.follow(v.say("web.menu.projects"))
	if v.called("combobox", v.say("web.field.type")) == 0 { // on a phone the choices are folded away
		v.click(v.find("DisclosureTriangle", v.say("overview.narrow")))
	}
	park := v.begins("word.cooperation.park")
	v.choose(v.say("web.field.type"), park)
	v.press(v.say("web.filter.do"))
	if u, err := url.Parse(v.where()); err != nil || u.Query().Get("type") != "park" {
		v.t.Errorf("the address does not keep the filter: %s", v.where())
	}
	v.sees(park)
	for _, other := range []string{"enterprise", "building", "land"} {
		if name := v.begins("word.cooperation." + other); v.called("StaticText", name) > 0 {
			v.t.Errorf("%s lists what is not asked for: %s", v.where(), name)
		}
	}
	v.follow(v.say("web.filter.reset"))
	if strings.Contains(v.where(), "type=park") {
		v.t.Errorf("the filter stays: %s", v.where())
	}
}

// A district is found on the map of tiles, and its report card says how it stands.
func (v *visitor) readAReportCard() {
	v.follow(v.say("web.menu.districts"))
	v.follow(v.in("朝阳：", "朝陽：", "Chaoyang: "))
	v.find("heading", v.in("朝阳区", "朝陽區", "Chaoyang"))
	v.find("heading", v.say("overview.card.series"))
	v.sees(v.in("签约项目数", "簽約項目數", "Agreements signed"))
}

// Two editions are chosen and compared.
func (v *visitor) compareEditions() {
	v.follow(v.say("overview.compare.see"))
	v.choose(v.say("overview.compare.base"), v.say("word.edition_number", lang.Args{"n": 20}))
	v.press(v.say("overview.compare.do"))
	v.find("heading", v.say("overview.compare.title", lang.Args{"edition": 26, "base": 20}))
	v.sees(v.say("overview.compare.change"))
}

// A text with one right and one wrong number is checked.
func (v *visitor) checkAText() {
	v.follow(v.say("web.menu.check"))
	v.fill("textbox", v.say("web.check.text"), v.in("第26届共签约36个项目。第25届共签约99个项目。", "第26屆共簽約36個項目。第25屆共簽約99個項目。",
		"36 agreements were signed at the 26th edition. 99 agreements were signed at the 25th edition."))
	v.click(v.find("button", v.say("web.check.send"))) // with script the page stays and the answer comes to it
	v.until(v.say("web.check.result")+" does not appear", func() bool { return v.called("heading", v.say("web.check.result")) > 0 })
	v.sees(v.say("check.verdict.supported"))
	v.sees(v.say("check.verdict.contradicted"))
}

// A session of the agenda is opened, chosen and found again on the visitor's own agenda.
func (v *visitor) keepASession() {
	v.follow(v.say("web.menu.agenda"))
	opening := v.in("样例·开幕式", "樣例·開幕式", "Sample Opening")
	v.follow(opening)
	v.find("heading", opening)
	v.click(v.find("checkbox", v.say("agenda.mine.choose")))
	v.press(v.say("agenda.mine.show"))
	v.find("heading", v.say("agenda.mine"))
	v.find("link", opening)
}

// A company finds a programme that may fit it, and sees which condition is not known and what would
// settle it.
func (v *visitor) findAProgramme() {
	v.follow(v.say("scheme.see"))
	v.find("heading", v.say("scheme.title"))
	v.choose(v.say("scheme.answer.place"), v.in("北京", "北京", "Beijing"))
	v.fill("textbox", v.say("scheme.answer.employees"), "50")
	v.press(v.say("scheme.find"))
	v.find("heading", v.say("scheme.results"))
	v.find("link", v.in("样例·成长企业资助", "樣例·成長企業資助", "Sample grants for growing companies"))
	v.sees(v.say("scheme.verdict.met"))
	v.sees(v.say("scheme.verdict.unknown"))
	v.find("link", v.say("scheme.ask.years"))
}

// The language changes and the page stays.
func (v *visitor) changeTheLanguage() {
	v.follow(v.say("web.menu.agreements"))
	from := v.where()
	other := lang.Tags[0]
	if v.lang == other {
		other = lang.Tags[1]
	}
	v.follow(map[lang.Tag]string{lang.Hans: "简体中文", lang.Hant: "繁體中文", lang.En: "English"}[other])
	if want := strings.Replace(from, "/"+string(v.lang)+"/", "/"+string(other)+"/", 1); v.where() != want {
		v.t.Errorf("%s led to %s, not %s", from, v.where(), want)
	}
	v.find("heading", lang.Say(other, "web.menu.agreements"))
}

// Without a mouse the first key leads past what stands above every page.
func (v *visitor) skipToTheContent() {
	v.do(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Enter))
	v.until("the first key does not lead to the content", func() bool { return strings.HasSuffix(v.where(), "#main") })
}

// until waits for what a key or a click brings about.
func (v *visitor) until(otherwise string, done func() bool) {
	v.t.Helper()
	for deadline := time.Now().Add(patience); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			v.t.Fatalf("%s: %s", v.where(), otherwise)
		}
	}
}

// called says how many things of the role are called so.
func (v *visitor) called(role, name string) (n int) {
	for _, th := range v.things() {
		if th.role == role && th.name == name {
			n++
		}
	}
	return n
}
