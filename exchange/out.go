package exchange

import (
	"strconv"
	"strings"

	"bridgehead/access"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
)

// An Out makes tables of a fair's figures and records, for one reader.
type Out struct {
	Fair     fair.Fair
	Tag      lang.Tag
	Position int64

	// Sees answers as the table of access does, where what goes out is not for everybody. Nil sees
	// nothing of it.
	Sees func(access.Question) bool
}

// table begins a table with what it says of itself. A column of heads is its key, with
// #decimal or #day behind it where it is not words, and ~ where it is wide.
func (o Out) table(name string, about []string, heads ...string) Table {
	t := Table{Name: name, Mark: o.mark()}
	t.About = append([]string{name, lang.Say(o.Tag, "table.of", lang.Args{"fair": o.text(o.Fair.Name), "at": o.Position})}, about...)
	for _, h := range heads {
		h, wide := strings.CutSuffix(h, "~")
		key, kind, _ := strings.Cut(h, "#")
		t.Head = append(t.Head, Head{key, lang.Say(o.Tag, "table."+key), map[string]CellKind{"": Words, "decimal": Decimal, "day": Day}[kind], wide})
	}
	return t
}

// mark says of a synthetic fair that it is one.
func (o Out) mark() string {
	if o.Fair.Synthetic {
		return lang.Say(o.Tag, "table.synthetic")
	}
	return ""
}

func (o Out) text(t lang.Text) string {
	s, _ := t.In(o.Tag)
	return s
}

// Described is a figure with the definition that says what it is called.
type Described struct {
	Figure     figure.Figure
	Definition indicator.Definition
}

// figureHeads are the columns that say a value in full.
var figureHeads = []string{
	"shown", "value#decimal~", "low#decimal~", "high#decimal~", "qualifier~", "unit~", "currency~", "as_of#day~", "kind~",
	"recorded#decimal", "source~", "stated_by~", "rate~", "checks~", "name~",
}

// figureCells are their cells.
func (o Out) figureCells(f figure.Figure) []string {
	j := f.JSON()
	var rates, checks []string
	for _, r := range j.Rates {
		rates = append(rates, "1 "+r.From+" = "+r.Value+" "+r.To+" ("+r.Source+", "+r.Day+")")
	}
	for _, c := range f.Checks {
		checks = append(checks, f.ExplainCheck(c, o.Tag))
	}
	name := j.Name
	if f.Name.Indicator == "" {
		name = ""
	}
	return []string{
		j.Shown[string(o.Tag)], given(j.Value), given(j.Low), given(j.High), string(j.Qualifier), j.Unit, j.Currency, j.AsOf, string(j.Kind),
		given(j.Recorded), o.text(f.Source), o.text(f.StatedBy), strings.Join(rates, "; "), strings.Join(checks, " "), name,
	}
}

