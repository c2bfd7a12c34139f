// Command timetable measures how good timetables of meetings are, beside clasp (Debian's package, by cores), CP-SAT (OR-Tools
// compiled for Node.js) and the greedy round robin by rank, on planted instances whose best has no break, in one run. The
// published instances are solved too when their folder is given.
//
//	go run ./timetable [-time 60s] [-peers 60s] [-upto 5] [-threads 2]
//
// BRIDGEHEAD_SHARED_DATA names a folder with timetable/*.dzn and timetable/results.csv; without it the planted instances stand alone.
package main

import (
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"text/tabwriter"
	"time"

	"bridgehead/meeting/timetable"
	"bridgehead/meeting/timetable/planted"
	"bridgehead/meeting/timetable/timetabletest"
)

func main() {
	limit := flag.Duration("time", 60*time.Second, "the `time` for each planted instance (twice as much for the largest)")
	peers := flag.Duration("peers", 60*time.Second, "the `time` for each peer on each instance; 0 leaves them out")
	upto := flag.Int("upto", 500, "largest `number` of people that the exact peers are asked for")
	only := flag.String("only", "", "planted, published, choose, speed, disturbed or walks; all when not given")
	each := flag.Duration("each", 20*time.Second, "the `time` for each published instance, on one thread")
	threads := flag.Int("threads", runtime.GOMAXPROCS(0), "the `number` of threads for planted instances")
	work := flag.Int64("work", 20_000_000, "the `number` of exchanges for each fair in halls that lie apart")
	dir := flag.String("dir", filepath.Join(os.TempDir(), "bridgehead-bench"), "the `folder` where the peers are installed")
	flag.Parse()
	for _, part := range []struct {
		name string
		run  func() error
	}{
		{"planted", func() error { return plantedOnes(os.Stdout, *limit, *peers, *upto, *threads, *dir) }},
		{"speed", func() error { return speed(os.Stdout) }},
		{"choose", func() error { return choices(os.Stdout, *limit) }},
		{"disturbed", func() error { return disturbed(os.Stdout) }},
		{"walks", func() error { return walks(os.Stdout, *work, *threads) }},
		{"published", func() error { return published(os.Stdout, *each) }},
	} {
		if *only != "" && *only != part.name {
			continue
		}
		if err := part.run(); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
	}
}

// solve returns an answer within the limit, and when the first timetable with every meeting was there.
func solve(in *timetable.Instance, limit time.Duration, threads int, choose bool, told ...func(timetable.Progress)) (r *timetable.Result, took time.Duration, err error) {
	ctx, stop := context.WithTimeout(context.Background(), limit)
	defer stop()
	begun := time.Now()
	o := timetable.Options{Seed: 1, Threads: threads, Left: func() float64 { return 1 - float64(time.Since(begun))/float64(limit) }}
	if len(told) > 0 {
		o.Progress = told[0]
	}
	if choose {
		r, err = timetable.Choose(ctx, in, o)
	} else {
		r, err = timetable.Solve(ctx, in, o)
	}
	took = time.Since(begun)
	if err == nil && r.Status != timetable.Infeasible && (choose || len(r.Unplaced()) == 0) {
		if fault := timetabletest.Wrong(in, r); fault != "" {
			err = fmt.Errorf("the answer is wrong: %s", fault)
		}
	}
	return r, took, err
}

// said is an answer in a cell: breaks and time, or what there is.
func said(r *timetable.Result, took time.Duration) string {
	if n := len(r.Unplaced()); n > 0 {
		return fmt.Sprintf("%d not placed, %.1f s", n, took.Seconds())
	}
	proven := ""
	if r.Status == timetable.Optimal {
		proven = " proven"
	}
	return fmt.Sprintf("%d%s, %.1f s", r.Breaks, proven, took.Seconds())
}

