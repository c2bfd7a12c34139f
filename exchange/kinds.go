package exchange

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
)

// What a row says is one of these: the record and beside it what has to be looked up
// before the record is whole.

type projectRow struct {
	project.Project
	amount, currency string // cells, read together
	unit             money.Unit
	owner            string // name or code of the party
	officer, post    string // the responsible person
}

type agreementRow struct {
	agreement.Agreement
	amount, currency string
	unit             money.Unit
	what             string // create, increase or replacement
	amends           string // code of the agreement concerned
	investors        []string
	partners         []string
	districts        []share
	offices          []share
}

// What a row of agreements is.
const (
	rowNew         = "new"
	rowIncrease    = "increase"
	rowReplacement = "replacement"
)

// The roles of parties that files know.
const (
	investorRole = "investor"
	partnerRole  = "partner"
)

type partyRow struct {
	party.Party
	parent string // name or code
}

type observationRow struct {
	indicator.Observation
	scope     figure.Scope
	amount    string // the value's cell
	unit      string
	qualifier string
	currency  string
	about     string // code of the party or technology that it speaks of
	person    party.Person
}

// plainText is an attribute that is kept as it is written.
func plainText[T any](name string, at func(*T) *string) attr[T] {
	return attr[T]{
		name: name,
		read: func(_ *cells, r *T, text string) error { *at(r) = text; return nil },
		copy: func(to, from *T) { *at(to) = *at(from) },
		show: func(r *T) string { return *at(r) },
	}
}

// worded is a text attribute that is read by a function.
func worded[T any, S ~string](name string, at func(*T) *S, read func(c *cells, text string) (S, error)) attr[T] {
	return attr[T]{
		name: name,
		read: func(c *cells, r *T, text string) (err error) { *at(r), err = read(c, text); return err },
		copy: func(to, from *T) { *at(to) = *at(from) },
		show: func(r *T) string { return string(*at(r)) },
	}
}

// held is a cell that is kept until the whole row is read.
func held[T any](name string, at func(*T) *string, copy func(to, from *T), show func(*T) string) attr[T] {
	return attr[T]{name: name, read: func(_ *cells, r *T, text string) error { *at(r) = text; return nil }, copy: copy, show: show}
}

// amountUnit is what a row says of its amount in a cell of its own, as a heading would.
func amountUnit[T any](at func(*T) *money.Unit) attr[T] {
	return attr[T]{name: "amount_unit", read: func(_ *cells, r *T, text string) error {
		u, ok := money.ParseUnit(text)
		if !ok {
			return lang.Invalid("import.unit.amount", lang.Args{"given": text})
		}
		*at(r) = u
		return nil
	}}
}

// number is an attribute that is a whole number.
func number[T any](name string, at func(*T) *int64, read func(c *cells, text string) (int64, error)) attr[T] {
	return attr[T]{
		name: name,
		read: func(c *cells, r *T, text string) (err error) { *at(r), err = read(c, text); return err },
		copy: func(to, from *T) { *at(to) = *at(from) },
		show: func(r *T) string {
			if *at(r) == 0 {
				return ""
			}
			return strconv.FormatInt(*at(r), 10)
		},
	}
}

// flag is an attribute that is yes or no.
func flag[T any](name string, at func(*T) *bool) attr[T] {
	return attr[T]{
		name: name,
		read: func(_ *cells, r *T, text string) (err error) { *at(r), err = truth(text); return err },
		copy: func(to, from *T) { *at(to) = *at(from) },
		show: func(r *T) string {
			if *at(r) {
				return "true"
			}
			return ""
		},
	}
}

// titles are the four attributes of a name: one that finds its language by itself, and
// one for each language.
func titles[T any](name string, at func(*T) *lang.Text) []attr[T] {
	each := func(suffix string, of func(*lang.Text) *string) attr[T] {
		return plainText(name+suffix, func(r *T) *string { return of(at(r)) })
	}
	list := []attr[T]{
		{name: name},
		each("_hans", func(t *lang.Text) *string { return &t.Hans }),
		each("_hant", func(t *lang.Text) *string { return &t.Hant }),
		each("_en", func(t *lang.Text) *string { return &t.En }),
	}
	list[0].read = func(c *cells, r *T, text string) error {
		tag := inOwn(text)
		c.field += 1 + slices.Index(lang.Tags, tag)
		*at(r) = at(r).With(tag, text)
		return nil
	}
	return list
}

