package meetingtest

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"bridgehead/delegate"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/party"
)

// A Fair is a fair in several halls that lie apart, and how large it is.
type Fair struct {
	Investors, Owners int
	Days              int // of eight slots of half an hour, four before noon and four after
	Tables            int // in all
	Halls             int // two to a site: from one site to the next it is as far as Walk says
	Walk              int64
	Wishes            int // of each investor
	MostDay           int64
	Interpreters      int
	Booths            int // owners whose party has a table of its own
}

// Draw returns the record of such a fair; the seed says which.
func (f Fair) Draw(seed uint64) meeting.Input {
	r := rand.New(rand.NewPCG(seed, 31))
	in := meeting.Input{Setup: meeting.Setup{Edition: 1, Ask: meeting.Matched}}
	setup := &in.Setup
	for h := range f.Halls {
		setup.Halls = append(setup.Halls, meeting.Hall{Code: string(rune('A' + h)), Tables: int64((h+1)*f.Tables/f.Halls - h*f.Tables/f.Halls)})
		for other := range h {
			minutes := int64(5)
			if sites := h/2 - other/2; sites > 0 {
				minutes = f.Walk * int64(sites)
			}
			setup.Walks = append(setup.Walks, meeting.Walk{From: setup.Halls[other].Code, To: setup.Halls[h].Code, Minutes: minutes})
		}
	}
	for day := range f.Days {
		for i := range 8 {
			begins := 9*60 + 30*i + i/4*60
			clock := func(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
			setup.Slots = append(setup.Slots, meeting.Slot{Day: lang.Date("2024-05-12").AddDays(day), Begins: clock(begins), Ends: clock(begins + 25)})
		}
	}
	for i := range f.Investors + f.Owners {
		d := delegate.Delegate{ID: "d" + strconv.Itoa(100_000+i), Edition: 1, Party: party.ID("p" + strconv.Itoa(i)), Role: delegate.Owner, Languages: "zh"}
		if i < f.Investors {
			d.Role, d.MostDay = delegate.Investor, f.MostDay
		}
		switch chance := r.IntN(100); {
		case chance < 40:
			d.Languages = "zh en"
		case chance < 45 && f.Interpreters > 0:
			d.Languages = "en"
		}
		for _, s := range setup.Slots {
			if r.IntN(20) == 0 {
				d.Away += " " + s.Code()
			}
		}
		in.Delegates = append(in.Delegates, d)
	}
	for i := range f.Interpreters {
		in.Delegates = append(in.Delegates, delegate.Delegate{ID: "i" + strconv.Itoa(i), Edition: 1, Role: delegate.Interpreter, Languages: "zh en"})
	}
	tables := setup.Tables()
	for i := range f.Booths {
		setup.Reserved = append(setup.Reserved, meeting.Reserved{Table: tables[(i*len(tables)+len(tables)/2)/f.Booths], Party: in.Delegates[f.Investors+i].Party})
	}
	for i := range f.Investors {
		asked := map[int]bool{}
		for len(asked) < f.Wishes {
			k := f.Investors + r.IntN(f.Owners)
			if asked[k] {
				continue
			}
			asked[k] = true
			a, b := in.Delegates[i], in.Delegates[k]
			wish := meeting.Like
			if r.IntN(100) < 15 {
				wish = meeting.Must
			}
			in.Requests = append(in.Requests, meeting.Request{
				ID: "r" + strconv.Itoa(len(in.Requests)), Edition: 1, From: a.ID, FromParty: a.Party, To: b.ID, ToParty: b.Party, Wish: wish, By: meeting.ByDelegate,
			})
		}
	}
	return in
}
