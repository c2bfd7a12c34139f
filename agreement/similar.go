package agreement

import (
	"slices"
	"time"

	"bridgehead/lang"
	"bridgehead/money"
)

// Similar returns why two agreements may be one that was reported twice, as keys of the
// catalogue, nil when nothing says so. A person decides. The rules:
//
//   - the same code
//   - the same title in any two languages or scripts, and amounts that are near or not both given;
//     where neither has an amount, a party in common too, unless one names no party: many sign a
//     “strategic cooperation agreement”
//   - a title, an amount and a date that are near
//   - two parties in common and an amount that is near
func Similar(a, b Agreement) (reasons []string) {
	if a.ID != "" && a.ID == b.ID {
		return nil
	}
	if a.Code != "" && a.Code == b.Code {
		reasons = append(reasons, "similar.code")
	}
	given := a.Amount.Currency != "" && b.Amount.Currency != ""
	amounts := a.Amount.Near(b.Amount)
	shared := 0
	for _, p := range a.Parties {
		if slices.ContainsFunc(b.Parties, func(r Role) bool { return r.Party == p.Party }) {
			shared++
		}
	}
	neither := a.Amount == (money.Amount{}) && b.Amount == (money.Amount{})
	same, near := lang.Alike(a.Title, b.Title)
	switch {
	case same && (amounts || !given) && (!neither || shared > 0 || len(a.Parties) == 0 || len(b.Parties) == 0):
		reasons = append(reasons, "similar.title")
	case near && given && amounts && nearDays(a.SignedOn, b.SignedOn):
		reasons = append(reasons, "similar.title_near")
	}
	if shared > 1 && given && amounts {
		reasons = append(reasons, "similar.parties")
	}
	return reasons
}

// nearby is how far apart two dates of one signing are reported.
const nearby = 31 * 24 * time.Hour

// nearDays reports whether two dates are near; one that is missing or not whole is near any.
func nearDays(a, b lang.Date) bool {
	x, err := time.Parse(time.DateOnly, string(a))
	y, other := time.Parse(time.DateOnly, string(b))
	return err != nil || other != nil || x.Sub(y).Abs() <= nearby
}
