package web

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"mime"
	"net/http"
	"strconv"
	"sync"

	"bridgehead/access"
	"bridgehead/bulletin/brief"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/kit"
	"bridgehead/lang"
	"bridgehead/store"
)

// What the press is given of an edition, for anybody: what is published and no more, whoever asks.

type pressPage struct {
	frame
	Edition   fair.Edition
	Of        string // address of the edition's page
	Kit       string // address of the press kit
	At, Ref   int64
	Lines     []pressLine
	Pictures  []*drawing
	Districts []link // the kits of districts
}

type pressLine struct {
	Label, Shown, URL, Quote, Change string
}

// A packed kit is as it is sent, with what it was made of.
type packed struct {
	kit  kit.Kit
	data []byte
}

// kitKey is what a public kit depends on.
type kitKey struct {
	fair     string
	edition  int64
	district string
	at, ref  int64
	held     string // what embargoes hold back: it ends by the clock, without a new position
}

func (k kitKey) tag() string {
	held := fnv.New64a()
	_, _ = held.Write([]byte(k.held))
	return fmt.Sprintf(`"%d-%d-%x"`, k.at, k.ref, held.Sum64())
}

// kitsKept are the public kits of the last positions; one is packed at a time.
type kitsKept struct {
	making sync.Mutex
	mu     sync.Mutex
	of     map[kitKey]*packed
}

// A released edition is one whose figures anybody may see, with what they see of the record.
type released struct {
	edition   fair.Edition
	view      store.View
	evaluator *indicator.Evaluator
	held      string
}

// kitsMost is how many are kept; when there are more, all are forgotten. One takes about 200 kB.
const kitsMost = 64

// published is what anybody may see of the edition that the address names, at the last position. An edition whose
// figures are held back, wholly or in part, or of which none is known, has nothing for the press: it is not found.
func (s *site) published(v *visit) (of released, err error) {
	v.latest()
	if err := s.enter(v); err != nil {
		return of, err
	}
	unknown := lang.NotFound("edition.unknown", lang.Args{"edition": short(v.PathValue("edition"))})
	number, err := strconv.ParseInt(v.PathValue("edition"), 10, 64)
	if err != nil || number < 1 {
		return of, unknown
	}
	view, sight, err := s.viewAs(v.Context(), v.fair.ID, access.Actor{}, -1)
	if err != nil {
		return of, err
	}
	if sight.HoldsFigures(number) || !sight.Until(number).IsZero() {
		return of, unknown
	}
	of.view = view
	for _, e := range sight.Embargoes {
		of.held += fmt.Sprintln(e.Edition, e.Session)
	}
	of.edition, err = view.Edition(v.Context(), number)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return of, unknown
	}
	if err != nil {
		return of, err
	}
	of.evaluator, err = s.figuresFor(v.Context(), view, -1, -1)
	return of, err
}

// publicKit packs the kit of an edition, or of a district in it, once for each position. The error is not_found
// where nothing is known of it.
func (s *site) publicKit(v *visit, of released, district string) (*packed, kitKey, error) {
	key := kitKey{v.fair.ID, of.edition.Number, district, int64(of.view.At), of.evaluator.Ref, of.held}
	p := s.kits.known(key)
	if p == nil {
		s.kits.making.Lock()
		defer s.kits.making.Unlock()
		if p = s.kits.known(key); p == nil {
			var err error
			if p, err = s.pack(v, of, district); err != nil {
				return nil, key, err
			}
			s.kits.keep(key, p)
		}
	}
	if len(p.kit.Sheet.Lines) == 0 {
		return nil, key, lang.NotFound("edition.unknown", lang.Args{"edition": of.edition.Number})
	}
	return p, key, nil
}

func (s *site) pack(v *visit, of released, district string) (*packed, error) {
	ask, err := kit.Ask(v.Context(), of.view, of.edition.Number, district, s.db.Now())
	if err != nil {
		return nil, err
	}
	p := &packed{}
	if p.kit, err = kit.Make(v.Context(), of.evaluator, ask); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = p.kit.Write(&b)
	p.data = b.Bytes()
	return p, err
}

func (k *kitsKept) known(key kitKey) *packed {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.of[key]
}

