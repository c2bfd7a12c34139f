package exchange

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"bridgehead/access"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/match"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// An interestRow is a row of what parties ask for. Its amounts are kept as they stand until the whole row is
// read: the currency may stand in a column of its own.
type interestRow struct {
	match.Interest
	party                                 string // name or code
	amount, least, most                   string
	currency, leastCurrency, mostCurrency string
	unit                                  money.Unit
}

// interestHeadings are the columns of what parties ask for (docs/match.md).
var interestHeadings = []heading{
	{"edition", "届次|edition|届|第几届|edition no"},
	{"party", "机构|单位|机构名称|单位名称|公司|企业|投资方|投资方名称|投资机构|投资企业|投资者|party|company|organisation|organization|investor|investor name"},
	{"side", "方|所属方|来自方|side|host"},
	{"office", "报送单位|登记单位|填报单位|office|reporting office|registered by"},
	{"industries", "行业|意向行业|投资行业|投资领域|关注行业|关注领域|行业领域|产业领域|领域|产业|industries|industry|sectors|sector|fields of interest"},
	{"types", "合作类型|合作方式|意向合作方式|合作模式|投资方式|项目类型|types|cooperation types|cooperation type|cooperation|project types|project type"},
	{"directions", "方向|投资方向|directions|direction"},
	{"places", "地点|意向地区|意向区域|投资地区|投资区域|关注地区|目标地区|地区|区域|区|places|place|districts|district|regions|region|locations|location|where"},
	{"amount", "金额|投资金额|投资额|意向金额|意向投资额|拟投资金额|拟投资额|投资规模|意向投资规模|资金规模|单笔投资额|amount|investment|investment amount|range|amount range|ticket size|investment size|how much"},
	{"least_amount", "最低金额|最低投资额|最低投资金额|金额下限|投资下限|最小金额|least amount|minimum|minimum amount|min amount|min|from|at least"},
	{"most_amount", "最高金额|最高投资额|最高投资金额|金额上限|投资上限|最大金额|most amount|maximum|maximum amount|max amount|max|to|at most"},
	{"currency", "币种|货币|currency"},
	{"least_currency", "最低金额币种|最低币种|currency of least amount|minimum currency"},
	{"most_currency", "最高金额币种|最高币种|currency of most amount|maximum currency"},
	{"amount_unit", "金额单位|投资额单位|amount unit|unit of amount"},
	{"stages", "阶段|投资阶段|意向阶段|项目阶段|stages|stage|investment stage"},
	{"words", "其他要求|要求|具体要求|投资需求|投资意向|意向|合作意向|合作需求|需求|意向说明|描述|words|in your own words|description|requirements|what is asked for|interest|interests|looking for|remarks"},
	{"readable", "向项目方公开|是否公开|公开|可否公开|readable|shown to owners of projects|shown to owners|public|may be shown"},
}

// anything are the words by which a cell says that nothing is asked for, folded.
var anything = []string{"不限", "无", "无要求", "无限制", "均可", "皆可", "都可", "不限制", "any", "all", "anything", "none", "no preference", "no limit", "not limited", "n/a", "na"}

// wished makes an attribute of a list: of each part what read gives, once, parted by spaces.
func wished(name string, at func(*interestRow) *string, read func(c *cells, text string) ([]string, error)) attr[interestRow] {
	return attr[interestRow]{
		name: name, lines: true,
		read: func(c *cells, r *interestRow, text string) error {
			if slices.Contains(anything, lang.Fold(text)) {
				return nil
			}
			all, err := read(c, text)
			var once []string
			for _, code := range all {
				if !slices.Contains(once, code) {
					once = append(once, code)
				}
			}
			*at(r) = strings.Join(once, " ")
			return err
		},
		copy: func(to, from *interestRow) { *at(to) = *at(from) },
		show: func(r *interestRow) string { return *at(r) },
	}
}

// eachPart reads the parts of a cell one by one.
func eachPart[S ~string](read func(c *cells, text string) (S, error)) func(c *cells, text string) ([]string, error) {
	return func(c *cells, text string) ([]string, error) {
		var out []string
		for _, part := range split(text, true) {
			code, err := read(c, part)
			if err != nil {
				return nil, err
			}
			out = append(out, string(code))
		}
		return out, nil
	}
}

// place reads a side of the fair or a district.
func (c *cells) place(text string) (string, error) {
	if code, err := c.side(text); err == nil {
		return code, nil
	}
	return c.district(text)
}

