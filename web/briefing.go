package web

import (
	"mime"
	"net/http"
	"strconv"

	"bridgehead/access"
	"bridgehead/bulletin/brief"
	"bridgehead/fair"
	"bridgehead/indicator"
	"bridgehead/kit"
	"bridgehead/lang"
)

// briefingDeeds lists what the press office takes along and hands out.
func (s *site) briefingDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/briefing", action: access.Compose, do: s.briefing},
		{method: "GET", pattern: "/{fair}/work/kit", action: access.Compose, do: s.kit},
	}
}

// A briefingPage is the sheet of an edition, or of a district in it, to be printed on one page.
type briefingPage struct {
	frame
	Form                string
	Editions, Districts choice
	Kit                 string // address of the press kit
	At, Ref             int64
	Lines               []briefingLine
}

type briefingLine struct {
	Label, Shown, URL string
	Said              []spokenLine
	Change            string
	Never             []string
	Quotes            []spokenLine
}

// A spokenLine is words in one of the languages.
type spokenLine struct {
	Tag  lang.Tag
	Text string
}

// briefed reads what is asked for with the eyes of whoever asks: its edition, district and figures.
func (s *site) briefed(v *visit) (number int64, district string, all []fair.Edition, e *indicator.Evaluator, err error) {
	v.latest()
	if err = s.enterAs(v, access.Compose); err != nil {
		return
	}
	edition, all, err := s.workEdition(v, v.URL.Query().Get("edition"))
	if err != nil {
		return
	}
	view, sight, err := s.viewAs(v.Context(), v.fair.ID, v.actor, -1)
	if err != nil {
		return
	}
	if number = edition.Number; sight.HoldsFigures(number) {
		err = lang.Forbidden("briefing.held", lang.Args{"edition": number})
		return
	}
	e, err = s.figuresFor(v.Context(), view, -1, -1)
	return number, lang.Clean(v.URL.Query().Get("district")), all, e, err
}

func (s *site) briefing(v *visit) error {
	number, district, all, e, err := s.briefed(v)
	if err != nil {
		return err
	}
	sheet, err := brief.Read(v.Context(), e, number, district)
	if err != nil {
		return err
	}
	p := briefingPage{Form: v.workPath("briefing"), Editions: v.editionChoice(all, number), Districts: v.briefingDistricts(district), At: sheet.At, Ref: sheet.Ref}
	of := map[string][]string{"edition": {strconv.FormatInt(number, 10)}}
	if district != "" {
		of["district"] = []string{district}
	}
	p.Kit = v.address(of, "work", "kit")
	for _, l := range sheet.Lines {
		line := briefingLine{Label: l.Label(v.tag), Shown: l.Figure.Show(v.tag), URL: v.nameAddress(l.Figure.Name), Change: l.Change(v.tag)}
		for _, tag := range lang.Tags {
			if said, ok := l.Said(tag); ok {
				line.Said = append(line.Said, spokenLine{tag, said})
			}
			line.Quotes = append(line.Quotes, spokenLine{tag, l.Quote(v.fair, tag)})
		}
		for _, w := range l.Never {
			line.Never = append(line.Never, w.In(v.tag))
		}
		p.Lines = append(p.Lines, line)
	}
	if p.frame, err = s.workFrame(v, "briefing", sheet.Title(v.tag)); err != nil {
		return err
	}
	return s.show(v, "briefing", p)
}

// briefingDistricts are the districts of the sides, and the whole edition.
func (v *visit) briefingDistricts(chosen string) choice {
	c := choice{Name: "district", Label: v.label("dimension.district"), Options: []option{{Text: v.say("briefing.whole"), Selected: chosen == ""}}}
	for _, side := range v.fair.Sides {
		for _, d := range fair.Districts(side.Code) {
			c.Options = append(c.Options, option{Value: d.Code, Text: v.name(d.Name), Selected: d.Code == chosen})
		}
	}
	return c
}

// kit hands out the press kit.
func (s *site) kit(v *visit) error {
	number, district, _, e, err := s.briefed(v)
	if err != nil {
		return err
	}
	ask, err := kit.Ask(v.Context(), v.view, number, district, s.db.Now())
	if err != nil {
		return err
	}
	made, err := kit.Make(v.Context(), e, ask)
	if err != nil {
		return err
	}
	name := v.fair.ID + "-" + strconv.FormatInt(number, 10)
	if district != "" {
		name += "-" + district
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + ".zip"}))
	if v.Method == http.MethodHead {
		return nil
	}
	return made.Write(v.w)
}
