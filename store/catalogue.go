package store

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"bridgehead/agreement"
	"bridgehead/figure"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
)

// The catalogue: lists of projects, agreements and parties, narrowed, counted and in an
// order. What is listed is picked from the columns that a process keeps (columns.go), in one
// pass that counts too; only the records of a page are read.

// Catalogued are the kinds of records that are listed.
type Catalogued interface {
	project.Project | agreement.Agreement | party.Party
}

// The orders of a list.
const (
	OrderMade   = ""       // as the records were made
	OrderAmount = "amount" // within each currency, the currencies by their codes; without amount last
	OrderDate   = "date"   // by the day of signing, of agreements; without one last
	OrderTitle  = "title"  // as the reader's language looks titles up
	OrderNumber = "number" // by the fair's own codes; without one last
)

// Orders lists the orders that a kind has.
func Orders[T Catalogued]() []string {
	switch any(*new(T)).(type) {
	case agreement.Agreement:
		return []string{OrderMade, OrderAmount, OrderDate, OrderTitle, OrderNumber}
	case project.Project:
		return []string{OrderMade, OrderAmount, OrderTitle, OrderNumber}
	}
	return []string{OrderMade, OrderTitle, OrderNumber}
}

// An Order is how a list is sorted. What lacks what it is sorted by comes last either way.
type Order struct {
	By         string
	Descending bool
	Tag        lang.Tag // the reader's language, for titles
	// Now is of one who does not wait for an order that is not there yet: the list comes in the
	// order in which the records were made, and says so.
	Now bool
}

// A Turn says which part of a list is read. A version never changes, so it says where to go
// on for ever, whatever has become of the record.
type Turn struct {
	After  journal.Position // after the record whose version began here; 0 at the beginning
	Before journal.Position // or before that one
	Limit  int
	// Uncounted leaves the facets uncounted, for who asks for the records and their number alone.
	Uncounted bool
}

// A Listed is a part of a list.
type Listed[T any] struct {
	Rows    []Row[T]
	Total   int64 // of the whole list; -1 while nobody has counted
	Earlier bool
	Later   bool
	Facets  []Facet // nil while nobody has counted
	// Unsorted says that the order is being made, and that the rows stand as they were made.
	Unsorted bool
}

// A Facet is by what a list can be narrowed, with how many records there would be: those
// that all other filters take.
type Facet struct {
	Name   string // as the filters' fields are called in addresses
	Values []FacetValue
}

// A FacetValue is one choice. An industry comes before those within it, and only those
// next below the chosen one are told apart. "" is of records that do not have it.
type FacetValue struct {
	Value   string
	Records int64
}

// The facets by their names.
const (
	FacetEdition   = "edition"
	FacetType      = "type" // of a party its kind
	FacetDirection = "direction"
	FacetIndustry  = "industry"
	FacetDistrict  = "district"
	FacetSide      = "side"
	FacetCountry   = "country"
	FacetCurrency  = "currency"
	FacetBand      = "band"
)

// A band is a range of amounts of one currency, from a power of ten on: CNY.8 is from 100
// million to under a billion yuan. The lowest begins at nothing, the highest has no end.
var bandExponents = []int{0, 7, 8, 9, 10}

// BandLimits reads a band: the amounts from which and under which it goes, 0 for no end.
func BandLimits(band string) (from, under money.Amount, err error) {
	code, exponent, _ := strings.Cut(band, ".")
	n, err := strconv.Atoi(exponent)
	at := slices.Index(bandExponents, n)
	if err != nil || at < 0 || !money.Currency(code).Known() {
		return from, under, lang.Invalid("list.band", lang.Args{"given": band})
	}
	from, under = money.Amount{Currency: money.Currency(code)}, money.Amount{Currency: money.Currency(code)}
	limits := bandsOf(from.Currency)
	from.Minor = limits[at]
	if at+1 < len(limits) {
		under.Minor = limits[at+1]
	}
	return from, under, nil
}

// bandsOf are the lower limits of the currency's bands in minor units.
func bandsOf(c money.Currency) []int64 {
	limits := make([]int64, len(bandExponents))
	for i, exponent := range bandExponents {
		if exponent > 0 {
			limits[i] = 1
		}
		for range exponent + c.Digits() {
			limits[i] *= 10
		}
	}
	return limits
}

// A listedKind is how a kind is listed.
type listedKind struct {
	counted
	title  string
	facets []listedFacet
}

type listedFacet struct {
	name   string
	column string // among the columns' dimensions; "" of editions and bands
}

