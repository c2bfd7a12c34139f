package access

import "time"

// Tries are the attempts made in the name of one address. They are counted for addresses
// without an account in the same way, and an attempt is counted before the password is looked
// at: many at once get no more than one after the other.
type Tries struct {
	Failed int64     // since the last success
	Last   time.Time // when the last one was made
	Until  time.Time // no attempt is looked at before
}

const (
	freeTries = 5                // before the first wait
	firstWait = 30 * time.Second // doubled with each further attempt
	longest   = 15 * time.Minute
	forgotten = 24 * time.Hour // after which failures no longer count
)

// TriesKept is how long the count of an address is kept.
const TriesKept = forgotten

// Try counts one more attempt, or reports that it must wait.
func (t Tries) Try(now time.Time) (next Tries, allowed bool) {
	if now.Before(t.Until) {
		return t, false
	}
	if now.Sub(t.Last) > forgotten {
		t = Tries{}
	}
	t.Failed, t.Last = t.Failed+1, now
	if over := t.Failed - freeTries; over >= 0 {
		wait := longest
		if over < 6 {
			wait = min(longest, firstWait<<over)
		}
		t.Until = now.Add(wait)
	}
	return t, true
}

// Locks reports whether this attempt is the one with which waiting began: it is worth an entry.
func (t Tries) Locks() bool { return t.Failed == freeTries }
