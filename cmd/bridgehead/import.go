package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"bridgehead/access"
	"bridgehead/exchange"
	"bridgehead/lang"
)

func importCommand() command {
	return command{
		name: "import", args: "projects|agreements|parties|observations|leads|milestones|technologies|deployments|research|programmes|facilities|paths|enterprises|listings|delegates|interests|rates|indicators FILE",
		short: "bring a spreadsheet (xlsx or csv), or definitions, into the record",
		long: `Brings a file in whole or not at all, and says what it does: what is new, what is corrected
and how, what is matched to what is there already and why. Headings may be in Chinese or
English; a layout of other words is explained by --map (docs/import.md). A row with the
code of a record that is there corrects it; a row typed increase or replacement amends the
agreement that it names. The same file twice changes nothing.

Definitions of indicators come from a JSON file (docs/indicators.md). One that differs from
the definition in force becomes its next version; figures that name an older one keep it.

Examples:
  bridgehead import agreements chaoyang.xlsx --edition 26 --dry-run
  bridgehead import agreements chaoyang.xlsx --edition 26 --confirm beijing
  bridgehead import projects list.xlsx --map list.json --partial
  bridgehead import rates eurofxref-hist.csv
  bridgehead import indicators own.json --dry-run`,
		exits: []exit{forbidden},
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r recordFlags
			r.set(fs)
			r.setFair(fs)
			var o exchange.Options
			var confirm, mapping, tag string
			var asJSON bool
			fs.Int64Var(&o.Edition, "edition", 0, "the `number` of the edition of rows that do not name theirs")
			fs.StringVar(&confirm, "confirm", "", "the `sides`, parted by commas, that confirm the agreements by this file")
			fs.BoolVar(&o.DryRun, "dry-run", false, "only show what would be done")
			fs.StringVar(&mapping, "map", "", "a `file` that explains a foreign layout; it is kept with the import")
			var actor actorFlag
			actor.set(fs)
			fs.StringVar(&o.Sheet, "sheet", "", "the `sheet` to read (default: the first that has headings)")
			fs.BoolVar(&o.Partial, "partial", false, "leave out rows with errors, and list them, instead of refusing the file")
			fs.IntVar(&o.Detail, "detail", 20, "how many `rows` of each sort are listed")
			fs.StringVar(&tag, "lang", "en", "the `language` of what is said: zh-Hans, zh-Hant or en")
			fs.BoolVar(&asJSON, "json", false, "print what was done as JSON")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) != 2 {
					return usage("it takes what the rows are and a file, but got %d arguments", len(args))
				}
				o.Kind = exchange.Kind(args[0])
				if !slices.Contains(exchange.Kinds, o.Kind) {
					return usage("%q is not one of projects, agreements, parties, observations, leads, milestones, technologies, deployments, research, programmes, facilities, paths, enterprises, listings, delegates, interests, rates and indicators", args[0])
				}
				reader, err := lang.ParseTag(tag)
				if err != nil {
					return err
				}
				if confirm != "" {
					o.Confirm = strings.Split(confirm, ",")
				}
				if mapping != "" {
					text, err := os.ReadFile(mapping)
					if err != nil {
						return usage("the mapping: %v", err)
					}
					if o.Mapping, err = exchange.ReadMapping(text, o.Kind); err != nil {
						return err
					}
				}
				err = runImport(ctx, io, r, actor, o, args[1], reader, asJSON)
				if lang.CodeOf(err) == lang.CodeForbidden {
					fmt.Fprintf(io.err, "bridgehead import: %s\n", lang.Explain(reader, err))
					return status(exitForbidden)
				}
				if lang.CodeOf(err) == lang.CodeInvalid {
					fmt.Fprintf(io.err, "bridgehead import: %s\n", lang.Explain(reader, err))
					return status(2)
				}
				return err
			}
		},
	}
}

// runImport opens the file and the record and brings the one into the other.
func runImport(ctx context.Context, io streams, r recordFlags, actor actorFlag, o exchange.Options, path string, reader lang.Tag, asJSON bool) error {
	f, err := os.Open(path)
	if err != nil {
		return usage("the file: %v", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return usage("the file: %v", err)
	}
	var src *exchange.Source
	if o.Kind != exchange.Indicators {
		if src, err = exchange.Read(f, info.Size(), path, exchange.Limits{}); err != nil {
			return err
		}
	}
	db, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if o.Kind != exchange.Rates {
		if o.Fair, err = r.chosen(ctx, db); err != nil {
			return err
		}
	}
	if o.Actor, err = actor.may(ctx, db, o.Fair, asked(o)...); err != nil {
		return err
	}
	if o.Actor != access.System {
		who, err := db.Actor(ctx, o.Fair, o.Actor)
		if err != nil {
			return err
		}
		o.For = &who
	}
	o.Progress = progressOn(io.err, reader)
	var preview *exchange.Preview
	if o.Kind == exchange.Indicators {
		preview, err = exchange.ImportIndicators(ctx, db, f, path, o)
	} else {
		preview, err = exchange.Import(ctx, db, src, o)
	}
	if preview == nil {
		return err
	}
	if asJSON {
		e := json.NewEncoder(io.out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if werr := e.Encode(preview.Report(reader)); werr != nil {
			return werr
		}
		return err
	}
	if werr := preview.Write(io.out, reader); werr != nil {
		return werr
	}
	if err == nil {
		fmt.Fprintln(io.out, preview.Summary(reader))
	}
	return err
}

// asked are the questions whether an import may be made at all: rates are the installation's, and who
// confirms for a side must be allowed to. Each row is asked about when it was read.
func asked(o exchange.Options) []access.Question {
	switch o.Kind {
	case exchange.Rates:
		return []access.Question{{Action: access.Maintain, Installation: true}}
	case exchange.Indicators:
		return []access.Question{{Action: access.Define}}
	}
	questions := []access.Question{{Action: access.Import, Edition: o.Edition}}
	for _, side := range o.Confirm {
		questions = append(questions, access.Question{Action: access.ConfirmFor, Edition: o.Edition, Side: side})
	}
	return questions
}

// progressOn shows how far an import has come, when w is a terminal.
func progressOn(w io.Writer, tag lang.Tag) func(exchange.Step, int64, int64) {
	f, ok := w.(*os.File)
	if !ok {
		return nil
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	var bar *progressbar.ProgressBar
	var now exchange.Step
	return func(step exchange.Step, done, total int64) {
		if total == 0 {
			total = -1
		}
		if step != now {
			now = step
			if bar != nil {
				_ = bar.Finish()
			}
			bar = progressbar.NewOptions64(total,
				progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(lang.Say(tag, "import.step."+string(step))),
				progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
				progressbar.OptionSetWidth(30),
			)
		}
		if total > 0 {
			bar.ChangeMax64(total)
		}
		_ = bar.Set64(done)
	}
}
