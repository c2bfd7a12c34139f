package web

// Patterns lists the addresses of the pages, below the language.
func Patterns() []string {
	var all []string
	for _, r := range (&site{}).routes() {
		all = append(all, r.pattern)
	}
	return all
}
