package store

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
)

var _ indicator.Records = View{}

// Where returns the fair and the position of the view.
func (v View) Where() (string, int64) { return v.Fair, int64(v.At) }

// Edition returns the edition with the number.
func (v View) Edition(ctx context.Context, number int64) (fair.Edition, error) {
	if v.unseen(number) {
		return fair.Edition{}, v.withheld(number)
	}
	row, err := v.EditionRow(ctx, number)
	return row.Value, err
}

// EditionRow returns the edition with the number and its version.
func (v View) EditionRow(ctx context.Context, number int64) (Row[fair.Edition], error) {
	row, err := one[fair.Edition](ctx, v, "and number = $3", number)
	if lang.CodeOf(err) == lang.CodeNotFound {
		err = lang.NotFound("edition.unknown", lang.Args{"edition": number})
	}
	return row, err
}

// Editions returns all editions in the order of their numbers.
func (v View) Editions(ctx context.Context) ([]fair.Edition, error) {
	all, err := values(list[fair.Edition](ctx, v, "order by number"))
	return v.figuresOf(all), err
}

// TheFair returns the record of the fair itself.
func (v View) TheFair(ctx context.Context) (fair.Fair, error) {
	row, err := one[fair.Fair](ctx, v, "")
	return row.Value, err
}

// values drops the versions of rows.
func values[T any](rows []Row[T], err error) ([]T, error) {
	out := make([]T, len(rows))
	for i := range rows {
		out[i] = rows[i].Value
	}
	return out, err
}

// A counted table is one whose records an indicator counts or sums.
type counted struct {
	table  string
	amount bool // has amount and currency
	day    bool // has a day of signing
	keys   bool // counts only with the keys of the sides
	one    bool // each record adds one to a count
	of     string
	// columns are the dimensions that it can be narrowed by, with their columns.
	columns map[string]string
	// shares is the table of attributions, and owner the column that joins to the
	// record whose attributions count.
	shares bool
	// fields are what it can be filtered by beside the columns, and ended is where it says
	// that it has ended.
	fields map[string]string
	ended  string

	// What stands elsewhere than in the record's own columns; "" where it stands there: the
	// edition in which it counts, the keys that it needs, the day of its rate, and the currency
	// that says whether an amount was agreed.
	edition, confirmed, signed, agreed string
	only                               string // a condition on all of its records
}

func (t counted) editionOf() string   { return cmp.Or(t.edition, "r.edition") }
func (t counted) confirmedBy() string { return cmp.Or(t.confirmed, "r.confirmed") }
func (t counted) signedOn() string    { return cmp.Or(t.signed, "r.signed_on") }

// ofItsAgreement are the dimensions of what belongs to an agreement, whose amount is its own.
var ofItsAgreement = map[string]string{
	figure.ByDirection: "o.direction", figure.ByType: "o.type", figure.ByIndustry: "o.industry",
	figure.ByCountry: "o.country", figure.ByCurrency: "r.currency",
}

var countedTables = map[string][]counted{
	indicator.OfAgreements: {
		{
			table: "agreement", amount: true, day: true, keys: true, one: true, shares: true,
			columns: map[string]string{
				figure.ByDirection: "direction", figure.ByType: "type", figure.ByIndustry: "industry",
				figure.ByCountry: "country", figure.ByCurrency: "currency", figure.ByDay: "signed_on",
			},
			ended: "r.ended_on",
		},
		// An increase belongs where its agreement does, and counts by its own edition, day,
		// currency and keys.
		{
			table: "amendment", amount: true, day: true, keys: true, of: "agreement", shares: true,
			columns: map[string]string{
				figure.ByDirection: "o.direction", figure.ByType: "o.type", figure.ByIndustry: "o.industry",
				figure.ByCountry: "o.country", figure.ByCurrency: "currency", figure.ByDay: "signed_on",
			},
			ended: "o.ended_on",
		},
	},
	indicator.OfProjects: {{
		table: "project", amount: true, one: true,
		columns: map[string]string{
			figure.ByDirection: "direction", figure.ByType: "type", figure.ByIndustry: "industry",
			figure.ByDistrict: "district", figure.ByOffice: "office", figure.BySide: "side", figure.ByCurrency: "currency",
		},
		fields: map[string]string{indicator.FieldStatus: "status", indicator.FieldOwner: "owner"},
	}},
	indicator.OfSessions: {{table: "session", one: true, fields: map[string]string{indicator.FieldKind: "kind"}}},
	indicator.OfTracks:   {{table: "track", one: true}},
	// What was contracted counts where its agreement does: an increase in the agreement's
	// edition, by the rate of the agreement's day, so that it is of the same whole as what was
	// paid in.
	indicator.OfContracts: {
		{
			table: "agreement", amount: true, day: true, keys: true, one: true, shares: true,
			columns: map[string]string{
				figure.ByDirection: "direction", figure.ByType: "type", figure.ByIndustry: "industry",
				figure.ByCountry: "country", figure.ByCurrency: "currency",
			},
			ended: "r.ended_on",
		},
		{
			table: "amendment", amount: true, day: true, keys: true, of: "agreement", shares: true, columns: ofItsAgreement, ended: "o.ended_on",
			edition: "o.edition", confirmed: "(r.confirmed & o.confirmed)", signed: "o.signed_on", agreed: "o.currency",
		},
	},
	indicator.OfPayments: {{
		table: "milestone", amount: true, day: true, keys: true, one: true, of: "agreement", shares: true, columns: ofItsAgreement, ended: "o.ended_on",
		edition: "o.edition", confirmed: "o.confirmed", signed: "o.signed_on", agreed: "o.currency",
		only: "r.stage = 'paid_in' and r.counts = 1 and r.currency <> ''",
	}},
}

