package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
)

// AsOfDay is the day on which the last entry of the view's position was written, where the fair
// is: what had not happened by then is still open.
func (v View) AsOfDay(ctx context.Context) (landing.Day, error) {
	day, err := v.Day(ctx)
	if err != nil || day == "" {
		return landing.NoDay, err
	}
	return landing.DayOf(day), nil
}

// Day implements indicator.Records; it is "" where nothing was written.
func (v View) Day(ctx context.Context) (lang.Date, error) {
	if v.At == 0 {
		return "", nil
	}
	e, err := v.Entry(ctx, v.At)
	if err != nil {
		return "", err
	}
	f, err := v.TheFair(ctx)
	if err != nil {
		return "", err
	}
	return lang.DateOf(e.Time.In(f.Location())), nil
}

// rowsAtOnce is how long a record is that is summed from its rows while somebody waits.
const rowsAtOnce = 100_000

// LandedSoon reports whether what became of the agreements is known without reading a long record
// row by row: it is short, or in the columns.
func (v View) LandedSoon() bool {
	if v.At < rowsAtOnce {
		return true
	}
	c := v.columns.at(v.Fair, v.At)
	return c != nil && c.numbered
}

// Happened reports whether anything was ever reported of what became of an agreement or a lead.
func (v View) Happened(ctx context.Context) (bool, error) {
	var some bool
	err := v.q.QueryRowContext(ctx, "select exists (select 1 from milestone where fair_id = $1 and since <= $2)", v.Fair, int64(v.At)).Scan(&some)
	if err != nil {
		return false, fmt.Errorf("store: whether anything happened: %w", err)
	}
	return some, nil
}

// courseDimensions are what courses can be narrowed by, beside the edition: those of attributions
// last, as the statement has them.
var courseDimensions = []string{figure.ByDirection, figure.ByType, figure.ByIndustry, figure.ByCountry, figure.ByCurrency, figure.ByDistrict, figure.ByOffice}

// Courses returns what became of the agreements of a scope that count as signed, each once, in no
// certain order: of one edition or, without one, of all. The error is invalid when the scope is
// narrowed by something else.
func (v View) Courses(ctx context.Context, scope figure.Scope) (iter.Seq[landing.Course], error) {
	editions, err := v.editionKeys(ctx)
	if err != nil {
		return nil, err
	}
	editions = slices.DeleteFunc(editions, func(e edition) bool { return v.unseen(e.number) })
	for _, k := range slices.Sorted(mapsKeys(scope)) {
		if k == figure.ByEdition {
			n, _ := strconv.ParseInt(scope[k], 10, 64)
			if v.unseen(n) {
				return nil, v.withheld(n)
			}
			if editions = slices.DeleteFunc(editions, func(e edition) bool { return e.number != n }); len(editions) == 0 {
				return nil, lang.NotFound("edition.unknown", lang.Args{"edition": scope[k]})
			}
		} else if !slices.Contains(courseDimensions, k) {
			return nil, lang.Invalid("landing.scope", lang.Args{"given": k})
		}
	}
	if c := v.columns.at(v.Fair, v.At); c != nil && c.numbered {
		if p, ok := c.coursePass(int64(v.At), scope); ok {
			return p.courses(c.becameAt(int64(v.At)), editions), nil
		}
	}
	return v.coursesFromRows(ctx, scope, editions)
}

