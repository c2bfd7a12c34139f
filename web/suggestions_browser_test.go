//go:build browser

package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"testing"

	"github.com/chromedp/chromedp"

	"bridgehead/internal/testenv"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/project"
	"bridgehead/store"
	"bridgehead/web"
)

// TestSuggestionsInChromium has an investor say on the phone what they ask for, read whom to meet and why, ask for one and decline
// another; the owner reads no more than is let, and the secretariat reads the list. Each reads another language.
func TestSuggestionsInChromium(t *testing.T) {
	t.Parallel()
	x := attack(t)
	browser, axe := chromium(t), testenv.Axe(t)
	site, err := web.New(x.db, web.Options{Address: "https://fair.example"})
	if err != nil {
		t.Fatal(err)
	}
	x.site = site
	server := newStopping(t, site)
	sensors := project.Project{
		ID: "sensors", Edition: 26, Code: "S-1", Title: lang.Text{Hans: "量子传感产业园", Hant: "量子傳感產業園", En: "Quantum Sensor Park"}, Type: project.Park, Direction: project.Inward,
		Side: "beijing", District: "110105", Industry: "C39", Status: "open", Owner: stored[project.Project](t, x.fixture, x.project).Value.Owner,
	}
	chips := sensors
	chips.ID, chips.Code, chips.Title, chips.District = "chips", "S-2", lang.Text{Hans: "芯片中试基地", Hant: "芯片中試基地", En: "Chip Pilot Base"}, ""
	x.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		how := store.How{Action: journal.Created}
		return errors.Join(store.Put(ctx, tx, &sensors, 0, how), store.Put(ctx, tx, &chips, 0, how))
	})
	comes := func(who, role string) {
		t.Helper()
		p := x.who(who)
		form := url.Values{"edition": {"26"}, "name_hans": {"样例·" + role}, "party": {p.actor.Grants[0].Party}, "role": {role}, "languages": {"zh"}}
		if r := x.post(t, "/en/model/work/delegates/new", form, p.cookie); r.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", who, r.Code, seen(r.Body.String()))
		}
	}
	comes("a delegate of another", "investor")
	comes("the delegate", "owner")
	open := func(who string, tag lang.Tag, s screen, to string) *worker {
		w := &worker{openTab(t, browser), server.address, axe, os.Getenv("BRIDGEHEAD_SCREENSHOTS"), tag}
		w.screen(s)
		w.enter(emailOf(who), "/"+string(tag)+"/model/work/"+to)
		return w
	}
	of := func(w *worker, key string, title lang.Text) string {
		return lang.Say(w.tag, key, lang.Args{"title": title.Get(w.tag)})
	}

	me := open("a delegate of another", lang.Hans, phone, "suggestions?edition=26")
	me.follow(me.say("suggestion.interest"))
	me.fill("textbox", me.say("interest.field.industries"), "C39")
	me.fill("textbox", me.say("interest.field.words"), "量子传感")
	me.fill("textbox", me.say("interest.field.least"), "1000万美元")
	me.looked("interest")
	me.screen(phone)
	me.press(me.say("interest.save"))
	me.sees(sensors.Title.Hans)
	me.sees(lang.Say(lang.Hans, "suggestion.finding.unknown"))
	me.looked("suggestions")
	me.screen(phone)
	me.press(of(me, "suggestion.ask_of", sensors.Title))
	me.sees(me.say("suggestion.asked"))
	me.sees(meeting.Like.In(lang.Hans))
	me.press(of(me, "suggestion.no_of", chips.Title))
	me.sees(me.say("suggestion.declined"))
	if me.has("button", of(me, "suggestion.no_of", chips.Title)) {
		t.Error("what was declined is suggested again")
	}
	me.sees(meeting.Like.In(lang.Hans))

	host := open("the delegate", lang.En, phone, "suggestions?edition=26&project=sensors")
	host.sees(lang.Say(lang.En, "suggestion.withheld"))
	host.sees(lang.Say(lang.En, "suggestion.none"))
	host.looked("suggestions-owner")
	me.follow(me.say("suggestion.change"))
	me.click(me.find("checkbox", me.say("interest.show")))
	me.press(me.say("interest.save"))
	host.do(chromedp.Navigate(host.site + "/en/model/work/suggestions?edition=26&project=sensors"))
	host.sees("US$10 million")

	desk := open("the secretariat of both", lang.Hant, desktop, "interests?edition=26")
	desk.sees(desk.say("interest.is_shown"))
	desk.looked("interests")
}