// talliedKinds are those of which sums are kept (tally.go).
var talliedKinds = []string{indicator.OfAgreements, indicator.OfProjects, indicator.OfSessions, indicator.OfTracks}

// part is a from and where for one counted table under a selection; r is the record, o
// the agreement that an amendment belongs to, s the attribution.
type part struct {
	from, where string
	args        []any
	shared      bool // a share applies: s.num and s.den can be read
}

// condition writes the part of the statement that says which records count. keysHeld
// says whether the required keys must be there or must be missing.
func (v View) condition(t counted, s indicator.Selection, keysHeld bool) (part, error) {
	p := part{from: t.table + " r", args: []any{v.Fair, int64(v.At), s.Edition}}
	arg := func(x any) string {
		p.args = append(p.args, x)
		return "$" + strconv.Itoa(len(p.args))
	}
	where := []string{"r.fair_id = $1", "+r.since <= $2", "r.until > $2", t.editionOf() + " = $3"}
	if t.only != "" {
		where = append(where, t.only)
	}
	owner := "r"
	if t.of != "" {
		owner = "o"
		p.from += " join " + t.of + " o on o.fair_id = r.fair_id and o.id = r." + t.of + " and +o.since <= $2 and o.until > $2"
	}
	if t.keys && s.Required != 0 {
		op := " = "
		if !keysHeld {
			op = " <> "
		}
		bits := arg(int64(s.Required))
		where = append(where, "("+t.confirmedBy()+" & "+bits+")"+op+bits)
	}
	for _, k := range figure.Dimensions {
		value, ok := s.Scope[k]
		if !ok || k == figure.ByEdition {
			continue
		}
		column, direct := t.columns[k]
		if direct && !strings.Contains(column, ".") {
			column = "r." + column
		}
		switch {
		case k == figure.ByIndustry && direct:
			// A code stands for itself and all below it.
			where = append(where, "substr("+column+", 1, "+strconv.Itoa(len(value))+") = "+arg(value))
		case direct:
			where = append(where, column+" = "+arg(value))
		case t.shares && (k == figure.ByDistrict || k == figure.ByOffice):
			if !p.shared {
				// SQLite keeps the order of a cross join: it would begin with the attributions of
				// the whole fair, of which it has no idea how many there are.
				p.from += " cross join agreement_attribution s"
				where = append(where, "s.fair_id = r.fair_id", "s.since = "+owner+".since")
				p.shared = true
			}
			where = append(where, "s."+k+" = "+arg(value))
		default:
			return p, fmt.Errorf("store: %s cannot be narrowed by %s", t.table, k)
		}
	}
	more, err := t.filtered(s, owner, &p, arg)
	if err != nil {
		return p, err
	}
	p.where = strings.Join(append(where, more...), " and ")
	return p, nil
}

// sumUnit splits each amount in two before it is summed, so that no sum of a database
// overflows; the parts are put together as exact integers.
const sumUnit = 1_000_000_000