// stage is a stage as it is kept, in one word.
func stage(_ *cells, text string) (string, error) { return strings.ReplaceAll(text, " ", "-"), nil }

var interestAttrs = func() []attr[interestRow] {
	type row = interestRow
	bound := func(name string, cell func(*row) *string, at func(*row) *money.Amount) attr[row] {
		return held(name, cell, func(to, from *row) { *at(to) = *at(from) }, func(r *row) string { return at(r).String() })
	}
	least, most := func(r *row) *money.Amount { return &r.Least }, func(r *row) *money.Amount { return &r.Most }
	return []attr[row]{
		number("edition", func(r *row) *int64 { return &r.Edition }, (*cells).edition),
		held("party", func(r *row) *string { return &r.party }, func(to, from *row) { to.Party = from.Party }, func(r *row) string { return string(r.Party) }),
		worded("side", func(r *row) *string { return &r.Side }, (*cells).side),
		plainText("office", func(r *row) *string { return &r.Office }),
		wished("industries", func(r *row) *string { return &r.Industries }, func(_ *cells, text string) ([]string, error) { return project.ParseIndustries(text) }),
		wished("types", func(r *row) *string { return &r.Types }, eachPart(projectType)),
		wished("directions", func(r *row) *string { return &r.Directions }, eachPart(direction)),
		wished("places", func(r *row) *string { return &r.Places }, eachPart((*cells).place)),
		held("amount", func(r *row) *string { return &r.amount }, func(to, from *row) { to.Least, to.Most = from.Least, from.Most }, func(r *row) string {
			return strings.Trim(r.Least.String()+" – "+r.Most.String(), " –")
		}),
		bound("least_amount", func(r *row) *string { return &r.least }, least), bound("most_amount", func(r *row) *string { return &r.most }, most),
		held("currency", func(r *row) *string { return &r.currency }, nil, nil),
		held("least_currency", func(r *row) *string { return &r.leastCurrency }, nil, nil),
		held("most_currency", func(r *row) *string { return &r.mostCurrency }, nil, nil),
		amountUnit(func(r *row) *money.Unit { return &r.unit }),
		wished("stages", func(r *row) *string { return &r.Stages }, eachPart(stage)),
		asLines([]attr[row]{plainText("words", func(r *row) *string { return &r.Text })})[0],
		flag("readable", func(r *row) *bool { return &r.Shown }),
	}
}()

// An interestBook is what planning a file of what parties ask for keeps.
type interestBook struct {
	*planner
	file  map[wishOf]*seen
	known map[wishOf]*store.Row[match.Interest] // of the parties that the rows at hand name
}

type wishOf struct {
	edition int64
	party   party.ID
}

func (p *planner) readInterests() error {
	b := &interestBook{planner: p, file: map[wishOf]*seen{}}
	return eachBatch(p, interestAttrs, interestRow{}, b.finish, b.handle)
}

func (b *interestBook) finish(r *pending[interestRow]) {
	x := &r.rec
	ofEdition(b.planner, r, &x.Edition)
	if x.party == "" && !r.bad {
		fail(b.planner, r, "party", lang.Invalid("import.required", lang.Args{"field": lang.Word("table.party")}))
	}
	if says(x.amount) {
		unit := b.unitIn("amount", x.unit)
		var why error
		if x.Least, x.Most, why = b.cells.amountRange(x.amount, unit, x.currency); why != nil {
			fail(b.planner, r, "amount", refusal(why))
		}
	}
	for _, of := range []struct {
		column, cell, currency string
		to                     *money.Amount
	}{{"least_amount", x.least, x.leastCurrency, &x.Least}, {"most_amount", x.most, x.mostCurrency, &x.Most}} {
		if !says(of.cell) {
			continue
		}
		amount, err := b.cells.amount(of.cell, b.unitIn(of.column, x.unit), cmp.Or(of.currency, x.currency))
		switch {
		case err != nil:
			fail(b.planner, r, of.column, refusal(err))
		case says(x.amount) && amount != *of.to:
			fail(b.planner, r, of.column, lang.Invalid("import.interest.bounds", lang.Args{"given": of.cell, "range": x.amount}))
		}
		*of.to = amount
	}
	column := "amount"
	if !says(x.amount) {
		column = "least_amount"
	}
	switch {
	case r.bad:
	case x.Least.Minor < 0, x.Most.Minor < 0:
		fail(b.planner, r, column, lang.Invalid("record.negative"))
	case x.Least.Given() && x.Least.Currency == x.Most.Currency && x.Least.Minor > x.Most.Minor:
		fail(b.planner, r, column, lang.Invalid("interest.range"))
	}
}

