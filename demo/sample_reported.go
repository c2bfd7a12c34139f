package demo

import (
	"context"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"bridgehead/agreement"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/money"
)

// What an observation says, with its edition and its number.
var statements = map[string]lang.Text{
	"signed.count":      {Hans: "样例：第%d届签约项目%s个。", Hant: "樣例：第%d屆簽約項目%s個。", En: "Sample: at edition %d, %s agreements were signed."},
	"signed.amount":     {Hans: "样例：第%d届签约金额%s。", Hant: "樣例：第%d屆簽約金額%s。", En: "Sample: at edition %d, agreements worth %s were signed."},
	"catalogue.count":   {Hans: "样例：第%d届推出招商项目%s个。", Hant: "樣例：第%d屆推出招商項目%s個。", En: "Sample: at edition %d, %s projects were on offer."},
	"catalogue.amount":  {Hans: "样例：第%d届招商总额%s。", Hant: "樣例：第%d屆招商總額%s。", En: "Sample: at edition %d, projects worth %s were on offer."},
	"cumulative.count":  {Hans: "样例：截至第%d届，累计签约项目%s个。", Hant: "樣例：截至第%d屆，累計簽約項目%s個。", En: "Sample: through edition %d, %s agreements were signed."},
	"cumulative.amount": {Hans: "样例：截至第%d届，累计签约金额超过%s。", Hant: "樣例：截至第%d屆，累計簽約金額超過%s。", En: "Sample: through edition %d, the agreements signed came to over %s."},
}

// A reporter writes the observations down in their order.
type reporter struct {
	r   *Records
	all []indicator.Observation
}

// state adds an observation of the value, which is in major units and a multiple of step.
func (p *reporter) state(e *edition, code string, value, step *big.Rat, c money.Currency) *indicator.Observation {
	n := int64(len(p.all) + 1)
	p.all = append(p.all, indicator.Observation{
		ID: p.r.id(ofObservation, e.Opened, n), Code: "SAMPLE-" + strconv.FormatInt(e.Number, 10) + "-" + strings.ToUpper(code),
		Indicator: code, Scope: figure.Scope{figure.ByEdition: strconv.FormatInt(e.Number, 10)}.String(), Edition: e.Number,
		Value: value.FloatString(0), Step: step.FloatString(0), Qualifier: figure.Exact, Currency: c, AsOf: e.lastDay(),
		Kind: indicator.KindPrinted, Printed: money.Print(value, c, lang.Hans, money.Exact), Document: sampleReport, Ordinal: n,
	})
	o := &p.all[n-1]
	if c == "" {
		o.Unit, _, _ = strings.Cut(code, ".")
		o.Unit = map[string]string{"signed": "agreement", "cumulative": "agreement", "catalogue": "project"}[o.Unit]
	}
	for _, tag := range lang.Tags {
		o.Words = o.Words.With(tag, fmt.Sprintf(statements[code].Get(tag), e.Number, money.Print(value, c, tag, money.Exact)))
	}
	return o
}

var one = big.NewRat(1, 1)

// printedStep is the worth of the last digit that is printed of an amount: a hundredth of
// 亿 of dollars, a tenth of 亿 of anything else.
func printedStep(c money.Currency) *big.Rat {
	if c == "USD" {
		return big.NewRat(1_000_000, 1)
	}
	return big.NewRat(10_000_000, 1)
}

