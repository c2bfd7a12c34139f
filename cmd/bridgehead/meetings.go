package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"slices"
	"time"

	"bridgehead/access"
	"bridgehead/exchange"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/meeting/timetable"
	"bridgehead/store"
)

func meetingsCommand() command {
	return command{
		name: "meetings", args: "plan|replan|release|show", short: "plan the timetable of an edition's meetings, and release it",
		long: `Works on the timetable of the meetings of an edition (docs/meetings.md):

  plan     chooses among what is asked for and places it, as the open draft
  replan   changes what people hold as little as the record of today requires, as the open draft
  release  makes the open draft what people hold, and tells those whom it concerns
  show     prints the open draft: what it changes, what has no place, and the rules that it breaks

A plan depends on the record, the seed and the work alone. A draft that breaks rules is not
released unless --force is given.

Examples:
  bridgehead meetings plan --fair sample --edition 26 --work 20000000
  bridgehead meetings replan --fair sample --edition 26 --json
  bridgehead meetings release --fair sample --edition 26`,
		exits: []exit{{3, "planned, not proven to be the best, or something has no place"}, {4, "proven: there is no timetable"}},
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r recordFlags
			r.set(fs)
			r.setFair(fs)
			edition := fs.Int64("edition", 0, "the `number` of the edition (default: the current one)")
			actor := fs.String("actor", access.System, "on whose `account` it is done")
			work := fs.Int64("work", 20_000_000, "stop after this `number` of exchanges tried")
			seed := fs.Uint64("seed", 1, "where the search begins, a `number`")
			threads := fs.Int("threads", 0, "`number` of threads (default: one per processor); the answer does not depend on it")
			force := fs.Bool("force", false, "release a draft that breaks rules")
			from := fs.String("mail-from", "", "the `address` that mails come from; with it a release is mailed with entries for calendars")
			asJSON := fs.Bool("json", false, "print JSON")
			language := fs.String("lang", "en", "the `language` of what is said: zh-Hans, zh-Hant or en")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) != 1 || !slices.Contains([]string{"plan", "replan", "release", "show"}, args[0]) {
					return usage("it takes one of plan, replan, release and show")
				}
				if *work < 1 || *threads < 0 {
					return usage("work must be above 0, threads not below")
				}
				tag, err := lang.ParseTag(*language)
				if err != nil {
					return err
				}
				db, err := r.open(ctx)
				if err != nil {
					return err
				}
				defer db.Close()
				m := meetingsRun{ctx: ctx, io: io, db: db, tag: tag, json: *asJSON, from: *from, o: timetable.Options{Seed: *seed, Threads: *threads, Work: *work}}
				if m.fair, err = r.chosen(ctx, db); err != nil {
					return err
				}
				if m.view, err = db.View(ctx, m.fair, -1); err != nil {
					return err
				}
				f, err := m.view.TheFair(ctx)
				if err != nil {
					return err
				}
				if m.edition = *edition; m.edition == 0 {
					m.edition = f.Current
				}
				if m.actor, err = db.Actor(ctx, m.fair, *actor); err != nil {
					return err
				}
				if err := db.Allow(ctx, m.fair, m.actor, access.Question{Action: access.PlanMeetings, Edition: m.edition}, "meetings"); err != nil {
					return err
				}
				return m.run(args[0], *force)
			}
		},
	}
}

// A meetingsRun is one run of the command.
type meetingsRun struct {
	ctx     context.Context
	io      streams
	db      *store.DB
	view    store.View
	fair    string
	edition int64
	from    string // address that mails come from; "" for no mails
	actor   access.Actor
	tag     lang.Tag
	json    bool
	o       timetable.Options
}

// meetingsSaid is what is printed.
type meetingsSaid struct {
	Release  int64            `json:"release,omitempty"` // number
	Status   timetable.Status `json:"status"`
	Placed   int              `json:"placed"`
	Unplaced int              `json:"unplaced"`
	Breaks   int              `json:"breaks"`
	Bound    int              `json:"bound"`
	Value    int64            `json:"value"`
	Upper    int64            `json:"upper"`
	Spread   int              `json:"spread"` // of breaks
	Walks    int              `json:"walks"`
	Tables   int              `json:"table_changes"`
	Short    []meetingsShort  `json:"short,omitempty"` // who has fewer meetings than the least
	Least    int              `json:"short_bound"`
	Changes  map[string]int   `json:"changes"`
	Breaking map[string]int   `json:"rules_broken"`
	Conflict []string         `json:"conflict,omitempty"`
	Seconds  float64          `json:"seconds"`
	Places   []meeting.Place  `json:"meetings,omitempty"`
	LeftOver []meeting.Place  `json:"unscheduled,omitempty"`
}

// meetingsShort is somebody who has fewer meetings than the least.
type meetingsShort struct {
	Delegate string    `json:"delegate"`
	Day      lang.Date `json:"day,omitempty"` // none: in all
	Has      int       `json:"has"`
	Least    int       `json:"least"`
	Asked    int       `json:"asked"`
	Why      string    `json:"why"`
}

