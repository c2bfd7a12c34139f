package party

import "bridgehead/lang"

// Similar reports whether a and b may be one organisation entered twice, and the key in the
// catalogue of the reason. It is asked when imports are matched and when the secretariat
// cleans the register; a person decides.
//
// The rules in their order: two unified social credit codes that both pass their check
// settle it, the same or not; then the same legal entity identifier, the same registration
// number in the same country, the same code in the fair's files; then, in any two
// languages, names with the same lang.NameKey.
func Similar(a, b Party) (reason string, ok bool) {
	switch {
	case a.USCC != "" && a.USCC == b.USCC:
		return "party.similar.uscc", true
	case CheckUSCC(a.USCC) == nil && CheckUSCC(b.USCC) == nil:
		return "", false
	case a.LEI != "" && a.LEI == b.LEI:
		return "party.similar.lei", true
	case a.Registration != "" && a.Registration == b.Registration && a.Country == b.Country:
		return "party.similar.registration", true
	case a.Code != "" && a.Code == b.Code:
		return "party.similar.code", true
	}
	keys := map[string]bool{}
	for _, tag := range lang.Tags {
		keys[lang.NameKey(a.Name.Get(tag))] = true
	}
	delete(keys, "")
	for _, tag := range lang.Tags {
		if keys[lang.NameKey(b.Name.Get(tag))] {
			return "party.similar.name", true
		}
	}
	return "", false
}
