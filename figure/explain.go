package figure

import (
	"cmp"
	"math/big"

	"bridgehead/lang"
	"bridgehead/money"
)

// rateDecimals are how many decimals of a rate and of the rate at which a verdict turns
// are shown; the exact ones are in the JSON form.
const (
	rateDecimals      = 4
	breakEvenDecimals = 3
)

// ExplainCheck says in words what a check of the figure says: the verdict with the value it
// is held against, the rate with its day and source, and the rate at which it would turn.
func (f Figure) ExplainCheck(c Check, tag lang.Tag) string {
	base := Figure{
		Kind: Observed, Qualifier: cmp.Or(c.Qualifier, Exact), Value: c.Value, Currency: c.Currency, Unit: f.Unit,
	}
	if c.Value == nil {
		base.Qualifier = Unknown
	} else if c.Currency != "" {
		base.Value = money.Shown(c.Value, c.Currency, tag, money.Style{Unit: money.Auto, Digits: shownDecimals}).Value
	}
	args := lang.Args{"base": base.Show(tag)}
	args["edition"] = c.Against.Scope[ByEdition]
	key := "check." + c.Rule + "." + c.Verdict
	if c.Rate == nil || c.Converted == nil {
		return lang.Say(tag, key, args)
	}
	args["own"] = f.Show(tag)
	args["converted"] = money.Print(c.Converted, c.Currency, tag, money.Style{Unit: money.Auto, Digits: 2})
	args["rate"] = Decimals(c.Rate.Value, rateDecimals)
	args["from"] = c.Rate.From.Name(tag)
	args["to"] = c.Rate.To.Name(tag)
	args["day"] = c.Rate.Day
	args["source"] = c.Rate.Source
	args["turn"] = Decimals(c.BreakEven, breakEvenDecimals)
	return lang.Say(tag, key+".converted", args)
}

// Decimals writes v with exactly n decimals, rounded half up.
func Decimals(v *big.Rat, n int) string {
	step := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil))
	return money.RoundHalfUp(v, step).FloatString(n)
}