func agreementType(c *cells, text string) (agreement.Type, error) {
	values := make([]string, len(agreement.Types))
	for i, t := range agreement.Types {
		values[i] = string(t)
	}
	v, err := c.choice("type", text, "word.agreement.", values, agreementTypeWords)
	return agreement.Type(v), err
}

func projectType(c *cells, text string) (project.Type, error) {
	v, err := c.choice("type", text, "word.cooperation.", projectTypes, projectTypeWords)
	return project.Type(v), err
}

func direction(c *cells, text string) (project.Direction, error) {
	v, err := c.choice("direction", text, "word.direction.", directions, directionWords)
	return project.Direction(v), err
}

func rowKind(c *cells, text string) (string, error) {
	return c.choice("row", text, "import.row_kind.", []string{rowNew, rowIncrease, rowReplacement}, map[string]string{
		"新签": rowNew, "新": rowNew, "首次签约": rowNew, "增加投资": rowIncrease, "追加投资": rowIncrease, "增资扩股": rowIncrease, "追加": rowIncrease,
		"capital increase": rowIncrease, "更换投资方": rowReplacement, "投资方变更": rowReplacement, "更换": rowReplacement, "replace": rowReplacement,
	})
}

var projectAttrs = slices.Concat([]attr[projectRow]{
	plainText("code", func(r *projectRow) *string { return &r.Code }),
	number("edition", func(r *projectRow) *int64 { return &r.Edition }, (*cells).edition),
}, titles("title", func(r *projectRow) *lang.Text { return &r.Title }), []attr[projectRow]{
	worded("type", func(r *projectRow) *project.Type { return &r.Type }, projectType),
	worded("direction", func(r *projectRow) *project.Direction { return &r.Direction }, direction),
	worded("side", func(r *projectRow) *string { return &r.Side }, (*cells).side),
	worded("district", func(r *projectRow) *string { return &r.District }, (*cells).district),
	plainText("office", func(r *projectRow) *string { return &r.Office }),
	held("owner", func(r *projectRow) *string { return &r.owner },
		func(to, from *projectRow) { to.Owner = from.Owner }, func(r *projectRow) string { return string(r.Owner) }),
	worded("industry", func(r *projectRow) *string { return &r.Industry }, (*cells).industry),
	held("amount", func(r *projectRow) *string { return &r.amount },
		func(to, from *projectRow) { to.Amount = from.Amount }, func(r *projectRow) string { return r.Amount.String() }),
	held("currency", func(r *projectRow) *string { return &r.currency }, nil, nil),
	amountUnit(func(r *projectRow) *money.Unit { return &r.unit }),
	plainText("terms", func(r *projectRow) *string { return &r.Terms }),
	plainText("status", func(r *projectRow) *string { return &r.Status }),
	held("officer", func(r *projectRow) *string { return &r.officer }, nil, nil),
	held("officer_post", func(r *projectRow) *string { return &r.post }, nil, nil),
})

var agreementAttrs = slices.Concat([]attr[agreementRow]{
	plainText("code", func(r *agreementRow) *string { return &r.Code }),
	number("edition", func(r *agreementRow) *int64 { return &r.Edition }, (*cells).edition),
}, titles("title", func(r *agreementRow) *lang.Text { return &r.Title }), []attr[agreementRow]{
	worded("type", func(r *agreementRow) *agreement.Type { return &r.Type }, agreementType),
	{name: "row", read: func(c *cells, r *agreementRow, text string) (err error) { r.what, err = rowKind(c, text); return err }},
	held("amends", func(r *agreementRow) *string { return &r.amends }, nil, nil),
	worded("direction", func(r *agreementRow) *project.Direction { return &r.Direction }, direction),
	worded("signed_on", func(r *agreementRow) *lang.Date { return &r.SignedOn }, (*cells).date),
	held("amount", func(r *agreementRow) *string { return &r.amount },
		func(to, from *agreementRow) { to.Amount = from.Amount }, func(r *agreementRow) string { return r.Amount.String() }),
	held("currency", func(r *agreementRow) *string { return &r.currency }, nil, nil),
	amountUnit(func(r *agreementRow) *money.Unit { return &r.unit }),
	roles(investorRole, func(r *agreementRow) *[]string { return &r.investors }),
	roles(partnerRole, func(r *agreementRow) *[]string { return &r.partners }),
	{
		name: "district",
		read: func(c *cells, r *agreementRow, text string) (err error) {
			if known, ok := c.parts[text]; ok {
				r.districts = known
				return nil
			}
			r.districts, err = shares(text)
			for i := range r.districts {
				if err == nil {
					r.districts[i].of, err = c.district(r.districts[i].of)
				}
			}
			if err == nil && len(c.parts) < 1<<12 {
				c.parts[text] = r.districts
			}
			return err
		},
		copy: copyAttributions, show: showAttributions,
	},
	{
		name: "office",
		read: func(_ *cells, r *agreementRow, text string) (err error) { r.offices, err = shares(text); return err },
		copy: copyAttributions, show: showAttributions,
	},
	worded("industry", func(r *agreementRow) *string { return &r.Industry }, (*cells).industry),
	worded("country", func(r *agreementRow) *string { return &r.Country }, (*cells).country),
	plainText("project", func(r *agreementRow) *string { return &r.Project }),
	{
		name: "confirmed",
		read: func(c *cells, r *agreementRow, text string) (err error) { r.Confirmed, err = c.sides(text); return err },
		copy: func(to, from *agreementRow) { to.Confirmed = from.Confirmed },
		show: func(r *agreementRow) string { return confirmedText(r.Confirmed) },
	},
	worded("ended_on", func(r *agreementRow) *lang.Date { return &r.EndedOn }, (*cells).date),
	plainText("note", func(r *agreementRow) *string { return &r.Note }),
})

