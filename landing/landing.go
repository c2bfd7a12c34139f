package landing

import (
	"bridgehead/lang"
	"bridgehead/money"
)

// A Deployment is a technology put to use in one place; several of the same technology,
// in order, are its chain from place to place.
type Deployment struct {
	ID         string
	Edition    int64
	Technology lang.Text
	Origin     lang.Text // the institution or company and place it comes from
	Place      lang.Text
	Scenario   lang.Text
	Step       int64  // its place in the chain, from 1
	Open       bool   // the source's list of places ends in 等
	Document   string // code of the document that says so
	StatedBy   string // reference of the person who said so
}

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