func given(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Figures is a table of figures, a row for each.
func (o Out) Figures(list []Described) Table {
	t := o.table(lang.Say(o.Tag, "table.figures"), nil, append([]string{"indicator", "label", "scope"}, figureHeads...)...)
	var rows [][]string
	for _, d := range list {
		rows = append(rows, append([]string{d.Figure.Name.Indicator, o.text(d.Definition.Label), scopeText(d.Figure.Name.Scope)}, o.figureCells(d.Figure)...))
	}
	t.Rows = Listed(rows)
	return t
}

func scopeText(s figure.Scope) string {
	_, text, _ := strings.Cut(figure.Name{Scope: s, At: -1, Ref: -1}.String(), "?")
	return text
}

// Trace is a table of all that stands behind a figure: the figure, what was stated, the
// figures it is made of, each record, the rounding and the total that close them, and what
// was left out.
func (o Out) Trace(tr indicator.Trace) Table {
	f, d := tr.Figure, tr.Definition
	about := []string{o.text(d.Label) + " " + f.Show(o.Tag), f.Name.String(), o.text(d.Means)}
	for _, c := range f.Checks {
		about = append(about, f.ExplainCheck(c, o.Tag))
	}
	t := o.table(lang.Say(o.Tag, "table.trace"), about,
		"section", "id", "code", "title", "signed_on#day", "amount#decimal", "currency", "share", "rate#decimal", "rate_day#day", "rate_source",
		"converted#decimal", "converted_currency", "stated_by", "source", "origin", "position#decimal")
	var rows [][]string
	add := func(section string, set func(cell map[string]string)) {
		cell := map[string]string{"section": lang.Say(o.Tag, "table.section."+section)}
		set(cell)
		row := make([]string, len(t.Head))
		for i, h := range t.Head {
			row[i] = cell[h.Key]
		}
		rows = append(rows, row)
	}
	value := func(cell map[string]string, f figure.Figure) {
		j := f.JSON()
		cell["id"], cell["title"], cell["amount"], cell["currency"] = f.Name.String(), f.Show(o.Tag), given(j.Value), j.Currency
		cell["source"], cell["stated_by"], cell["position"] = o.text(f.Source), o.text(f.StatedBy), strconv.FormatInt(f.Name.At, 10)
	}
	j := tr.JSON(string(o.Fair.ID))
	add("figure", func(cell map[string]string) { value(cell, f) })
	for _, s := range tr.Statements {
		add("statement", func(cell map[string]string) {
			cell["id"], cell["code"], cell["title"], cell["amount"], cell["currency"] = s.ID, s.Code, o.text(s.Words), s.Value, string(s.Currency)
			cell["stated_by"], cell["source"], cell["origin"] = o.text(s.StatedByText()), o.text(s.Source.Citation()), s.Origin
			cell["position"] = strconv.FormatInt(s.Since, 10)
		})
	}
	for i, p := range tr.Parts {
		add("part", func(cell map[string]string) {
			if value(cell, p); tr.Lines == nil {
				return
			}
			cell["converted"], cell["converted_currency"] = j.Summands[i].Converted, j.Currency
			if r := j.Summands[i].Rate; r != nil {
				cell["rate"], cell["rate_day"], cell["rate_source"] = r.Value, r.Day, r.Source
			}
		})
	}
	for _, r := range f.Rates {
		add("rate", func(cell map[string]string) {
			j := r.JSON()
			cell["title"], cell["currency"], cell["rate"], cell["rate_day"], cell["rate_source"] = "1 "+j.From+" → "+j.To, j.From, j.Value, j.Day, j.Source
			cell["converted_currency"] = j.To
		})
	}
	for i, item := range tr.Items {
		add(item.Kind, func(cell map[string]string) { o.itemCells(cell, item.Item, j.Records[i], j.Currency) })
	}
	for _, v := range tr.Values {
		add("value", func(cell map[string]string) {
			cell["id"], cell["title"], cell["share"] = v.Value, o.text(v.Label), strconv.FormatInt(v.Records, 10)
		})
	}
	if tr.Total != nil {
		for _, line := range []struct{ section, value string }{{"rounding", given(j.Rounding)}, {"total", given(j.Total)}} {
			add(line.section, func(cell map[string]string) {
				cell["converted"], cell["converted_currency"] = line.value, j.Currency
			})
		}
	}
	for i, item := range tr.LeftOut {
		add("left_out", func(cell map[string]string) { o.itemCells(cell, item, j.LeftOut[i], "") })
	}
	t.Rows = Listed(rows)
	return t
}

func (o Out) itemCells(cell map[string]string, i indicator.Item, j indicator.ItemJSON, currency string) {
	cell["id"], cell["code"], cell["title"], cell["signed_on"], cell["share"], cell["origin"] = j.ID, j.Code, o.text(i.Title), j.Day, j.Share, j.Origin
	cell["position"] = strconv.FormatInt(j.Position, 10)
	cell["amount"], cell["currency"], _ = strings.Cut(j.Amount, " ")
	if j.Rate != nil {
		cell["rate"], cell["rate_day"], cell["rate_source"] = j.Rate.Value, j.Rate.Day, j.Rate.Source
	}
	if cell["converted"] = j.Converted; j.Converted != "" {
		cell["converted_currency"] = currency
	}
	if i.Kind == indicator.OfEnterprises || i.Kind == indicator.OfListings {
		cell["share"] = strings.Trim(j.Began+" – "+j.Ended, " ")
		if j.Perhaps {
			cell["share"] += " (" + lang.Say(o.Tag, "register.perhaps") + ")"
		}
	}
	if j.From != "" {
		cell["share"] = j.From + " – " + j.To
	}
}

// Series is a table of a figure over the editions, a row for each; a gap is a row without
// a value.
func (o Out) Series(s indicator.Series) Table {
	t := o.table(o.text(s.Definition.Label), scopeAbout(s.Scope), append([]string{"edition#decimal", "opened#day"},
		append(figureHeads, "base#decimal", "verdict", "growth", "like", "cautions~")...)...)
	var rows [][]string
	for _, p := range s.Points {
		row := append([]string{strconv.FormatInt(p.Edition, 10), string(p.Opened)}, o.figureCells(p.Figure)...)
		if c := p.From; c != nil {
			u := c.Own
			if c.Common != nil {
				u = *c.Common
			}
			row = append(row, strconv.FormatInt(c.EditionA.Number, 10), o.verdict(u), u.Growth.Show(o.Tag),
				lang.Say(o.Tag, map[bool]string{true: "table.yes", false: "table.no"}[p.Like]), o.cautions(c.Reasons))
		} else {
			row = append(row, "", "", "", "", "")
		}
		rows = append(rows, row)
	}
	t.Rows = Listed(rows)
	return t
}

func scopeAbout(s figure.Scope) []string {
	if text := scopeText(s); text != "" {
		return []string{text}
	}
	return nil
}

func (o Out) verdict(u indicator.Under) string {
	if u.Why.Key != "" {
		return u.Why.In(o.Tag)
	}
	return lang.Say(o.Tag, "compare.verdict."+string(u.Verdict))
}

func (o Out) cautions(list []indicator.Caution) string {
	var out []string
	for _, c := range list {
		out = append(out, c.In(o.Tag))
	}
	return strings.Join(out, " ")
}

// Split is a table of the parts of a whole, closed by their sum, what is in none of them,
// what was counted in several, and the whole.
func (o Out) Split(b indicator.Breakdown) Table {
	about := []string{scopeText(b.Scope)}
	for _, r := range b.Why {
		about = append(about, r.In(o.Tag))
	}
	if b.Open {
		about = append(about, lang.Say(o.Tag, "table.open"))
	}
	heads := []string{"section"}
	for _, c := range b.Cuts {
		heads = append(heads, "split_"+c.Dimension, "split_"+c.Dimension+"_label")
	}
	t := o.table(o.text(b.Definition.Label), about, append(heads, figureHeads...)...)
	for i, c := range b.Cuts { // named by the dimension
		t.Head[1+2*i] = Head{Key: c.Dimension, Text: lang.Say(o.Tag, "table.code")}
		t.Head[2+2*i] = Head{Key: c.Dimension + "_label", Text: lang.Say(o.Tag, "dimension."+c.Dimension)}
	}
	var rows [][]string
	add := func(section string, keys []string, labels []lang.Text, f figure.Figure) {
		row := []string{lang.Say(o.Tag, section)}
		for i := range b.Cuts {
			if keys == nil {
				row = append(row, "", "")
			} else {
				row = append(row, keys[i], o.text(labels[i]))
			}
		}
		rows = append(rows, append(row, o.figureCells(f)...))
	}
	for _, p := range b.Parts {
		add("table.section.part", p.Keys, p.Labels, p.Figure)
	}
	add("table.sum", nil, nil, b.Sum)
	add("word.remainder", nil, nil, b.Remainder)
	add("table.overlap", nil, nil, b.Overlap)
	add("word.total", nil, nil, b.Whole)
	t.Rows = Listed(rows)
	return t
}

// Comparison is a table of two editions beside each other, under each rule of rates.
func (o Out) Comparison(c indicator.Comparison, parts []indicator.PartComparison) Table {
	about := append(scopeAbout(c.Scope), c.Explain(o.Tag)...)
	for _, r := range c.Reasons {
		about = append(about, r.In(o.Tag))
	}
	t := o.table(o.text(c.Definition.Label), about, "part", "rates", "edition#decimal", "shown", "base#decimal", "base_shown", "currency",
		"difference", "growth", "verdict", "value#decimal~", "base_value#decimal~", "rate~", "base_rate~")
	var rows [][]string
	add := func(label, rule string, u indicator.Under) {
		a, b := o.figureCells(u.A), o.figureCells(u.B)
		currency := string(u.B.Currency)
		rows = append(rows, []string{
			label, rule, strconv.FormatInt(c.EditionB.Number, 10), b[0], strconv.FormatInt(c.EditionA.Number, 10), a[0], currency,
			u.Difference.Show(o.Tag), u.Growth.Show(o.Tag), o.verdict(u), b[1], a[1], b[12], a[12],
		})
	}
	both := func(label string, own indicator.Under, common *indicator.Under) {
		if common == nil {
			add(label, "", own)
			return
		}
		add(label, lang.Say(o.Tag, "table.rates.own"), own)
		add(label, lang.Say(o.Tag, "table.rates.common", lang.Args{"day": common.Policy.Day}), *common)
	}
	both("", c.Own, c.Common)
	for _, p := range parts {
		var label []string
		for i, l := range p.Labels {
			if label = append(label, o.text(l)); label[i] == "" {
				label[i] = p.Keys[i]
			}
		}
		both(strings.Join(label, " · "), p.Own, p.Common)
	}
	t.Rows = Listed(rows)
	return t
}

// Days is a table of the verdicts of a comparison at the rates of each quoted day.
func (o Out) Days(c indicator.Comparison, d indicator.DayVerdicts) Table {
	t := o.table(o.text(c.Definition.Label), append(scopeAbout(c.Scope), c.Explain(o.Tag)...), "day#day", "rate", "verdict", "otherwise")
	var rows [][]string
	for _, v := range d.Days {
		var rates []string
		for _, r := range v.Rates {
			j := r.JSON()
			rates = append(rates, "1 "+j.From+" = "+j.Value+" "+j.To)
		}
		rows = append(rows, []string{
			string(v.Day), strings.Join(rates, "; "), lang.Say(o.Tag, "compare.verdict."+string(v.Verdict)),
			lang.Say(o.Tag, map[bool]string{true: "table.yes", false: "table.no"}[v.Otherwise]),
		})
	}
	t.Rows = Listed(rows)
	return t
}

// Findings is a table of what the statements say of each other.
func (o Out) Findings(list []indicator.Finding) Table {
	t := o.table(lang.Say(o.Tag, "table.findings"), nil, "verdict", "rule", "indicator", "scope", "explanation", "statement", "against", "follows")
	var rows [][]string
	for _, f := range list {
		row := []string{lang.Say(o.Tag, "finding.verdict."+f.Verdict), f.Rule, f.Indicator, scopeText(f.Scope), f.In(o.Tag), "", "", ""}
		var against []string
		for i, s := range f.Statements {
			line := o.text(s.Words) + " (" + o.text(s.StatedByText()) + ", " + o.text(s.Source.Citation()) + ")"
			if i == 0 {
				row[5] = line
			} else {
				against = append(against, line)
			}
		}
		row[6] = strings.Join(against, " ")
		if f.Expected != nil {
			row[7] = f.Expected.Show(o.Tag)
		}
		rows = append(rows, row)
	}
	t.Rows = Listed(rows)
	return t
}
