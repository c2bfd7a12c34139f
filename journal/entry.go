package journal

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// A Position counts the entries of one fair's journal: the first entry has position 1,
// and position 0 is the empty record. It is record time; it is never mixed with the
// reference date that a statistic speaks of.
type Position int64

// Open is the position at which a current row ends: later than any entry.
const Open Position = 1<<63 - 1

// Reference is the reserved fair that holds what all fairs share: rates and code lists.
const Reference = "reference"

// Accounts is the reserved fair of the accounts: its journal holds who was let in to the
// installation and what was refused. It is apart from Reference, whose positions figures name.
const Accounts = "accounts"

// What an entry did to its subject.
const (
	Created     = "create"    // the subject is new
	Corrected   = "correct"   // the same subject with a changed value
	Amended     = "amend"     // changed by an increase or a replacement
	Confirmed   = "confirm"   // a side confirmed that it was signed
	Unconfirmed = "unconfirm" // a side took back that it had
	Declared    = "declare"   // an edition's record was declared complete, or open again
	Removed     = "remove"    // the subject is no longer part of the record
)

// An Entry is one change of one subject.
type Entry struct {
	Fair     string
	Position Position
	Time     time.Time // to the millisecond, UTC; never earlier than the entry before
	Actor    string    // the account, or "system"
	Action   string    // one of the constants above
	Kind     string    // the kind of record: agreement, project, edition …
	Subject  string    // its identifier
	Before   Position  // the subject's entry before this one; 0 when it is the first
	Origin   string    // where the change came from: see Origin
	After    []byte    // the subject as it is from here on, in canonical form; empty when removed
}

// Record returns the bytes that are hashed: a version line, the fields a line each, and
// then the image. Header fields hold no line break, so no two entries share a record.
func (e Entry) Record() []byte {
	b := make([]byte, 0, 160+len(e.After))
	b = append(b, "bridgehead entry 1\n"...)
	for _, s := range [...]string{e.Fair, e.Actor, e.Action, e.Kind, e.Subject, e.Origin} {
		b = append(b, s...)
		b = append(b, '\n')
	}
	b = strconv.AppendInt(b, int64(e.Position), 10)
	b = append(b, ' ')
	b = strconv.AppendInt(b, int64(e.Before), 10)
	b = append(b, ' ')
	b = strconv.AppendInt(b, e.Time.UnixMilli(), 10)
	b = append(b, '\n')
	return append(b, e.After...)
}

// Hash returns the leaf hash of the entry in the Merkle log.
func (e Entry) Hash() tlog.Hash { return tlog.RecordHash(e.Record()) }

// Validate refuses an entry whose header could be read in two ways.
func (e Entry) Validate() error {
	for _, s := range [...]string{e.Fair, e.Actor, e.Action, e.Kind, e.Subject, e.Origin} {
		if strings.ContainsAny(s, "\n\r\x00") {
			return fmt.Errorf("journal: line break in the header of an entry: %q", s)
		}
	}
	if e.Fair == "" || e.Actor == "" || e.Action == "" || e.Kind == "" || e.Subject == "" {
		return fmt.Errorf("journal: entry %d lacks fair, actor, action, kind or subject", e.Position)
	}
	return nil
}
