package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"bridgehead/meeting"
	"bridgehead/meeting/meetingtest"
	"bridgehead/meeting/timetable"
)

// apart are the fairs in halls that lie apart, by name: one of the size of the largest of its kind, with a place
// for every meeting and no more, one with tables to spare, and one in which people meet four times a day.
var apart = []struct {
	name string
	fair meetingtest.Fair
}{
	{"3 halls, 30 min, full", meetingtest.Fair{Investors: 1000, Owners: 4000, Days: 5, Tables: 250, Halls: 3, Walk: 30, Wishes: 12, MostDay: 4}},
	{"6 halls, 30 and 60 min, full", meetingtest.Fair{Investors: 1000, Owners: 4000, Days: 5, Tables: 250, Halls: 6, Walk: 30, Wishes: 12, MostDay: 4}},
	{"6 halls, a sixth spare, booths, interpreters", meetingtest.Fair{
		Investors: 1000, Owners: 4000, Days: 5, Tables: 300, Halls: 6, Walk: 30, Wishes: 10, MostDay: 4, Interpreters: 30, Booths: 30,
	}},
	{"4 halls, 55 min, 5 of 8 slots a day", meetingtest.Fair{Investors: 1500, Owners: 1500, Days: 3, Tables: 1100, Halls: 4, Walk: 55, Wishes: 15}},
	{"4 halls, 55 min, four meetings a day", meetingtest.Fair{Investors: 2500, Owners: 2500, Days: 5, Tables: 1400, Halls: 4, Walk: 55, Wishes: 20, MostDay: 5}},
}

// walks plans fairs in halls that lie apart, with so much work, and says what of them breaks a rule.
func walks(out io.Writer, work int64, threads int) error {
	ctx := context.Background()
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "halls\tasked for\thave a place\trules broken: ways\tothers\tbreaks\tthey differ by\tways between halls\tplanned in")
	for _, x := range apart {
		p, err := meeting.Build(x.fair.Draw(1))
		if err != nil {
			return err
		}
		begun := time.Now()
		d, _, err := p.Plan(ctx, timetable.Options{Seed: 1, Threads: threads, Work: work})
		if err != nil {
			return err
		}
		took := time.Since(begun)
		far, others := 0, 0
		for _, f := range p.Findings(d.Places) {
			if f.Rule == "walk" {
				far++
			} else {
				others++
			}
		}
		m := p.Measure(d.Places)
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%.1f s\n", x.name, len(p.Places), len(d.Places), far, others, m.Breaks, m.Spread, m.Walks, took.Seconds())
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return nil
}