func (k *kitsKept) keep(key kitKey, p *packed) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of == nil || len(k.of) >= kitsMost {
		k.of = map[kitKey]*packed{}
	}
	k.of[key] = p
}

// press shows what the press is given: lines to quote, pictures, and the kits.
func (s *site) press(v *visit) error {
	of, err := s.published(v)
	if err != nil {
		return err
	}
	edition, e := of.edition, of.evaluator
	packed, _, err := s.publicKit(v, of, "")
	if err != nil {
		return err
	}
	number := strconv.FormatInt(edition.Number, 10)
	sheet := packed.kit.Sheet
	p := pressPage{Edition: edition, Of: v.editionPath(edition.Number), Kit: v.path("editions", number, "press.zip"), At: sheet.At, Ref: sheet.Ref}
	for _, l := range sheet.Lines {
		p.Lines = append(p.Lines, pressLine{l.Label(v.tag), l.Figure.Show(v.tag), v.nameAddress(l.Figure.Name), l.Quote(v.fair, v.tag), l.Change(v.tag)})
	}
	for _, c := range packed.kit.Drawings {
		c.Synthetic, c.Inline = v.fair.Synthetic, true
		p.Pictures = append(p.Pictures, v.drawAlone(c))
	}
	for _, side := range v.fair.Sides {
		for _, d := range fair.Districts(side.Code) {
			known, err := signedIn(v, e, edition.Number, d.Code)
			if err != nil {
				return err
			}
			if known {
				p.Districts = append(p.Districts, link{URL: v.path("editions", number, "press.zip") + "?district=" + d.Code, Text: v.name(d.Name)})
			}
		}
	}
	if p.frame, err = s.frame(v, "bulletins", v.say("press.title", lang.Args{"edition": edition.Number})); err != nil {
		return err
	}
	return s.show(v, "press", p)
}

// signedIn reports whether anything is known of what a district signed in an edition: whether it has a kit.
func signedIn(v *visit, e *indicator.Evaluator, edition int64, district string) (bool, error) {
	for _, code := range brief.OfDistrict {
		f, err := e.Figure(v.Context(), figure.Name{
			Indicator: code, Scope: figure.Scope{figure.ByEdition: strconv.FormatInt(edition, 10), figure.ByDistrict: district}, At: -1, Ref: -1,
		})
		if lang.CodeOf(err) == lang.CodeNotFound {
			continue
		}
		if err != nil || f.Qualifier != figure.Unknown {
			return err == nil, err
		}
	}
	return false, nil
}

// pressKit answers with the kit of an edition, or of a district in it.
func (s *site) pressKit(v *visit) error {
	of, err := s.published(v)
	if err != nil {
		return err
	}
	district := lang.Clean(v.URL.Query().Get("district"))
	packed, key, err := s.publicKit(v, of, district)
	if err != nil {
		return err
	}
	name := v.fair.ID + "-" + strconv.FormatInt(of.edition.Number, 10)
	if district != "" {
		name += "-" + district
	}
	h := v.w.Header()
	if h.Get("Cache-Control") != "no-store" { // as what is for few is answered
		h.Set("Cache-Control", "no-cache")
	}
	h.Set("ETag", key.tag())
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + ".zip"}))
	http.ServeContent(v.w, v.Request, "", v.written, bytes.NewReader(packed.data))
	return nil
}

// pressPath is the address of what the press is given of an edition; "" where its page is not found.
func (s *site) pressPath(v *visit, edition int64) (string, error) {
	if edition == 0 {
		return "", nil
	}
	view, sight, err := s.viewAs(v.Context(), v.fair.ID, access.Actor{}, -1)
	if err != nil || sight.HoldsFigures(edition) || !sight.Until(edition).IsZero() {
		return "", err
	}
	e, err := s.figuresFor(v.Context(), view, -1, -1)
	if err != nil {
		return "", err
	}
	for _, code := range brief.OfDistrict {
		f, err := e.Figure(v.Context(), figure.Name{Indicator: code, Scope: figure.Scope{figure.ByEdition: strconv.FormatInt(edition, 10)}, At: -1, Ref: -1})
		if lang.CodeOf(err) == lang.CodeNotFound {
			continue
		}
		if err != nil || f.Qualifier != figure.Unknown {
			return v.path("editions", strconv.FormatInt(edition, 10), "press"), err
		}
	}
	return "", nil
}
