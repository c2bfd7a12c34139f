package demo

import (
	"context"
	"fmt"

	"bridgehead/delegate"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/meeting"
	"bridgehead/meeting/timetable"
	"bridgehead/party"
	"bridgehead/store"
)

// Meetings are the meetings of the sample's current edition. They are loaded by themselves, since
// most of what is shown needs none of them: the fair of the usual size adds some 27,000 records.
// People come for the parties that the sample has, several for each, and are called investor or
// owner with a number, so that nobody takes them for real.
type Meetings struct {
	Investors int   // 1,000
	Owners    int   // of projects; 4,000
	Days      int   // 5, of eight slots each
	Tables    int   // 250 in two halls
	Wishes    int   // of each investor; 12
	Work      int64 // exchanges that the solver may try; 20 millions
}

// LargestFair is a fair of the size of the largest of its kind.
var LargestFair = Meetings{Investors: 1000, Owners: 4000, Days: 5, Tables: 250, Wishes: 12, Work: 20_000_000}

const slotsOfDay = 8

// Load writes delegates, slots, tables and wishes, plans the timetable and releases it. A fair that
// has meetings already is left as it is, and reports false.
func (m Meetings) Load(ctx context.Context, db *store.DB, fairID string) (bool, error) {
	v, err := db.View(ctx, fairID, -1)
	if err != nil {
		return false, err
	}
	f, err := v.TheFair(ctx)
	if err != nil {
		return false, err
	}
	edition, err := v.Edition(ctx, f.Current)
	if err != nil {
		return false, err
	}
	if _, err := v.MeetingSetup(ctx, f.Current); lang.CodeOf(err) != lang.CodeNotFound {
		return false, err
	}
	r, err := Sample{}.Generate()
	if err != nil {
		return false, err
	}
	origin := journal.Origin{Kind: "generator", ID: fmt.Sprintf("meetings investors=%d owners=%d", m.Investors, m.Owners)}
	how := store.How{Action: journal.Created, Origin: origin}
	err = db.Update(ctx, fairID, actor, func(tx *store.Tx) error {
		setup := m.setup(f.Current, edition.Opened)
		setup.ID = r.id(ofMeeting, edition.Opened, 0)
		if err := store.Put(ctx, tx, &setup, 0, how); err != nil {
			return err
		}
		people := make([]delegate.Delegate, 0, m.Investors+m.Owners)
		for i := range m.Investors + m.Owners {
			d, person := m.delegate(r, setup, i)
			if err := tx.PutPerson(ctx, person); err != nil {
				return err
			}
			if err := store.Put(ctx, tx, &d, 0, how); err != nil {
				return err
			}
			people = append(people, d)
		}
		return m.requests(r, people, edition.Opened, func(q meeting.Request) error { return store.Put(ctx, tx, &q, 0, how) })
	})
	if err != nil {
		return false, err
	}
	return true, m.release(ctx, db, fairID, f.Current, origin)
}

// release plans the timetable and releases it.
func (m Meetings) release(ctx context.Context, db *store.DB, fairID string, edition int64, origin journal.Origin) error {
	v, err := db.View(ctx, fairID, -1)
	if err != nil {
		return err
	}
	in, err := v.MeetingInput(ctx, edition, nil)
	if err != nil {
		return err
	}
	p, err := meeting.Build(in)
	if err != nil {
		return err
	}
	d, _, err := p.Plan(ctx, timetable.Options{Seed: 1, Work: m.Work})
	if err != nil {
		return err
	}
	if d, err = db.SaveMeetingDraft(ctx, fairID, d); err != nil {
		return err
	}
	return db.Update(ctx, fairID, actor, func(tx *store.Tx) error {
		_, err := tx.ReleaseMeetings(ctx, d, origin)
		return err
	})
}