// Groups implements indicator.Records.
func (v View) Groups(ctx context.Context, of string, s indicator.Selection) ([]indicator.Group, error) {
	if v.unseen(s.Edition) {
		return nil, v.withheld(s.Edition)
	}
	if got, ok, err := v.tallied(ctx, of, s); ok || err != nil {
		return got, err
	}
	if got, ok, err := v.groupsFromColumns(ctx, of, s); ok || err != nil {
		return got, err
	}
	return v.groupsOf(ctx, of, s, nil)
}

// groupsOf reads the groups from the rows: of all records, or of those that were changed.
func (v View) groupsOf(ctx context.Context, of string, s indicator.Selection, only *moved) ([]indicator.Group, error) {
	var out []indicator.Group
	for _, t := range countedTables[of] {
		if !t.takes(s) {
			continue
		}
		p, err := v.condition(t, s, true)
		if err != nil {
			return nil, err
		}
		if only != nil && !only.narrow(t, &p) {
			continue
		}
		if s.Distinct != "" {
			return v.distinct(ctx, t, s, p)
		}
		if s.Span != (indicator.Span{}) {
			return v.spans(ctx, t, s.Span, p)
		}
		columns := []string{"''", "''", "0", "0"}
		sums := "0, 0"
		if t.amount {
			columns[0] = "r.currency"
			sums = "cast(coalesce(sum(r.amount / 1000000000), 0) as bigint), cast(coalesce(sum(r.amount % 1000000000), 0) as bigint)"
			if t.day && s.PerDay {
				columns[1] = t.signedOn()
			}
		}
		if p.shared {
			columns[2], columns[3] = "s.num", "s.den"
		}
		var group []string
		for _, c := range columns {
			if strings.Contains(c, ".") {
				group = append(group, c)
			}
		}
		text := "select " + strings.Join(columns, ", ") + ", count(*), " + sums + " from " + p.from + " where " + p.where
		if len(group) > 0 {
			text += " group by " + strings.Join(group, ", ")
		}
		got, err := v.groups(ctx, text, p.args, t)
		if err != nil {
			return nil, err
		}
		out = append(out, got...)
	}
	return out, nil
}

func (v View) groups(ctx context.Context, text string, args []any, t counted) ([]indicator.Group, error) {
	rows, err := v.q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, fmt.Errorf("store: figures of %s: %w", t.table, err)
	}
	defer rows.Close()
	var out []indicator.Group
	for rows.Next() {
		var g indicator.Group
		var high, low int64
		l := &g.Line
		if err := rows.Scan((*string)(&l.Amount.Currency), (*string)(&l.Day), &l.Num, &l.Den, &l.Count, &high, &low); err != nil {
			return nil, fmt.Errorf("store: figures of %s: %w", t.table, err)
		}
		sum := new(big.Int).Mul(big.NewInt(high), big.NewInt(sumUnit))
		if sum.Add(sum, big.NewInt(low)); !sum.IsInt64() {
			return nil, fmt.Errorf("store: figures of %s: %w", t.table, money.ErrOverflow)
		}
		l.Amount.Minor = sum.Int64()
		if t.one {
			g.Records = l.Count
		}
		if l.Count > 0 {
			out = append(out, g)
		}
	}
	return out, rows.Err()
}

// Items implements indicator.Records.
func (v View) Items(ctx context.Context, of string, s indicator.Selection, after string, limit int) ([]indicator.Item, error) {
	if l, ok := ledgers[of]; ok {
		return v.lineItems(ctx, l, s, after, limit)
	}
	if v.unseen(s.Edition) {
		return nil, v.withheld(s.Edition)
	}
	return v.items(ctx, of, s, true, after, limit)
}

// LeftOut implements indicator.Records.
func (v View) LeftOut(ctx context.Context, of string, s indicator.Selection, limit int) ([]indicator.Item, int64, error) {
	if s.Required == 0 {
		return nil, 0, nil
	}
	if v.unseen(s.Edition) {
		return nil, 0, v.withheld(s.Edition)
	}
	var number int64
	for _, t := range countedTables[of] {
		if !t.keys || !t.takes(s) {
			continue
		}
		p, err := v.condition(t, s, false)
		if err != nil {
			return nil, 0, err
		}
		var n int64
		if err := v.q.QueryRowContext(ctx, "select count(distinct r.id) from "+p.from+" where "+p.where, p.args...).Scan(&n); err != nil {
			return nil, 0, fmt.Errorf("store: records of %s that are left out: %w", t.table, err)
		}
		number += n
	}
	if number == 0 {
		return nil, 0, nil
	}
	out, err := v.items(ctx, of, s, false, "", limit)
	return out, number, err
}

