package web

import (
	"slices"
	"strconv"

	"bridgehead/lang"
)

// A minePage is a personal agenda: the sessions that its address names.
type minePage struct {
	frame
	Key      string
	Zone     string
	Blocks   []agendaBlock
	Gone     string
	Calendar string // address of the calendar of the chosen, in full
	Agenda   string
	Clear    string
}

// myAgenda shows the sessions that a reader chose, who needs no account: the address says
// which, and with script the browser keeps them too.
func (s *site) myAgenda(v *visit) error {
	e, err := s.enterEdition(v)
	if err != nil {
		return err
	}
	a, err := s.readAgenda(v, e)
	if err != nil {
		return err
	}
	p := minePage{Key: v.fair.ID + "/" + strconv.FormatInt(e.Number, 10), Zone: v.zoneName(e.Opened)}
	if p.frame, err = s.frame(v, "agenda", v.say("agenda.mine_of", lang.Args{"edition": v.editionWord(e.Number)})); err != nil {
		return err
	}
	s.with(&p.frame, "agenda.js")
	p.machine = machine{} // it is nobody's but the reader's
	p.Agenda = v.agendaPath(e.Number, a.chosen, nil, "agenda")
	p.Clear = v.agendaPath(e.Number, nil, nil, "agenda", "mine")
	var lines []sessionLine
	for _, x := range a.held() {
		if !slices.Contains(a.chosen, x.ID) {
			continue
		}
		l := v.line(a, x)
		rest := slices.DeleteFunc(slices.Clone(a.chosen), func(id string) bool { return id == x.ID })
		l.Remove = v.agendaPath(e.Number, rest, nil, "agenda", "mine")
		lines = append(lines, l)
	}
	v.markClashes(a, lines)
	p.Blocks = v.blocksByDay(a, lines)
	for i := range p.Blocks {
		p.Blocks[i].Calendar = ""
	}
	if gone := len(a.chosen) - len(lines); gone > 0 {
		p.Gone = v.say("agenda.mine.gone", lang.Args{"n": gone})
	}
	if len(lines) > 0 {
		p.Calendar = s.base(v.Request) + v.agendaPath(e.Number, a.chosen, nil, "agenda.ics")
	}
	return s.show(v, "mine", p)
}
