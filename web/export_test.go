package web

import "bridgehead/access"

// Patterns lists the addresses of the pages, below the language.
func Patterns() []string {
	var all []string
	for _, r := range (&site{}).routes() {
		all = append(all, r.pattern)
	}
	return all
}

// A Deed is a route for those who are signed in, or for what anybody may send.
type Deed struct {
	Method, Pattern string // below the language
	Action          access.Action
}

// Deeds lists them as the server registers them.
func Deeds() []Deed {
	var all []Deed
	for _, d := range (&site{}).deeds() {
		all = append(all, Deed{d.method, d.pattern, d.action})
	}
	return all
}
