package meeting

import (
	"context"
	"math"
	"math/bits"
)

const (
	farthest     = 60   // meetings that one change takes along at the most
	walkerRound  = 2048 // changes tried after which it is seen how far the search is
	walkerHot    = 3.0  // in prices, at which the search begins, and at which it ends
	walkerCold   = 0.25
	seatedFirst  = 0.2 // of the search only halls are changed
	seekPartners = 8   // meetings looked at for one of a class
)

// run betters until what there is for it is spent, or nothing is left to better, and returns the best that it came by.
func (w *walker) run(ctx context.Context, o settling) []stand {
	best, least := append([]stand(nil), w.now...), w.sum
	tried := int64(0)
	for gone := o.spent(0); gone < 1 && ctx.Err() == nil && (least.far > 0 || least.breaks > o.fewest); gone = o.spent(tried) {
		heat := walkerHot * math.Pow(walkerCold/walkerHot, gone)
		for range walkerRound {
			w.step(heat, gone < seatedFirst)
		}
		if tried += walkerRound; w.sum.less(least) {
			least = w.sum
			copy(best, w.now)
		}
		if o.said != nil {
			o.said(least.breaks)
		}
	}
	return best
}

// step tries one change: three of four times of a day with a way that is too long.
func (w *walker) step(heat float64, stay bool) {
	m := int32(w.dice.IntN(len(w.now)))
	if len(w.bad) > 0 && w.dice.IntN(4) > 0 {
		i := int(w.bad[w.dice.IntN(len(w.bad))])
		x := i / w.days
		m = w.with[x*w.r.slots+w.pick(w.busy[x].and(w.dayOf[i%w.days]))]
	}
	if w.now[m].slot < 0 || w.firm[m] {
		return
	}
	w.round++
	w.list = w.list[:0]
	if stay || w.dice.IntN(5) < 2 {
		if w.elsewhere(m) {
			w.try(heat)
		}
	} else if w.atAnotherTime(m) {
		w.try(heat)
	}
}

// pick draws a slot of a set that is not empty.
func (w *walker) pick(of slotSet) int {
	n := w.dice.IntN(of.count())
	for i, word := range of {
		for ; word != 0; word &= word - 1 {
			if n == 0 {
				return i<<6 + bits.TrailingZeros64(word)
			}
			n--
		}
	}
	return -1
}

// join makes a meeting part of the change.
func (w *walker) join(m int32, to stand) {
	w.inIt[m] = w.round
	w.list = append(w.list, shift{m, w.now[m], to})
}

// elsewhere makes the change that m is in another hall: where one of its people is on that day, or in any. When no table is free there another goes in
// the opposite direction.
func (w *walker) elsewhere(m int32) bool {
	at := w.now[m]
	c := w.classNear(m, at.slot)
	if c == at.class {
		return false
	}
	w.join(m, stand{at.slot, c, at.helper})
	if w.load[int(c)*w.r.slots+int(at.slot)] < w.room[int(c)*w.r.slots+int(at.slot)] {
		return true
	}
	k := w.partner(at.slot, c)
	if k < 0 || !w.canHave(k, int(at.class)) {
		return false
	}
	w.join(k, stand{at.slot, at.class, w.now[k].helper})
	return true
}

// classNear draws a class for m in a slot: half of the time in a hall where one of its people has the meeting before or after.
func (w *walker) classNear(m int32, slot int32) int32 {
	may := w.may[m]
	any := int32(may[w.dice.IntN(len(may))])
	if w.dice.IntN(2) == 0 {
		return any
	}
	x := w.r.ends[m][w.dice.IntN(2)]
	mine := w.busy[x].and(w.dayOf[w.r.day[slot]])
	mine.drop(int(slot))
	if mine.empty() {
		return any
	}
	before, after := -1, -1
	mine.each(func(s int) {
		if s < int(slot) {
			before = s
		} else if after < 0 {
			after = s
		}
	})
	s := before
	if before < 0 || after >= 0 && w.dice.IntN(2) == 0 {
		s = after
	}
	return w.inHall(m, w.hallAt(x, s), any)
}

// inHall returns a class of m's in a hall, any when there is none.
func (w *walker) inHall(m int32, hall int, any int32) int32 {
	may := w.may[m]
	from := w.dice.IntN(len(may))
	for i := range may {
		if c := may[(from+i)%len(may)]; w.r.classes[c].hall == hall {
			return int32(c)
		}
	}
	return any
}

