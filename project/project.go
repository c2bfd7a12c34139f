package project

import (
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
)

// An ID identifies a project's record.
type ID string

// A Type is how the owner wants to cooperate. Further types may be added by a fair.
type Type string

// The four cooperation types of the fair.
const (
	Financing Type = "enterprise" // enterprise financing 企业融资
	Park      Type = "park"       // park cooperation 园区合作
	Building  Type = "building"   // building cooperation 楼宇合作
	Land      Type = "land"       // land financing 土地融资
)

// Types lists the cooperation types in the order in which the fair names them.
var Types = []Type{Financing, Park, Building, Land}

// A Direction says which side's capital goes to which.
type Direction string

// The directions, seen from the fair's first side.
const (
	Inward  Direction = "inward"  // from another side to the first
	Outward Direction = "outward" // from the first side to another
	Joint   Direction = "joint"   // of the sides together, to a third place
)

// A Project is an investment project on offer.
type Project struct {
	ID        ID
	Code      string // identifier that the reporting office's files use
	Edition   int64
	Title     lang.Text
	Type      Type
	Direction Direction
	Side      string // side that puts it on offer
	District  string
	Office    string // code of the reporting office
	Owner     party.ID
	Industry  string
	Amount    money.Amount
	Terms     string // what is offered and asked for, as submitted
	Status    string // as submitted: open, withdrawn …
	Officer   string // reference of the one person who answers for it to an investor; "" when none is named
}

// Validate returns what is wrong in the record by itself.
func (p Project) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field, key string) {
		found = append(found, lang.Problem{Field: "project.field." + field, Why: lang.Invalid(key)})
	}
	if p.Title.Empty() {
		wrong("title", "error.required")
	}
	if p.Edition <= 0 {
		wrong("edition", "error.required")
	}
	if p.Amount.Minor < 0 {
		wrong("amount", "record.negative")
	}
	return found
}
