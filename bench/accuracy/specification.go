package main

import (
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"bridgehead/bulletin/claim"
)

// families are the models of the specification that are compared, each with the kinds of claim that answer it.
var families = []struct {
	name  string
	kinds []claim.Kind // none: those that have an end
}{
	{"number", []claim.Kind{claim.Number, claim.Count, claim.Multiple}},
	{"ordinal", []claim.Kind{claim.Ordinal}},
	{"percent", []claim.Kind{claim.Percent, claim.PercentagePoint}},
	{"numberrange", nil},
	{"currency", []claim.Kind{claim.Money}},
}

// A specCase is a case of the specification.
type specCase struct {
	Input   string
	Results []struct {
		TypeName   string
		Resolution struct {
			Value       *string `json:"value"`
			IsoCurrency string  `json:"isoCurrency"`
		}
	}
}

func specification(folder string, out, rest io.Writer) error {
	for _, language := range []string{"zh", "en"} {
		all, right := 0, 0
		for _, family := range families {
			name := language + "-" + family.name
			var cases []specCase
			if err := load(filepath.Join(folder, "recognizers", name+".json"), &cases); err != nil {
				return err
			}
			agree := 0
			for _, c := range cases {
				want := wanted(family.name, c)
				read := claim.Read(c.Input, claim.Options{})
				got := answers(family.name, family.kinds, read.Claims, want)
				if slices.Equal(got, want) {
					agree++
					continue
				}
				fmt.Fprintf(rest, "  %s %q: %v, specified %v: %s\n", name, c.Input, got, want, reason(c, read, got, want))
			}
			fmt.Fprintf(out, "%s: %d cases, agreeing %s\n", name, len(cases), share(agree, len(cases)))
			all += len(cases)
			right += agree
		}
		fmt.Fprintf(out, "%s: %d cases, agreeing %s\n", language, all, share(right, all))
	}
	return nil
}

// wanted lists the values that a case specifies.
func wanted(family string, c specCase) (want []string) {
	for _, r := range c.Results {
		v := "null"
		if r.Resolution.Value != nil {
			v = strings.TrimSuffix(*r.Resolution.Value, "%")
		}
		switch family {
		case "numberrange":
			low, high, _ := strings.Cut(strings.Trim(v, "[]()"), ",")
			v = same(low) + ".." + same(high)
		case "currency":
			v = same(v) + r.Resolution.IsoCurrency
		default:
			v = same(v)
		}
		want = append(want, v)
	}
	slices.Sort(want)
	return want
}

// answers lists the values of the claims that answer the family.
func answers(family string, kinds []claim.Kind, claims []claim.Claim, want []string) (got []string) {
	for _, c := range claims {
		v := same(string(c.Value))
		switch {
		case kinds == nil && c.Low == "" && c.High == "", kinds != nil && (!slices.Contains(kinds, c.Kind) || c.Value == ""):
			continue
		case kinds == nil:
			v = same(string(c.Low)) + ".." + same(string(c.High))
		case family == "currency" && slices.Contains(want, v+string(c.Currency)):
			// The specification gives signs that currencies share no currency.
			v += string(c.Currency)
		}
		got = append(got, v)
	}
	slices.Sort(got)
	return got
}

// reason says why a case does not agree.
func reason(c specCase, read claim.Document, got, want []string) string {
	for _, r := range c.Results {
		if strings.HasSuffix(r.TypeName, ".relative") {
			return "words such as last and next name a place in a row and state no quantity"
		}
		if r.Resolution.Value == nil {
			return "a currency or a per cent sign without a number states no quantity"
		}
	}
	for _, cl := range read.Claims {
		v := same(string(cl.Value))
		switch {
		case slices.Contains(want, v) && !slices.Contains(got, v):
			return fmt.Sprintf("%s is read as %s", cl.Text, strings.ReplaceAll(string(cl.Kind), "_", " "))
		case slices.Contains(got, v) && !slices.Contains(want, v) && cl.Unit != "":
			return fmt.Sprintf("%s is read with its unit, %s", cl.Text, cl.Unit)
		case cl.Kind == claim.Range && len(got) < len(want):
			return fmt.Sprintf("%s is read as a range", cl.Text)
		case cl.Kind == claim.DateKind || cl.Kind == claim.Period:
			return fmt.Sprintf("%s is read as a date", cl.Text)
		}
	}
	for _, u := range read.Unread {
		return fmt.Sprintf("%s is left unread: %s", u.Text, u.Reason)
	}
	if len(got) < len(want) {
		return "a part of a name or a turn of phrase states no quantity"
	}
	return "the text states this quantity, too"
}

// same writes a number so that equal ones are written alike, to the ten digits that the specification's floating point has for
// certain.
func same(s string) string {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	if f == math.Trunc(f) && math.Abs(f) < 1e9 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strconv.FormatFloat(f, 'g', 10, 64)
}
