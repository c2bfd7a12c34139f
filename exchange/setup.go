package exchange

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"regexp"

	"bridgehead/access"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// A Form is the form of a fair as a file gives it (docs/import.md): who holds it, its
// editions with their rate policies, and the documents that observations come from.
type Form struct {
	Fair      string         `json:"fair"`
	Name      lang.Text      `json:"name"`
	Short     lang.Text      `json:"short"`
	Since     int64          `json:"since"`
	Current   int64          `json:"current"`
	Zone      string         `json:"zone"`
	Sides     []formSide     `json:"sides"`
	Editions  []formEdition  `json:"editions"`
	Documents []formDocument `json:"documents"`

	hash string
	name string
}

type formSide struct {
	Code string    `json:"code"`
	Name lang.Text `json:"name"`
}

type formEdition struct {
	Number   int64      `json:"number"`
	Theme    lang.Text  `json:"theme"`
	Opened   lang.Date  `json:"opened"`
	Closed   lang.Date  `json:"closed"`
	Place    lang.Text  `json:"place"`
	Host     string     `json:"host"`
	Venue    lang.Text  `json:"venue"`
	Requires []string   `json:"requires"`
	Complete bool       `json:"complete"`
	Policy   formPolicy `json:"policy"`
	Note     lang.Text  `json:"note"`
}

type formPolicy struct {
	Currency money.Currency `json:"currency"`
	Source   string         `json:"source"`
	On       string         `json:"on"`
	Day      lang.Date      `json:"day"`
}

type formDocument struct {
	Code      string    `json:"code"`
	Title     lang.Text `json:"title"`
	Outlet    lang.Text `json:"outlet"`
	Published lang.Date `json:"published"`
	Address   string    `json:"address"`
	Note      lang.Text `json:"note"`
}

const maxForm = 1 << 20

var sideForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}$`)

// ReadForm reads the form of a fair and holds it to what it may say.
func ReadForm(file io.Reader, name string) (Form, error) {
	var f Form
	text, err := io.ReadAll(io.LimitReader(file, maxForm+1))
	if err != nil {
		return f, err
	}
	if len(text) > maxForm {
		return f, lang.Invalid("import.file.large", lang.Args{"limit": "1 MiB"})
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return f, lang.Invalid("setup.json", lang.Args{"why": err.Error()})
	}
	hash := sha256.Sum256(text)
	f.hash, f.name = hex.EncodeToString(hash[:]), filepath.Base(name)
	return f, f.validate()
}

func (f Form) validate() error {
	wrong := func(field string, given any) error {
		return lang.Invalid("setup.value", lang.Args{"field": field, "given": fmt.Sprint(given)})
	}
	switch {
	case !fair.ValidID(f.Fair):
		return wrong("fair", f.Fair)
	case f.Name.Empty():
		return wrong("name", "")
	case len(f.Sides) == 0 || len(f.Sides) > fair.MaxSides:
		return wrong("sides", len(f.Sides))
	}
	sides, numbers, codes := map[string]bool{}, map[int64]bool{}, map[string]bool{}
	for i, s := range f.Sides {
		if !sideForm.MatchString(s.Code) || sides[s.Code] {
			return wrong(fmt.Sprintf("sides[%d].code", i), s.Code)
		}
		sides[s.Code] = true
	}
	for i, e := range f.Editions {
		at := fmt.Sprintf("editions[%d].", i)
		switch {
		case e.Number < 1 || numbers[e.Number]:
			return wrong(at+"number", e.Number)
		case !e.Opened.Valid():
			return wrong(at+"opened", e.Opened)
		case !e.Closed.Valid() || e.Closed != "" && e.Closed < e.Opened:
			return wrong(at+"closed", e.Closed)
		case e.Host != "" && !sides[e.Host]:
			return wrong(at+"host", e.Host)
		}
		for _, code := range e.Requires {
			if !sides[code] {
				return wrong(at+"requires", code)
			}
		}
		if e.Policy != (formPolicy{}) {
			if err := money.Policy(e.Policy).Validate(); err != nil {
				return wrong(at+"policy", err)
			}
		}
		numbers[e.Number] = true
	}
	if f.Current != 0 && len(f.Editions) > 0 && !numbers[f.Current] {
		return wrong("current", f.Current)
	}
	for i, d := range f.Documents {
		if at := fmt.Sprintf("documents[%d].", i); d.Code == "" || codes[d.Code] {
			return wrong(at+"code", d.Code)
		} else if !d.Published.Valid() {
			return wrong(at+"published", d.Published)
		}
		codes[d.Code] = true
	}
	return nil
}

// SetUp makes the fair that the form describes, or brings one that is there to what it
// says, all of it or nothing. Editions and documents that it does not name stay as they
// are, and so do sides: agreements are confirmed by their places. The same form twice
// changes nothing.
func SetUp(ctx context.Context, db *store.DB, f Form, actor access.ID, dry bool) (*Preview, error) {
	read := Preview{Fair: f.Fair, Kind: "fair", File: f.name, SHA256: f.hash, Rows: int64(1 + len(f.Editions) + len(f.Documents))}
	var now Preview
	imp := store.Import{ID: db.IDs()(), Kind: "fair", File: f.name, SHA256: f.hash, Rows: read.Rows}
	err := db.Update(ctx, f.Fair, actor, func(tx *store.Tx) error {
		now = read
		how := store.How{Action: journal.Created, Origin: journal.Origin{Kind: "file", ID: imp.ID}}
		if err := store.Put(ctx, tx, &imp, 0, how); err != nil {
			return err
		}
		s := setter{ctx, tx, how, &now}
		if err := s.fair(f); err != nil {
			return err
		}
		for _, e := range f.Editions {
			if err := s.edition(f, e); err != nil {
				return err
			}
		}
		documents, err := tx.Documents(ctx)
		if err != nil {
			return err
		}
		for _, d := range f.Documents {
			if err := s.document(d, documents); err != nil {
				return err
			}
		}
		if now.Position = tx.Position(); dry || now.Nothing() {
			now.Position = 0
			return errDry
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDry) {
		return nil, err
	}
	now.Done = err == nil
	return &now, nil
}

// A setter writes what differs from the record.
type setter struct {
	ctx context.Context
	tx  *store.Tx
	how store.How
	now *Preview
}

func set[T any](s setter, rec, before *T, since journal.Position, what, code string, title lang.Text) error {
	out := Outcome{Record: what, Code: code, Title: title, Action: ActionCreate}
	switch {
	case since > 0 && reflect.DeepEqual(rec, before):
		out.Action = ActionUnchanged
		s.now.outcome(out, 1<<10, map[string]int{})
		return nil
	case since > 0:
		out.Action, s.how.Action = ActionCorrect, journal.Corrected
	}
	s.now.outcome(out, 1<<10, map[string]int{})
	return store.Put(s.ctx, s.tx, rec, since, s.how)
}

func (s setter) fair(f Form) error {
	rec := fair.Fair{ID: f.Fair, Name: f.Name, Short: f.Short, Since: f.Since, Current: f.Current, Zone: f.Zone}
	for _, side := range f.Sides {
		rec.Sides = append(rec.Sides, fair.Side(side))
	}
	row, err := store.Get[fair.Fair](s.ctx, s.tx.View, f.Fair)
	if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
		return err
	}
	for i, side := range row.Value.Sides {
		if i >= len(rec.Sides) || rec.Sides[i].Code != side.Code {
			return lang.Invalid("setup.sides", lang.Args{"side": side.Code})
		}
	}
	rec.Synthetic = row.Value.Synthetic
	return set(s, &rec, &row.Value, row.Since, "fair", f.Fair, f.Name)
}

func (s setter) edition(f Form, e formEdition) error {
	rec := fair.Edition{
		Number: e.Number, Theme: e.Theme, Opened: e.Opened, Closed: e.Closed, Place: e.Place, HostSide: e.Host, Venue: e.Venue,
		Complete: e.Complete, Policy: money.Policy(e.Policy), Note: e.Note,
	}
	for i, side := range f.Sides {
		for _, code := range e.Requires {
			if side.Code == code {
				rec.Requires |= fair.SideBit(i)
			}
		}
	}
	row, err := s.tx.EditionRow(s.ctx, e.Number)
	if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
		return err
	}
	if rec.ID = row.Value.ID; row.Since == 0 {
		rec.ID = fair.EditionID(s.tx.NewID())
	}
	return set(s, &rec, &row.Value, row.Since, "edition", fmt.Sprint(e.Number), e.Theme)
}

func (s setter) document(d formDocument, all []fair.Document) error {
	rec := fair.Document{Code: d.Code, Title: d.Title, Outlet: d.Outlet, Published: d.Published, Address: d.Address, Note: d.Note}
	for _, before := range all {
		if before.Code == d.Code {
			row, err := store.Get[fair.Document](s.ctx, s.tx.View, before.ID)
			if err != nil {
				return err
			}
			rec.ID = before.ID
			return set(s, &rec, &row.Value, row.Since, "document", d.Code, d.Title)
		}
	}
	rec.ID = s.tx.NewID()
	return set(s, &rec, nil, 0, "document", d.Code, d.Title)
}