// items lists records with their entries' origins. All records of a table come before those
// of the next, so that one cursor leads through both: "1 ID" is after ID in the second. A
// record of which several shares count stands there with each: "0 ID 2" is after the second.
func (v View) items(ctx context.Context, of string, s indicator.Selection, keysHeld bool, after string, limit int) ([]indicator.Item, error) {
	var out []indicator.Item
	kind, rest, _ := strings.Cut(after, " ")
	first, _ := strconv.Atoi(kind)
	for n, t := range countedTables[of] {
		if n < first || len(out) >= limit || !keysHeld && !t.keys || !t.takes(s) {
			continue
		}
		from := ""
		if n == first {
			from = rest
		}
		p, err := v.condition(t, s, keysHeld)
		if err != nil {
			return nil, err
		}
		if !keysHeld {
			p.where += v.eyes.condition(t.table, seen{alias: "r", arg: func(x any) string {
				p.args = append(p.args, x)
				return "$" + strconv.Itoa(len(p.args))
			}})
		}
		got, err := v.itemsOf(ctx, t, s, p, from, limit-len(out))
		if err != nil {
			return nil, err
		}
		for i := range got {
			got[i].Cursor = strconv.Itoa(n) + " " + got[i].Cursor
		}
		out = append(out, got...)
	}
	return out, nil
}

// itemColumns are what an item shows of each table: code, title, amount, currency, day,
// confirmed.
var itemColumns = map[string]string{
	"agreement": "r.code, r.title_hans, r.title_hant, r.title_en, r.amount, r.currency, r.signed_on, r.confirmed",
	"amendment": "r.code, o.title_hans, o.title_hant, o.title_en, r.amount, r.currency, r.signed_on, r.confirmed",
	"milestone": "r.code, o.title_hans, o.title_hant, o.title_en, r.amount, r.currency, o.signed_on, o.confirmed",
	"project":   "r.code, r.title_hans, r.title_hant, r.title_en, r.amount, r.currency, '', 0",
	"session":   "'', r.name_hans, r.name_hant, r.name_en, 0, '', r.day, 0",
	"track":     "'', r.name_hans, r.name_hant, r.name_en, 0, '', '', 0",
}

func (t counted) itemColumns() string {
	return strings.NewReplacer("r.signed_on", t.signedOn(), "r.confirmed", t.confirmedBy()).Replace(itemColumns[t.table])
}

func (v View) itemsOf(ctx context.Context, t counted, s indicator.Selection, p part, after string, limit int) ([]indicator.Item, error) {
	share, dates := "0, 0, 0", "'', ''"
	if p.shared {
		share = "s.num, s.den, s.n"
	}
	switch {
	case s.Distinct != "":
		v, err := t.values(s.Distinct, p.shared)
		if err != nil {
			return nil, err
		}
		p.where += " and " + v.exists() // a record stands there once, whatever its values
	case s.Span != (indicator.Span{}):
		from, to, err := t.span(s.Span, &p)
		if err != nil {
			return nil, err
		}
		dates = from + ", " + to
	}
	id, place, _ := strings.Cut(after, " ")
	begin, _ := strconv.ParseInt(place, 10, 64)
	args := slices.Clone(p.args)
	arg := func(x any) string {
		args = append(args, x)
		return "$" + strconv.Itoa(len(args))
	}
	where, order := p.where+" and r.id > "+arg(id), "r.id"
	if p.shared {
		same := "$" + strconv.Itoa(len(args))
		where, order = p.where+" and (r.id > "+same+" or r.id = "+same+" and s.n > "+arg(begin)+")", "r.id, s.n"
	}
	text := "select r.id, r.since, " + share + ", " + dates + ", " + t.itemColumns() + ", j.origin from " + p.from +
		" join journal j on j.fair_id = r.fair_id and j.position = r.since where " + where + " order by " + order + " limit " + arg(limit)
	rows, err := v.q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, fmt.Errorf("store: records of %s: %w", t.table, err)
	}
	defer rows.Close()
	var out []indicator.Item
	for rows.Next() {
		i := indicator.Item{Kind: t.table, Counts: t.one}
		var n int64
		err := rows.Scan(&i.ID, &i.Since, &i.Num, &i.Den, &n, (*string)(&i.From), (*string)(&i.To), &i.Code, &i.Title.Hans, &i.Title.Hant, &i.Title.En,
			&i.Amount.Minor, (*string)(&i.Amount.Currency), (*string)(&i.Day), &i.Confirmed, &i.Origin)
		if err != nil {
			return nil, fmt.Errorf("store: records of %s: %w", t.table, err)
		}
		if i.Cursor = i.ID; p.shared {
			i.Cursor += " " + strconv.FormatInt(n, 10)
		}
		out = append(out, i)
	}
	return out, rows.Err()
}

