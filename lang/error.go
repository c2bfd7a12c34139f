package lang

import (
	"errors"
	"strings"
)

// A Code says what kind of refusal an error is. It is all that a caller decides by; the
// text is for people.
type Code string

// The vocabulary of refusals. An error without a code is internal: it is logged, and the
// reader is told no more than that it happened.
const (
	CodeInvalid     Code = "invalid"     // the input is wrong, and the message says how to put it right
	CodeConflict    Code = "conflict"    // it contradicts what is already there
	CodeNotFound    Code = "not_found"   // it is not there, or the reader may not know that it is
	CodeForbidden   Code = "forbidden"   // the actor may not do this
	CodeStale       Code = "stale"       // the record was changed by someone else since it was read
	CodeUnavailable Code = "unavailable" // it cannot be done now, and may be tried again
)

// An Error is a refusal that can be said in the reader's language. Between the place where
// it arises and the edge it may be wrapped with %w.
type Error struct {
	Code Code
	Key  string // the message in the catalogue
	Args Args   // what the message names; may be nil
	Err  error  // the cause, for the log and for errors.Is; never shown to the reader
}

// Invalid returns a refusal of wrong input.
func Invalid(key string, args ...Args) *Error { return refuse(CodeInvalid, key, args) }

// Conflict returns a refusal of what contradicts the record.
func Conflict(key string, args ...Args) *Error { return refuse(CodeConflict, key, args) }

// NotFound returns a refusal because something is not there.
func NotFound(key string, args ...Args) *Error { return refuse(CodeNotFound, key, args) }

// Forbidden returns a refusal because the actor may not.
func Forbidden(key string, args ...Args) *Error { return refuse(CodeForbidden, key, args) }

// Stale returns a refusal because the record has changed since it was read.
func Stale(key string, args ...Args) *Error { return refuse(CodeStale, key, args) }

// Unavailable returns a refusal that may be gone at the next try.
func Unavailable(key string, args ...Args) *Error { return refuse(CodeUnavailable, key, args) }

func refuse(code Code, key string, args []Args) *Error {
	e := &Error{Code: code, Key: key}
	if len(args) > 0 {
		e.Args = args[0]
	}
	return e
}

// Because returns a copy of e that carries its cause.
func (e *Error) Because(cause error) *Error {
	with := *e
	with.Err = cause
	return &with
}

// Error returns the message in English, and the cause.
func (e *Error) Error() string {
	if e.Err != nil {
		return e.In(En) + ": " + e.Err.Error()
	}
	return e.In(En)
}

// In returns the message for a reader of tag, without the cause.
func (e *Error) In(tag Tag) string { return Say(tag, e.Key, e.Args) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first Error that err wraps, "" when there is none: err is
// nil or internal.
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

// Explain returns what a reader of tag is told about err: the message of the first Error
// that it wraps, and for an internal error only that there was one.
func Explain(tag Tag, err error) string {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.In(tag)
	}
	return Say(tag, "error.internal")
}

// A Problem is something wrong in one field of a record.
type Problem struct {
	Field   string // name of the field in the catalogue: "party.field.name"
	Warning bool   // shown, but keeps nobody from saving
	Why     *Error
}

// In returns the problem for a reader of tag: the field and what is wrong.
func (p Problem) In(tag Tag) string {
	return Say(tag, "error.field", Args{"field": Word(p.Field), "why": p.Why})
}

// Problems are all that is wrong in a record, in the order of its fields.
type Problems []Problem

// Err returns an invalid Error that names every problem that is no warning; nil when there
// is none.
func (ps Problems) Err() error {
	var blocking Problems
	for _, p := range ps {
		if !p.Warning {
			blocking = append(blocking, p)
		}
	}
	if blocking == nil {
		return nil
	}
	return Invalid("error.record", Args{"problems": blocking})
}

// In returns the problems for a reader of tag in one line.
func (ps Problems) In(tag Tag) string {
	said := make([]string, len(ps))
	for i, p := range ps {
		said[i] = p.In(tag)
	}
	return strings.Join(said, Say(tag, "error.and"))
}