func (m meetingsRun) run(deed string, force bool) error {
	begun := time.Now()
	open, err := m.db.MeetingDraft(m.ctx, m.fair, m.edition)
	if err != nil && (lang.CodeOf(err) != lang.CodeNotFound || deed == "release" || deed == "show") {
		return err
	}
	held, err := m.view.Held(m.ctx, m.edition)
	if err != nil {
		return err
	}
	in, err := m.view.MeetingInput(m.ctx, m.edition, nil)
	if err != nil {
		return err
	}
	build := meeting.Build
	if deed == "replan" {
		build = meeting.BuildHeld
	}
	p, err := build(in)
	if err != nil {
		return err
	}
	draft := open
	var reasons []timetable.Reason
	switch deed {
	case "plan":
		draft, reasons, err = p.Plan(m.ctx, m.o)
	case "replan":
		draft, err = p.Replan(m.ctx, timetable.Options{Seed: m.o.Seed, Threads: m.o.Threads})
	}
	if err != nil {
		return err
	}
	said := meetingsSaid{
		Status: draft.Status, Placed: len(draft.Places), Unplaced: len(draft.Left), Breaks: draft.Breaks, Bound: draft.Bound, Value: draft.Value, Upper: draft.Upper,
		Changes: map[string]int{}, Breaking: map[string]int{}, Places: draft.Places, LeftOver: draft.Left,
	}
	measured := p.Measure(draft.Places)
	said.Spread, said.Walks, said.Tables, said.Least = measured.Spread, measured.Walks, measured.TableChanges, draft.ShortBound
	for _, x := range p.Short(draft.Places) {
		said.Short = append(said.Short, meetingsShort{x.Person.ID, x.Day, x.Has, x.Least, x.Asked, x.Why})
	}
	for _, c := range meeting.Changes(held, draft.Places) {
		said.Changes[c.Kind]++
	}
	for _, f := range p.Findings(draft.Places) {
		said.Breaking[f.Rule]++
	}
	for _, r := range reasons {
		said.Conflict = append(said.Conflict, r.In(m.tag))
	}
	switch {
	case deed == "release":
		if n := total(said.Breaking); n > 0 && !force {
			return lang.Conflict("meeting.open_findings", lang.Args{"n": n})
		}
		err = m.db.Update(m.ctx, m.fair, m.actor.Account, func(tx *store.Tx) error {
			done, err := tx.ReleaseMeetings(m.ctx, draft, journal.Origin{Kind: "account", ID: m.actor.Account})
			said.Release = done.Number
			if err != nil || m.from == "" {
				return err
			}
			return exchange.MailMeetings(m.ctx, tx, done, m.from)
		})
	case deed != "show" && draft.Status != timetable.Infeasible:
		draft.Version, draft.Edition, draft.Author = open.Version, m.edition, m.actor.Account
		releases, e := m.view.Releases(m.ctx, m.edition)
		if e != nil {
			return e
		}
		if len(releases) > 0 {
			draft.Base = releases[0].Value.Number
		}
		_, err = m.db.SaveMeetingDraft(m.ctx, m.fair, draft)
	}
	if err != nil {
		return err
	}
	said.Seconds = float64(time.Since(begun).Milliseconds()) / 1000
	if err := m.print(said); err != nil {
		return err
	}
	switch {
	case deed == "release" || deed == "show":
		return nil
	case draft.Status == timetable.Infeasible:
		return statusInfeasible
	case draft.Status != timetable.Optimal:
		return statusFeasible
	}
	return nil
}

func total(by map[string]int) int {
	n := 0
	for _, k := range by {
		n += k
	}
	return n
}

func (m meetingsRun) print(said meetingsSaid) error {
	if m.json {
		e := json.NewEncoder(m.io.out)
		e.SetIndent("", "  ")
		return e.Encode(said)
	}
	say := func(key string, args lang.Args) { fmt.Fprintln(m.io.out, lang.Say(m.tag, key, args)) }
	if said.Release > 0 {
		say("meeting.said.release", lang.Args{"n": said.Release})
	}
	key := "meeting.said.draft"
	if said.Upper == 0 { // a change of what people hold is not held against the best value
		key = "meeting.said.replanned"
	}
	say(key, lang.Args{
		"status": lang.Word("timetable.status." + string(said.Status)), "placed": said.Placed, "left": said.Unplaced,
		"breaks": said.Breaks, "value": said.Value, "upper": said.Upper, "seconds": fmt.Sprintf("%.1f", said.Seconds),
	})
	say("meeting.said.measured", lang.Args{"spread": said.Spread, "walks": said.Walks, "tables": said.Tables})
	short := map[string]int{}
	for _, x := range said.Short {
		short[x.Why]++
	}
	for _, why := range slices.Sorted(maps.Keys(short)) {
		fmt.Fprintf(m.io.out, "  %s\t%d\n", lang.Say(m.tag, "meeting.short."+why), short[why])
	}
	for _, kind := range []string{meeting.ChangeNew, meeting.ChangeMoved, meeting.ChangeTable, meeting.ChangeInterpreter, meeting.ChangeCancelled} {
		if n := said.Changes[kind]; n > 0 {
			fmt.Fprintf(m.io.out, "  %s\t%d\n", lang.Say(m.tag, "meeting.change."+kind), n)
		}
	}
	for _, rule := range slices.Sorted(maps.Keys(said.Breaking)) {
		fmt.Fprintf(m.io.out, "  ! %s\t%d\n", lang.Say(m.tag, "meeting.breaks."+rule), said.Breaking[rule])
	}
	for _, reason := range said.Conflict {
		fmt.Fprintln(m.io.out, "  "+reason)
	}
	return nil
}
