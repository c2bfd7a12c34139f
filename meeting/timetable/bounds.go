package timetable

import "context"

// Bounds returns what no timetable goes beyond: the fewest breaks that the meetings of which held
// says so can have, with those that must be held, and the most that the wishes that fit can be
// worth. It is quick and looks for no timetable; a ctx that ends makes the bounds weaker, never
// wrong.
func Bounds(ctx context.Context, in *Instance, held func(meeting int) bool) (breaks int, upper int64) {
	chosen := make([]bool, len(in.Meetings))
	for m := range chosen {
		chosen[m] = held(m)
	}
	n := newNarrower(compile(in, chosen))
	if n.narrow() {
		if least, _, why := n.bound(); why == nil {
			breaks = least
		}
	}
	c := &choice{search: newSearch(ctx, compile(in, nil), Options{Work: 1})}
	c.weigh()
	c.flow()
	return breaks, max(0, c.upper-int64(c.musts)*c.unit)
}
