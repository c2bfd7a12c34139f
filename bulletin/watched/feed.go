package watched

import "bridgehead/lang"

// A Feed is a list of what an outlet writes, Atom or RSS, that is looked at now and then.
type Feed struct {
	ID      string
	Outlet  string
	Address string
	Follow  bool // read the page that an entry leads to, where the feed has only its beginning
	Paused  bool
}

// MostFeeds is how many feeds a fair has at most.
const MostFeeds = 200

// Validate returns what is wrong with what is said of a feed.
func (f Feed) Validate() lang.Problems {
	return Text{Outlet: f.Outlet, Title: f.Address, Address: f.Address}.Validate()
}

// Why a feed, or a page that it leads to, was not read.
const (
	FailedAddress     = "address"     // it leads into a network that is not the public one
	FailedUnreachable = "unreachable" // nobody answers
	FailedLate        = "late"        // the answer takes too long
	FailedStatus      = "status"      // the server refuses, with its status
	FailedLarge       = "large"       // the answer is too large
	FailedRedirect    = "redirect"    // it leads on too often, or to what is no page of the web
	FailedForm        = "form"        // the answer is no feed
)

// Failures lists why a feed is not read.
var Failures = []string{FailedAddress, FailedUnreachable, FailedLate, FailedStatus, FailedLarge, FailedRedirect, FailedForm}
