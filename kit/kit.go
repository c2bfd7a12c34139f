package kit

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"bridgehead/bulletin/brief"
	"bridgehead/chart"
	"bridgehead/exchange"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
)

// A Request says what a kit is to hold.
type Request struct {
	Fair     fair.Fair
	Edition  int64
	District string    // code; "" for the whole edition
	Embargo  time.Time // until when it must not be passed on; zero for no embargo
	Offices  []Contact // whom to ask
}

// A Contact is an office of the record.
type Contact struct {
	Side, Name lang.Text
}

// A Kit is made of files.
type Kit struct {
	Sheet    brief.Sheet
	Drawings []chart.Bars // each figure over the editions
	Manifest Manifest
	Files    []File // the manifest first
}

// A File of a kit.
type File struct {
	Name string
	Data []byte
}

// A Manifest says what a kit holds. It names no time of making: the same position gives the same kit.
type Manifest struct {
	Fair      string        `json:"fair"`
	Edition   int64         `json:"edition"`
	District  string        `json:"district,omitempty"`
	Position  int64         `json:"position"`
	Reference int64         `json:"reference_position"`
	Embargo   string        `json:"embargo,omitempty"` // RFC 3339
	Figures   []figure.JSON `json:"figures"`
	Files     []Sum         `json:"files"` // all but the manifest
}

// A Sum is a file with its SHA-256, in hexadecimal.
type Sum struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Make packs a kit from the figures that the evaluator shows.
func Make(ctx context.Context, e *indicator.Evaluator, r Request) (Kit, error) {
	e = e.Remembering()
	sheet, err := brief.Read(ctx, e, r.Edition, r.District)
	if err != nil {
		return Kit{}, err
	}
	k := Kit{Sheet: sheet, Manifest: Manifest{
		Fair: r.Fair.ID, Edition: r.Edition, District: r.District, Position: sheet.At, Reference: sheet.Ref, Figures: []figure.JSON{},
	}}
	if !r.Embargo.IsZero() {
		k.Manifest.Embargo = r.Embargo.UTC().Format(time.RFC3339)
	}
	var list []exchange.Described
	for _, l := range sheet.Lines {
		k.Manifest.Figures = append(k.Manifest.Figures, l.Figure.JSON())
		list = append(list, exchange.Described{Figure: l.Figure, Definition: l.Definition})
	}
	pictures, tables, err := k.drawings(ctx, e)
	if err != nil {
		return k, err
	}
	k.Drawings = pictures
	for _, tag := range lang.Tags {
		if err := k.texts(r, tag); err != nil {
			return k, err
		}
		out := exchange.Out{Fair: r.Fair, Tag: tag, Position: sheet.At}
		sheets := []exchange.Table{out.Figures(list)}
		for _, s := range tables {
			sheets = append(sheets, out.Series(s))
		}
		var b bytes.Buffer
		if err := exchange.WriteXLSX(&b, sheets...); err != nil {
			return k, err
		}
		k.add("tables/figures."+string(tag)+".xlsx", b.Bytes())
		for i, p := range pictures {
			p.Synthetic = r.Fair.Synthetic
			k.add(fmt.Sprintf("charts/%s.%s.svg", tables[i].Definition.Code, tag), p.SVG(tag, chart.Wide))
		}
	}
	return k, k.seal()
}

func (k *Kit) add(name string, data []byte) {
	k.Files = append(k.Files, File{name, data})
	sum := sha256.Sum256(data)
	k.Manifest.Files = append(k.Manifest.Files, Sum{name, hex.EncodeToString(sum[:])})
}

// seal puts the manifest before the files that it names.
func (k *Kit) seal() error {
	data, err := json.MarshalIndent(k.Manifest, "", "  ")
	k.Files = append([]File{{"manifest.json", append(data, '\n')}}, k.Files...)
	return err
}