// says reports whether a cell of an amount says one.
func says(cell string) bool { return cell != "" && !slices.Contains(anything, lang.Fold(cell)) }

// unitIn returns the unit of an amount: that of the row's own cell, or what the heading of its column says.
func (p *planner) unitIn(column string, row money.Unit) money.Unit {
	if at := slices.Index(p.layout.columns, column); row.Scale == 0 && at >= 0 {
		return p.layout.units[at]
	}
	return row
}

// hyphens makes one hyphen of the marks that are typed for it.
var hyphens = strings.NewReplacer("－", "-", "−", "-", "―", "—", "‐", "-", "‑", "-", "——", "—", "--", "-")

// betweenSigns part the two ends of a range. A hyphen comes last: it is the least sure.
var betweenSigns = []string{"至", "到", " and ", " to ", "—", "–", "～", "~", "-"}

// amountRange reads the amounts that somebody would put in: 1000万至5000万美元, 不低于2亿元, “up to US$20
// million”. One amount is both bounds.
func (c *cells) amountRange(text string, unit money.Unit, currency string) (least, most money.Amount, err error) {
	q, rest := figure.CutQualifier(hyphens.Replace(text))
	if currency != "" {
		code, err := money.ParseCurrency(currency)
		if err != nil {
			return least, most, err
		}
		if unit.Currency != "" && unit.Currency != code {
			return least, most, lang.Invalid("import.amount.currency_conflict", lang.Args{"given": text})
		}
		unit.Currency = code
	}
	for _, sign := range betweenSigns {
		low, high, found := strings.Cut(rest, sign)
		if low, high = strings.TrimSpace(low), strings.TrimSpace(high); !found || low == "" || high == "" {
			continue
		}
		if q != figure.Exact && q != figure.Between {
			break
		}
		// 1000-5000万美元, US$1-5 million: what stands behind the second number is said of both.
		own := behindNumber(low)
		if rest, ok := strings.CutPrefix(behindNumber(high), own); ok && own == "" {
			low += " " + rest
		} else if ok { // 1千-5千万美元
			low += rest
		}
		if most, err = money.ParseAmount(high, unit, ""); err == nil {
			least, err = money.ParseAmount(low, unit, most.Currency)
		} else if least, err = money.ParseAmount(low, unit, ""); err == nil {
			most, err = money.ParseAmount(high, unit, least.Currency)
		}
		return least, most, err
	}
	amount, err := money.ParseAmount(rest, unit, "")
	switch q {
	case figure.AtLeast, figure.Over, figure.Odd:
		least = amount
	case figure.AtMost:
		most = amount
	case figure.Between:
		return least, most, cmp.Or(err, error(lang.Invalid("import.between", lang.Args{"given": text})))
	default:
		least, most = amount, amount
	}
	return least, most, err
}

// behindNumber is what stands behind the last number of an amount: 万美元 of 5000万美元, 千万美元 of 5千万美元, 亿元 of
// 三亿元, 万元 of 五千万元.
func behindNumber(amount string) string {
	at := strings.LastIndexFunc(amount, digit)
	if at < 0 {
		at = strings.LastIndexFunc(amount, numeral)
	}
	if at < 0 {
		return amount
	}
	_, size := utf8.DecodeRuneInString(amount[at:])
	return strings.TrimSpace(amount[at+size:])
}

