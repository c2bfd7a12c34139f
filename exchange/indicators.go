package exchange

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// maxDefinitions bounds a file of definitions, which people write by hand.
const maxDefinitions = 4 << 20

// ImportIndicators brings a file of definitions (docs/indicators.md) into the record of a
// fair: all of them, or nothing. A definition that says what the one in force says changes
// nothing; one that says something else is its next version, and the older ones stay for
// the figures that name them. Each definition is a row of the preview, by its place in the
// file. What is wrong comes back in the preview, together with an invalid error.
func ImportIndicators(ctx context.Context, db *store.DB, file io.Reader, name string, o Options) (*Preview, error) {
	for flag, given := range map[string]bool{
		"--map": o.Mapping != nil, "--partial": o.Partial, "--edition": o.Edition != 0, "--confirm": len(o.Confirm) > 0, "--sheet": o.Sheet != "",
	} {
		if given {
			return nil, lang.Invalid("import.indicators.options", lang.Args{"flag": flag})
		}
	}
	if o.Detail == 0 {
		o.Detail = 20
	}
	text, err := io.ReadAll(io.LimitReader(file, maxDefinitions+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxDefinitions {
		return nil, lang.Invalid("import.file.large", lang.Args{"limit": "4 MiB"})
	}
	hash := sha256.Sum256(text)
	read := Preview{
		Fair: o.Fair, Kind: Indicators, File: filepath.Base(strings.ReplaceAll(name, `\`, "/")), SHA256: hex.EncodeToString(hash[:]),
	}
	given, wrong := indicator.ReadDefinitions(text)
	read.Rows = int64(len(given))
	id := db.IDs()()
	rec := store.Import{ID: id, Kind: string(Indicators), File: read.File, SHA256: read.SHA256, Rows: read.Rows}
	preview := &read
	run := func(keep bool) error {
		return db.Update(ctx, o.Fair, o.Actor, func(tx *store.Tx) error {
			now := read
			preview = &now
			own, err := tx.Definitions(ctx)
			if err != nil {
				return err
			}
			if len(wrong) == 0 { // else it would be said of what was not read
				now.refuse(checked(given, own), o.Detail)
			}
			now.refuse(wrong, o.Detail)
			if now.Errors > 0 {
				return errDry
			}
			origin := journal.Origin{Kind: "file", ID: id}
			if err := store.Put(ctx, tx, &rec, 0, store.How{Action: journal.Created, Origin: origin}); err != nil {
				return err
			}
			kept := map[string]int{}
			for i, d := range given {
				origin.Row = int64(i + 1)
				out := Outcome{Row: origin.Row, Record: "indicator", Code: d.Code, Title: d.Label, Action: ActionUnchanged}
				version, written, err := tx.PutDefinition(ctx, d, store.How{Action: journal.Created, Origin: origin})
				if err != nil {
					return err
				}
				if before, err := indicator.Latest(own, d.Code); err == nil {
					out.Matched = "import.match.definition"
					if written {
						d.Version = version
						out.Action, out.Changes = ActionCorrect, changed(before, d)
					}
				} else if written {
					out.Action = ActionCreate
				}
				now.outcome(out, o.Detail, kept)
			}
			now.Position = tx.Position()
			now.sort()
			if !keep || now.Nothing() {
				now.Position = 0
				return errDry
			}
			return nil
		})
	}
	// With nothing to do, or something wrong, nothing is kept.
	err = run(!o.DryRun)
	switch {
	case errors.Is(err, errDry) && preview.Errors > 0:
		return preview, lang.Invalid("import.errors", lang.Args{"n": preview.Errors})
	case errors.Is(err, errDry):
		return preview, nil
	case err != nil:
		return nil, err
	}
	preview.Done, preview.Import = true, id
	return preview, nil
}

// checked holds the definitions of a file to what they may say, each with all of the file
// and what the fair has at hand.
func checked(given, own []indicator.Definition) []*lang.Error {
	var wrong []*lang.Error
	of := map[string]indicator.Definition{}
	for _, d := range given {
		if _, twice := of[d.Code]; twice {
			wrong = append(wrong, lang.Invalid("definition.twice", lang.Args{"code": d.Code}))
		}
		of[d.Code] = d
	}
	find := func(code string) (indicator.Definition, bool) {
		if d, ok := of[code]; ok {
			return d, true
		}
		d, err := indicator.Latest(own, code)
		return d, err == nil
	}
	for _, d := range given {
		wrong = append(wrong, d.Check(find)...)
		before, err := indicator.Latest(own, d.Code)
		next := int64(1)
		if err == nil {
			next = before.Version + 1
		}
		if d.Version != 0 && d.Version != before.Version && d.Version != next {
			wrong = append(wrong, lang.Invalid("definition.version", lang.Args{"code": d.Code, "field": "version", "given": d.Version, "next": next}))
		}
	}
	return wrong
}

// refuse notes what is wrong. The messages name the definition and the field.
func (p *Preview) refuse(wrong []*lang.Error, detail int) {
	for _, why := range wrong {
		p.Errors++
		if len(p.Problems) < detail*problemsKept {
			p.Problems = append(p.Problems, Problem{Why: why})
		}
	}
}

// changed lists the fields in which a definition differs from the one before.
func changed(before, after indicator.Definition) []Change {
	var list []Change
	was, is := before.Fields(), after.Fields()
	for i := range is {
		if was[i] != is[i] {
			list = append(list, Change{is[i].Name, was[i].Value, is[i].Value})
		}
	}
	return list
}