func mapsKeys[K comparable, V any](m map[K]V) iter.Seq[K] {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// coursesFromRows is the statement that gives them.
func (v View) coursesFromRows(ctx context.Context, scope figure.Scope, editions []edition) (iter.Seq[landing.Course], error) {
	args := []any{v.Fair, int64(v.At)}
	arg := func(x any) string {
		args = append(args, x)
		return "$" + strconv.Itoa(len(args))
	}
	if len(editions) == 0 {
		return slices.Values([]landing.Course(nil)), nil
	}
	var keys []string
	for _, e := range editions {
		bits := strconv.FormatInt(e.requires, 10)
		keys = append(keys, "r.edition = "+strconv.FormatInt(e.number, 10)+" and (r.confirmed & "+bits+") = "+bits)
	}
	where := []string{"r.fair_id = $1", "+r.since <= $2", "r.until > $2", "(" + strings.Join(keys, " or ") + ")"}
	columns := countedTables[indicator.OfAgreements][0].columns
	var attributed []string
	for _, k := range courseDimensions {
		value, ok := scope[k]
		switch {
		case !ok:
		case k == figure.ByDistrict || k == figure.ByOffice:
			attributed = append(attributed, "s."+k+" = "+arg(value))
		case k == figure.ByIndustry:
			where = append(where, "substr(r.industry, 1, "+strconv.Itoa(len(value))+") = "+arg(value))
		default:
			where = append(where, "r."+columns[k]+" = "+arg(value))
		}
	}
	if len(attributed) > 0 {
		where = append(where, "exists (select 1 from agreement_attribution s where s.fair_id = r.fair_id and s.since = r.since and "+strings.Join(attributed, " and ")+")")
	}
	first := func(stage landing.Stage) string {
		return "coalesce(min(case when stage = '" + string(stage) + "' then day end), '')"
	}
	last := func(stage landing.Stage) string {
		return "coalesce(max(case when stage = '" + string(stage) + "' then day end), '')"
	}
	columnsOf := []string{"agreement"}
	for i, s := range landing.Landed {
		columnsOf = append(columnsOf, first(s)+" as s"+strconv.Itoa(i))
	}
	columnsOf = append(columnsOf, first(landing.Terminated)+" as ended", last(landing.Suspended)+" as held", last(landing.Resumed)+" as resumed")
	text := "select r.edition, r.signed_on, r.ended_on, coalesce(m.s0, ''), coalesce(m.s1, ''), coalesce(m.s2, ''), coalesce(m.s3, ''), coalesce(m.ended, '')," +
		" case when coalesce(m.held, '') > coalesce(m.resumed, '') then 1 else 0 end from agreement r left join (select " + strings.Join(columnsOf, ", ") +
		" from milestone where fair_id = $1 and +since <= $2 and until > $2 and counts = 1 and agreement <> '' group by agreement) m on m.agreement = r.id where " +
		strings.Join(where, " and ")
	rows, err := v.q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, fmt.Errorf("store: courses of %s: %w", v.Fair, err)
	}
	defer rows.Close()
	var out []landing.Course
	for rows.Next() {
		var number int64
		var signed, endedOn, ended lang.Date
		var reached [4]lang.Date
		var held flag
		if err := rows.Scan(&number, (*string)(&signed), (*string)(&endedOn), (*string)(&reached[0]), (*string)(&reached[1]), (*string)(&reached[2]), (*string)(&reached[3]), (*string)(&ended), &held); err != nil {
			return nil, fmt.Errorf("store: courses of %s: %w", v.Fair, err)
		}
		c := landing.NewCourse(number, landing.DayOf(signed))
		for i, d := range reached {
			c.First[i] = landing.DayOf(d)
		}
		c.Terminated = landing.DayOf(ended)
		if c.Terminated == landing.NoDay {
			c.Terminated = landing.DayOf(endedOn)
		}
		c.Suspended = bool(held)
		out = append(out, c)
	}
	return slices.Values(out), rows.Err()
}

// A became is what became of the agreements whose milestones are in the columns, at a position, by
// their subjects.
type became struct {
	at      int64
	first   [][4]landing.Day
	ended   []landing.Day
	held    []landing.Day // the last day of suspension
	resumed []landing.Day
	days    []landing.Day // of the codes of days

	// The payments of subject i are those from pays[i] to pays[i+1].
	pays     []uint32
	amount   []int64
	currency []uint16
}

