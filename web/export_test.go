package web

import (
	"net/http"
	"time"

	"bridgehead/access"
	"bridgehead/store"
)

// Remembering sends a text as pages of the public are sent and remembered.
func Remembering(db *store.DB, keep time.Duration, text func() string) http.Handler {
	return RememberingAll(db, keep, func(w http.ResponseWriter, r *http.Request) {
		send(w, r, http.StatusOK, "text/html; charset=utf-8", []byte(text()))
	})
}

// RememberingAll remembers what of an answer is remembered.
func RememberingAll(db *store.DB, keep time.Duration, answer http.HandlerFunc) http.Handler {
	return remember(answer, db, keep)
}

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