func (m Meetings) setup(edition int64, opened lang.Date) meeting.Setup {
	s := meeting.Setup{
		Edition: edition, Ask: meeting.Matched, Walks: []meeting.Walk{{From: "A", To: "B", Minutes: 5}},
		Halls: []meeting.Hall{
			{Code: "A", Name: lang.Text{Hans: "甲厅", Hant: "甲廳", En: "Hall A"}, Tables: int64(m.Tables - m.Tables/2)},
			{Code: "B", Name: lang.Text{Hans: "乙厅", Hant: "乙廳", En: "Hall B"}, Tables: int64(m.Tables / 2)},
		},
	}
	for day := range m.Days {
		for i := range slotsOfDay {
			hour := 9 + i/2 // four slots before noon, four after
			if i >= slotsOfDay/2 {
				hour += 3
			}
			begins := 60*hour + 30*(i%2)
			clock := func(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
			s.Slots = append(s.Slots, meeting.Slot{Day: opened.AddDays(day), Begins: clock(begins), Ends: clock(begins + 25)})
		}
	}
	return s
}

// delegate draws a delegate with the person: investors first, then owners. One party in five sends investors.
func (m Meetings) delegate(r *Records, setup meeting.Setup, i int) (delegate.Delegate, party.Person) {
	dice := r.thrown(ofMeeting, 1, int64(i))
	d := delegate.Delegate{
		ID: r.id(ofMeeting, setup.Slots[0].Day, int64(1+i)), Code: fmt.Sprintf("D-%05d", i+1), Edition: setup.Edition,
		Person: r.id(ofMeeting, setup.Slots[0].Day, int64(1+m.Investors+m.Owners+i)), Role: delegate.Owner, Languages: "zh",
	}
	name := lang.Text{Hans: fmt.Sprintf("样例项目方 %d 号", i-m.Investors+1), Hant: fmt.Sprintf("樣例項目方 %d 號", i-m.Investors+1), En: fmt.Sprintf("Sample owner %d", i-m.Investors+1)}
	parties := r.sample.Parties
	at := dice.n(parties/5) * 5
	if i < m.Investors {
		d.Role, d.MostDay = delegate.Investor, 4
		name = lang.Text{Hans: fmt.Sprintf("样例投资人 %d 号", i+1), Hant: fmt.Sprintf("樣例投資人 %d 號", i+1), En: fmt.Sprintf("Sample investor %d", i+1)}
	} else {
		at += 1 + dice.n(4)
	}
	p := r.party(at)
	d.Party, d.Side = p.ID, p.Side
	if dice.percent(60) {
		d.Languages = "zh en"
	}
	for _, s := range setup.Slots {
		if dice.percent(5) {
			d.Away += " " + s.Code()
		}
	}
	return d, party.Person{Ref: d.Person, Name: name}
}

// requests draws what each investor wishes, and what some of those who are asked answer.
func (m Meetings) requests(r *Records, people []delegate.Delegate, day lang.Date, put func(meeting.Request) error) error {
	n := int64(2*(m.Investors+m.Owners) + 1)
	ask := func(from, to delegate.Delegate, w meeting.Wish) error {
		n++
		return put(meeting.Request{
			ID: r.id(ofMeeting, day, n), Edition: from.Edition, From: from.ID, FromParty: from.Party, To: to.ID, ToParty: to.Party, Wish: w, By: meeting.ByDelegate,
		})
	}
	for i, from := range people[:m.Investors] {
		dice := r.thrown(ofMeeting, 2, int64(i))
		asked := map[int]bool{}
		for len(asked) < m.Wishes {
			k := m.Investors + dice.n(m.Owners)
			if asked[k] {
				continue
			}
			asked[k] = true
			wish := meeting.Like
			if dice.percent(15) {
				wish = meeting.Must
			}
			if err := ask(from, people[k], wish); err != nil {
				return err
			}
			answer := meeting.Like
			switch chance := dice.n(100); {
			case chance < 3:
				answer = meeting.No
			case chance >= 30:
				continue // does not answer
			}
			if err := ask(people[k], from, answer); err != nil {
				return err
			}
		}
	}
	return nil
}
