package store

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"bridgehead/access"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
)

// A Sight is what somebody may read of a fair's record: what is signed and not held back, and
// beyond that what the table of access allows them. A View that has one shows nothing else,
// whatever it is asked; one without shows everything.
//
// While an edition is held back, its agreements, projects, observations and what came of it
// are not there, and it has no figures. While a session of it is, the agreements signed there
// are not there, and the edition has no figures either, since they count them. Its name, its
// days and its agenda stay: people subscribe to the calendar.
type Sight struct {
	Embargoes access.Embargoes // those that hold now
	Cleared   bool             // the reader may read under them

	held     []int64  // editions that are kept from the reader
	sessions []string // sessions that are
	figures  []int64  // editions without figures
	exempt   access.Sees
	composes bool // the reader sees bulletins before they are published
	unsigned func(edition int64) access.Sees
}

// HoldsFigures reports whether the reader is kept from the figures of an edition.
func (s *Sight) HoldsFigures(edition int64) bool {
	return s != nil && slices.Contains(s.figures, edition)
}

// Until returns when the last embargo that holds for the edition ends; zero when none does.
func (s *Sight) Until(edition int64) time.Time {
	var last time.Time
	if s == nil {
		return last
	}
	for _, e := range s.Embargoes {
		if e.Edition == edition && e.Until().After(last) {
			last = e.Until()
		}
	}
	return last
}

// Sight returns what the actor may read of a fair now.
func (db *DB) Sight(ctx context.Context, fairID string, a access.Actor) (*Sight, error) {
	last, err := db.View(ctx, fairID, -1)
	if err != nil {
		return nil, err
	}
	return db.SightOf(ctx, last, a)
}

// SightOf is Sight where a view of the fair's last position is open.
func (db *DB) SightOf(ctx context.Context, last View, a access.Actor) (*Sight, error) {
	p, err := last.position(ctx)
	if err != nil {
		return nil, err
	}
	if a.Account == "" && len(a.Grants) == 0 && len(p.embargoes) == 0 {
		return publicSight(), nil
	}
	var settings access.Settings
	if len(a.Grants) > 0 {
		if settings, err = last.Settings(ctx); err != nil {
			return nil, err
		}
	}
	return newSight(a, settings, p.embargoes, db.now()), nil
}

// publicSight is what the public may read while nothing is held back.
var publicSight = sync.OnceValue(func() *Sight {
	return newSight(access.Actor{}, access.Settings{}, nil, time.Time{})
})

func newSight(a access.Actor, settings access.Settings, all access.Embargoes, now time.Time) *Sight {
	s := &Sight{Cleared: true, composes: access.Decide(a, access.Question{Action: access.Compose}, settings)}
	s.unsigned = func(edition int64) access.Sees { return a.Sees(access.ReadRecord, edition, settings) }
	for _, e := range all {
		if !now.Before(e.Until()) {
			continue
		}
		s.Embargoes = append(s.Embargoes, e)
		sees := a.Sees(access.ReadEmbargoed, e.Edition, settings)
		if sees.All {
			continue
		}
		s.Cleared = false
		s.exempt = sees
		s.figures = append(s.figures, e.Edition)
		if e.Session == "" {
			s.held = append(s.held, e.Edition)
		} else {
			s.sessions = append(s.sessions, e.Session)
		}
	}
	return s
}

// As returns the view as somebody sees it; a nil sight sees everything.
func (v View) As(ctx context.Context, s *Sight) (View, error) {
	if s == nil {
		return v, nil
	}
	p, err := v.position(ctx)
	if err != nil {
		return v, err
	}
	if s == publicSight() {
		v.eyes = p.public
	} else {
		v.eyes = eyesOf(s, p.keys)
	}
	return v, nil
}

// Figures is the view as an evaluator reads it: an edition whose figures are held back is not
// among the editions.
func (v View) Figures() View {
	v.figuresOnly = true
	return v
}

// Unseen reports whether the view keeps an edition's figures from its reader.
func (v View) unseen(edition int64) bool {
	return v.eyes != nil && v.figuresOnly && v.eyes.HoldsFigures(edition)
}

// withheld is what is said of figures that are held back.
func (v View) withheld(edition int64) error {
	return lang.NotFound("embargo.figures", lang.Args{"edition": edition})
}

// eyes are a sight at one position: what counts as signed follows from the editions as they
// stand there.
type eyes struct {
	*Sight
	rules []signedRule
	all   bool   // the reader may see all that is not signed, whatever the edition
	key   string // the same for all who see the same
}