// confirmedText writes a set of sides by their places, until names stand for them.
func confirmedText(s fair.SideSet) string {
	if s == 0 {
		return ""
	}
	return "sides:" + strconv.FormatInt(int64(s), 2)
}

// roles is the attribute of the parties in one role.
func roles(role string, at func(*agreementRow) *[]string) attr[agreementRow] {
	return attr[agreementRow]{
		name: role,
		read: func(_ *cells, r *agreementRow, text string) error { *at(r) = split(text, false); return nil },
		copy: func(to, from *agreementRow) {
			var list []agreement.Role
			for _, want := range []string{investorRole, partnerRole} {
				source := to
				if want == role {
					source = from
				}
				for _, p := range source.Parties {
					if p.Role == want {
						list = append(list, p)
					}
				}
			}
			for _, p := range to.Parties {
				if p.Role != investorRole && p.Role != partnerRole {
					list = append(list, p)
				}
			}
			to.Parties = list
		},
		show: func(r *agreementRow) string {
			var list []string
			for _, p := range r.Parties {
				if p.Role == role {
					list = append(list, string(p.Party))
				}
			}
			return strings.Join(list, "; ")
		},
	}
}

func copyAttributions(to, from *agreementRow) { to.Attributions = from.Attributions }

func showAttributions(r *agreementRow) string {
	var b strings.Builder
	for i, a := range r.Attributions {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(strings.Trim(a.District+" "+a.Office, " "))
		if a.Num != a.Den && a.Den > 0 {
			b.WriteString(" " + big.NewRat(a.Num, a.Den).String()) // 50/100 is 1/2
		}
	}
	return b.String()
}

// attribute joins the districts and the offices of a row. An office beside the districts
// reports all of them; offices and districts of the same number belong together in order.
func (r *agreementRow) attribute() *lang.Error {
	if r.districts == nil && r.offices == nil {
		return nil
	}
	parts := cmp.Or(len(r.districts), len(r.offices))
	if n := len(r.offices); len(r.districts) > 0 && n > 1 && n != parts {
		return lang.Invalid("import.attribution", lang.Args{"districts": parts, "offices": n})
	}
	r.Attributions = make([]agreement.Attribution, parts)
	for i := range r.Attributions {
		a := &r.Attributions[i]
		if i < len(r.districts) {
			a.District, a.Num, a.Den = r.districts[i].of, r.districts[i].num, r.districts[i].den
		}
		switch {
		case len(r.districts) == 0:
			a.Office, a.Num, a.Den = r.offices[i].of, r.offices[i].num, r.offices[i].den
		case len(r.offices) == parts:
			a.Office = r.offices[i].of
		case len(r.offices) == 1 && parts == 1:
			a.Office = r.offices[0].of
		}
	}
	return nil
}

func identifier(scheme party.Scheme) func(*cells, string) (string, error) {
	return func(_ *cells, text string) (string, error) {
		// The column names the scheme, so any value is taken; its check is a warning.
		id, err := party.ParseIdentifier(string(scheme) + ":" + text)
		return id.Value, err
	}
}

