package store

// An Import is a file that was brought in. Its entry is the first of those it caused; its
// rows as they were read stand beside the record, so that a figure can be followed to the
// cells it came from.
type Import struct {
	ID      string
	Kind    string // projects, agreements, parties, observations, rates
	File    string // name of the file, without its folder
	SHA256  string // of the file's bytes, in hexadecimal
	Rows    int64  // rows read, headings not counted
	Mapping string // the mapping it was read with, as text; empty when none was given
}