// drawings are the figures of the sheet over the editions, those that are no sums of editions.
func (k *Kit) drawings(ctx context.Context, e *indicator.Evaluator) (out []chart.Bars, tables []indicator.Series, err error) {
	scope := figure.Scope{}
	if k.Manifest.District != "" {
		scope[figure.ByDistrict] = k.Manifest.District
	}
	for _, l := range k.Sheet.Lines {
		if l.Why == brief.Cumulative {
			continue
		}
		s, err := e.Series(ctx, l.Definition.Code, scope, 0, k.Manifest.Edition)
		if err != nil {
			return nil, nil, err
		}
		bars := chart.Bars{About: chart.About{Heading: s.Definition.Label, Of: said("dimension.edition", nil), Source: said("kit.position", lang.Args{"at": k.Manifest.Position})}}
		for _, p := range s.Points {
			point := chart.Point{Label: said("word.edition_number", lang.Args{"n": p.Edition}), Accent: p.Edition == k.Manifest.Edition}
			if p.Known {
				point.Value = p.Figure
			}
			bars.Points = append(bars.Points, point)
		}
		out, tables = append(out, bars), append(tables, s)
	}
	return out, tables, nil
}

// texts adds what is read, in one language.
func (k *Kit) texts(r Request, tag lang.Tag) error {
	top := ""
	if !r.Embargo.IsZero() {
		until := r.Embargo.In(r.Fair.Location())
		top = lang.Say(tag, "kit.embargo", lang.Args{"until": lang.DateOf(until).Format(tag) + until.Format(" 15:04 -07:00")}) + "\n\n"
	}
	put := func(name string, lines []string) {
		k.add(name+"."+string(tag)+".txt", []byte(top+strings.Join(lines, "\n")+"\n"))
	}
	changes := []string{lang.Say(tag, "kit.changes", lang.Args{"edition": r.Edition}), ""}
	quotes := []string{lang.Say(tag, "brief.lines"), ""}
	for _, l := range k.Sheet.Lines {
		change := l.Change(tag)
		if change == "" && l.Why == brief.Cumulative {
			continue
		}
		if change == "" {
			change = lang.Say(tag, "kit.change.unknown")
		}
		changes = append(changes, lang.Say(tag, "web.labelled", lang.Args{"label": l.Label(tag), "value": l.Figure.Show(tag)}), "  "+change)
	}
	for _, l := range k.Sheet.Lines {
		quotes = append(quotes, l.Quote(r.Fair, tag), "")
	}
	put("changes", changes)
	put("quotes", quotes)
	var b strings.Builder
	if err := k.Sheet.Write(&b, r.Fair, tag); err != nil {
		return err
	}
	put("briefing", []string{strings.TrimSuffix(b.String(), "\n")})
	contacts := []string{lang.Say(tag, "kit.contacts"), ""}
	for _, c := range r.Offices {
		line := words(c.Name, tag)
		if side := words(c.Side, tag); side != "" {
			line = lang.Say(tag, "web.labelled", lang.Args{"label": side, "value": line})
		}
		contacts = append(contacts, line)
	}
	if len(r.Offices) == 0 {
		contacts = append(contacts, lang.Say(tag, "kit.contacts.none"))
	}
	put("contacts", contacts)
	return nil
}

// Write writes the kit as a zip file. Its files have no time of their own.
func (k Kit) Write(w io.Writer) error {
	z := zip.NewWriter(w)
	for _, f := range k.Files {
		one, err := z.Create(f.Name)
		if err != nil {
			return err
		}
		if _, err := one.Write(f.Data); err != nil {
			return err
		}
	}
	return z.Close()
}

func words(t lang.Text, tag lang.Tag) string {
	s, _ := t.In(tag)
	return s
}

// said is a message as a text that has it in each language.
func said(key string, args lang.Args) lang.Text {
	return lang.Text{Hans: lang.Say(lang.Hans, key, args), Hant: lang.Say(lang.Hant, key, args), En: lang.Say(lang.En, key, args)}
}