func plantedOnes(out io.Writer, limit, peers time.Duration, upto, threads int, dir string) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "people\tmeetings\tslots\ttables\tours: breaks (best: 0)\tplaced in\tmoves/s\tmemory\tgreedy\tclasp\tCP-SAT")
	for _, size := range planted.Sizes {
		in := planted.Instance(size, 1)
		at := time.Now()
		first, err := timetable.Solve(context.Background(), in, timetable.Options{Seed: 1, Threads: threads, Work: 1})
		if err != nil {
			return err
		}
		built := time.Since(at)
		if len(first.Unplaced()) > 0 {
			built = 0
		}
		mine := limit
		if size.People > 10_000 {
			mine *= 2
		}
		r, took, err := solve(in, mine, threads, false)
		if err != nil {
			return err
		}
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		g := greedy(in)
		clasp, cpsat := "–", "–"
		if peers > 0 && size.People <= upto {
			m := linear(in)
			if clasp, err = m.clasp(in, peers, dir); err != nil {
				return err
			}
			if cpsat, err = m.cpsat(in, peers, dir); err != nil {
				return err
			}
		}
		fmt.Fprintf(w, "%d\t%d\t%d\t%d\t%s\t%.2f s\t%.1f M\t%d MB\t%s\t%s\t%s\n", size.People, len(in.Meetings), size.Slots, size.Tables,
			said(r, took), built.Seconds(), float64(r.Moves)/took.Seconds()/1e6, memory.Sys>>20, g, clasp, cpsat)
		w.Flush()
	}
	return nil
}

// greedy is the round robin that a tool for investor conferences documents: person after person in order of rank (here the
// most meetings first), each one's next meeting in the first slot in which both are free and a table is.
func greedy(in *timetable.Instance) string {
	r := &timetable.Result{Slots: make([]int, len(in.Meetings)), Tables: make([]int, len(in.Meetings))}
	of := make([][]int, in.People)
	busy := make([]map[int]bool, in.People)
	for x := range busy {
		busy[x] = map[int]bool{}
		if x < len(in.Away) {
			for _, s := range in.Away[x] {
				busy[x][s] = true
			}
		}
	}
	for m := range in.Meetings {
		r.Slots[m], r.Tables[m] = -1, -1
		of[in.Meetings[m].A] = append(of[in.Meetings[m].A], m)
		of[in.Meetings[m].B] = append(of[in.Meetings[m].B], m)
	}
	load := make([]int, in.Slots)
	for left := true; left; {
		left = false
		for x := range of {
			if len(of[x]) == 0 {
				continue
			}
			m := of[x][0]
			of[x], left = of[x][1:], true
			meeting := in.Meetings[m]
			if r.Slots[m] >= 0 {
				continue
			}
			for s := range in.Slots {
				if load[s] == in.Tables || busy[meeting.A][s] || busy[meeting.B][s] ||
					meeting.Part == timetable.Morning && s >= in.Morning || meeting.Part == timetable.Afternoon && s < in.Morning {
					continue
				}
				r.Slots[m], r.Tables[m] = s, load[s]
				load[s]++
				busy[meeting.A][s], busy[meeting.B][s] = true, true
				break
			}
		}
	}
	fault, breaks, _ := timetabletest.Inspect(&timetable.Instance{People: in.People, Slots: in.Slots, Tables: in.Tables, Morning: in.Morning, Fairness: -1, Meetings: in.Meetings, Away: in.Away}, r)
	if fault != "" {
		return fault
	}
	return fmt.Sprintf("%d, %d not placed", breaks, len(r.Unplaced()))
}

// speed shows the exchanges a second of one thread and of two, and that both give the same answer.
func speed(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "people\tone thread\ttwo threads\tratio\tsame answer")
	for _, size := range []planted.Size{planted.Sizes[4], planted.Sizes[5], planted.Sizes[6]} {
		in := planted.Instance(size, 1)
		var rate [2]float64
		var answers [2]*timetable.Result
		for i := range 2 {
			begun := time.Now()
			r, err := timetable.Solve(context.Background(), in, timetable.Options{Seed: 1, Threads: i + 1, Work: 12_000_000})
			if err != nil {
				return err
			}
			rate[i], answers[i] = float64(r.Moves)/time.Since(begun).Seconds(), r
		}
		same := answers[0].Breaks == answers[1].Breaks
		for m := range in.Meetings {
			same = same && answers[0].Slots[m] == answers[1].Slots[m]
		}
		fmt.Fprintf(w, "%d\t%.2f M/s\t%.2f M/s\t%.2f\t%v\n", size.People, rate[0]/1e6, rate[1]/1e6, rate[1]/rate[0], same)
	}
	return w.Flush()
}