func (b *became) suspended(subject uint32) bool {
	return b.held[subject] != landing.NoDay && b.held[subject] > b.resumed[subject]
}

// stages are the codes under which steps stand in the columns: their places among these.
var columnStages = []landing.Stage{
	landing.Registered, landing.PaidIn, landing.Construction, landing.Operating, landing.Suspended, landing.Resumed, landing.Terminated,
}

// becameAt goes through the milestones once for a position, and remembers what it made of them
// for the one that was asked for last.
func (c *columns) becameAt(at int64) *became {
	if b := c.landed.Load(); b != nil && b.at == at {
		return b
	}
	n := int(c.subjects)
	b := &became{
		at: at, first: make([][4]landing.Day, n), ended: make([]landing.Day, n), held: make([]landing.Day, n), resumed: make([]landing.Day, n),
		pays: make([]uint32, n+1),
	}
	none := [4]landing.Day{landing.NoDay, landing.NoDay, landing.NoDay, landing.NoDay}
	for i := range n {
		b.first[i], b.ended[i], b.held[i], b.resumed[i] = none, landing.NoDay, landing.NoDay, landing.NoDay
	}
	words := c.words[columnOf(figure.ByDay)]
	b.days = make([]landing.Day, len(words))
	for i, w := range words {
		b.days[i] = landing.DayOf(lang.Date(w))
	}
	day, currency := columnOf(figure.ByDay), columnOf(figure.ByCurrency)
	each := func(fn func(ch *chunk, i int)) {
		for _, ch := range c.chunks["milestone"] {
			for i := range ch.since {
				if ch.since[i] <= at && atomic.LoadInt64(&ch.until[i]) > at {
					fn(ch, i)
				}
			}
		}
	}
	noCurrency := c.noCurrency()
	earlier := func(d *landing.Day, on landing.Day) {
		if on != landing.NoDay && (*d == landing.NoDay || on < *d) {
			*d = on
		}
	}
	each(func(ch *chunk, i int) {
		of, on, stage := ch.subject[i], b.days[ch.words[day][i]], ch.stage[i]
		switch {
		case stage < 4:
			earlier(&b.first[of][stage], on)
			if stage == 1 && int(ch.words[currency][i]) != noCurrency {
				b.pays[of+1]++
			}
		case columnStages[stage] == landing.Suspended:
			b.held[of] = max(b.held[of], on)
		case columnStages[stage] == landing.Resumed:
			b.resumed[of] = max(b.resumed[of], on)
		default:
			earlier(&b.ended[of], on)
		}
	})
	for i := range n {
		b.pays[i+1] += b.pays[i]
	}
	b.amount, b.currency = make([]int64, b.pays[n]), make([]uint16, b.pays[n])
	next := slices.Clone(b.pays[:n])
	each(func(ch *chunk, i int) {
		if of := ch.subject[i]; ch.stage[i] == 1 && int(ch.words[currency][i]) != noCurrency {
			b.amount[next[of]], b.currency[next[of]] = ch.amount[i], ch.words[currency][i]
			next[of]++
		}
	})
	c.landed.Store(b)
	return b
}

// noCurrency is the code of what has no amount; -1 when everything has one.
func (c *columns) noCurrency() int { return slices.Index(c.words[columnOf(figure.ByCurrency)], "") }

// coursePass prepares to look through the agreements of a scope; ok is false for what the columns
// cannot narrow by.
func (c *columns) coursePass(at int64, scope figure.Scope) (pass, bool) {
	narrowed := figure.Scope{}
	for k, v := range scope {
		if k != figure.ByEdition {
			narrowed[k] = v
		}
	}
	return c.pass(countedTables[indicator.OfAgreements][0], at, indicator.Selection{Scope: narrowed}, nil)
}

