package figure

import (
	"math/big"

	"bridgehead/lang"
	"bridgehead/money"
)

// The JSON forms of figures, the same in the command line and the API. Values are exact
// decimal strings; a value that is no decimal fraction, such as a converted sum, is given
// with twelve decimals, rounded half up.

// A List is what is printed of several figures of one fair.
type List struct {
	Fair      string `json:"fair"`
	Position  int64  `json:"position"`
	Reference int64  `json:"reference_position"`
	Figures   []JSON `json:"figures"`
}

// JSON is the form of one figure.
type JSON struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Scope      map[string]any    `json:"scope"`
	Definition int64             `json:"definition"`
	Value      *string           `json:"value"`
	Low        *string           `json:"low"`
	High       *string           `json:"high"`
	Qualifier  Qualifier         `json:"qualifier"`
	Unit       string            `json:"unit"`
	Currency   string            `json:"currency"`
	AsOf       string            `json:"as_of"`
	Kind       Kind              `json:"kind"`
	Recorded   *string           `json:"recorded"`
	Source     string            `json:"source"`
	StatedBy   string            `json:"stated_by"`
	Rate       *JSONRate         `json:"rate"`
	Rates      []JSONRate        `json:"rates,omitempty"`
	Checks     []JSONCheck       `json:"checks"`
	Parts      []string          `json:"parts,omitempty"`
	Shown      map[string]string `json:"shown"`
}

// JSONRate is the form of a rate.
type JSONRate struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Value  string `json:"value"` // units of To for one of From
	Asked  string `json:"asked"`
	Day    string `json:"day"`
	Source string `json:"source"`
}

// JSONCheck is the form of a check.
type JSONCheck struct {
	Rule      string    `json:"rule"`
	Verdict   string    `json:"verdict"`
	Against   string    `json:"against"`
	Value     *string   `json:"value"`
	Currency  string    `json:"currency"`
	Converted *string   `json:"converted"`
	Rate      *JSONRate `json:"rate"`
	BreakEven *string   `json:"break_even"`
}

// JSON returns the figure's JSON form. An exact value has neither low nor high; an end of
// an interval that is not bounded is null.
func (f Figure) JSON() JSON {
	j := JSON{
		ID: f.Name.Indicator, Name: f.Name.String(), Scope: map[string]any{}, Definition: f.Definition,
		Value: decimal(f.Value), Qualifier: f.Qualifier, Unit: f.Unit, Currency: string(f.Currency),
		AsOf: string(f.AsOf), Kind: f.Kind, Recorded: decimal(f.Recorded),
		Checks: []JSONCheck{}, Shown: map[string]string{},
	}
	j.Source, _ = f.Source.In(lang.En)
	j.StatedBy, _ = f.StatedBy.In(lang.En)
	if !f.Interval.IsPoint() {
		j.Low, j.High = decimal(f.Interval.Low), decimal(f.Interval.High)
	}
	for k, v := range f.Name.Scope {
		if k == ByEdition {
			var n big.Int
			if _, ok := n.SetString(v, 10); ok && n.IsInt64() {
				j.Scope[k] = n.Int64()
				continue
			}
		}
		j.Scope[k] = v
	}
	for _, r := range f.Rates {
		j.Rates = append(j.Rates, r.JSON())
	}
	if len(f.Rates) == 1 {
		j.Rate = &j.Rates[0]
	}
	for _, c := range f.Checks {
		jc := JSONCheck{
			Rule: c.Rule, Verdict: c.Verdict, Against: c.Against.String(), Value: decimal(c.Value),
			Currency: string(c.Currency), Converted: decimal(c.Converted), BreakEven: decimal(c.BreakEven),
		}
		if c.Rate != nil {
			r := c.Rate.JSON()
			jc.Rate = &r
		}
		j.Checks = append(j.Checks, jc)
	}
	for _, p := range f.Parts {
		j.Parts = append(j.Parts, p.String())
	}
	for _, tag := range lang.Tags {
		j.Shown[string(tag)] = f.Show(tag)
	}
	return j
}

// JSON returns the JSON form of the rate.
func (r Rate) JSON() JSONRate {
	return JSONRate{string(r.From), string(r.To), *decimal(r.Value), string(r.Asked), string(r.Day), r.Source}
}

// jsonDecimals is how many decimals are given of a value that is no decimal fraction.
const jsonDecimals = 12

// decimal writes an exact decimal string; nil for no value.
func decimal(v *big.Rat) *string {
	if v == nil {
		return nil
	}
	s, exact := money.Decimal(v)
	if !exact {
		step := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(jsonDecimals), nil))
		s, _ = money.Decimal(money.RoundHalfUp(v, step))
	}
	return &s
}