func digit(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

// numeral reports whether the character is one that numbers are written with.
func numeral(r rune) bool {
	return digit(r) || strings.ContainsRune("〇零一二三四五六七八九十百千", r)
}

func (b *interestBook) handle(batch []pending[interestRow]) error {
	names, err := learnNamed(b.planner, batch, func(r *interestRow) string { return r.party })
	if err != nil {
		return err
	}
	var parties []string
	for _, name := range names {
		parties = append(parties, string(b.book.known[name]))
	}
	rows, err := b.view.InterestsOf(b.ctx, parties)
	if err != nil {
		return err
	}
	b.known = make(map[wishOf]*store.Row[match.Interest], len(rows))
	for i := range rows {
		b.known[wishOf{rows[i].Value.Edition, rows[i].Value.Party}] = &rows[i]
	}
	return settleEach(b.planner, batch, b.settle)
}

// settle makes the record of a row: what the party asks for already, corrected, or a new one.
func (b *interestBook) settle(r *pending[interestRow]) error {
	x := &r.rec
	id, why := b.book.find(x.party, r.row)
	if why != nil {
		fail(b.planner, r, "party", why)
		b.leftOut()
		return nil
	}
	x.Party = id
	name := lang.Text{}.With(inOwn(x.party), x.party)
	key := wishOf{x.Edition, id}
	if before := b.file[key]; before != nil && before.hash != r.hash {
		fail(b.planner, r, "party", lang.Invalid("import.interest.twice", lang.Args{"given": x.party, "first": before.row, "second": r.row}))
		b.leftOut()
		return nil
	} else if again(b.planner, r, before, "interest", "", name) {
		return nil
	}
	b.file[key] = &seen{row: r.row, hash: r.hash}
	out := Outcome{Row: r.row, Record: "interest", Title: name, Action: ActionCreate}
	w := write[match.Interest]{row: r.row, action: journal.Created}
	if there := b.known[key]; there == nil {
		w.rec = x.Interest
		w.rec.ID = b.newID()
	} else {
		merged, changes := merge(interestAttrs, interestRow{Interest: there.Value}, r)
		w.rec, w.before, w.action = merged.Interest, there.Since, journal.Corrected
		out.Matched, out.Changes, out.Action = "import.match.party", changes, ActionCorrect
		if len(changes) == 0 {
			out.Action = ActionUnchanged
		}
	}
	out.ID = w.rec.ID
	if !validate(b.planner, r, w.rec.Validate()) {
		b.leftOut()
		return nil
	}
	b.preview.outcome(out, b.o.Detail, b.kept)
	if out.Action != ActionUnchanged {
		b.plan.interests = append(b.plan.interests, w)
	}
	return nil
}

// interests is a table of what those parties ask for of whom that may be read, as the import reads it.
func (o Out) interests(ctx context.Context, v store.View, edition int64) (Table, error) {
	t := o.table(lang.Say(o.Tag, "table.list.interests"), nil, "edition#decimal", "party", "side", "office", "industries", "types", "directions", "places",
		"least_amount#decimal", "least_currency", "most_amount#decimal", "most_currency", "stages", "words", "readable")
	editions, err := o.numbers(ctx, v, edition)
	if err != nil {
		return t, err
	}
	var seen []match.Interest
	var parties []string
	for _, number := range editions {
		rows, err := v.Interests(ctx, number)
		if err != nil {
			return t, err
		}
		for _, r := range rows {
			if i := r.Value; o.Sees != nil && o.Sees(store.InterestQuestion(access.ReadMeeting, i)) {
				seen, parties = append(seen, i), append(parties, string(i.Party))
			}
		}
	}
	known, err := companies(ctx, v, parties)
	if err != nil {
		return t, err
	}
	var rows [][]string
	for _, i := range seen {
		list := func(codes string, say func(string) string) string {
			var words []string
			for code := range strings.FieldsSeq(codes) {
				words = append(words, say(code))
			}
			return strings.Join(words, "; ")
		}
		place := func(code string) string {
			if _, ok := fair.DistrictByCode(code); ok {
				return o.district(code)
			}
			return o.side(code)
		}
		same := func(code string) string { return code }
		least, leastIn := amountCells(i.Least)
		most, mostIn := amountCells(i.Most)
		rows = append(rows, []string{
			count(i.Edition), cmp.Or(known[i.Party].Code, o.text(known[i.Party].Name)), o.side(i.Side), i.Office, list(i.Industries, same),
			list(i.Types, func(code string) string { return o.word("word.cooperation", code) }), list(i.Directions, func(code string) string { return o.word("word.direction", code) }),
			list(i.Places, place), least, leastIn, most, mostIn, list(i.Stages, same), i.Text, o.yes(i.Shown),
		})
	}
	t.Rows = Listed(rows)
	return t, nil
}

// numbers are the numbers of all editions, or the one that is given.
func (o Out) numbers(ctx context.Context, v store.View, edition int64) ([]int64, error) {
	if edition != 0 {
		return []int64{edition}, nil
	}
	all, err := store.Editions(ctx, v)
	var numbers []int64
	for _, e := range all {
		numbers = append(numbers, e.Value.Number)
	}
	return numbers, err
}