// choices shows how near to the bound the chosen wishes come.
func choices(out io.Writer, limit time.Duration) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "people\trequests\tslots\ttables\tstatus\tvalue\tbound\tshare\tfirst\tproven\tof\tplaced")
	for _, c := range []struct {
		people, requests, slots, tables int
		away                            bool
	}{{20, 60, 4, 6, false}, {30, 150, 6, 8, false}, {100, 800, 8, 40, false}, {600, 8000, 16, 200, false}, {5000, 60_000, 40, 600, true}} {
		in := wishes(c.people, c.requests, c.slots, c.tables, c.away)
		mine := 10 * time.Second
		if c.away {
			mine = limit
		}
		// When there was a first answer, and when its value was proven to be the greatest; the rest of the
		// time makes breaks fewer.
		first, proven := "", "—"
		begun := time.Now()
		r, took, err := solve(in, mine, 1, true, func(p timetable.Progress) {
			now := fmt.Sprintf("%.2f s", time.Since(begun).Seconds())
			if first == "" {
				first = now
			}
			if p.Value == p.Upper && proven == "—" && p.Upper > 0 {
				proven = now
			}
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%d\t%d\t%d\t%d\t%s\t%d\t%d\t%.3f %%\t%s\t%s\t%.1f s\t%d\n", c.people, c.requests, c.slots, c.tables, r.Status, r.Value, r.Upper,
			100*float64(r.Value)/float64(r.Upper), first, proven, took.Seconds(), len(r.Slots)-len(r.Unplaced()))
	}
	return w.Flush()
}

// wishes makes requests between two sides; away: one in ten slots is forbidden, and one person in three attends a session of two slots.
func wishes(people, requests, slots, tables int, away bool) *timetable.Instance {
	r := rand.New(rand.NewPCG(1, 3))
	in := &timetable.Instance{People: people, Slots: slots, Tables: tables, Fairness: -1}
	met := map[[2]int]bool{}
	for len(in.Meetings) < requests {
		a, b := r.IntN(people/2), people/2+r.IntN(people/2)
		if !met[[2]int{a, b}] {
			met[[2]int{a, b}] = true
			in.Meetings = append(in.Meetings, timetable.Meeting{A: a, B: b, Slot: -1, Table: -1, Wish: true, Value: int64(1 + r.IntN(100))})
		}
	}
	if away {
		in.Away = make([][]int, people)
		for x := range in.Away {
			for s := range slots {
				if r.IntN(10) == 0 {
					in.Away[x] = append(in.Away[x], s)
				}
			}
			if r.IntN(3) == 0 {
				s := r.IntN(slots - 1)
				in.Away[x] = append(in.Away[x], s, s+1)
			}
		}
	}
	return in
}

// published solves the published instances, each on one thread, and holds the answers against the known results.
func published(out io.Writer, each time.Duration) error {
	folder := os.Getenv("BRIDGEHEAD_SHARED_DATA")
	if folder == "" {
		fmt.Fprintln(out, "BRIDGEHEAD_SHARED_DATA is not set: the published instances are left out.")
		return nil
	}
	f, err := os.Open(filepath.Join(folder, "timetable", "results.csv"))
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "instance\tknown\tours\tbound\ttime\t")
	feasible, reached, proven, none, shown, worst := 0, 0, 0, 0, 0, 0
	for _, row := range rows[1:] {
		g, err := os.Open(filepath.Join(folder, "timetable", row[0]+".dzn"))
		if err != nil {
			return err
		}
		in, err := timetable.ReadDZN(g)
		g.Close()
		if err != nil {
			return err
		}
		r, took, err := solve(in, each, 1, false)
		if err != nil {
			return err
		}
		known, note := row[1], ""
		if row[1] == "infeasible" {
			none++
			if r.Status == timetable.Infeasible {
				shown++
			} else if r.Status != timetable.Unknown {
				return fmt.Errorf("%s has no timetable, but one was found", row[0])
			}
		} else {
			feasible++
			best, err := strconv.Atoi(row[2])
			if err != nil {
				return err
			}
			known = row[2]
			switch {
			case r.Status == timetable.Infeasible:
				return fmt.Errorf("%s has a timetable, but it is called infeasible", row[0])
			case len(r.Unplaced()) == 0 && r.Breaks == best:
				reached++
				if r.Status == timetable.Optimal {
					proven++
				}
			case len(r.Unplaced()) > 0:
				note = "not all placed"
			default:
				worst = max(worst, r.Breaks-best)
				note = fmt.Sprintf("%d more than the best", r.Breaks-best)
			}
		}
		fmt.Fprintf(w, "%s\t%s\t%d %s\t%d\t%.2f s\t%s\n", row[0], known, r.Breaks, r.Status, r.Bound, took.Seconds(), note)
	}
	w.Flush()
	fmt.Fprintf(out, "best reached on %d of %d, proven on %d, at most %d breaks more on the rest; %d of %d proven to have none\n", reached, feasible, proven, worst, shown, none)
	return nil
}