var partyAttrs = slices.Concat([]attr[partyRow]{
	plainText("code", func(r *partyRow) *string { return &r.Code }),
	worded("kind", func(r *partyRow) *party.Kind { return &r.Kind }, func(_ *cells, text string) (party.Kind, error) { return party.ParseKind(text) }),
}, titles("name", func(r *partyRow) *lang.Text { return &r.Name }), []attr[partyRow]{
	worded("side", func(r *partyRow) *string { return &r.Side }, (*cells).side),
	worded("district", func(r *partyRow) *string { return &r.District }, (*cells).district),
	worded("country", func(r *partyRow) *string { return &r.Country }, (*cells).country),
	worded("industry", func(r *partyRow) *string { return &r.Industry }, (*cells).industry),
	worded("uscc", func(r *partyRow) *string { return &r.USCC }, identifier(party.USCC)),
	worded("lei", func(r *partyRow) *string { return &r.LEI }, identifier(party.LEI)),
	plainText("registration", func(r *partyRow) *string { return &r.Registration }),
	held("parent", func(r *partyRow) *string { return &r.parent },
		func(to, from *partyRow) { to.Parent = from.Parent }, func(r *partyRow) string { return string(r.Parent) }),
	plainText("note", func(r *partyRow) *string { return &r.Note }),
})

// dimension is an attribute that narrows an observation's scope.
func dimension(name string, read func(*cells, string) (string, error)) attr[observationRow] {
	return attr[observationRow]{name: name, read: func(c *cells, r *observationRow, text string) error {
		v, err := read(c, text)
		if err != nil {
			return err
		}
		return r.narrow(name, v, text)
	}}
}

// narrow gives the scope a dimension, as a cell says it.
func (r *observationRow) narrow(dimension, value, cell string) error {
	if before, twice := r.scope[dimension]; twice && before != value {
		return lang.Invalid("import.scope.twice", lang.Args{"given": cell})
	}
	r.scope = r.scope.With(dimension, value)
	return nil
}

func asWritten(_ *cells, text string) (string, error) { return text, nil }

func wholeNumber(_ *cells, text string) (int64, error) {
	n, err := strconv.ParseInt(lang.HalfWidth(text), 10, 64)
	if err != nil || n < 0 {
		return 0, lang.Invalid("import.number", lang.Args{"given": text})
	}
	return n, nil
}

func dimensionType(c *cells, text string) (string, error) {
	if t, err := projectType(c, text); err == nil {
		return string(t), nil
	}
	t, err := agreementType(c, text)
	return string(t), err
}

