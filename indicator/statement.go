package indicator

import "bridgehead/figure"

// Figure returns what the statement says by itself, without a look at other sources or at
// the records. A statement without a number has an unknown value.
func (s Statement) Figure() (figure.Figure, error) {
	d, err := Define(s.Indicator)
	if err != nil { // the fair's own; the statement has its unit
		d = Definition{Code: s.Indicator}
	}
	scope, err := figure.ParseScope(s.Scope)
	if err != nil {
		return figure.Figure{}, err
	}
	return observed(s, figure.Name{Indicator: s.Indicator, Scope: scope, At: -1, Ref: -1}, d)
}
