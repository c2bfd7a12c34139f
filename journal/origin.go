package journal

import (
	"fmt"
	"strconv"
	"strings"
)

// An Origin says where a change came from. Its text form stands in the entry, so that
// every state of every record can be followed to its file and row, form or document.
type Origin struct {
	Kind  string // file, form, api, document, generator
	ID    string // the import, account, document or seed
	Sheet string // of a file with sheets
	Row   int64  // of a file, counted from 1 as a spreadsheet shows it; 0 when there is none
}

// String writes file:ID#row=12&sheet=Sheet1 or document:ID.
func (o Origin) String() string {
	if o.Kind == "" {
		return ""
	}
	s := o.Kind + ":" + o.ID
	if o.Row > 0 {
		s += "#row=" + strconv.FormatInt(o.Row, 10)
		if o.Sheet != "" {
			s += "&sheet=" + strings.NewReplacer("\n", " ", "\r", " ").Replace(o.Sheet)
		}
	}
	return s
}

// ParseOrigin reads what String wrote.
func ParseOrigin(s string) (Origin, error) {
	if s == "" {
		return Origin{}, nil
	}
	kind, rest, ok := strings.Cut(s, ":")
	if !ok {
		return Origin{}, fmt.Errorf("journal: origin %q has no kind", s)
	}
	o := Origin{Kind: kind}
	id, place, ok := strings.Cut(rest, "#row=")
	o.ID = id
	if !ok {
		return o, nil
	}
	row, sheet, _ := strings.Cut(place, "&sheet=")
	n, err := strconv.ParseInt(row, 10, 64)
	if err != nil {
		return Origin{}, fmt.Errorf("journal: origin %q: row: %w", s, err)
	}
	o.Row, o.Sheet = n, sheet
	return o, nil
}
