package demo_test

import (
	"context"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/money"
)

// A draft is a press text whose numbers are known: literal words, and slots that print a
// figure. Errors are put into a slot and the text is written again.
type draft struct {
	t       *testing.T
	e       *indicator.Evaluator
	tag     lang.Tag
	edition int64
	pieces  []piece
}

// A piece is words, or a number.
type piece struct {
	words string
	slot  *slot
}

// A slot is a number of a draft.
type slot struct {
	of       figure.Figure
	value    *big.Rat
	currency money.Currency
	digits   int    // decimals in the printed unit
	before   string // a qualifier
	after    string // the counted noun, %
	kind     string // count, amount, converted, share, growth, total
	base     int64  // of growth
	whole    figure.Figure
}

func (s slot) print(tag lang.Tag) string {
	if s.kind == "share" || s.kind == "growth" {
		return s.before + figure.Decimals(new(big.Rat).Abs(s.value), s.digits) + s.after
	}
	return s.before + money.Print(s.value, s.currency, tag, money.Style{Unit: money.Auto, Digits: s.digits}) + s.after
}

// text writes the draft with a slot printed otherwise, and where that stands in code points.
// A nil slot writes it as it is.
func (d *draft) text(changed *slot, instead string) (text string, start, end int) {
	var b strings.Builder
	n := 0
	for _, p := range d.pieces {
		s := p.words
		if p.slot != nil {
			if s = p.slot.print(d.tag); p.slot == changed {
				s, start = instead, n
				end = n + len([]rune(instead))
			}
		}
		b.WriteString(s)
		n += len([]rune(s))
	}
	return b.String(), start, end
}

func (d *draft) slots() []*slot {
	var out []*slot
	for _, p := range d.pieces {
		if p.slot != nil {
			out = append(out, p.slot)
		}
	}
	return out
}

func (d *draft) say(words string) { d.pieces = append(d.pieces, piece{words: words}) }

func (d *draft) put(s slot) { d.pieces = append(d.pieces, piece{slot: &s}) }

// figure evaluates a figure of the draft's edition, or of another when n is not 0.
func (d *draft) figure(code string, n int64, district string) figure.Figure {
	d.t.Helper()
	if n == 0 {
		n = d.edition
	}
	scope := figure.Scope{figure.ByEdition: strconv.FormatInt(n, 10)}
	if district != "" {
		scope = scope.With(figure.ByDistrict, district)
	}
	f, err := d.e.Figure(context.Background(), figure.Name{Indicator: code, Scope: scope, At: -1, Ref: -1})
	if err != nil {
		d.t.Fatal(err)
	}
	return f
}

func (d *draft) count(f figure.Figure, after string) {
	d.put(slot{of: f, value: f.Value, after: after, kind: "count"})
}

func (d *draft) amount(f figure.Figure, digits int) {
	d.put(slot{of: f, value: f.Value, currency: f.Currency, digits: digits, kind: "amount"})
}

func (d *draft) total(f figure.Figure, before, after string) {
	d.put(slot{of: f, value: f.Value, currency: f.Currency, before: before, after: after, kind: "total"})
}

// converted prints an amount in the other of the two great currencies, at the edition's rate.
func (d *draft) converted(f figure.Figure) {
	d.t.Helper()
	to := money.Currency("USD")
	if f.Currency == to {
		to = "CNY"
	}
	edition, err := d.e.Records.Edition(context.Background(), d.edition)
	if err != nil {
		d.t.Fatal(err)
	}
	q, err := money.Cross(context.Background(), d.e.Rates, edition.Policy.Source, f.Currency, to, edition.RatePolicy().RateDay(edition.Opened))
	if err != nil {
		d.t.Fatal(err)
	}
	d.put(slot{of: f, value: new(big.Rat).Mul(f.Value, q.Rate), currency: to, digits: 2, kind: "converted"})
}

func (d *draft) share(part, whole figure.Figure, after string) {
	v := new(big.Rat).Quo(part.Value, whole.Value)
	d.put(slot{of: part, whole: whole, value: v.Mul(v, big.NewRat(100, 1)), digits: 1, after: after, kind: "share"})
}

func (d *draft) growth(code string, after string) (up bool) {
	now, base := d.figure(code, 0, ""), d.figure(code, d.edition-1, "")
	v := new(big.Rat).Quo(now.Value, base.Value)
	v.Sub(v, big.NewRat(1, 1)).Mul(v, big.NewRat(100, 1))
	d.put(slot{of: now, value: v, digits: 1, after: after, kind: "growth", base: d.edition - 1})
	return v.Sign() >= 0
}

// up reports whether the figure is higher than at the last edition.
func (d *draft) up(code string) bool {
	return d.figure(code, 0, "").Value.Cmp(d.figure(code, d.edition-1, "").Value) > 0
}

// districts are those with the most agreements of the edition.
func (d *draft) districts(n int) []string {
	d.t.Helper()
	b, err := d.e.Split(context.Background(), "signed.count", figure.Scope{figure.ByEdition: strconv.FormatInt(d.edition, 10)}, indicator.By(figure.ByDistrict)...)
	if err != nil {
		d.t.Fatal(err)
	}
	var out []string
	for _, p := range b.Parts {
		district, ok := fair.DistrictByCode(p.Keys[0])
		// A count of one has a share that other districts have, too.
		if ok && district.Side == "beijing" && p.Figure.Value != nil && p.Figure.Value.Cmp(big.NewRat(2, 1)) >= 0 && len(out) < n {
			if a := d.figure("signed.amount", 0, p.Keys[0]); a.Value != nil && a.Value.Sign() > 0 {
				out = append(out, p.Keys[0])
			}
		}
	}
	return out
}