// partner draws a meeting of a class and slot that may go elsewhere; −1 when it comes by none.
func (w *walker) partner(slot, class int32) int32 {
	row := w.in[slot]
	if len(row) == 0 {
		return -1 // nobody is there: its tables are lost in this slot
	}
	for range seekPartners {
		if k := row[w.dice.IntN(len(row))]; w.now[k].class == class && !w.firm[k] && w.inIt[k] != w.round {
			return k
		}
	}
	return -1
}

// atAnotherTime makes the change that m is in another slot, those that stand in its way in its
// own, and so on (a Kempe chain): half of the time beside another meeting of one of its people, and in that hall.
func (w *walker) atAnotherTime(m int32) bool {
	at := w.now[m]
	t, c := int32(w.pick(w.r.allow[m])), at.class
	if w.dice.IntN(2) == 0 {
		x := w.r.ends[m][w.dice.IntN(2)]
		s := w.pick(w.busy[x])
		near := s + 1 - 2*w.dice.IntN(2)
		if near < 0 || near >= w.r.slots || !w.r.allow[m].has(near) {
			return false
		}
		t, c = int32(near), w.inHall(m, w.hallAt(x, s), at.class)
	} else if w.dice.IntN(2) == 0 {
		c = w.classNear(m, t)
	}
	if t == at.slot || !w.chain(m, t) {
		return false
	}
	w.list[0].to.class = c
	return w.fits()
}

// chain has m go to slot t, whoever stands in its way there to m's, and so on; false when one of them may not.
func (w *walker) chain(m int32, t int32) bool {
	s := w.now[m].slot
	first := len(w.list)
	w.join(m, w.now[m])
	for i := first; i < len(w.list); i++ {
		k := w.list[i].m
		at := w.now[k]
		to := stand{t, at.class, at.helper}
		if at.slot == t {
			to.slot = s
		}
		if w.firm[k] || !w.r.allow[k].has(int(to.slot)) {
			return false
		}
		x := w.goersOf(k, at)
		if w.r.needs[k] {
			if to.helper = w.helperAt(k, to); to.helper != at.helper {
				x[2] = -1
			}
		}
		for _, x := range x {
			if x < 0 {
				continue
			}
			if j := w.with[int(x)*w.r.slots+int(to.slot)]; j >= 0 && w.inIt[j] != w.round {
				w.join(j, w.now[j])
			}
		}
		w.list[i].to = to
		if len(w.list) > farthest {
			return false
		}
	}
	return true
}

// helperAt is the interpreter that a meeting has somewhere: its own where they are free, else one who is.
func (w *walker) helperAt(m int32, to stand) int32 {
	r := w.r
	can := func(h int32) bool { return h >= 0 && r.interprets(m, int(to.slot), int(h)) }
	free := func(h int32) bool { return w.with[int(w.helperGoer(h))*r.slots+int(to.slot)] < 0 }
	if can(to.helper) && free(to.helper) {
		return to.helper
	}
	if r.helpers > 0 {
		from := w.dice.IntN(r.helpers)
		for i := range r.helpers {
			if h := int32((from + i) % r.helpers); can(h) && free(h) {
				return h
			}
		}
	}
	if can(to.helper) {
		return to.helper
	}
	return -1
}

// fits sees to it that no class has more meetings than tables: one too many goes to another class, or, with its chain, the other way.
func (w *walker) fits() bool {
	w.book(1)
	again, done := 0, true
	for i := 0; i < len(w.list) && done; i++ {
		x := &w.list[i]
		cell := int(x.to.class)*w.r.slots + int(x.to.slot)
		if w.load[cell] <= w.room[cell] {
			continue
		}
		if c := w.roomier(x.m, x.to.slot); c >= 0 {
			w.load[cell]--
			w.load[int(c)*w.r.slots+int(x.to.slot)]++
			x.to.class = c
			continue
		}
		k := w.partner(x.to.slot, x.to.class)
		if again++; again > 2 || k < 0 {
			done = false
			break
		}
		from, back := len(w.list), x.from.slot
		if done = w.chain(k, back); done {
			for _, y := range w.list[from:] {
				w.load[int(y.from.class)*w.r.slots+int(y.from.slot)]--
				w.load[int(y.to.class)*w.r.slots+int(y.to.slot)]++
			}
		} else {
			w.list = w.list[:from]
		}
	}
	w.book(-1)
	return done
}

