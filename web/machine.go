package web

import "net/http"

// base is the address that the pages' own addresses follow on: of the site as the public
// finds it.
func (s *site) base(r *http.Request) string {
	if s.address != "" {
		return s.address
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