// Observations implements indicator.Records.
func (v View) Observations(ctx context.Context, code string, scope figure.Scope, edition int64) ([]indicator.Statement, error) {
	var conditions []string
	var args []any
	arg := func(column string, x any) {
		args = append(args, x)
		conditions = append(conditions, "and "+column+" = $"+strconv.Itoa(len(args)+2))
	}
	if code != "" {
		arg("indicator", code)
	}
	if scope != nil {
		arg("scope", scope.String())
	}
	if edition > 0 {
		arg("edition", edition)
	}
	rows, err := list[indicator.Observation](ctx, v, strings.Join(conditions, " ")+" order by ordinal, id", args...)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r Row[indicator.Observation]) bool { return v.statedUnseen(r.Value) })
	return v.statements(ctx, rows)
}

// statements adds to observations what stands behind them, each document, person and
// entry being read once.
func (v View) statements(ctx context.Context, rows []Row[indicator.Observation]) ([]indicator.Statement, error) {
	sources := map[string]fair.Document{}
	out := make([]indicator.Statement, len(rows))
	for i, r := range rows {
		s := indicator.Statement{Observation: r.Value, Since: int64(r.Since)}
		if code := r.Value.Document; code != "" {
			d, ok := sources[code]
			if !ok {
				row, err := one[fair.Document](ctx, v, "and code = $3", code)
				if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
					return nil, err
				}
				d = row.Value
				sources[code] = d
			}
			s.Source = d
		}
		if ref := r.Value.StatedBy; ref != "" {
			p, err := v.Person(ctx, ref)
			if err != nil {
				return nil, err
			}
			s.Speaker, s.HasVoice = p, true
		}
		err := v.q.QueryRowContext(ctx, `select origin from journal where fair_id = $1 and position = $2`, v.Fair, int64(r.Since)).Scan(&s.Origin)
		if err != nil {
			return nil, fmt.Errorf("store: origin of an observation: %w", err)
		}
		out[i] = s
	}
	return out, nil
}

// Statement returns one observation with what stands behind it.
func (v View) Statement(ctx context.Context, id string) (indicator.Statement, error) {
	row, err := Get[indicator.Observation](ctx, v, id)
	if err != nil {
		return indicator.Statement{}, err
	}
	all, err := v.statements(ctx, []Row[indicator.Observation]{row})
	if err != nil {
		return indicator.Statement{}, err
	}
	return all[0], nil
}

// Evaluator returns the evaluator of a fair's figures at a position, with the rates at a
// position of the reference fair; negative positions mean: the latest of the fair, and
// of the reference fair the one in force when the fair's entry was written.
func (db *DB) Evaluator(ctx context.Context, fairID string, at, ref journal.Position) (*indicator.Evaluator, error) {
	v, err := db.View(ctx, fairID, at)
	if err != nil {
		return nil, err
	}
	return db.EvaluatorOf(ctx, v, at, ref)
}

// EvaluatorOf is Evaluator for a view that is open, of the position that was asked for; a
// negative one was the latest.
func (db *DB) EvaluatorOf(ctx context.Context, v View, at, ref journal.Position) (*indicator.Evaluator, error) {
	if ref < 0 && at >= 0 && v.At > 0 {
		e, err := v.Entry(ctx, v.At)
		if err != nil {
			return nil, err
		}
		if ref, err = db.PositionAt(ctx, journal.Reference, e.Time.Add(time.Millisecond)); err != nil {
			return nil, err
		}
	}
	rates, err := db.Rates(ctx, ref)
	if err != nil {
		return nil, err
	}
	return &indicator.Evaluator{Records: v, Rates: rates, Ref: int64(rates.At)}, nil
}
