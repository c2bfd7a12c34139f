package project

import "bridgehead/lang"

// Similar returns why two projects may be one that was submitted twice, as keys of the
// catalogue, nil when nothing says so. A person decides. The rules: the same code; the same
// title in any two languages or scripts, and amounts that are near or not both given; a title
// and an amount that are near; the same owner and an amount that is near.
func Similar(a, b Project) (reasons []string) {
	if a.ID != "" && a.ID == b.ID {
		return nil
	}
	if a.Code != "" && a.Code == b.Code {
		reasons = append(reasons, "similar.code")
	}
	given := a.Amount.Currency != "" && b.Amount.Currency != ""
	amounts := given && a.Amount.Near(b.Amount)
	same, near := lang.Alike(a.Title, b.Title)
	switch {
	case same && (amounts || !given):
		reasons = append(reasons, "similar.title")
	case near && amounts:
		reasons = append(reasons, "similar.title_near")
	}
	if a.Owner != "" && a.Owner == b.Owner && amounts {
		reasons = append(reasons, "similar.parties")
	}
	return reasons
}
