package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	stdio "io"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"bridgehead/lang"
	"bridgehead/meeting/timetable"
)

// The exit statuses of a timetable beside 0, which says that it is proven to be the best.
const (
	statusFeasible   = status(3)
	statusInfeasible = status(4)
	statusUndecided  = status(5)
)

func timetableCommand() command {
	return command{
		name: "timetable", args: "FILE.dzn|FILE.json|-", short: "give meetings their slots and tables",
		long: `Reads meetings of two people each, with slots, tables and rules, and looks for the
timetable with the fewest breaks; with wishes, for the set of greatest value that fits, and
then for few breaks. It says how good the answer is: a bound that no timetable can beat, or
which rules are in conflict when there is none. No database is needed.

A .dzn file is MiniZinc data in the form of the published instances (nBusiness, nMeetings,
nTables, nTotalSlots, nMorningSlots, requested, forbidden, fixed, precedences). A .json file:
  {"people":3, "slots":4, "tables":2, "morning":2, "fairness":2, "away":[[1],[],[4]],
   "meetings":[{"a":1,"b":2}, {"a":2,"b":3,"part":"morning","after":[1]},
               {"a":1,"b":3,"value":"10"}]}
and also days (first slot of each day after the first), most and most_per_day (by person),
lost (by slot: tables out of use), and of a meeting slot, table, not, banned. A meeting with a
value is a wish. Numbers are from 1.

With --work the answer depends on the file, the seed and the work alone, whatever the number
of threads; with --time it is the best that was found in that time.

Examples:
  bridgehead timetable fair.dzn --time 20s
  bridgehead timetable wishes.json --work 50000000 --seed 7 --json`,
		exits: []exit{
			{3, "a timetable, not proven to be the best"}, {4, "proven: there is no timetable"}, {5, "neither a timetable nor a proof was found"},
		},
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			fairness := fs.Int("fairness", -2, "most by which the `breaks` of two people may differ; -1 any (default: 2 for .dzn, what the file says for .json)")
			limit := fs.Duration("time", 0, "stop after this `time`, such as 60s (default 60s when there is no --work)")
			work := fs.Int64("work", 0, "stop after this `number` of exchanges tried")
			seed := fs.Uint64("seed", 1, "where the search begins, a `number`")
			threads := fs.Int("threads", 0, "`number` of threads (default: one per processor); the answer to --work does not depend on it")
			asJSON := fs.Bool("json", false, "print the answer as JSON")
			language := fs.String("lang", "en", "the `language` of what is said: zh-Hans, zh-Hant or en")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) != 1 {
					return usage("it takes one file, but got %d", len(args))
				}
				if *limit < 0 || *work < 0 || *threads < 0 || *fairness < -2 {
					return usage("time, work and threads cannot be negative, fairness not below -1")
				}
				tag, err := lang.ParseTag(*language)
				if err != nil {
					return err
				}
				in, err := readInstance(io.in, args[0])
				if err != nil {
					return err
				}
				if *fairness > -2 {
					in.Fairness = *fairness
				}
				o := timetable.Options{Seed: *seed, Threads: *threads, Work: *work}
				begun := time.Now()
				if *limit == 0 && *work == 0 {
					*limit = time.Minute
				}
				if *limit > 0 {
					var stop context.CancelFunc
					ctx, stop = context.WithTimeout(ctx, *limit)
					defer stop()
					o.Left = func() float64 { return 1 - float64(time.Since(begun))/float64(*limit) }
				}
				o.Progress = timetableProgress(io.err, tag)
				solve := timetable.Solve
				if in.Choosing() {
					solve = timetable.Choose
				}
				result, err := solve(ctx, in, o)
				if err != nil {
					return err
				}
				took := time.Since(begun)
				if *asJSON {
					err = result.WriteJSON(io.out, in, took, tag)
				} else {
					err = writeTimetable(io.out, in, result, took, tag)
				}
				if err != nil {
					return err
				}
				switch result.Status {
				case timetable.Feasible:
					return statusFeasible
				case timetable.Infeasible:
					return statusInfeasible
				case timetable.Unknown:
					return statusUndecided
				case timetable.Optimal:
				}
				return nil
			}
		},
	}
}

// readInstance reads by the ending of the file's name; the standard input is JSON.
func readInstance(in stdio.Reader, path string) (*timetable.Instance, error) {
	if path == "-" {
		return timetable.ReadJSON(bufio.NewReader(in))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, lang.NotFound("timetable.file", lang.Args{"file": path}).Because(err)
	}
	defer f.Close()
	if strings.HasSuffix(strings.ToLower(path), ".json") {
		return timetable.ReadJSON(bufio.NewReader(f))
	}
	return timetable.ReadDZN(f)
}

// writeTimetable prints what is said of the answer, then a line for each meeting.
func writeTimetable(w stdio.Writer, in *timetable.Instance, r *timetable.Result, took time.Duration, tag lang.Tag) error {
	out := bufio.NewWriter(w)
	left := len(r.Unplaced())
	for m := range in.Meetings {
		if in.Meetings[m].Banned {
			left--
		}
	}
	placed := len(r.Slots) - len(r.Unplaced())
	fmt.Fprintln(out, lang.Say(tag, "timetable.said", lang.Args{
		"status": lang.Word("timetable.status." + string(r.Status)), "placed": placed, "left": max(0, left),
		"breaks": r.Breaks, "bound": r.Bound, "seconds": fmt.Sprintf("%.1f", took.Seconds()),
	}))
	if in.Choosing() {
		fmt.Fprintln(out, lang.Say(tag, "timetable.worth", lang.Args{"value": r.Value, "upper": r.Upper}))
	}
	for _, reason := range r.Conflict {
		fmt.Fprintln(out, "  "+reason.In(tag))
	}
	if placed > 0 {
		fmt.Fprintln(out, lang.Say(tag, "timetable.head"))
	}
	for m, s := range r.Slots {
		if s >= 0 {
			fmt.Fprintf(out, "%d\t%d\t%d\t%d\t%d\n", m+1, in.Meetings[m].A+1, in.Meetings[m].B+1, s+1, r.Tables[m]+1)
		}
	}
	return out.Flush()
}

// timetableProgress shows how far the search has come, when w is a terminal.
func timetableProgress(w stdio.Writer, tag lang.Tag) func(timetable.Progress) {
	f, ok := w.(*os.File)
	if !ok {
		return nil
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	bar := progressbar.NewOptions(100, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(lang.Say(tag, "timetable.title")),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))
	return func(p timetable.Progress) {
		if p.Breaks >= 0 {
			bar.Describe(lang.Say(tag, "timetable.progress", lang.Args{"breaks": p.Breaks, "bound": p.Bound}))
		}
		_ = bar.Set(min(99, int(100*p.Share)))
	}
}
