package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"text/tabwriter"
	"time"

	"bridgehead/demo"
	"bridgehead/journal"
	"bridgehead/meeting"
	"bridgehead/meeting/meetingtest"
	"bridgehead/meeting/timetable"
	"bridgehead/store"
)

// disturbances is how many things happen to the released timetable.
const disturbances = 100

// disturbed loads the sample's fair with its meetings, plans and releases them, and disturbs what
// was released: each answer is made of the record as it stands in the database, and held against
// the rules by the check that shares no code with the search.
func disturbed(out io.Writer) error {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "bridgehead-meetings")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	db, err := store.Open(ctx, filepath.Join(dir, "sample.db"), store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	if err := (demo.Sample{}).Load(ctx, db, nil); err != nil {
		return err
	}
	if _, err := demo.LargestFair.Load(ctx, db, demo.SampleFair); err != nil {
		return err
	}
	v, err := db.View(ctx, demo.SampleFair, journal.Position(-1))
	if err != nil {
		return err
	}
	f, err := v.TheFair(ctx)
	if err != nil {
		return err
	}
	by := map[string]*disturbance{}
	total := &disturbance{least: 1}
	r := rand.New(rand.NewPCG(26, 100))
	for i := range disturbances {
		begun, computed := time.Now(), processor()
		in, err := v.MeetingInput(ctx, f.Current, nil)
		if err != nil {
			return err
		}
		read, computed := time.Since(begun), processor()-computed
		changed, kind, concerned := meetingtest.Disturb(in, r, i)
		begun, start := time.Now(), processor()
		p, err := meeting.BuildHeld(changed)
		if err != nil {
			return err
		}
		d, err := p.Replan(ctx, timetable.Options{Seed: 1, Threads: 1})
		if err != nil {
			return err
		}
		found := p.Findings(d.Places)
		took := read + time.Since(begun)
		computed += processor() - start
		if len(found) > 0 {
			return fmt.Errorf("disturbance %d (%s) leaves a broken rule: %+v", i, kind, found[0])
		}
		if by[kind] == nil {
			by[kind] = &disturbance{least: 1}
		}
		for _, x := range []*disturbance{by[kind], total} {
			x.add(in.Held, d, concerned, took, computed)
		}
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "disturbance\tanswers\tothers unchanged, least\tothers changed, most\tleft out, most\tproven least\tmean\tslowest\tcomputed, mean\tmost")
	for _, kind := range meetingtest.Kinds {
		by[kind].print(w, kind)
	}
	total.print(w, "all")
	return w.Flush()
}

// A disturbance is what answers to disturbances of one kind were like.
type disturbance struct {
	answers, proven, changed, left int
	least                          float64
	took, slowest                  time.Duration
	computed, most                 time.Duration // by all processors
}

func (x *disturbance) add(held []meeting.Place, d meeting.Draft, concerned func(meeting.Place) bool, took, computed time.Duration) {
	all, changed := meetingtest.Others(held, d.Places, concerned)
	x.answers++
	if d.Fewest {
		x.proven++
	}
	x.changed, x.left = max(x.changed, changed), max(x.left, len(d.Left))
	x.least = min(x.least, float64(all-changed)/float64(all))
	x.took += took
	x.slowest = max(x.slowest, took)
	x.computed += computed
	x.most = max(x.most, computed)
}

func (x *disturbance) print(w io.Writer, kind string) {
	fmt.Fprintf(w, "%s\t%d\t%.2f %%\t%d\t%d\t%d\t%.2f s\t%.2f s\t%.2f s\t%.2f s\n", kind, x.answers, 100*x.least, x.changed, x.left, x.proven,
		x.took.Seconds()/float64(x.answers), x.slowest.Seconds(),
		x.computed.Seconds()/float64(x.answers), x.most.Seconds())
}

// processor is the time that this process has computed.
func processor() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
