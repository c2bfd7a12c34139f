package figure

import (
	"math/big"

	"bridgehead/lang"
	"bridgehead/money/spoken"
)

// Say writes the figure as it is spoken, with the value that Show shows: 超过一千一百一十亿美元,
// over one hundred and eleven billion US dollars. The error is invalid: see spoken.Quantity.
func (f Figure) Say(tag lang.Tag) (string, error) {
	key := "word.qualifier." + string(f.Qualifier)
	say := func(v *big.Rat, to direction) (string, error) {
		if f.Kind == Computed {
			v = f.outward(v, tag, to)
		}
		q := spoken.Quantity{Kind: spoken.Number, Value: v}
		switch {
		case f.Currency != "":
			q.Kind, q.Currency = spoken.Money, f.Currency
		case f.Unit == "percent":
			q.Kind = spoken.Percent
		case f.Unit != "":
			q.Kind, q.Noun = spoken.Count, f.Unit
		}
		return q.Say(tag)
	}
	switch f.Qualifier {
	case Unknown:
		return lang.Say(tag, key), nil
	case Between:
		low, err := say(f.Interval.Low, down)
		if err != nil {
			return "", err
		}
		high, err := say(f.Interval.High, up)
		return lang.Say(tag, key, lang.Args{"low": low, "high": high}), err
	}
	to := near
	switch f.Qualifier {
	case Over, AtLeast, Odd:
		to = down
	case AtMost:
		to = up
	}
	v, err := say(f.Value, to)
	return lang.Say(tag, key, lang.Args{"v": v}), err
}