func named(code string, tag lang.Tag) string {
	district, _ := fair.DistrictByCode(code)
	s, _ := district.Name.In(tag)
	return s
}

// press writes a report on an edition of the synthetic fair in one of three manners.
func press(t *testing.T, e *indicator.Evaluator, tag lang.Tag, edition int64, manner int) *draft {
	d := &draft{t: t, e: e, tag: tag, edition: edition}
	number := strconv.FormatInt(edition, 10)
	signed, amount := d.figure("signed.count", 0, ""), d.figure("signed.amount", 0, "")
	offered, offer := d.figure("catalogue.count", 0, ""), d.figure("catalogue.amount", 0, "")
	total := d.figure("cumulative.count", edition-1, "")
	sessions := d.figure("session.count", 0, "")
	districts := d.districts(3)
	switch tag {
	case lang.En:
		d.say("The " + number + "th sample fair closes\n\n")
		if manner == 1 {
			d.say("Organisers said that ")
			d.count(signed, " agreements")
			d.say(" were signed at the " + number + "th edition, worth ")
			d.amount(amount, 2)
			d.say(", or about ")
			d.converted(amount)
			d.say(".\n")
		} else {
			d.say("A total of ")
			d.count(signed, " agreements")
			d.say(" with a combined value of ")
			d.amount(amount, 2)
			d.say(" (")
			d.converted(amount)
			d.say(") were concluded.\n")
		}
		if d.up("signed.count") {
			d.say("The number of agreements rose by ")
			d.growth("signed.count", " percent")
			d.say(" over the last edition.\n")
		} else {
			d.say("The number of agreements fell by ")
			d.growth("signed.count", " percent")
			d.say(" from the last edition.\n")
		}
		d.say("The two sides put ")
		d.count(offered, " projects")
		d.say(" on offer, seeking investment of ")
		d.amount(offer, 2)
		d.say(". There were ")
		d.count(sessions, " sessions")
		d.say(".\n")
		for _, c := range districts {
			d.say(named(c, tag) + " signed ")
			d.count(d.figure("signed.count", 0, c), " agreements")
			d.say(" worth ")
			d.amount(d.figure("signed.amount", 0, c), 2)
			d.say(", which is ")
			d.share(d.figure("signed.count", 0, c), signed, " percent")
			d.say(" of the total number.\n")
		}
		d.say("Over the previous " + strconv.FormatInt(edition-1, 10) + " editions a cumulative ")
		d.total(total, "", " agreements")
		d.say(" have been signed.\n")
	default:
		hant := func(hans, hant string) string {
			if tag == lang.Hant {
				return hant
			}
			return hans
		}
		d.say(hant("第"+number+"届样例洽谈会闭幕\n\n", "第"+number+"屆樣例洽談會閉幕\n\n"))
		if manner == 1 {
			d.say(hant("记者从组委会获悉，本届洽谈会共签约", "大會公佈，今屆洽談會共簽約"))
			d.count(signed, hant("个项目", "個項目"))
			d.say(hant("，签约总金额达", "，簽約總金額達"))
			d.amount(amount, 2)
			d.say(hant("，约合", "，約合"))
			d.converted(amount)
			d.say("。\n")
		} else {
			d.say(hant("双方在会上签署合作项目", "雙方在會上簽署合作項目"))
			d.count(signed, hant("个", "個"))
			d.say(hant("，金额", "，金額"))
			d.amount(amount, 2)
			d.say(hant("（折合", "（折合"))
			d.converted(amount)
			d.say("）。\n")
		}
		if d.up("signed.count") {
			d.say(hant("签约项目数比上届增长", "簽約項目數比上屆增長"))
		} else {
			d.say(hant("签约项目数比上届下降", "簽約項目數比上屆下降"))
		}
		d.growth("signed.count", "%")
		d.say("。\n")
		d.say(hant("双方对外发布招商项目", "雙方對外發佈招商項目"))
		d.count(offered, hant("个", "個"))
		d.say(hant("，招商总额", "，招商總額"))
		d.amount(offer, 2)
		d.say(hant("；期间举办活动", "；期間舉辦活動"))
		d.count(sessions, hant("场", "場"))
		d.say("。\n")
		for _, c := range districts {
			d.say(named(c, tag) + hant("签约", "簽約"))
			d.count(d.figure("signed.count", 0, c), hant("个项目", "個項目"))
			d.say(hant("、金额", "、金額"))
			d.amount(d.figure("signed.amount", 0, c), 2)
			d.say(hant("，项目数占全部签约项目的", "，項目數佔全部簽約項目的"))
			d.share(d.figure("signed.count", 0, c), signed, "%")
			d.say("。\n")
		}
		d.say(hant("前"+strconv.FormatInt(edition-1, 10)+"届累计签约", "前"+strconv.FormatInt(edition-1, 10)+"屆累計簽約"))
		d.total(total, "", hant("个项目", "個項目"))
		d.say("。\n")
	}
	return d
}