var observationAttrs = slices.Concat([]attr[observationRow]{
	plainText("code", func(r *observationRow) *string { return &r.Code }),
	{
		name: "indicator",
		read: func(_ *cells, r *observationRow, text string) error {
			n, err := figure.ParseName(text)
			if err != nil || n.At >= 0 || n.Ref >= 0 || n.Definition > 0 {
				return lang.Invalid("import.indicator", lang.Args{"given": text})
			}
			r.Indicator = n.Indicator
			for k, v := range n.Scope { // signed.count?direction=outward
				if err := r.narrow(k, v, text); err != nil {
					return err
				}
			}
			return nil
		},
		copy: func(to, from *observationRow) { to.Indicator = from.Indicator },
		show: func(r *observationRow) string { return r.Indicator },
	},
	{
		name: "scope",
		read: func(_ *cells, r *observationRow, text string) error {
			s, err := figure.ParseScope(text)
			if err != nil {
				return lang.Invalid("import.scope", lang.Args{"given": text, "choices": strings.Join(figure.Dimensions, ", ")}).Because(err)
			}
			for k, v := range r.scope {
				s = s.With(k, v)
			}
			r.scope = s
			return nil
		},
		copy: func(to, from *observationRow) { to.Scope = from.Scope },
		show: func(r *observationRow) string { return r.Scope },
	},
	{
		name: "edition",
		read: func(c *cells, r *observationRow, text string) (err error) {
			// 8-20 is said of the 20th edition, over the period of the editions 8 to 20.
			if first, last, ok := editionSpan(text); ok {
				if err := r.narrow(figure.ByPeriod, first+"-"+last, text); err != nil {
					return err
				}
				text = last
			}
			r.Edition, err = c.edition(text)
			return err
		},
		copy: func(to, from *observationRow) { to.Edition = from.Edition },
		show: func(r *observationRow) string { return strconv.FormatInt(r.Edition, 10) },
	},
	dimension(figure.ByDistrict, (*cells).district),
	dimension(figure.ByOffice, asWritten),
	dimension(figure.BySide, (*cells).side),
	dimension(figure.ByDirection, func(c *cells, text string) (string, error) {
		d, err := direction(c, text)
		return string(d), err
	}),
	dimension(figure.ByType, dimensionType),
	dimension(figure.ByIndustry, (*cells).industry),
	dimension(figure.ByCountry, (*cells).country),
	dimension(figure.ByDay, func(c *cells, text string) (string, error) {
		d, err := c.date(text)
		return string(d), err
	}),
	dimension(figure.BySubject, asWritten),
	dimension(figure.ByPeriod, asWritten),
	held("value", func(r *observationRow) *string { return &r.amount },
		func(to, from *observationRow) {
			to.Value, to.High, to.Step, to.Qualifier = from.Value, from.High, from.Step, from.Qualifier
			to.Unit, to.Currency = from.Unit, from.Currency
			if from.Printed != "" {
				to.Printed = from.Printed
			}
		},
		func(r *observationRow) string {
			if r.Value == "" {
				return ""
			}
			return strings.Join(strings.Fields(string(r.Qualifier)+" "+r.Value+" "+r.High+" ("+r.Step+") "+string(r.Currency)+" "+r.Unit), " ")
		}),
	held("qualifier", func(r *observationRow) *string { return &r.qualifier }, nil, nil),
	held("unit", func(r *observationRow) *string { return &r.unit }, nil, nil),
	held("currency", func(r *observationRow) *string { return &r.currency }, nil, nil),
	worded("as_of", func(r *observationRow) *lang.Date { return &r.AsOf }, (*cells).dayOrPeriod),
	worded("kind", func(r *observationRow) *string { return &r.Kind }, func(c *cells, text string) (string, error) {
		return c.choice("kind", text, "import.observed.", []string{indicator.KindPrinted, indicator.KindDerived, indicator.KindAssumed}, nil)
	}),
	plainText("printed", func(r *observationRow) *string { return &r.Printed }),
}, titles("words", func(r *observationRow) *lang.Text { return &r.Words }),
	titles("of", func(r *observationRow) *lang.Text { return &r.Of }), []attr[observationRow]{
		flag("open", func(r *observationRow) *bool { return &r.Open }),
		flag("headline", func(r *observationRow) *bool { return &r.Headline }),
		plainText("document", func(r *observationRow) *string { return &r.Document }),
	}, people("stated_by", func(r *observationRow) *lang.Text { return &r.person.Name }),
	people("stated_office", func(r *observationRow) *lang.Text { return &r.person.Office }), []attr[observationRow]{
		number("ordinal", func(r *observationRow) *int64 { return &r.Ordinal }, wholeNumber),
		held("about", func(r *observationRow) *string { return &r.about }, func(to, from *observationRow) { to.About = from.About }, func(r *observationRow) string { return r.About }),
	})

// people are the attributes of the person who stated an observation, in three languages.
// What is kept is the reference, and its change is not shown in words: the journal of what
// an import did must not hold a name.
func people(name string, at func(*observationRow) *lang.Text) []attr[observationRow] {
	list := titles(name, at)
	for i := range list {
		list[i].copy = func(to, from *observationRow) { to.StatedBy = from.StatedBy }
		list[i].show = func(r *observationRow) string { return r.StatedBy }
	}
	list[0].copy, list[0].show = nil, nil
	return list
}

// counters are the measure words that may follow a counted number.
var counters = []string{
	"个项目", "個項目", "项协议", "項協議", "家企业", "家企業", "个", "個", "家", "项", "項", "宗", "届", "屆", "场", "場", "户", "戶", "名", "人", "位", "年", "条", "條", "次", "笔", "筆", "份",
	"agreements", "agreement", "projects", "project", "enterprises", "enterprise", "companies", "company", "years", "year", "times",
}

