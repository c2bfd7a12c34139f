package claim

import (
	_ "embed"
	"slices"
	"strings"
	"testing"
)

//go:embed testdata/forms.txt
var forms string

// Each form states what testdata/forms.txt says, and nothing more of that kind.
func TestForms(t *testing.T) {
	kind := ""
	for line := range strings.Lines(forms) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' && !strings.Contains(line, "|") {
			kind = strings.Trim(line, "[]")
			continue
		}
		at := strings.LastIndexByte(line, '|')
		if at < 0 {
			t.Fatalf("%q has no bar", line)
		}
		text, want := strings.TrimSuffix(line[:at], " "), strings.Fields(line[at+1:])
		d := Read(text, Options{})
		sound(t, text, d)
		got := stated(kind, d.Claims)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q states %v, want %v", kind, text, got, want)
		}
	}
}

// stated lists what the claims of a kind state.
func stated(kind string, claims []Claim) (list []string) {
	for _, c := range claims {
		v := string(c.Value)
		ok := false
		switch kind {
		case "number":
			ok = c.Value != "" && (c.Kind == Number || c.Kind == Count || c.Kind == Multiple)
		case "ordinal":
			ok = c.Kind == Ordinal
		case "percent":
			ok = c.Kind == Percent || c.Kind == PercentagePoint
		case "range":
			ok = c.Low != "" || c.High != ""
			v = string(c.Low) + ".." + string(c.High)
		case "money":
			ok = c.Kind == Money
			v += string(c.Currency)
		}
		if ok {
			list = append(list, v)
		}
	}
	return list
}
