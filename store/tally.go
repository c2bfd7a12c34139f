package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/money"
	"bridgehead/project"
)

// The tally is kept with the record: what the records at a fair's latest position come to,
// so that a headline figure reads a few rows and not a million. A transaction gathers in
// memory what it changes and writes it once, before the head that it holds the lock of, so
// that an import of 100,000 rows changes a few hundred rows here. It follows from the rows
// of the records alone, and verification holds it against them (verify_tally.go).

// A tallyKey is what is kept apart.
type tallyKey struct {
	kind      string // the table of the records
	edition   int64
	currency  string
	signedOn  string
	confirmed int64
}

func (k tallyKey) compare(other tallyKey) int {
	return cmp.Or(
		cmp.Compare(k.kind, other.kind), cmp.Compare(k.edition, other.edition), cmp.Compare(k.currency, other.currency),
		cmp.Compare(k.signedOn, other.signedOn), cmp.Compare(k.confirmed, other.confirmed),
	)
}

// A tallySum is how many records there are and what they come to, in two halves.
type tallySum struct{ records, high, low int64 }

func (s tallySum) plus(t tallySum, times int64) tallySum {
	return tallySum{s.records + times*t.records, s.high + times*t.high, s.low + times*t.low}
}

// A tallying gathers what one transaction changes.
type tallying struct {
	sums map[tallyKey]tallySum
	// ended are the versions that are no longer current, by table: what they were is read
	// and taken off at the end.
	ended map[string][]int64
	// An increase counts while its agreement is in force, so that it can come and go without
	// an entry of its own. Those that may have done so are tallied as they were before the
	// transaction and as they are after it.
	amendments map[string]bool // changed themselves
	agreements map[string]bool // whose increases may come or go
	first      string          // identifiers made by the transaction come after it
}

func newTallying(ids *ids) tallying {
	return tallying{
		map[tallyKey]tallySum{},
		map[string][]int64{},
		map[string]bool{},
		map[string]bool{},
		crockford.EncodeToString(ids.b[:]),
	}
}

// put notes a version that was written in place of the one before, 0 for a new record.
func (t *tallying) put(tx *Tx, rec any, id string, before journal.Position) {
	var key tallyKey
	var amount int64
	switch r := rec.(type) {
	case *agreement.Agreement:
		key = tallyKey{"agreement", r.Edition, string(r.Amount.Currency), string(r.SignedOn), int64(r.Confirmed)}
		amount = r.Amount.Minor
		// An agreement whose identifier is new has no increases but those of this transaction.
		if before == 0 && (id <= t.first || id > crockford.EncodeToString(tx.ids.b[:])) {
			t.agreements[id] = true
		}
	case *agreement.Amendment:
		t.amendments[id] = true
		return
	case *project.Project:
		key = tallyKey{kind: "project", edition: r.Edition, currency: string(r.Amount.Currency)}
		amount = r.Amount.Minor
	case *fair.Session:
		key = tallyKey{kind: "session", edition: r.Edition}
	case *fair.Track:
		key = tallyKey{kind: "track", edition: r.Edition}
	default:
		return
	}
	t.sums[key] = t.sums[key].plus(tallySum{1, amount / sumUnit, amount % sumUnit}, 1)
	if before > 0 {
		t.ended[key.kind] = append(t.ended[key.kind], int64(before))
	}
}

// removed notes a record that was ended.
func (t *tallying) removed(table, id string, before journal.Position) {
	switch table {
	case "amendment":
		t.amendments[id] = true
		return
	case "agreement":
		t.agreements[id] = true
	}
	if _, ok := tallied[table]; ok {
		t.ended[table] = append(t.ended[table], int64(before))
	}
}

// tallied are the tables that are in the tally.
var tallied = func() map[string]counted {
	m := map[string]counted{}
	for _, kind := range talliedKinds {
		for _, t := range countedTables[kind] {
			m[t.table] = t
		}
	}
	return m
}()

// tallySelect is the statement that tallies the rows for which a condition holds.
func (t counted) tallySelect(from, where string) string {
	group, currency, day, confirmed := "r.edition", "''", "''", "0"
	sums := "0, 0"
	if t.amount {
		currency = "r.currency"
		group += ", r.currency"
		sums = "cast(sum(r.amount / 1000000000) as bigint), cast(sum(r.amount % 1000000000) as bigint)"
	}
	if t.day {
		day = "r.signed_on"
		group += ", r.signed_on"
	}
	if t.keys {
		confirmed = "r.confirmed"
		group += ", r.confirmed"
	}
	return "select r.edition, " + currency + ", " + day + ", " + confirmed + ", count(*), " + sums +
		" from " + from + " where " + where + " group by " + group
}

