package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"bridgehead/lang"
	"bridgehead/money"
)

// A Mapping says how to read a foreign layout. It is a small JSON object, kept with the
// import; docs/import.md describes it with examples. Every part may be left out.
type Mapping struct {
	// Sheet is the sheet to read; the first when it is empty.
	Sheet string `json:"sheet,omitempty"`
	// HeadingRow is the row of the headings; found by itself when it is 0.
	HeadingRow int64 `json:"heading_row,omitempty"`
	// Columns gives a heading, or the letter of a column written =C, the name of what it
	// holds; "" passes over it on purpose. Headings that are not named keep the meaning
	// that they have without a mapping.
	Columns map[string]string `json:"columns,omitempty"`
	// Constants are cells that the file lacks, as if each row held them.
	Constants map[string]string `json:"constants,omitempty"`
	// Unit is what the heading of the amounts would say: "USD million", "万元".
	Unit string `json:"unit,omitempty"`
	// DateOrder is the order of dates that leave it open: ymd, dmy or mdy.
	DateOrder lang.DateOrder `json:"date_order,omitempty"`
	// Words are a column's own words with what stands for them here; "" for a word that
	// says nothing. What stands for the word * stands for all others.
	Words map[string]map[string]string `json:"words,omitempty"`
	// Only takes the rows alone that have the word under the heading; the others are
	// counted. {fair} stands for the fair's code and its names.
	Only map[string]string `json:"only,omitempty"`
	// Rounded says that amounts were printed shorter than they are written here, so that
	// the zeros at their end are no printed digits: 7774500000 was 77.745亿.
	Rounded bool `json:"rounded,omitempty"`

	text string // as it was given, without needless space
}

// ReadMapping reads a mapping for files of the kind. Errors are invalid and name what is
// wrong.
func ReadMapping(text []byte, k Kind) (*Mapping, error) {
	m := &Mapping{}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	err := d.Decode(m)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("more follows the object")
		}
	}
	if err != nil {
		return nil, lang.Invalid("import.mapping.json", lang.Args{"why": err.Error()})
	}
	names := columnNames(k)
	for _, given := range slices.Concat(slices.Sorted(maps.Values(m.Columns)), slices.Sorted(maps.Keys(m.Constants)), slices.Sorted(maps.Keys(m.Words))) {
		if given != "" && !slices.Contains(names, given) {
			return nil, lang.Invalid("import.mapping.column", lang.Args{"given": given, "choices": strings.Join(names, ", ")})
		}
	}
	switch m.DateOrder {
	case lang.Unordered, lang.YearFirst, lang.DayFirst, lang.MonthFirst:
	default:
		return nil, lang.Invalid("import.mapping.order", lang.Args{"given": string(m.DateOrder)})
	}
	if m.Unit != "" {
		if _, ok := money.ParseUnit(m.Unit); !ok {
			return nil, lang.Invalid("import.mapping.unit", lang.Args{"given": m.Unit})
		}
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return nil, lang.Invalid("import.mapping.json", lang.Args{"why": err.Error()})
	}
	m.text = compact.String()
	return m, nil
}