// eyesOf are the sight with the keys that each edition requires.
func eyesOf(s *Sight, keys []edition) *eyes {
	e := &eyes{Sight: s, all: s.unsigned(0).All}
	for _, k := range keys {
		rule := signedRule{requires: k.requires, sees: s.unsigned(k.number)}
		e.all = e.all && rule.sees.All
		i := slices.IndexFunc(e.rules, func(r signedRule) bool {
			return r.requires == rule.requires && reflect.DeepEqual(r.sees, rule.sees)
		})
		if i < 0 {
			i = len(e.rules)
			e.rules = append(e.rules, rule)
		}
		e.rules[i].editions = append(e.rules[i].editions, k.number)
	}
	e.key = fmt.Sprintf("%v %q %v %v %v %#v", s.held, s.sessions, s.exempt, s.composes, e.all, e.rules)
	return e
}

func (e *eyes) name() string {
	if e == nil {
		return ""
	}
	return e.key
}

// A signedRule says of some editions which sides must have confirmed, and what may be read
// of what they have not.
type signedRule struct {
	editions []int64
	requires int64
	sees     access.Sees
}

// A seen writes conditions for what a sight shows. Alias names the table in the statement.
type seen struct {
	alias string
	arg   func(any) string // keeps an argument and returns its placeholder
}

// condition is empty or begins with " and ": which records of the table may be seen.
func (e *eyes) condition(table string, s seen) string {
	if e == nil {
		return ""
	}
	var all []string
	column := func(name string) string { return s.alias + "." + name }
	switch table {
	case "agreement":
		all = append(all, s.unless(e.open(column("edition"), column("session"), s), s.own(table, s.alias, e.exempt)))
		all = append(all, e.signed(table, s))
	case "amendment":
		kept := e.open(column("edition"), "", s)
		if len(e.sessions) > 0 {
			kept = strings.TrimPrefix(kept+" and not "+s.parent("o.session in ("+s.texts(e.sessions)+")"), " and ")
		}
		if kept != "" {
			all = append(all, s.unless(kept, s.own(table, s.alias, e.exempt)))
		}
		all = append(all, e.signed(table, s))
	case "project":
		own := ""
		if len(e.held) > 0 && len(e.exempt.Offices) > 0 {
			own = column("office") + " in (" + s.texts(e.exempt.Offices) + ")"
		}
		all = append(all, s.unless(e.open(column("edition"), "", s), own))
	case "observation":
		all = append(all, e.open(column("edition"), "", s))
		for _, n := range e.held {
			all = append(all, "'&' || "+column("scope")+" || '&' not like '%&edition="+strconv.FormatInt(n, 10)+"&%'")
		}
	case "lead":
		all = append(all, s.unless(e.open(column("edition"), "", s), s.own(table, s.alias, e.exempt)))
		all = append(all, e.known(table, s))
	case "milestone":
		all = append(all, e.milestone(s))
	case "checklist", "delegate", "delegate_invitation", "interest", "meeting_request", "meeting":
		all = append(all, e.known(table, s))
	case "bulletin":
		if !e.composes {
			all = append(all, column("state")+" in ('published', 'corrected', 'withdrawn')", e.open(column("edition"), "", s))
		}
	case "watched", "feed":
		if !e.composes {
			all = append(all, "0 = 1")
		}
	case "deployment", "programme", "facility", "path", "technology", "research":
		all = append(all, e.open(column("edition"), "", s))
	}
	all = slices.DeleteFunc(all, func(c string) bool { return c == "" })
	if len(all) == 0 {
		return ""
	}
	return " and " + strings.Join(all, " and ")
}

// open is the condition that nothing holds the record back; "" when nothing is held back.
func (e *eyes) open(edition, session string, s seen) string {
	var all []string
	if len(e.held) > 0 {
		all = append(all, edition+" not in ("+numbers(e.held)+")")
	}
	if len(e.sessions) > 0 && session != "" {
		all = append(all, session+" not in ("+s.texts(e.sessions)+")")
	}
	return strings.Join(all, " and ")
}