// book counts the change's meetings as they would be (n = 1), or no longer (n = −1).
func (w *walker) book(n int32) {
	for _, x := range w.list {
		w.load[int(x.from.class)*w.r.slots+int(x.from.slot)] -= n
		w.load[int(x.to.class)*w.r.slots+int(x.to.slot)] += n
	}
}

// roomier draws a class of m's with a table left in a slot; −1 for none.
func (w *walker) roomier(m, slot int32) int32 {
	may := w.may[m]
	from := w.dice.IntN(len(may))
	for i := range may {
		c := may[(from+i)%len(may)]
		if w.load[c*w.r.slots+int(slot)] < w.room[c*w.r.slots+int(slot)] {
			return int32(c)
		}
	}
	return -1
}

// try carries the change out, and takes it back when a rule is broken by it or it is not worth it.
func (w *walker) try(heat float64) {
	w.goers = w.goers[:0]
	one, other := w.r.day[w.list[0].from.slot], w.r.day[w.list[0].to.slot]
	for _, x := range w.list {
		for _, at := range [2]stand{x.from, x.to} {
			for _, x := range w.goersOf(x.m, at) {
				if x >= 0 && w.seen[x] != w.round {
					w.seen[x] = w.round
					w.goers = append(w.goers, x)
				}
			}
		}
	}
	w.was = w.count(w.was[:0], one, other)
	helped := 0
	for _, x := range w.list {
		if w.r.needs[x.m] {
			helped += min(0, int(x.to.helper)) - min(0, int(x.from.helper))
		}
		w.lift(x.m)
	}
	good := true
	for _, x := range w.list {
		good = w.put(x.m, x.to) && good
	}
	if good && w.allowed(one != other) {
		w.is = w.count(w.is[:0], one, other)
		more, worse := tally{far: -helped}, 0
		for i, x := range w.goers {
			more = more.plus(w.is[i]).minus(w.was[i])
			if int(x) < len(w.breaks) {
				now := int(w.breaks[x])
				worse += uneven(now+w.is[i].breaks-w.was[i].breaks) - uneven(now)
			}
		}
		worse += farPrice*more.far + shortPrice*more.short + breakPrice*more.breaks + wayPrice*more.ways
		if worse <= 0 || float64(w.dice.Uint64()>>11)/(1<<53) < math.Exp(-float64(worse)/heat) {
			w.sum = w.sum.plus(more)
			w.keep(one, other)
			return
		}
	}
	for _, x := range w.list {
		w.lift(x.m)
	}
	for _, x := range w.list {
		w.put(x.m, x.from)
	}
}

// uneven is what somebody's breaks count beyond each of them, so that nobody has many more than others.
func uneven(breaks int) int {
	over := max(0, breaks-evenBreaks)
	return over * (over + 1) / 2 * breakPrice
}

// keep notes what the change has changed.
func (w *walker) keep(one, other int) {
	for i, x := range w.goers {
		if int(x) < len(w.breaks) {
			w.breaks[x] += int32(w.is[i].breaks - w.was[i].breaks)
		}
		w.note(x, one, w.tally(x, one).far)
		if other != one {
			w.note(x, other, w.tally(x, other).far)
		}
	}
}

// allowed says whether the rules of tables, order and days are kept as things stand.
func (w *walker) allowed(otherDay bool) bool {
	r := w.r
	for _, x := range w.list {
		cell := int(x.to.class)*r.slots + int(x.to.slot)
		if w.load[cell] > w.room[cell] {
			return false
		}
		for _, k := range r.before[x.m] {
			if w.now[k].slot >= x.to.slot {
				return false
			}
		}
		for _, k := range r.after[x.m] {
			if t := w.now[k].slot; t >= 0 && t <= x.to.slot {
				return false
			}
		}
		if most := r.p.Instance.MostDay; otherDay && most != nil {
			for _, y := range r.ends[x.m] {
				if mine := w.busy[y].and(w.dayOf[r.day[x.to.slot]]); most[y] > 0 && mine.count() > most[y] {
					return false
				}
			}
		}
	}
	return true
}

// count adds to out what the days that the change is of come to, for each whom it concerns.
func (w *walker) count(out []tally, one, other int) []tally {
	for _, x := range w.goers {
		t := w.tally(x, one)
		if other != one {
			t = t.plus(w.tally(x, other))
		}
		out = append(out, t)
	}
	return out
}