// observations reports each edition: what its records come to in the end, printed in
// rounded form, but for the cases.
func (r *Records) observations() ([]indicator.Observation, error) {
	rates := new(money.Table)
	for day := range r.rates() {
		if err := rates.Add(day); err != nil {
			return nil, err
		}
	}
	p := &reporter{r: r}
	throughCount, throughAmount := new(big.Rat), new(big.Rat)
	for e := range r.chosen(0) {
		count, amount, err := r.signed(e, rates)
		if err != nil {
			return nil, err
		}
		back, currency := r.back(e.Number), e.Policy.Currency
		caseCount, caseAmount := "", ""
		switch {
		case e.Number <= opening: // far more than is recorded
			count.Add(count.Mul(count, big.NewRat(2, 1)), big.NewRat(3, 1))
			amount.Mul(amount, big.NewRat(5, 2))
		case back == backPartial:
			count.Add(count, big.NewRat(9, 1))
			amount.Mul(amount, big.NewRat(8, 5))
			caseCount, caseAmount = "CASE-REPORTED-LARGER-COUNT", "CASE-REPORTED-LARGER-AMOUNT"
		case back == backNamed:
			count.Add(count, one)
			amount.Mul(amount, big.NewRat(207, 200))
			caseCount, caseAmount = "CASE-REPORTED-DIFFERS-COUNT", "CASE-REPORTED-DIFFERS-AMOUNT"
		}
		amount = money.RoundHalfUp(amount, printedStep(currency))
		mark(p.state(e, "signed.count", count, one, ""), caseCount)
		mark(p.state(e, "signed.amount", amount, printedStep(currency), currency), caseAmount)
		if back == backSeveral {
			p.all[len(p.all)-2].Headline = true
			other := p.state(e, "signed.count", new(big.Rat).Add(count, big.NewRat(2, 1)), one, "")
			other.Document = samplePress
			mark(other, "CASE-SEVERAL-SOURCES")
		}

		if e.Number <= opening {
			throughCount.Add(throughCount, count)
			throughAmount.Add(throughAmount, amount)
		}
		if e.Number == opening {
			mark(p.state(e, "cumulative.count", throughCount, one, ""), "CASE-OPENING-BALANCE-COUNT")
			step := big.NewRat(100_000_000, 1)
			over := money.RoundHalfUp(new(big.Rat).Sub(throughAmount, big.NewRat(50_000_001, 1)), step)
			o := p.state(e, "cumulative.amount", over, step, currency)
			mark(o, "CASE-OPENING-BALANCE-AMOUNT")
			o.Qualifier, o.Printed = figure.Over, "超过"+o.Printed
		}

		if back < recent {
			count, amount, err := r.onOffer(e, rates)
			if err != nil {
				return nil, err
			}
			p.state(e, "catalogue.count", count, one, "")
			p.state(e, "catalogue.amount", money.RoundHalfUp(amount, printedStep(currency)), printedStep(currency), currency)
		}
	}
	return p.all, nil
}

// mark makes the observation that of a case, which its words name too; "" leaves it as it is.
func mark(o *indicator.Observation, code string) {
	if code == "" {
		return
	}
	c, _ := caseNamed(code)
	o.Code = code
	o.Words.Hans += "（" + c.What.Hans + "）"
	o.Words.Hant += "（" + c.What.Hant + "）"
	o.Words.En += " (" + c.What.En + ")"
}

// An adder sums amounts per currency and day.
type adder map[adderKey]money.Amount

type adderKey struct {
	currency money.Currency
	day      lang.Date
}

func (a adder) add(amount money.Amount, day lang.Date) error {
	if !amount.Given() {
		return nil
	}
	key := adderKey{amount.Currency, day}
	if _, ok := a[key]; !ok {
		a[key] = money.Amount{Currency: amount.Currency}
	}
	sum, err := a[key].Add(amount)
	a[key] = sum
	return err
}

// total converts what was added by the edition's policy.
func (a adder) total(e *edition, rates money.Rates) (*big.Rat, error) {
	var lines []money.Line
	for key, sum := range a {
		lines = append(lines, money.Line{Amount: sum, Day: key.day})
	}
	total, _, err := money.Convert(context.Background(), rates, e.RatePolicy(), lines)
	return total, err
}

// signed returns what the edition's agreements and increases come to in the end.
func (r *Records) signed(e *edition, rates money.Rates) (count, amount *big.Rat, err error) {
	n, sums := int64(0), adder{}
	add := func(a agreement.Agreement) error {
		if !a.SignedUnder(e.Requires) {
			return nil
		}
		n++
		return sums.add(a.Amount, a.SignedOn)
	}
	for k := range e.agreements {
		if err := add(r.agreement(e, k)); err != nil {
			return nil, nil, err
		}
	}
	script := r.cases[e.Number]
	for _, s := range script.agreements {
		if final, stays := s.counted(); stays {
			if err := add(final); err != nil {
				return nil, nil, err
			}
		}
	}
	for k := range e.amendments {
		if a, ok := r.amendment(e, k); ok {
			if err := sums.add(a.Amount, a.SignedOn); err != nil {
				return nil, nil, err
			}
		}
	}
	for _, a := range script.amendments {
		if err := sums.add(a.Amount, a.SignedOn); err != nil {
			return nil, nil, err
		}
	}
	amount, err = sums.total(e, rates)
	return new(big.Rat).SetInt64(n), amount, err
}

// onOffer returns what the edition's projects come to.
func (r *Records) onOffer(e *edition, rates money.Rates) (count, amount *big.Rat, err error) {
	n, sums := int64(0), adder{}
	for p := range r.Projects(e.Number) {
		n++
		if err := sums.add(p.Amount, e.Opened); err != nil {
			return nil, nil, err
		}
	}
	amount, err = sums.total(e, rates)
	return new(big.Rat).SetInt64(n), amount, err
}