// signed is the condition that the sides have confirmed, or that the reader may read what
// they have not.
func (e *eyes) signed(table string, s seen) string {
	if e.all {
		return ""
	}
	var either []string
	for _, r := range e.rules {
		of := s.alias + ".edition in (" + numbers(r.editions) + ")"
		bits := strconv.FormatInt(r.requires, 10)
		if r.requires == 0 || r.sees.All {
			either = append(either, of)
			continue
		}
		also := "(" + s.alias + ".confirmed & " + bits + ") = " + bits
		own := s.own(table, s.alias, r.sees)
		if own != "" {
			also = "(" + also + " or " + own + ")"
		}
		either = append(either, of+" and "+also)
	}
	if len(either) == 0 {
		return "0 = 1" // no edition is recorded, so nothing counts as signed
	}
	return "(" + strings.Join(either, " or ") + ")"
}

// known is the condition that the reader may read what is not signed of just this record: "" when
// they may read all.
func (e *eyes) known(table string, s seen) string {
	if e.all {
		return ""
	}
	var either []string
	for _, r := range e.rules {
		of := s.alias + ".edition in (" + numbers(r.editions) + ")"
		if own := s.own(table, s.alias, r.sees); r.sees.All {
			either = append(either, of)
		} else if own != "" {
			either = append(either, of+" and "+own)
		}
	}
	if len(either) == 0 {
		return "0 = 1"
	}
	return "(" + strings.Join(either, " or ") + ")"
}

// milestone is the condition for what became of an agreement, which is for those who see the
// agreement once it counts and before that for those whose it is; and of a lead, for those who
// see the lead.
func (e *eyes) milestone(s seen) string {
	o := seen{alias: "o", arg: s.arg}
	of := func(table, condition string) string {
		return "exists (select 1 from " + table + " o where o.fair_id = " + s.alias + ".fair_id and o.id = " + s.alias + "." + table + " and o.until = " + openText + condition + ")"
	}
	agreement := of("agreement", e.condition("agreement", o))
	if mine := e.known("agreement", o); mine != "" {
		agreement += " and (" + s.alias + ".counts = 1 or " + of("agreement", " and "+mine) + ")"
	}
	return "(" + s.alias + ".agreement <> '' and " + agreement + " or " + s.alias + ".lead <> '' and " + of("lead", e.condition("lead", o)) + ")"
}

// unless joins two conditions of which either is enough; the first may be empty, and then
// nothing is asked.
func (seen) unless(condition, own string) string {
	if condition == "" || own == "" {
		return condition
	}
	return "(" + condition + " or " + own + ")"
}

// own is the condition that a record belongs to one of the offices or parties, or, where it is of one
// side, to one of the sides: "" for none. An increase belongs to whom its agreement does.
func (s seen) own(table, alias string, of access.Sees) string {
	if table == "amendment" {
		if own := s.own("agreement", "o", of); own != "" {
			return s.parent(own)
		}
		return ""
	}
	var either []string
	if table == "lead" {
		if len(of.Offices) > 0 {
			either = append(either, alias+".office in ("+s.texts(of.Offices)+")")
		}
		if len(of.Parties) > 0 {
			either = append(either, alias+".investor in ("+s.texts(of.Parties)+")")
		}
		if len(of.Sides) > 0 {
			either = append(either, alias+".side in ("+s.texts(of.Sides)+")")
		}
		if len(either) == 0 {
			return ""
		}
		return "(" + strings.Join(either, " or ") + ")"
	}
	if table == "checklist" {
		if len(of.Parties) == 0 {
			return ""
		}
		return alias + ".party in (" + s.texts(of.Parties) + ")"
	}
	if columns, ok := meetingOwners[table]; ok {
		if len(of.Offices) > 0 && columns.office != "" {
			either = append(either, alias+"."+columns.office+" in ("+s.texts(of.Offices)+")")
		}
		if len(of.Sides) > 0 && columns.side != "" {
			either = append(either, alias+"."+columns.side+" in ("+s.texts(of.Sides)+")")
		}
		for _, column := range columns.parties {
			if len(of.Parties) > 0 {
				either = append(either, alias+"."+column+" in ("+s.texts(of.Parties)+")")
			}
		}
		if len(either) == 0 {
			return ""
		}
		return "(" + strings.Join(either, " or ") + ")"
	}
	if len(of.Offices) > 0 {
		either = append(either,
			"exists (select 1 from agreement_attribution b where b.fair_id = "+alias+".fair_id and b.since = "+alias+".since and b.office in ("+s.texts(of.Offices)+"))",
			"exists (select 1 from submission b where b.fair_id = "+alias+".fair_id and b.record = "+alias+".id and b.until = "+openText+" and b.office in ("+s.texts(of.Offices)+"))")
	}
	if len(of.Parties) > 0 {
		either = append(either, "exists (select 1 from agreement_party b where b.fair_id = "+alias+".fair_id and b.since = "+alias+".since and b.party in ("+s.texts(of.Parties)+"))")
	}
	if len(either) == 0 {
		return ""
	}
	return "(" + strings.Join(either, " or ") + ")"
}

