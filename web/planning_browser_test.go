//go:build browser

package web_test

import (
	"fmt"

	"bridgehead/lang"
)

// watchesPlanning has somebody watch how a timetable is looked for, on a page that stays, and stop it with the best
// so far.
func (w *worker) watchesPlanning() {
	w.t.Helper()
	w.open("/model/work/timetable?edition=25")
	w.choose(w.say("planning.how_long"), lang.Say(w.tag, "planning.seconds", lang.Args{"n": 600}))
	w.press(w.say("planning.plan"))
	w.sees(w.say("planning.goes_on"))
	for _, th := range w.things() {
		if th.role == "link" && th.name == w.say("planning.look") {
			w.t.Error("a page that looks by itself asks its reader to")
		}
	}
	w.looked("planning")
	const share = `document.querySelector("#planning[data-running] progress").value`
	far := evaluate[float64](w.tab, `(window.stays = true, `+share+`)`)
	for range 2 {
		w.until(fmt.Sprintf(`window.stays && %s > %v`, share, far))
		far = evaluate[float64](w.tab, share)
	}
	w.press(w.say("planning.finish"))
	w.soon(w.say("planning.outcome.done"))
	w.find("button", w.say("planning.release"))
}
