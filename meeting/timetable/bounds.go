package timetable

import "context"

// Limits are what no timetable of an instance goes beyond.
type Limits struct {
	Breaks int   // those of the given meetings at the least
	Upper  int64 // what the wishes that are held are worth at the most
	Short  int   // meetings that people have fewer than their least, at the least
}

// Bounds returns the limits, Breaks for the meetings of which held says so and those that must be
// held. It is quick and looks for no timetable; a ctx that ends makes the bounds weaker, never wrong.
func Bounds(ctx context.Context, in *Instance, held func(meeting int) bool) (l Limits) {
	chosen := make([]bool, len(in.Meetings))
	for m := range chosen {
		chosen[m] = held(m)
	}
	n := newNarrower(compile(in, chosen))
	n.stop = func() bool { return ctx.Err() != nil }
	if n.narrow() {
		if least, _, why := n.bound(); why == nil {
			l.Breaks = least
		}
	}
	c := &choice{search: newSearch(ctx, compile(in, nil), Options{Work: 1})}
	c.weigh()
	l.Upper, _, _ = c.flow(0)
	l.Upper = max(0, l.Upper-int64(c.musts)*c.unit)
	if c.need > 0 {
		all, _, _ := c.flow(c.need)
		l.Short = c.asked + c.askedDays - int(min(c.within, max(0, all-int64(c.musts)*c.unit)/c.need))
	}
	return l
}