// listed are the kinds by their tables.
var listed = map[string]listedKind{
	"project": {tallied["project"], "title", []listedFacet{
		{FacetEdition, ""},
		{FacetType, figure.ByType},
		{FacetDirection, figure.ByDirection},
		{FacetIndustry, figure.ByIndustry},
		{FacetDistrict, figure.ByDistrict},
		{FacetSide, figure.BySide},
		{FacetCurrency, figure.ByCurrency},
		{FacetBand, ""},
	}},
	"agreement": {tallied["agreement"], "title", []listedFacet{
		{FacetEdition, ""},
		{FacetType, figure.ByType},
		{FacetDirection, figure.ByDirection},
		{FacetIndustry, figure.ByIndustry},
		{FacetDistrict, figure.ByDistrict},
		{FacetCountry, figure.ByCountry},
		{FacetCurrency, figure.ByCurrency},
		{FacetBand, ""},
	}},
	"party": {partyColumns, "name", []listedFacet{
		{FacetType, figure.ByType}, {FacetIndustry, figure.ByIndustry}, {FacetDistrict, figure.ByDistrict}, {FacetSide, figure.BySide}, {FacetCountry, figure.ByCountry},
	}},
}

// partyColumns are the columns of parties, which no figure counts.
var partyColumns = counted{
	table: "party",
	columns: map[string]string{
		figure.ByType: "kind", figure.ByIndustry: "industry", figure.ByDistrict: "district", figure.BySide: "side", figure.ByCountry: "country",
	},
}

// List reads a part of a list.
func List[T Catalogued](ctx context.Context, v View, f Filter, o Order, t Turn) (Listed[T], error) {
	table := tableOf[T]().table
	if f.Band != "" {
		if _, _, err := BandLimits(f.Band); err != nil {
			return Listed[T]{}, err
		}
	}
	unsorted := o.Now && o.By != OrderMade && f.Text == "" && v.columns != nil && !v.columns.refuses(v.Fair)
	c, err := v.catalogue(ctx, o.By == OrderMade && f.Text == "" || unsorted)
	if err != nil {
		return Listed[T]{}, err
	}
	if c == nil {
		if unsorted {
			o = Order{}
		}
		l, err := fromRows[T](ctx, v, f, o, t)
		l.Unsorted = unsorted
		return l, err
	}
	p, err := v.listing(ctx, c, table, f, o)
	if err != nil {
		return Listed[T]{}, err
	}
	picked, earlier, later := p.page(t)
	rows, err := bySince[T](ctx, v, picked)
	if err != nil {
		return Listed[T]{}, err
	}
	if t.Uncounted {
		return Listed[T]{rows, p.taken.count(), earlier, later, nil, p.unsorted}, nil
	}
	total, facets := v.columns.counts(v, p, f)
	return Listed[T]{rows, total, earlier, later, facets, p.unsorted}, nil
}

// Each hands fn all records of a list in their order, some at a time, so that a list of any
// length is read in little memory: eight bytes for each record.
func Each[T Catalogued](ctx context.Context, v View, f Filter, o Order, fn func([]Row[T]) error) error {
	rowsCan := o.By == OrderMade && f.Text == ""
	if rowsCan && v.columns == nil {
		return eachRow(ctx, v, f, o, fn)
	}
	c, err := v.catalogue(ctx, rowsCan)
	if err != nil {
		return err
	}
	if c == nil {
		return eachRow(ctx, v, f, o, fn)
	}
	p, err := v.listing(ctx, c, tableOf[T]().table, f, o)
	if err != nil {
		return err
	}
	q := &prepared{querier: v.q, stmts: map[string]*sql.Stmt{}}
	defer q.close()
	v.q = q
	for part := range slices.Chunk(p.all(), fillStep) {
		rows, err := bySince[T](ctx, v, part)
		if err != nil {
			return err
		}
		if err := fn(rows); err != nil {
			return err
		}
	}
	return nil
}

// eachRow is Each without columns.
func eachRow[T Catalogued](ctx context.Context, v View, f Filter, o Order, fn func([]Row[T]) error) error {
	t := Turn{Limit: fillStep}
	for {
		l, err := fromRows[T](ctx, v, f, o, t)
		if err != nil || len(l.Rows) == 0 {
			return err
		}
		if err := fn(l.Rows); err != nil {
			return err
		}
		if !l.Later {
			return nil
		}
		t.After = l.Rows[len(l.Rows)-1].Since
	}
}

// columnsWait is how long a list waits for the columns to be loaded.
const columnsWait = 30 * time.Second

// catalogue returns columns that reach the view's position. A process that keeps none makes
// them for the occasion. Where they are being loaded and the rows themselves can answer,
// they are nil.
func (v View) catalogue(ctx context.Context, rowsCan bool) (*columns, error) {
	if v.columns == nil {
		g := newGrower(v.q, v.Fair)
		if err := g.grow(ctx, v.At, func(int64) bool { return true }); err != nil {
			return nil, err
		}
		return g.snapshot(), nil
	}
	until := time.NewTimer(columnsWait)
	defer until.Stop()
	for {
		if c := v.columns.at(v.Fair, v.At); c != nil {
			return c, nil
		}
		if v.columns.refuses(v.Fair) {
			if rowsCan {
				return nil, nil
			}
			return nil, lang.Unavailable("list.too_large")
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-until.C:
			if rowsCan {
				return nil, nil
			}
			return nil, lang.Unavailable("list.counting")
		case <-time.After(2 * time.Millisecond):
			if rowsCan && v.At > inlineEntries {
				return nil, nil
			}
		}
	}
}

