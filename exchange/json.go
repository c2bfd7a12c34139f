package exchange

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"

	"bridgehead/lang"
	"bridgehead/money"
)

// A JSON file is a table too: an array of flat objects, or one object after another (JSON
// Lines). Each object is a row by its number from 1; the keys, in the order in which they
// first appear, are the headings, which stand before the first row as row 0.

// looksLikeJSON tells a list of objects from a table whose first cell begins with a bracket.
func looksLikeJSON(head string) bool {
	text, found := strings.CutPrefix(strings.TrimSpace(head), "[")
	text = strings.TrimSpace(text)
	if found && (text == "" || text[0] == ']') {
		return true
	}
	text, found = strings.CutPrefix(text, "{")
	text = strings.TrimSpace(text)
	return found && (text == "" || text[0] == '"' || text[0] == '}')
}

// openJSON prepares a file of objects; it has one sheet without a name. It reads the file
// once to learn the keys.
func (s *Source) openJSON(r io.ReaderAt, size int64, enc encoding.Encoding) error {
	open := func() io.Reader { return transform.NewReader(io.NewSectionReader(r, 0, size), enc.NewDecoder()) }
	var keys []string
	place := map[string]int{}
	err := jsonObjects(open(), func(n int64, fields []jsonField) error {
		for _, f := range fields {
			if _, ok := place[f.key]; !ok {
				place[f.key] = len(keys)
				if keys = append(keys, f.key); len(keys) > s.limits.Columns {
					return lang.Invalid("import.file.columns", lang.Args{"row": n, "limit": s.limits.Columns})
				}
			}
		}
		if n > s.limits.Rows {
			return lang.Invalid("import.file.rows", lang.Args{"limit": s.limits.Rows})
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.Sheets, s.keyed = []string{""}, true
	s.rows = func(_ context.Context, _ string, fn func(*Row) error) error {
		if err := fn(&Row{Cells: slices.Clone(keys)}); err != nil {
			return err
		}
		return jsonObjects(open(), func(n int64, fields []jsonField) error {
			row := Row{N: n, Cells: make([]string, len(keys))}
			for _, f := range fields {
				at := place[f.key]
				row.Cells[at] = f.text
				if f.bad != nil {
					row.bad = append(row.bad, badCell{at, f.bad})
				}
			}
			return fn(&row)
		})
	}
	return nil
}

// A jsonField is one field of an object: its key, and its value as the text of a cell.
type jsonField struct {
	key, text string
	bad       *lang.Error // the value is none that a cell can hold
}

// jsonObjects hands the objects of a file to fn, numbered from 1. What is not a list of
// objects is an invalid error that says at which object.
func jsonObjects(text io.Reader, fn func(n int64, fields []jsonField) error) error {
	d := json.NewDecoder(text)
	d.UseNumber()
	n := int64(1)
	broken := func(err error) error {
		if _, ok := errors.AsType[*lang.Error](err); ok {
			return err
		}
		return lang.Invalid("import.json.broken", lang.Args{"row": n, "at": d.InputOffset()}).Because(err)
	}
	list, ended := false, false
	for {
		t, err := d.Token()
		switch {
		case err == io.EOF && (!list || ended):
			return nil
		case err != nil:
			return broken(err)
		case t == json.Delim('[') && n == 1 && !list:
			list = true
			continue
		case t == json.Delim(']') && list && !ended:
			ended = true
			continue
		case t != json.Delim('{') || ended:
			return broken(errors.New("not an object"))
		}
		var fields []jsonField
		for d.More() {
			f, err := readField(d)
			if err != nil {
				return broken(err)
			}
			if slices.ContainsFunc(fields, func(o jsonField) bool { return o.key == f.key }) {
				return lang.Invalid("import.json.twice", lang.Args{"row": n, "key": f.key})
			}
			fields = append(fields, f)
		}
		if _, err := d.Token(); err != nil { // the closing brace
			return broken(err)
		}
		if err := fn(n, fields); err != nil {
			return err
		}
		n++
	}
}

// readField reads a key and its value.
func readField(d *json.Decoder) (jsonField, error) {
	key, err := d.Token()
	if err != nil {
		return jsonField{}, err
	}
	f := jsonField{key: key.(string)} // the decoder allows no other key
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return f, err
	}
	switch raw[0] {
	case '"':
		return f, json.Unmarshal(raw, &f.text)
	case '{', '[':
		var short bytes.Buffer
		if err := json.Compact(&short, raw); err != nil {
			return f, err
		}
		f.text = short.String()
		f.bad = lang.Invalid("import.json.nested", lang.Args{"given": shorten(f.text, 60)})
	case 'n': // null says nothing
	default:
		f.text = withoutExponent(string(raw))
	}
	return f, nil
}

// withoutExponent writes a number without an exponent, as people do: 7.7745e9 is 7774500000.
// What is no number, or too large to be a statistic, stays as it is.
func withoutExponent(text string) string {
	_, exponent, ok := strings.Cut(strings.ToLower(text), "e")
	if e, err := strconv.Atoi(exponent); !ok || err != nil || e < -30 || e > 30 {
		return text
	}
	v, ok := new(big.Rat).SetString(text)
	if !ok {
		return text
	}
	plain, _ := money.Decimal(v)
	return plain
}
