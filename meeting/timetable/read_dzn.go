package timetable

import (
	"bufio"
	"io"
	"strconv"

	"bridgehead/lang"
)

// ReadDZN reads an instance in the form in which the published ones are written: MiniZinc
// data with nBusiness, nMeetings, nTables, nTotalSlots, nMorningSlots, requested (rows of two
// people and the part of the day: 1 morning, 2 afternoon, 3 any), forbidden, fixed and
// precedences. What is not among these is left out: it can be derived. The fairness is the
// caller's to set; it is 2 here, as in the paper.
func ReadDZN(r io.Reader) (*Instance, error) {
	d := &dzn{in: bufio.NewReader(r), line: 1}
	values, err := d.all()
	if err != nil {
		return nil, err
	}
	in := &Instance{Fairness: 2}
	for _, n := range []struct {
		name string
		to   *int
	}{{"nBusiness", &in.People}, {"nTotalSlots", &in.Slots}, {"nMorningSlots", &in.Morning}, {"nTables", &in.Tables}} {
		v, ok := values[n.name]
		if !ok || len(v.rows) != 1 || len(v.rows[0]) != 1 {
			return nil, lang.Invalid("timetable.dzn.number", lang.Args{"name": n.name})
		}
		*n.to = v.rows[0][0]
	}
	requested, ok := values["requested"]
	if !ok {
		return nil, lang.Invalid("timetable.dzn.missing", lang.Args{"name": "requested"})
	}
	for i, row := range requested.rows {
		if len(row) != 3 || row[2] < 1 || row[2] > 3 {
			return nil, lang.Invalid("timetable.dzn.requested", lang.Args{"row": i + 1, "line": requested.line})
		}
		in.Meetings = append(in.Meetings, Meeting{A: row[0] - 1, B: row[1] - 1, Part: [...]Part{Morning, Afternoon, Any}[row[2]-1], Slot: -1, Table: -1})
	}
	if v, ok := values["nMeetings"]; ok && (len(v.rows) != 1 || len(v.rows[0]) != 1 || v.rows[0][0] != len(in.Meetings)) {
		return nil, lang.Invalid("timetable.dzn.count", lang.Args{"rows": len(in.Meetings), "line": v.line})
	}
	if v, ok := values["forbidden"]; ok {
		if len(v.rows) > in.People {
			return nil, lang.Invalid("timetable.dzn.rows", lang.Args{"name": "forbidden", "rows": len(v.rows), "most": in.People, "line": v.line})
		}
		for _, row := range v.rows {
			var away []int
			for _, s := range row {
				if s != 0 { // a dummy that stands for no slot
					away = append(away, s-1)
				}
			}
			in.Away = append(in.Away, away)
		}
	}
	if v, ok := values["fixed"]; ok {
		if len(v.rows) != 1 || len(v.rows[0]) > len(in.Meetings) {
			return nil, lang.Invalid("timetable.dzn.rows", lang.Args{"name": "fixed", "rows": len(v.rows), "most": len(in.Meetings), "line": v.line})
		}
		for m, s := range v.rows[0] {
			in.Meetings[m].Slot = s - 1
		}
	}
	if v, ok := values["precedences"]; ok {
		if len(v.rows) > len(in.Meetings) {
			return nil, lang.Invalid("timetable.dzn.rows", lang.Args{"name": "precedences", "rows": len(v.rows), "most": len(in.Meetings), "line": v.line})
		}
		for m, row := range v.rows {
			for _, k := range row {
				in.Meetings[m].After = append(in.Meetings[m].After, k-1)
			}
		}
	}
	return in, in.Check()
}

// A dzn reads `name = value;` where a value is a number, a set, a list of either, or rows [| … |].
type dzn struct {
	in   *bufio.Reader
	line int
}

type dznValue struct {
	line int
	rows [][]int // a number: one row of one; a list of numbers: one row; sets and rows: one each
}

func (d *dzn) all() (map[string]dznValue, error) {
	values := make(map[string]dznValue)
	for {
		c, err := d.next()
		if err == io.EOF {
			return values, nil
		}
		if err != nil {
			return nil, err
		}
		if !letter(c) {
			return nil, d.refuse(c)
		}
		name := string(c)
		for {
			c, err = d.in.ReadByte()
			if err != nil {
				return nil, d.unexpected(err)
			}
			if !letter(c) && (c < '0' || c > '9') {
				break
			}
			name += string(c)
		}
		_ = d.in.UnreadByte()
		if c, err = d.next(); err != nil || c != '=' {
			return nil, d.refuse(c)
		}
		v := dznValue{line: d.line}
		if v.rows, err = d.value(); err != nil {
			return nil, err
		}
		if _, twice := values[name]; twice {
			return nil, lang.Invalid("timetable.dzn.twice", lang.Args{"name": name, "line": d.line})
		}
		values[name] = v
	}
}

// value reads up to the semicolon.
func (d *dzn) value() ([][]int, error) {
	var rows [][]int
	var row []int
	depth, sets, bars := 0, false, false
	for {
		c, err := d.next()
		if err != nil {
			return nil, d.unexpected(err)
		}
		switch {
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == '{':
			sets, row = true, []int{}
		case c == '}':
			rows, row = append(rows, row), nil
		case c == '|':
			bars = true
			if len(row) > 0 {
				rows, row = append(rows, row), nil
			}
		case c == ',':
		case c >= '0' && c <= '9' || c == '-':
			_ = d.in.UnreadByte()
			n, err := d.number()
			if err != nil {
				return nil, err
			}
			row = append(row, n)
		case c == ';' && depth == 0:
			if !sets && !bars {
				if row == nil {
					row = []int{}
				}
				rows = append(rows, row)
			}
			return rows, nil
		default:
			return nil, d.refuse(c)
		}
	}
}

func (d *dzn) number() (int, error) {
	var digits []byte
	for {
		c, err := d.in.ReadByte()
		if err == nil && (c >= '0' && c <= '9' || c == '-' && len(digits) == 0) {
			if digits = append(digits, c); len(digits) <= 12 {
				continue
			}
		}
		if err == nil {
			_ = d.in.UnreadByte()
		}
		n, bad := strconv.ParseInt(string(digits), 10, 32)
		if bad != nil {
			return 0, lang.Invalid("timetable.dzn.syntax", lang.Args{"line": d.line, "text": string(digits)})
		}
		return int(n), nil
	}
}

// next returns the next character that is no space and in no remark.
func (d *dzn) next() (byte, error) {
	for {
		c, err := d.in.ReadByte()
		if err != nil {
			return 0, err
		}
		switch c {
		case '\n':
			d.line++
		case ' ', '\t', '\r':
		case '%':
			for err == nil && c != '\n' {
				c, err = d.in.ReadByte()
			}
			d.line++
		default:
			return c, nil
		}
	}
}

func (d *dzn) refuse(c byte) error {
	return lang.Invalid("timetable.dzn.syntax", lang.Args{"line": d.line, "text": string(rune(c))})
}

func (d *dzn) unexpected(err error) error {
	if err == io.EOF {
		return lang.Invalid("timetable.dzn.end", lang.Args{"line": d.line})
	}
	return err
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }
