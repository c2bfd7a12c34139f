package exchange

import (
	"cmp"
	"slices"
	"strings"

	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// A companyCell is what an extract of a register says of who a company is.
type companyCell struct {
	name                       lang.Text
	uscc, registration, parent string
}

type enterpriseRow struct {
	party.Enterprise
	companyCell
}

type listingRow struct {
	party.Listing
	companyCell
}

// companyAttrs are the attributes that say who a company is. They change the party, not the line.
func companyAttrs[R any](at func(*R) *companyCell, of func(*R) *party.ID) []attr[R] {
	same := func(to, from *R) { *of(to) = *of(from) }
	show := func(r *R) string { return string(*of(r)) }
	list := listed("name", func(r *R) *lang.Text { return &at(r).name }, same, show)
	return append(list,
		attr[R]{name: "uscc", read: func(c *cells, r *R, text string) (err error) {
			at(r).uscc, err = identifier(party.USCC)(c, text)
			return err
		}},
		attr[R]{name: "registration", read: func(_ *cells, r *R, text string) error { at(r).registration = text; return nil }},
	)
}

var enterpriseAttrs = func() []attr[enterpriseRow] {
	type row = enterpriseRow
	return slices.Concat(
		[]attr[row]{plainText("code", func(r *row) *string { return &r.Code })},
		companyAttrs(func(r *row) *companyCell { return &r.companyCell }, func(r *row) *party.ID { return &r.Company }),
		[]attr[row]{
			held("parent", func(r *row) *string { return &r.parent }, nil, nil),
			worded("from", func(r *row) *string { return &r.From }, (*cells).side), worded("in", func(r *row) *string { return &r.In }, (*cells).side),
			worded("district", func(r *row) *string { return &r.District }, (*cells).district),
			worded("established", func(r *row) *lang.Partial { return &r.Established }, (*cells).partial),
			worded("closed", func(r *row) *lang.Partial { return &r.Closed }, (*cells).partial),
			plainText("register", func(r *row) *string { return &r.Register }),
			plainText("document", func(r *row) *string { return &r.Document }), plainText("note", func(r *row) *string { return &r.Note }),
		},
	)
}()

var listingAttrs = func() []attr[listingRow] {
	type row = listingRow
	return slices.Concat(
		[]attr[row]{plainText("code", func(r *row) *string { return &r.Code })},
		companyAttrs(func(r *row) *companyCell { return &r.companyCell }, func(r *row) *party.ID { return &r.Company }),
		[]attr[row]{
			plainText("ticker", func(r *row) *string { return &r.Ticker }),
			worded("exchange", func(r *row) *string { return &r.Exchange }, exchangeCode),
			plainText("board", func(r *row) *string { return &r.Board }),
			worded("side", func(r *row) *string { return &r.Side }, (*cells).side),
			worded("listed", func(r *row) *lang.Partial { return &r.Listed }, (*cells).partial),
			worded("delisted", func(r *row) *lang.Partial { return &r.Delisted }, (*cells).partial),
			plainText("document", func(r *row) *string { return &r.Document }), plainText("note", func(r *row) *string { return &r.Note }),
		},
	)
}()

// exchangeNames are further words for exchanges, folded.
var exchangeNames = map[string]string{
	"港交所": "XHKG", "联交所": "XHKG", "香港联合交易所": "XHKG", "香港": "XHKG", "hkex": "XHKG", "sehk": "XHKG", "stock exchange of hong kong": "XHKG",
	"上交所": "XSHG", "sse": "XSHG", "深交所": "XSHE", "szse": "XSHE", "北交所": "BJSE", "bse": "BJSE", "nyse": "XNYS", "sgx": "XSES", "lse": "XLON",
}

// exchangeCode reads an exchange by its code or its name.
func exchangeCode(c *cells, text string) (string, error) {
	return c.once("exchange", text, func(text string) (string, error) {
		folded := lang.Fold(text)
		if code, ok := exchangeNames[folded]; ok {
			return code, nil
		}
		for _, code := range party.Exchanges {
			for _, tag := range lang.Tags {
				if folded == lang.Fold(lang.Say(tag, "party.exchange."+strings.ToLower(code))) {
					return code, nil
				}
			}
		}
		if upper := strings.ToUpper(lang.HalfWidth(text)); len(upper) == 4 {
			return upper, nil
		}
		return "", lang.Invalid("party.listing.no_exchange", lang.Args{"given": text})
	})
}

// A companyBook finds the companies that an extract names: by the credit code, by the name, and
// makes those that the fair lacks. What the extract knows of a party that the record does not, it
// adds; what the record has, it leaves.
type companyBook struct {
	*planner
	byUSCC map[string]party.Party
	since  map[party.ID]store.Row[party.Party]
	made   map[party.ID]int // place among those that are made, from 1
	edited map[party.ID]int // place among the corrections, from 1
}

func newCompanyBook(p *planner) *companyBook {
	return &companyBook{p, map[string]party.Party{}, map[party.ID]store.Row[party.Party]{}, map[party.ID]int{}, map[party.ID]int{}}
}

func (b *companyBook) learn(cells []*companyCell) error {
	var codes, names []string
	for _, c := range cells {
		codes = append(codes, c.uscc)
		names = append(names, spellings([]lang.Text{c.name})...)
		names = append(names, c.parent)
	}
	if err := b.book.learn(names); err != nil {
		return err
	}
	rows, err := store.PartiesRegistered(b.ctx, b.view, party.USCC, codes)
	if err != nil {
		return err
	}
	for _, r := range rows {
		b.byUSCC[r.Value.USCC], b.since[r.Value.ID] = r.Value, r
	}
	var ids []string
	for _, id := range b.book.known {
		if id != "" && b.since[id].Since == 0 {
			ids = append(ids, string(id))
		}
	}
	known, err := store.ByID[party.Party](b.ctx, b.view, ids)
	for _, r := range known {
		b.since[r.Value.ID] = r
	}
	return err
}

// find returns the company of a row.
func (b *companyBook) find(c *companyCell, row int64) (party.ID, *lang.Error) {
	if p, ok := b.byUSCC[c.uscc]; ok && c.uscc != "" {
		return p.ID, nil
	}
	spelled := spellings([]lang.Text{c.name})
	if len(spelled) == 0 {
		return "", lang.Invalid("import.required", lang.Args{"field": lang.Word("party.field.name")})
	}
	for _, text := range spelled {
		if b.book.several[text] {
			return "", lang.Invalid("import.party.several", lang.Args{"given": text})
		}
		if id := b.book.known[text]; id != "" {
			// The same name under another credit code is another company.
			if there, ok := b.since[id]; ok && c.uscc != "" && there.Value.USCC != "" && there.Value.USCC != c.uscc {
				return "", lang.Invalid("import.party.several", lang.Args{"given": text})
			}
			return id, nil
		}
	}
	id, why := b.book.find(spelled[0], row)
	for _, text := range spelled[1:] {
		b.book.known[text] = id
	}
	return id, why
}

// complete adds to a party what the extract knows of it and the record does not.
func (b *companyBook) complete(id party.ID, c *companyCell, add party.Party, row int64) *lang.Error {
	if c.parent != "" {
		parent, why := b.book.find(c.parent, row)
		if why != nil {
			return why
		}
		if parent != id {
			add.Parent = parent
		}
	}
	add.Name, add.USCC, add.Registration = c.name, c.uscc, c.registration
	for i := range b.book.created {
		if p := &b.book.created[i].rec; p.ID == id {
			fillParty(p, add)
			return nil
		}
	}
	there, ok := b.since[id]
	if !ok {
		return nil
	}
	p := there.Value
	if n := b.edited[id]; n > 0 {
		p = b.plan.parties[n-1].rec
	}
	changes := fillParty(&p, add)
	if len(changes) == 0 {
		return nil
	}
	b.preview.outcome(Outcome{
		Row: row, Action: ActionCorrect, Record: "party", ID: string(id), Code: p.Code, Title: p.Name, Changes: changes, Matched: "party.similar.name",
	}, b.o.Detail, b.kept)
	if n := b.edited[id]; n > 0 {
		b.plan.parties[n-1].rec = p
		return nil
	}
	b.plan.parties = append(b.plan.parties, write[party.Party]{rec: p, before: there.Since, action: journal.Corrected, row: row})
	b.edited[id] = len(b.plan.parties)
	return nil
}

// fillParty puts into a party what it lacks, and lists what that changes.
func fillParty(p *party.Party, add party.Party) []Change {
	var changes []Change
	fill := func(field string, to *string, with string) {
		if *to == "" && with != "" {
			*to = with
			changes = append(changes, Change{field, "", with})
		}
	}
	fill("name_hans", &p.Name.Hans, add.Name.Hans)
	fill("name_hant", &p.Name.Hant, add.Name.Hant)
	fill("name_en", &p.Name.En, add.Name.En)
	fill("uscc", &p.USCC, add.USCC)
	fill("registration", &p.Registration, add.Registration)
	fill("parent", (*string)(&p.Parent), string(add.Parent))
	fill("district", &p.District, add.District)
	return changes
}

func (p *planner) readEnterprises() error {
	type row = enterpriseRow
	book := newCompanyBook(p)
	lines := map[party.ID][]store.Row[party.Enterprise]{}
	b := crossBook[row, party.Enterprise]{
		planner: p, record: "enterprise", attrs: enterpriseAttrs, into: &p.plan.enterprises,
		of: func(r *row) *party.Enterprise { return &r.Enterprise }, with: func(e party.Enterprise) row { return row{Enterprise: e} },
		ids: func(e *party.Enterprise) crossIDs {
			return crossIDs{id: &e.ID, code: &e.Code, document: &e.Document, stated: &e.StatedBy}
		},
		title: func(r *row) lang.Text { return r.name }, validate: party.Enterprise.Validate,
		learn: func(batch []pending[row]) error {
			var cells []*companyCell
			for i := range batch {
				r := &batch[i].rec
				if r.Code = cmp.Or(r.Code, r.uscc, r.registration); r.Code != "" {
					batch[i].set |= 1 // the code, which stands first
				}
				cells = append(cells, &r.companyCell)
			}
			if err := book.learn(cells); err != nil {
				return err
			}
			var ids []string
			for id := range book.since {
				if _, ok := lines[id]; !ok {
					ids = append(ids, string(id))
				}
			}
			rows, err := p.view.EnterprisesOf(p.ctx, ids)
			for _, r := range rows {
				lines[r.Value.Company] = append(lines[r.Value.Company], r)
			}
			return err
		},
	}
	b.settle = func(r *pending[row]) *lang.Error {
		x := &r.rec
		if x.In == "" && x.From != "" { // of two sides, the other one
			for _, s := range p.cells.fair.Sides {
				if s.Code != x.From && len(p.cells.fair.Sides) == 2 {
					x.In = s.Code
				}
			}
		}
		if x.onlyCoded(x.Code) {
			return nil
		}
		id, why := book.find(&x.companyCell, r.row)
		if why != nil {
			fail(p, r, "name", why)
			return nil
		}
		x.Company = id
		add := party.Party{District: x.District}
		if why := book.complete(id, &x.companyCell, add, r.row); why != nil {
			fail(p, r, "parent", why)
		}
		return nil
	}
	b.found = func(r *pending[row]) *store.Row[party.Enterprise] {
		for _, line := range lines[r.rec.Company] {
			if line.Value.From == r.rec.From && line.Value.In == r.rec.In && (r.rec.Code == "" || line.Value.Code == "") {
				return &line
			}
		}
		return nil
	}
	return b.read()
}

// onlyCoded reports whether a row names no company at all: then its code has to be of a line that
// is there, which keeps its own.
func (c *companyCell) onlyCoded(code string) bool {
	return c.name.Empty() && c.uscc == "" && code != ""
}

func (p *planner) readListings() error {
	type row = listingRow
	book := newCompanyBook(p)
	b := crossBook[row, party.Listing]{
		planner: p, record: "listing", attrs: listingAttrs, into: &p.plan.listings,
		of: func(r *row) *party.Listing { return &r.Listing }, with: func(l party.Listing) row { return row{Listing: l} },
		ids: func(l *party.Listing) crossIDs {
			return crossIDs{id: &l.ID, code: &l.Code, document: &l.Document, stated: &l.StatedBy}
		},
		title: func(r *row) lang.Text { return r.name }, validate: party.Listing.Validate,
		learn: func(batch []pending[row]) error {
			var cells []*companyCell
			for i := range batch {
				r := &batch[i].rec
				if r.Code == "" && r.Ticker != "" && r.Exchange != "" {
					r.Code = r.Exchange + ":" + r.Ticker
				}
				if r.Code != "" {
					batch[i].set |= 1
				}
				cells = append(cells, &r.companyCell)
			}
			return book.learn(cells)
		},
	}
	b.settle = func(r *pending[row]) *lang.Error {
		x := &r.rec
		if x.onlyCoded(x.Code) {
			return nil
		}
		id, why := book.find(&x.companyCell, r.row)
		if why != nil {
			fail(p, r, "name", why)
			return nil
		}
		x.Company = id
		if why := book.complete(id, &x.companyCell, party.Party{}, r.row); why != nil {
			fail(p, r, "name", why)
		}
		return nil
	}
	return b.read()
}
