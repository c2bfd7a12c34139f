package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bridgehead/agreement"
	"bridgehead/delegate"
	"bridgehead/fair"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
)

// lookupStep is how many values one look-up statement asks for. The statement always has
// this many, so that it is compiled once.
const lookupStep = 250

// in reads the records in force whose column has one of the values, in no certain order.
// The empty value finds nothing.
func in[T any](ctx context.Context, v View, column string, values []string) ([]Row[T], error) {
	wanted := make([]string, 0, len(values))
	for _, value := range values {
		if value != "" {
			wanted = append(wanted, value)
		}
	}
	slices.Sort(wanted)
	wanted = slices.Compact(wanted)
	q := v.q
	if len(wanted) > lookupStep {
		p := &prepared{querier: v.q, stmts: map[string]*sql.Stmt{}}
		defer p.close()
		q = p
	}
	unseen, own := v.seenOf(tableOf[T]().table, 2)
	var out []Row[T]
	for part := range slices.Chunk(wanted, lookupStep) {
		size := lookupStep
		if len(wanted) < lookupStep {
			size = askedSize(len(part))
		}
		args := slices.Concat([]any{v.Fair, int64(v.At)}, own, padded(part, size))
		rows, err := tableOf[T]().rows(ctx, q, where{at + unseen + " and " + column + " in (" + marks(3+len(own), size) + ")", args})
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// prepared is a querier that compiles a query once, when it is asked a second time.
type prepared struct {
	querier
	stmts map[string]*sql.Stmt
}

func (p *prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, asked := p.stmts[query]
	if q, ok := p.querier.(interface {
		PrepareContext(context.Context, string) (*sql.Stmt, error)
	}); ok && asked && stmt == nil {
		var err error
		if stmt, err = q.PrepareContext(ctx, query); err != nil {
			return nil, err
		}
	}
	p.stmts[query] = stmt
	if stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return p.querier.QueryContext(ctx, query, args...)
}

func (p *prepared) close() {
	for _, stmt := range p.stmts {
		if stmt != nil {
			stmt.Close()
		}
	}
}

// askedSizes are for how many values a statement asks at least: more would be as many texts
// of statements as there are numbers of values, each to be compiled.
var askedSizes = []int{1, 4, 16, 64, lookupStep}

// askedSize is the next larger of them; n itself beyond the last.
func askedSize(n int) int {
	for _, size := range askedSizes {
		if n <= size {
			return size
		}
	}
	return n
}

// padded are the values as arguments, the last of them again and again up to the size.
func padded[T any](values []T, size int) []any {
	args := make([]any, size)
	for i := range args {
		args[i] = values[min(i, len(values)-1)]
	}
	return args
}

// marks writes n parameters, the first numbered from.
func marks(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(from + i))
	}
	return b.String()
}

// A Coded is a kind of record that files name by a code.
type Coded interface {
	agreement.Agreement | agreement.Amendment | project.Project | party.Party | indicator.Observation | fair.Document |
		landing.Lead | landing.Milestone | landing.Programme | landing.Facility | landing.Path | landing.Technology | landing.Deployment | landing.Research | party.Enterprise | party.Listing |
		delegate.Delegate
}

// ByCode reads the records in force that have one of the codes.
func ByCode[T Coded](ctx context.Context, v View, codes []string) ([]Row[T], error) {
	return in[T](ctx, v, "code", codes)
}

// ByID reads the records in force that have one of the identifiers.
func ByID[T any](ctx context.Context, v View, ids []string) ([]Row[T], error) {
	return in[T](ctx, v, "id", ids)
}

// OfEdition reads the records of an edition.
func OfEdition[T agreement.Agreement | agreement.Amendment | project.Project | indicator.Observation](ctx context.Context, v View, number int64) ([]Row[T], error) {
	return list[T](ctx, v, "and edition = $3", number)
}

// AmendmentsOf reads the increases of the agreements.
func AmendmentsOf(ctx context.Context, v View, agreements []string) ([]Row[agreement.Amendment], error) {
	return in[agreement.Amendment](ctx, v, "agreement", agreements)
}

// Editions reads the editions in the order of their numbers.
func Editions(ctx context.Context, v View) ([]Row[fair.Edition], error) {
	return list[fair.Edition](ctx, v, "order by number")
}