// courses goes through the agreements that count in the editions.
func (p pass) courses(b *became, editions []edition) iter.Seq[landing.Course] {
	return func(yield func(landing.Course) bool) {
		requires := make([]int64, len(p.c.editions)) // of each code; below 0 for an edition that is not taken
		for i, n := range p.c.editions {
			requires[i] = -1
			if at := slices.IndexFunc(editions, func(e edition) bool { return e.number == n }); at >= 0 {
				requires[i] = editions[at].requires
			}
		}
		day := columnOf(figure.ByDay)
		w := worker{pass: p}
		for _, ch := range p.c.chunks["agreement"] {
			for i, n := range ch.edition {
				need := requires[n]
				if need < 0 || ch.since[i] > p.at || atomic.LoadInt64(&ch.until[i]) <= p.at || p.c.keys[ch.confirmed[i]]&need != need || !w.takes(ch, i) || !w.attributed(ch, i) {
					continue
				}
				of := ch.subject[i]
				x := landing.Course{Edition: p.c.editions[n], Signed: b.days[ch.words[day][i]], First: b.first[of], Terminated: b.ended[of], Suspended: b.suspended(of)}
				if x.Terminated == landing.NoDay {
					x.Terminated = ch.ended[i]
				}
				if !yield(x) {
					return
				}
			}
		}
	}
}

// attributed reports whether the scope takes one of the row's attributions, where it narrows by them.
func (p pass) attributed(c *chunk, i int) bool {
	if !p.scoped {
		return true
	}
	for n := c.first[i]; n < c.first[i+1]; n++ {
		if (p.district == nil || p.district[c.district[n]]) && (p.office == nil || p.office[c.office[n]]) {
			return true
		}
	}
	return false
}

// subjectBytes is about what an agreement's number takes, with the sum that it stands for.
const subjectBytes = 52

// milestoneColumns are the columns of milestones that count.
var milestoneColumns = counted{
	table: "milestone", amount: true, columns: map[string]string{figure.ByCurrency: "currency", figure.ByDay: "day"},
}

// errMilestones says that milestones have come to a fair that had none: its columns are begun anew.
var errMilestones = errors.New("store: agreements have no numbers yet")

// numbering gives agreements numbers as soon as there are milestones: most fairs of the past have
// none, and need no room for them.
func (g *grower) numbering(ctx context.Context) error {
	if g.numbered {
		return nil
	}
	var one int64
	err := g.q.QueryRowContext(ctx, `select 1 from milestone where fair_id = $1 limit 1`, g.fair).Scan(&one)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return fmt.Errorf("store: columns of %s: %w", g.fair, err)
	case g.to > 0:
		return errMilestones
	}
	g.numbered = true
	return nil
}

// readMilestones reads those that begin in the range.
func (g *grower) readMilestones(ctx context.Context, low, high, to journal.Position) error {
	if !g.numbered {
		return nil
	}
	rows, err := g.q.QueryContext(ctx, `select since, until, agreement, stage, day, amount, currency from milestone
		where fair_id = $1 and since > $2 and since <= $3 and counts = 1 and agreement <> '' order by since`, g.fair, int64(low), int64(high))
	if err != nil {
		return fmt.Errorf("store: columns of milestones: %w", err)
	}
	defer rows.Close()
	day, currency := columnOf(figure.ByDay), columnOf(figure.ByCurrency)
	for rows.Next() {
		var r columnRow
		var id, stage, on, in string
		if err := rows.Scan(&r.since, &r.until, &id, &stage, &on, &r.amount, &in); err != nil {
			return fmt.Errorf("store: columns of milestones: %w", err)
		}
		n := slices.Index(columnStages, landing.Stage(stage))
		if n < 0 {
			continue // a report moves nothing
		}
		r.until = ended(r.until, to)
		r.subject, r.stage = g.number(id), uint8(n)
		r.words[day], r.words[currency] = g.word(day, on), g.word(currency, in)
		g.add(milestoneColumns, r, nil)
	}
	return rows.Err()
}