// value reads the cell of a value with what stands beside it; unit is that of its indicator.
func (r *observationRow) value(c *cells, heading money.Unit, unit string) *lang.Error {
	if r.amount == "" {
		return nil
	}
	q, text := figure.CutQualifier(r.amount)
	if r.qualifier != "" {
		named, isMark := qualifierMarks[lang.HalfWidth(r.qualifier)]
		if !isMark {
			named = figure.Qualifier(strings.ReplaceAll(strings.ToLower(lang.HalfWidth(r.qualifier)), " ", "_"))
		}
		if !named.Known() {
			if named, _ = figure.CutQualifier(r.qualifier + " 1"); named == figure.Exact {
				named, _ = figure.CutQualifier("1" + r.qualifier)
			}
			if named == figure.Exact {
				return lang.Invalid("import.qualifier", lang.Args{"given": r.qualifier})
			}
		}
		if q != figure.Exact && q != named {
			return lang.Invalid("import.qualifier.twice", lang.Args{"given": r.amount, "other": r.qualifier})
		}
		q = named
	}
	in := heading
	if r.unit != "" {
		if u, ok := money.ParseUnit(r.unit); ok {
			in = u
		} else if r.Unit = lang.Fold(r.unit); !uncounted(unit) {
			// What a number of the indicator counts is said by its definition.
			if (unit == money.Percent) != (r.Unit == money.Percent) {
				return lang.Invalid("import.unit", lang.Args{"given": r.unit, "indicator": r.Indicator})
			}
			r.Unit = unit
		} else if !lang.Has("word.count." + r.Unit) {
			return lang.Invalid("import.unit.unknown", lang.Args{"given": r.unit})
		}
	}
	parts := []string{text}
	if q == figure.Between {
		for _, sign := range []string{"至", "到", "和", " and ", " to ", "—", "–", "～", "~", "-"} {
			if low, high, ok := strings.Cut(text, sign); ok && low != "" && high != "" {
				parts = []string{strings.TrimSpace(low), strings.TrimSpace(high)}
				break
			}
		}
		if len(parts) != 2 {
			return lang.Invalid("import.between", lang.Args{"given": r.amount})
		}
	}
	for i, part := range parts {
		quantity, err := quantityOf(part)
		if err != nil {
			return refusal(err)
		}
		currency, scale := quantity.Currency, int64(1)
		if in.Scale > 1 && currency == "" && quantity.Step.Cmp(one) <= 0 {
			scale = in.Scale
		}
		if currency == "" {
			currency = in.Currency
		}
		if r.currency != "" {
			named, err := money.ParseCurrency(r.currency)
			if err != nil {
				return refusal(err)
			}
			if quantity.Currency != "" && quantity.Currency != named {
				return lang.Invalid("import.amount.currency_conflict", lang.Args{"given": r.amount})
			}
			currency = named
		}
		by := ratOf(scale)
		v, exact := money.Decimal(by.Mul(by, quantity.Value))
		step, _ := money.Decimal(ratOf(scale).Mul(ratOf(scale), quantity.Step))
		if c.layout.rounded && currency != "" && !strings.Contains(v, ".") {
			step = "1" + strings.Repeat("0", len(v)-len(strings.TrimRight(v, "0")))
		}
		if !exact {
			return lang.Invalid("import.number", lang.Args{"given": r.amount})
		}
		if quantity.Unit != "" {
			r.Unit = quantity.Unit
		}
		if i == 0 {
			r.Value, r.Step, r.Currency = v, step, currency
		} else {
			r.High = v
			r.Currency = cmp.Or(r.Currency, currency)
		}
	}
	r.Qualifier = q
	if r.Currency != "" && !uncounted(unit) || r.Currency == "" && unit == "" && r.Unit != "" {
		return lang.Invalid("import.unit", lang.Args{"given": cmp.Or(r.unit, r.currency, r.amount), "indicator": r.Indicator})
	}
	if r.Currency != "" {
		r.Unit = ""
	} else if r.Unit == "" {
		r.Unit = unit
	}
	if r.Printed == "" {
		r.Printed = r.amount
	}
	return nil
}

// uncounted reports whether an indicator of the unit counts nothing: it is money, or it is
// in words, where a number may be of anything.
func uncounted(unit string) bool { return unit == "" || unit == "statement" }

// qualifierMarks are signs that stand in a column of their own.
var qualifierMarks = map[string]figure.Qualifier{
	"=": figure.Exact, ">": figure.Over, "<": figure.AtMost, ">=": figure.AtLeast, "<=": figure.AtMost, "≥": figure.AtLeast, "≤": figure.AtMost,
	"~": figure.About, "≈": figure.About, "<~": figure.Nearly, ">~": figure.Odd,
}

// quantityOf reads a number with its currency, or with the word for what is counted.
func quantityOf(text string) (money.Quantity, error) {
	q, err := money.ParseQuantity(text)
	if err == nil {
		return q, nil
	}
	lower := strings.ToLower(text)
	for _, word := range counters {
		if strings.HasSuffix(lower, word) && len(lower) == len(text) {
			if q, again := money.ParseQuantity(text[:len(text)-len(word)]); again == nil {
				return q, nil
			}
		}
	}
	return money.Quantity{}, err
}