// tallyRows runs such a statement and adds what it gives, as often as times says.
func tallyRows(ctx context.Context, q querier, t counted, sums map[tallyKey]tallySum, times int64, text string, args ...any) error {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return fmt.Errorf("store: tally of %s: %w", t.table, err)
	}
	defer rows.Close()
	for rows.Next() {
		key := tallyKey{kind: t.table}
		var s tallySum
		if err := rows.Scan(&key.edition, &key.currency, &key.signedOn, &key.confirmed, &s.records, &s.high, &s.low); err != nil {
			return fmt.Errorf("store: tally of %s: %w", t.table, err)
		}
		sums[key] = sums[key].plus(s, times)
	}
	return rows.Err()
}

func anys[T any](lead []any, list []T) []any {
	for _, x := range list {
		lead = append(lead, x)
	}
	return lead
}

// tallyInForce is an increase with its agreement at a position.
const tallyInForce = "r.fair_id = $1 and +r.since <= $2 and r.until > $2" +
	" and o.fair_id = r.fair_id and o.id = r.agreement and +o.since <= $2 and o.until > $2"

// settle adds what can only be told at the end, when all rows are written.
func (t *tallying) settle(ctx context.Context, tx *Tx) error {
	for _, table := range slices.Sorted(maps.Keys(t.ended)) {
		for part := range slices.Chunk(t.ended[table], fillStep) {
			c := tallied[table]
			text := c.tallySelect(table+" r", "r.fair_id = $1 and r.since in ("+marks(2, len(part))+")")
			if err := tallyRows(ctx, tx.sql, c, t.sums, -1, text, anys([]any{tx.Fair}, part)...); err != nil {
				return err
			}
		}
	}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(t.agreements)), fillStep) {
		if err := t.increasesOf(ctx, tx, part); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(t.amendments)), fillStep) {
		c := tallied["amendment"]
		text := c.tallySelect("amendment r, agreement o", tallyInForce+" and r.id in ("+marks(3, len(part))+")")
		for _, when := range []struct {
			at    journal.Position
			times int64
		}{{tx.At, -1}, {tx.Position(), 1}} {
			if err := tallyRows(ctx, tx.sql, c, t.sums, when.times, text, anys([]any{tx.Fair, int64(when.at)}, part)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// increasesOf notes all increases that ever belonged to the agreements.
func (t *tallying) increasesOf(ctx context.Context, tx *Tx, agreements []string) error {
	rows, err := tx.sql.QueryContext(ctx, "select distinct id from amendment where fair_id = $1 and agreement in ("+
		marks(2, len(agreements))+")", anys([]any{tx.Fair}, agreements)...)
	if err != nil {
		return fmt.Errorf("store: tally of increases: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return fmt.Errorf("store: tally of increases: %w", err)
		}
		t.amendments[id] = true
	}
	return rows.Err()
}

var tallyColumns = []string{"fair_id", "kind", "edition", "currency", "signed_on", "confirmed", "records", "high", "low"}

// write brings the tally to where the transaction brings the record. All rows are written
// before; the head, whose lock keeps others away from these rows too, comes after.
func (t *tallying) write(ctx context.Context, tx *Tx) error {
	if err := t.settle(ctx, tx); err != nil {
		return err
	}
	var missing []any
	for _, key := range slices.SortedFunc(maps.Keys(t.sums), tallyKey.compare) {
		s := t.sums[key]
		if s == (tallySum{}) {
			continue
		}
		r, err := tx.sql.ExecContext(ctx, `update tally set records = records + $1, high = high + $2, low = low + $3
			where fair_id = $4 and kind = $5 and edition = $6 and currency = $7 and signed_on = $8 and confirmed = $9`,
			s.records, s.high, s.low, tx.Fair, key.kind, key.edition, key.currency, key.signedOn, key.confirmed)
		if err != nil {
			return fmt.Errorf("store: write tally: %w", err)
		}
		n, err := r.RowsAffected()
		if err != nil {
			return fmt.Errorf("store: write tally: %w", err)
		}
		if n == 0 {
			missing = append(missing, tx.Fair, key.kind, key.edition, key.currency, key.signedOn, key.confirmed, s.records, s.high, s.low)
		}
	}
	width := len(tallyColumns)
	for part := range slices.Chunk(missing, statementArgs/width*width) {
		if _, err := tx.sql.ExecContext(ctx, insertText(tx.dialect, "tally", tallyColumns, len(part)/width), part...); err != nil {
			return fmt.Errorf("store: write tally: %w", err)
		}
	}
	return nil
}

// known reports whether a selection says nothing but what tally and columns know of: what
// is added to it later is answered from the rows.
func known(s indicator.Selection) bool {
	return reflect.DeepEqual(s, indicator.Selection{Edition: s.Edition, Required: s.Required, Scope: s.Scope, PerDay: s.PerDay})
}

// tallied answers Groups from the tally when it can: for an edition that is narrowed by
// nothing but currency and day, at the latest position. Otherwise ok is false. One
// statement asks for head and tally, so that both are of one moment.
func (v View) tallied(ctx context.Context, of string, s indicator.Selection) (out []indicator.Group, ok bool, err error) {
	tables := countedTables[of]
	if len(tables) == 0 || !known(s) || !slices.Contains(talliedKinds, of) {
		return nil, false, nil
	}
	on := "t.fair_id = h.fair_id and t.records <> 0"
	args := []any{}
	arg := func(x any) string {
		args = append(args, x)
		return "$" + strconv.Itoa(len(args))
	}
	on += " and t.edition = " + arg(s.Edition)
	kinds := make([]string, len(tables))
	for i, t := range tables {
		kinds[i] = arg(t.table)
	}
	on += " and t.kind in (" + strings.Join(kinds, ", ") + ")"
	first := tables[0]
	for _, dimension := range figure.Dimensions {
		value, narrowed := s.Scope[dimension]
		if !narrowed || dimension == figure.ByEdition {
			continue
		}
		column := map[string]string{figure.ByCurrency: "t.currency", figure.ByDay: "t.signed_on"}[dimension]
		if _, has := first.columns[dimension]; !has || column == "" {
			return nil, false, nil
		}
		on += " and " + column + " = " + arg(value)
	}
	if first.keys && s.Required != 0 {
		bits := arg(int64(s.Required))
		on += " and (t.confirmed & " + bits + ") = " + bits
	}
	columns := "t.kind, t.currency"
	day := "''"
	if first.day && s.PerDay {
		columns += ", t.signed_on"
		day = "t.signed_on"
	}
	text := "select coalesce(t.kind, ''), coalesce(t.currency, ''), coalesce(" + day + ", ''), cast(coalesce(sum(t.records), 0) as bigint)," +
		" cast(coalesce(sum(t.high), 0) as bigint), cast(coalesce(sum(t.low), 0) as bigint) from journal_head h left join tally t on " + on +
		" where h.fair_id = " + arg(v.Fair) + " and h.position = " + arg(int64(v.At)) +
		" group by " + columns + " order by " + columns
	rows, err := v.q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, false, fmt.Errorf("store: tally of %s: %w", of, err)
	}
	defer rows.Close()
	for rows.Next() {
		var g indicator.Group
		var kind string
		var sum tallySum
		if err := rows.Scan(&kind, (*string)(&g.Line.Amount.Currency), (*string)(&g.Line.Day), &sum.records, &sum.high, &sum.low); err != nil {
			return nil, false, fmt.Errorf("store: tally of %s: %w", of, err)
		}
		ok = true // the view stands at the head
		if kind == "" {
			continue // and nothing is counted
		}
		if g.Line.Amount.Minor, err = joined(sum.high, sum.low); err != nil {
			return nil, false, fmt.Errorf("store: tally of %s: %w", of, err)
		}
		g.Line.Count = sum.records
		if tallied[kind].one {
			g.Records = sum.records
		}
		out = append(out, g)
	}
	return out, ok, rows.Err()
}

// joined puts the halves of a sum together.
func joined(high, low int64) (int64, error) {
	sum := new(big.Int).Mul(big.NewInt(high), big.NewInt(sumUnit))
	if sum.Add(sum, big.NewInt(low)); !sum.IsInt64() {
		return 0, money.ErrOverflow
	}
	return sum.Int64(), nil
}
