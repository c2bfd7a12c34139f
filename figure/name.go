package figure

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A Name is a figure's address: the indicator, the scope and the positions. The same
// name gives the same value for ever, and it is the same in addresses, commands and
// texts: signed.count?edition=26&at=57, or with the position of the reference fair and
// the version of the definition where they matter: …&at=57&ref=3&definition=2.
type Name struct {
	Indicator  string
	Scope      Scope
	At         int64 // position of the fair; -1 for the latest
	Ref        int64 // position of the reference fair; -1 for the one in force at At
	Definition int64 // version of the indicator's definition; 0 for the one in force at At
}

var indicatorForm = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$`)

// ParseName reads a figure's name. Positions may be missing and are then -1.
func ParseName(text string) (Name, error) {
	n := Name{At: -1, Ref: -1}
	indicator, query, _ := strings.Cut(text, "?")
	if !indicatorForm.MatchString(indicator) {
		return n, fmt.Errorf("figure: %q is not the name of a figure; a name looks like signed.count?edition=26", text)
	}
	n.Indicator = indicator
	var scope []string
	given := map[string]bool{}
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		k, v, _ := strings.Cut(pair, "=")
		var into *int64
		switch k {
		case "at":
			into = &n.At
		case "ref":
			into = &n.Ref
		case "definition":
			into = &n.Definition
		default:
			scope = append(scope, pair)
			continue
		}
		x, err := strconv.ParseInt(v, 10, 64)
		if err != nil || x < 0 {
			return n, fmt.Errorf("figure: name %q: %s=%q is not a position", text, k, v)
		}
		if given[k] {
			return n, fmt.Errorf("figure: name %q gives %s twice", text, k)
		}
		given[k] = true
		*into = x
	}
	var err error
	n.Scope, err = ParseScope(strings.Join(scope, "&"))
	return n, err
}

// String writes the name.
func (n Name) String() string {
	var parts []string
	if s := n.Scope.String(); s != "" {
		parts = append(parts, s)
	}
	if n.At >= 0 {
		parts = append(parts, "at="+strconv.FormatInt(n.At, 10))
	}
	if n.Ref >= 0 {
		parts = append(parts, "ref="+strconv.FormatInt(n.Ref, 10))
	}
	if n.Definition > 0 {
		parts = append(parts, "definition="+strconv.FormatInt(n.Definition, 10))
	}
	if len(parts) == 0 {
		return n.Indicator
	}
	return n.Indicator + "?" + strings.Join(parts, "&")
}
