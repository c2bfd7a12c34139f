package demo

import (
	"bridgehead/fair"
	"bridgehead/lang"
)

// hasAgenda reports whether the edition is one of the recent ones.
func (r *Records) hasAgenda(e *edition) bool { return r.back(e.Number) < recent }

// Tracks returns the tracks of the recent editions.
func (r *Records) Tracks() []fair.Track {
	var all []fair.Track
	for e := range r.chosen(0) {
		if !r.hasAgenda(e) {
			continue
		}
		for i, name := range sampleTracks {
			all = append(all, fair.Track{
				ID: r.id(ofTrack, e.Opened, int64(i+1)), Edition: e.Number, Name: sampleTitle(lang.Text{}, name),
			})
		}
	}
	return all
}

// ceremony is the session at which the agreements of the opening day were signed: the
// second of the agenda.
func (r *Records) ceremony(e *edition) string { return r.id(ofSession, e.Opened, 2) }

// Sessions returns the agenda of the recent editions as it is first published; Load then
// moves one session of each and cancels another.
func (r *Records) Sessions() []fair.Session {
	var all []fair.Session
	for e := range r.chosen(0) {
		if r.hasAgenda(e) {
			all = append(all, r.agenda(e)...)
		}
	}
	return all
}

// agenda lays out an edition's sessions: on each day forums in the morning, promotions and
// talks in the afternoon, side by side in rooms of their own.
func (r *Records) agenda(e *edition) []fair.Session {
	d := r.thrown(ofSession, e.Number, 0)
	var all []fair.Session
	room := make([]int, e.openingDays) // the last that is taken in this half of each day
	add := func(kind string, day int, from, to string, hall, track int, office string, words ...lang.Text) *fair.Session {
		s := fair.Session{
			ID: r.id(ofSession, e.Opened, int64(len(all)+1)), Edition: e.Number, Kind: kind, Name: sampleTitle(lang.Text{}, words...),
			Day: e.Opened.AddDays(day), Time: from, Ends: to, Office: office, Room: sampleRooms[hall],
		}
		if track >= 0 {
			s.Track = r.id(ofTrack, e.Opened, int64(track+1))
		}
		all = append(all, s)
		return &all[len(all)-1]
	}
	guest := func(s *fair.Session, role string) {
		s.Guests = append(s.Guests, fair.Guest{Party: r.party(d.n(r.sample.Parties)).ID, Role: role})
	}
	offices := r.reporters[beijing]

	host := r.reporters[e.HostSide]
	s := add("opening", 0, "09:30", "10:15", 0, -1, "", openingWord)
	s.Guests = append(s.Guests, fair.Guest{Party: host[int(e.Number)%len(host)].ID, Role: "host"})
	add("signing_ceremony", 0, "16:30", "17:30", 0, -1, "", ceremonyWord)
	for i, track := range sampleTracks {
		day := i % e.openingDays
		room[day]++
		s := add("forum", day, "10:30", "12:00", room[day], i, "", track, forumWord)
		guest(s, "chair")
		guest(s, "speaker")
		guest(s, "speaker")
	}
	clear(room)
	for i := range 5 {
		o := offices[(int(e.Number)+i)%len(offices)]
		place := beijingWord
		if district, ok := fair.DistrictByCode(o.District); ok {
			place = district.Name
		}
		day := i % e.openingDays
		room[day]++
		track := d.n(len(sampleTracks))
		s := add("promotion", day, "14:00", "15:30", room[day], track, o.Code, place, pick(d, sampleLines).name, promotionWord)
		s.Guests = append(s.Guests, fair.Guest{Party: o.ID, Role: "host"})
		guest(s, "speaker")
	}
	for i := range 2 {
		day := (e.openingDays - 1 + i) % e.openingDays
		room[day]++
		s := add("negotiation", day, "14:30", "17:00", room[day], d.n(len(sampleTracks)), "", pick(d, sampleLines).name, talksWord)
		guest(s, "guest")
		guest(s, "guest")
	}
	return all
}

// sessionChanges returns what becomes of an edition's agenda: the third promotion is moved
// to a later hour in the main hall, and the last talks are cancelled.
func (r *Records) sessionChanges(e *edition) []fair.Session {
	if !r.hasAgenda(e) {
		return nil
	}
	all := r.agenda(e)
	moved, cancelled := all[len(all)-5], all[len(all)-1]
	moved.Status, moved.Note = fair.Changed, movedNote
	moved.Time, moved.Ends, moved.Room = "15:00", "16:15", sampleRooms[0]
	cancelled.Status, cancelled.Note = fair.Cancelled, cancelledNote
	return []fair.Session{moved, cancelled}
}
