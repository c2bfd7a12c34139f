package journal

import (
	"fmt"
	"net/url"
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

// escape hides what would end a part of an origin or a line of an entry.
var escape = strings.NewReplacer("%", "%25", "#", "%23", "\n", "%0A", "\r", "%0D", "\x00", "%00")

// String writes file:ID#row=12&sheet=Sheet1 or document:ID. In ID and sheet a percent
// sign, a number sign and line breaks are written as in an address: %23 for #.
func (o Origin) String() string {
	if o.Kind == "" {
		return ""
	}
	s := o.Kind + ":" + escape.Replace(o.ID)
	if o.Row > 0 {
		s += "#row=" + strconv.FormatInt(o.Row, 10)
		if o.Sheet != "" {
			s += "&sheet=" + escape.Replace(o.Sheet)
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
	if !ok || kind == "" {
		return Origin{}, fmt.Errorf("journal: origin %q has no kind", s)
	}
	o := Origin{Kind: kind}
	id, place, inFile := strings.Cut(rest, "#row=")
	var err error
	if o.ID, err = url.PathUnescape(id); err != nil {
		return Origin{}, fmt.Errorf("journal: origin %q: %w", s, err)
	}
	if !inFile {
		return o, nil
	}
	row, sheet, _ := strings.Cut(place, "&sheet=")
	if o.Row, err = strconv.ParseInt(row, 10, 64); err != nil || o.Row <= 0 {
		return Origin{}, fmt.Errorf("journal: origin %q: %q is not a row", s, row)
	}
	if o.Sheet, err = url.PathUnescape(sheet); err != nil {
		return Origin{}, fmt.Errorf("journal: origin %q: %w", s, err)
	}
	return o, nil
}
