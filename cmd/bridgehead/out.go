package main

import (
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bridgehead/exchange"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/store"
)

// The forms in which figures, series, lists and traces come out.
const (
	formText = "text"
	formJSON = "json"
	formCSV  = "csv"
	formXLSX = "xlsx"
)

var forms = []string{formText, formJSON, formCSV, formXLSX}

// outFlags say in which form something comes out, and where.
type outFlags struct {
	json   bool
	format string
	file   string

	private bool // personal data: the file is for its owner alone
}

func (o *outFlags) set(fs *flag.FlagSet) {
	fs.BoolVar(&o.json, "json", false, "print JSON, the same as --format json")
	fs.StringVar(&o.format, "format", "", "the `form`: text, json, csv or xlsx (default: what the name of --out ends in, or text)")
	fs.StringVar(&o.file, "out", "", "write to the `file` instead of printing")
}

// form is the form that was asked for.
func (o *outFlags) form() string {
	switch {
	case o.json:
		return formJSON
	case o.format != "":
		return o.format
	case o.file != "":
		if f := strings.ToLower(strings.TrimPrefix(filepath.Ext(o.file), ".")); slices.Contains(forms, f) {
			return f
		}
	}
	return formText
}

// check refuses a form that there is not, before anything is read.
func (o *outFlags) check() error {
	if f := o.form(); !slices.Contains(forms, f) {
		return lang.Invalid("table.format", lang.Args{"given": f})
	}
	return nil
}

// table writes a table in the form that was asked for.
func (o *outFlags) table(to io.Writer, t exchange.Table) error {
	return o.write(to, func(w io.Writer) error {
		switch o.form() {
		case formJSON:
			return exchange.WriteJSON(w, t)
		case formCSV:
			return exchange.WriteCSV(w, t)
		case formXLSX:
			return exchange.WriteXLSX(w, t)
		}
		return exchange.WriteText(w, t)
	})
}

// write prints, or writes the file that was named: the whole of it or nothing.
func (o *outFlags) write(to io.Writer, fn func(io.Writer) error) error {
	if o.file == "" {
		return fn(to)
	}
	f, err := os.CreateTemp(filepath.Dir(o.file), ".bridgehead-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // after the renaming there is nothing of that name
	if err := fn(f); err != nil {
		f.Close()
		return err
	}
	mode := os.FileMode(0o644)
	if o.private {
		mode = 0o600
	}
	if err := f.Chmod(mode); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), o.file)
}

// outOf makes tables of what the evaluator sees.
func outOf(ctx context.Context, e *indicator.Evaluator, tag lang.Tag) (exchange.Out, error) {
	f, err := e.Records.(store.View).TheFair(ctx)
	_, at := e.Records.Where()
	return exchange.Out{Fair: f, Tag: tag, Position: at}, err
}
