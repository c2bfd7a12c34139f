package landing

import (
	"bridgehead/lang"
	"bridgehead/money"
)

// A Programme is an incentive scheme with a budget, a window and conditions.
type Programme struct {
	ID       string
	Edition  int64
	Name     lang.Text
	Side     string
	Status   string // planned, open, closed
	Budget   money.Amount
	Assumed  string // what the record assumes that the source does not say: currency
	Fields   lang.Text
	Supports lang.Text
	Document string
	StatedBy string
}

// A Facility is a shared resource: computing centre, laboratory, pilot line.
type Facility struct {
	ID       string
	Edition  int64
	Name     lang.Text
	Sides    string // codes of the sides, separated by spaces
	Status   string // planned, building, open
	From     string // year it is planned or known to start
	Phased   bool
	Purpose  lang.Text
	Document string
	StatedBy string
}