// meetingOwners are the columns that say whose delegates, requests and meetings are. They are for
// these alone and for the secretariat: the public sees none of them.
var meetingOwners = map[string]struct {
	office  string
	side    string
	parties []string
}{
	"delegate":            {"office", "side", []string{"party"}},
	"delegate_invitation": {"office", "side", []string{"party"}},
	"interest":            {"office", "side", []string{"party"}},
	"meeting_request":     {"office", "", []string{"from_party", "to_party"}},
	"meeting":             {"", "", []string{"party_a", "party_b"}},
}

// parent is the condition that the agreement of an increase, o, meets another.
func (s seen) parent(condition string) string {
	return "exists (select 1 from agreement o where o.fair_id = " + s.alias + ".fair_id and o.id = " + s.alias + ".agreement and o.until = " +
		openText + " and " + condition + ")"
}

func (s seen) texts(all []string) string {
	marks := make([]string, len(all))
	for i, text := range all {
		marks[i] = s.arg(text)
	}
	return strings.Join(marks, ", ")
}

func numbers(all []int64) string {
	texts := make([]string, len(all))
	for i, n := range all {
		texts[i] = strconv.FormatInt(n, 10)
	}
	return strings.Join(texts, ", ")
}

// seenOf returns the condition for a table under its own name, with its arguments, whose
// numbers begin after the given one.
func (v View) seenOf(table string, after int) (text string, args []any) {
	if v.eyes == nil {
		return "", nil
	}
	text = v.eyes.condition(table, seen{alias: table, arg: func(x any) string {
		args = append(args, x)
		return "$" + strconv.Itoa(after+len(args))
	}})
	return text, args
}

// shifted numbers the parameters of a condition anew that begin at $3, when others were put
// before them.
func shifted(condition string, by int) string {
	if by == 0 {
		return condition
	}
	var b strings.Builder
	for i := 0; i < len(condition); i++ {
		b.WriteByte(condition[i])
		if condition[i] != '$' {
			continue
		}
		n, end := 0, i+1
		for ; end < len(condition) && condition[end] >= '0' && condition[end] <= '9'; end++ {
			n = n*10 + int(condition[end]-'0')
		}
		if n >= 3 {
			n += by
		}
		b.WriteString(strconv.Itoa(n))
		i = end - 1
	}
	return b.String()
}

// lastSeen drops the versions of a record of which the reader may not see the last one: what is
// not public any more is not there, rather than ended.
func lastSeen[T any](ctx context.Context, v View, id string, rows []Row[T]) ([]Row[T], error) {
	if len(rows) == 0 {
		return rows, nil
	}
	if unseen, _ := v.seenOf(tableOf[T]().table, 3); unseen == "" {
		return rows, nil
	}
	// The plus signs keep SQLite to the record's own versions: for max(since) it would walk the
	// index of all of the fair's.
	var last int64
	err := v.q.QueryRowContext(ctx, "select max(+since) from "+tableOf[T]().table+" where fair_id = $1 and id = $2 and +since <= $3", v.Fair, id, int64(v.At)).Scan(&last)
	if err != nil {
		return nil, err
	}
	if journal.Position(last) != rows[len(rows)-1].Since {
		return nil, nil
	}
	return rows, nil
}

// statedUnseen reports whether an observation speaks of an edition whose figures are held back.
func (v View) statedUnseen(o indicator.Observation) bool {
	if v.eyes == nil || !v.figuresOnly {
		return false
	}
	scope, err := figure.ParseScope(o.Scope)
	if err != nil {
		return v.unseen(o.Edition)
	}
	n, _ := strconv.ParseInt(scope[figure.ByEdition], 10, 64)
	return v.unseen(o.Edition) || v.unseen(n)
}

// figuresOf drops the editions whose figures are held back.
func (v View) figuresOf(all []fair.Edition) []fair.Edition {
	return slices.DeleteFunc(all, func(e fair.Edition) bool { return v.unseen(e.Number) })
}