// PartiesNamed reads the parties whose name in any language has one of the keys, which
// are lang.NameKey's.
func PartiesNamed(ctx context.Context, v View, keys []string) ([]Row[party.Party], error) {
	var all []Row[party.Party]
	found := map[party.ID]bool{}
	for _, column := range []string{"name_key", "name_key_hant", "name_key_en"} {
		named, err := in[party.Party](ctx, v, column, keys)
		if err != nil {
			return nil, err
		}
		for _, r := range named { // one name in both kinds of characters has one key
			if !found[r.Value.ID] {
				found[r.Value.ID] = true
				all = append(all, r)
			}
		}
	}
	return all, nil
}

// PartiesRegistered reads the parties that have one of the numbers in the register.
func PartiesRegistered(ctx context.Context, v View, scheme party.Scheme, numbers []string) ([]Row[party.Party], error) {
	switch scheme {
	case party.USCC:
		return in[party.Party](ctx, v, "uscc", numbers)
	case party.LEI:
		return in[party.Party](ctx, v, "lei", numbers)
	}
	return nil, fmt.Errorf("store: parties are not looked up by %s", scheme)
}

// ObservationsOf reads the observations of the indicators.
func ObservationsOf(ctx context.Context, v View, indicators []string) ([]Row[indicator.Observation], error) {
	return in[indicator.Observation](ctx, v, "indicator", indicators)
}

// PeopleNamed reads the persons who have the name in one of the languages that it is
// given in. Persons are not versioned: what is read is what stands there now.
func PeopleNamed(ctx context.Context, v View, name lang.Text) ([]party.Person, error) {
	rs, err := v.q.QueryContext(ctx, `select ref, name_hans, name_hant, name_en, office_hans, office_hant, office_en
		from person where fair_id = $1 and (name_hans <> '' and name_hans = $2
		or name_hant <> '' and name_hant = $3 or name_en <> '' and name_en = $4) order by ref`,
		v.Fair, name.Hans, name.Hant, name.En)
	if err != nil {
		return nil, fmt.Errorf("store: look up a person: %w", err)
	}
	defer rs.Close()
	var out []party.Person
	for rs.Next() {
		var p party.Person
		err := rs.Scan(&p.Ref, &p.Name.Hans, &p.Name.Hant, &p.Name.En, &p.Office.Hans, &p.Office.Hant, &p.Office.En)
		if err != nil {
			return nil, fmt.Errorf("store: look up a person: %w", err)
		}
		out = append(out, p)
	}
	return out, rs.Err()
}

// Changed reports whether an entry after the position speaks of one of the kinds, so that
// what was planned from a view at it may no longer hold.
func (tx *Tx) Changed(ctx context.Context, since journal.Position, kinds ...string) (bool, error) {
	if tx.At <= since {
		return false, nil
	}
	args := []any{tx.Fair, int64(since)}
	for _, k := range kinds {
		args = append(args, k)
	}
	var n int64
	err := tx.q.QueryRowContext(ctx, `select count(*) from journal where fair_id = $1 and position > $2
		and kind in (`+marks(3, len(kinds))+`)`, args...).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("store: what changed since position %d: %w", since, err)
	}
	return n > 0, nil
}

// A Titled is what a record without a code is recognised by.
type Titled struct {
	ID       string
	Title    lang.Text
	Amount   money.Amount
	SignedOn lang.Date // "" for a project
}

// AgreementTitles hands the agreements of an edition to fn.
func AgreementTitles(ctx context.Context, v View, edition int64, fn func(Titled)) error {
	return v.titles(ctx, `select id, title_hans, title_hant, title_en, amount, currency, signed_on
		from agreement where `+at+` and edition = $3`, edition, fn)
}

// ProjectTitles hands the projects of an edition to fn.
func ProjectTitles(ctx context.Context, v View, edition int64, fn func(Titled)) error {
	return v.titles(ctx, `select id, title_hans, title_hant, title_en, amount, currency, ''
		from project where `+at+` and edition = $3`, edition, fn)
}

func (v View) titles(ctx context.Context, query string, edition int64, fn func(Titled)) error {
	rs, err := v.q.QueryContext(ctx, query, v.Fair, int64(v.At), edition)
	if err != nil {
		return fmt.Errorf("store: read titles: %w", err)
	}
	defer rs.Close()
	for rs.Next() {
		var t Titled
		err := rs.Scan(&t.ID, &t.Title.Hans, &t.Title.Hant, &t.Title.En, &t.Amount.Minor, (*string)(&t.Amount.Currency), (*string)(&t.SignedOn))
		if err != nil {
			return fmt.Errorf("store: read titles: %w", err)
		}
		fn(t)
	}
	if err := rs.Err(); err != nil {
		return fmt.Errorf("store: read titles: %w", err)
	}
	return nil
}