// fromRows reads a part of a list in the order of identifiers without columns.
func fromRows[T Catalogued](ctx context.Context, v View, f Filter, o Order, t Turn) (Listed[T], error) {
	part := Page{Limit: t.Limit}
	id := func(since journal.Position) (string, error) {
		if since == 0 {
			return "", nil
		}
		rows, err := bySince[T](ctx, v, []int64{int64(since)})
		if err != nil || len(rows) == 0 {
			return "", err
		}
		return *tableOf[T]().fields(&rows[0].Value)[0].p.(*string), nil
	}
	var err error
	if part.After, err = id(t.After); err != nil {
		return Listed[T]{}, err
	}
	if part.Before, err = id(t.Before); err != nil {
		return Listed[T]{}, err
	}
	c := f.rows(listed[tableOf[T]().table])
	c.descending = o.Descending
	l, err := page[T](ctx, v, c, part)
	return Listed[T]{Rows: l.Rows, Total: -1, Earlier: l.Earlier, Later: l.Later}, err
}

// rows writes the filter as conditions on rows.
func (f Filter) rows(k listedKind) *conditions {
	c := &conditions{}
	for _, facet := range k.facets {
		value := f.value(facet.name)
		if value == "" {
			continue
		}
		column := k.columns[facet.column]
		switch {
		case facet.name == FacetEdition:
			c.add("and edition = %s", f.Edition)
		case facet.name == FacetBand:
			from, under, err := BandLimits(value)
			if err != nil {
				c.text = append(c.text, "and 1 = 0")
				continue
			}
			c.add("and currency = %s", string(from.Currency))
			c.add("and amount >= %s", from.Minor)
			if under.Minor > 0 {
				c.add("and amount < %s", under.Minor)
			}
		case facet.name == FacetIndustry:
			c.add("and substr(industry, 1, "+strconv.Itoa(len(value))+") = %s", value)
		case column != "":
			c.add("and "+column+" = %s", value)
		case k.shares && facet.name == FacetDistrict:
			c.add("and exists (select 1 from agreement_attribution s where s.fair_id = "+k.table+".fair_id and s.since = "+k.table+".since and s.district = %s)", value)
		}
	}
	if f.Party != "" {
		// A party has few agreements among very many: they are found by the party and then put
		// in order. A bare identifier would have SQLite walk all agreements in their order.
		c.add("and since in (select since from agreement_party where fair_id = $1 and party = %s)", f.Party)
		c.id = "id || ''"
	}
	if f.Session != "" {
		// The second condition is that of the index.
		c.add("and session = %s and session <> ''", f.Session)
		c.id = "id || ''"
	}
	return c
}

// value is what the filter asks of a facet; "" for nothing.
func (f Filter) value(facet string) string {
	if facet == FacetEdition {
		if f.Edition > 0 {
			return strconv.FormatInt(f.Edition, 10)
		}
	} else if field := f.field(facet); field != nil {
		return *field
	}
	return ""
}

// without is the filter without what it asks of a facet.
func (f Filter) without(facet string) Filter {
	if facet == FacetEdition {
		f.Edition = 0
	} else if field := f.field(facet); field != nil {
		*field = ""
	}
	return f
}

// field is where the filter keeps what it asks of a facet: of each but the edition, which is
// a number, and nil for what is no facet.
func (f *Filter) field(facet string) *string {
	switch facet {
	case FacetType:
		return &f.Type
	case FacetDirection:
		return &f.Direction
	case FacetIndustry:
		return &f.Industry
	case FacetDistrict:
		return &f.District
	case FacetSide:
		return &f.Side
	case FacetCountry:
		return &f.Country
	case FacetCurrency:
		return &f.Currency
	case FacetBand:
		return &f.Band
	}
	return nil
}

// industryChoices adds up counts by code into the tree as far as it is open: all sections,
// and what is next below each industry that holds the chosen one, or is it.
func industryChoices(byCode map[string]int64, chosen string) []FacetValue {
	sums := map[string]int64{}
	add := func(code string, n int64) {
		if n > 0 || code != "" && code == chosen {
			sums[code] += n
		}
	}
	if chosen != "" && byCode[chosen] == 0 {
		byCode = maps.Clone(byCode) // which may be remembered
		byCode[chosen] = 0
	}
	for code, n := range byCode {
		if code == "" {
			add("", n)
			continue
		}
		for _, at := range industryLevels {
			if at > len(code) || at > 1 && !strings.HasPrefix(chosen, code[:min(parentLevel(at), len(code))]) {
				continue
			}
			add(code[:at], n)
		}
	}
	out := make([]FacetValue, 0, len(sums))
	for code, n := range sums {
		out = append(out, FacetValue{code, n})
	}
	slices.SortFunc(out, func(a, b FacetValue) int { return cmp.Compare(a.Value, b.Value) })
	return out
}

// industryLevels are the lengths of codes: section, division, group, class.
var industryLevels = []int{1, 3, 4, 5}

func parentLevel(level int) int {
	if level == 3 {
		return 1
	}
	return level - 1
}
