package party

import "bridgehead/lang"

// A Person is someone who speaks or signs for a party. This is personal data: it lives in a
// side table that is neither versioned nor journalled, and records, versions and entries
// hold the Ref alone. When the person is erased the reference stays and names nobody, so
// that everything still verifies.
type Person struct {
	Ref    string    // random; says nothing about the person
	Name   lang.Text // as the person writes it
	Office lang.Text // the post held, as in “speaker and office”

	// How to reach the person, each "" when not known. Shown to nobody but who may read the
	// record that names the person.
	Email string
	Phone string
}
