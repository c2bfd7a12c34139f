//go:build shared

package claim

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bridgehead/lang"
)

// These measures read data that is not part of the repository: its place stands in
// BRIDGEHEAD_SHARED_DATA. go test -tags=shared -run=TestShared -v ./bulletin/claim

func shared(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(os.Getenv("BRIDGEHEAD_SHARED_DATA"), name))
	if err != nil {
		t.Fatalf("set BRIDGEHEAD_SHARED_DATA to the folder of the shared data: %v", err)
	}
	return data
}

// A specCase is a case of the Recognizers-Text specification.
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

// same writes a number so that equal ones are written alike, to the ten digits that the
// specification's floating point has for certain.
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

// agrees compares the claims of one kind of case with what the specification expects.
func agrees(family string, claims []Claim, c specCase) (got, want []string) {
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
	for _, cl := range claims {
		v := same(string(cl.Value))
		switch family {
		case "number":
			if !slices.Contains([]Kind{Number, Count, Multiple}, cl.Kind) || cl.Value == "" {
				continue
			}
		case "ordinal":
			if cl.Kind != Ordinal {
				continue
			}
		case "percent":
			if cl.Kind != Percent && cl.Kind != PercentagePoint {
				continue
			}
		case "numberrange":
			if cl.Low == "" && cl.High == "" {
				continue
			}
			v = same(string(cl.Low)) + ".." + same(string(cl.High))
		case "currency":
			if cl.Kind != Money {
				continue
			}
			// The specification gives shared signs no currency.
			if slices.Contains(want, v+string(cl.Currency)) {
				v += string(cl.Currency)
			}
		}
		got = append(got, v)
	}
	slices.Sort(got)
	slices.Sort(want)
	return got, want
}

func TestSharedRecognizers(t *testing.T) {
	for _, language := range []string{"zh", "en"} {
		total, right := 0, 0
		for _, family := range []string{"number", "ordinal", "percent", "numberrange", "currency"} {
			var cases []specCase
			if err := json.Unmarshal(shared(t, "recognizers/"+language+"-"+family+".json"), &cases); err != nil {
				t.Fatal(err)
			}
			ok := 0
			for _, c := range cases {
				got, want := agrees(family, Read(c.Input, Options{}).Claims, c)
				if slices.Equal(got, want) {
					ok++
				} else {
					fmt.Printf("%s-%s %q: got %v, want %v\n", language, family, c.Input, got, want)
				}
			}
			fmt.Printf("%s-%s: %d of %d\n", language, family, ok, len(cases))
			total += len(cases)
			right += ok
		}
		fmt.Printf("%s: %.1f %%\n", language, 100*float64(right)/float64(total))
		if least := map[string]float64{"zh": 0.97, "en": 0.93}[language]; float64(right) < least*float64(total) {
			t.Errorf("%s: %d of %d cases agree, want %v", language, right, total, least)
		}
	}
}

// A fact is a figure that a digest states.
type fact struct {
	ArticleID string `json:"article_id"`
	Value     string `json:"value"`
	Unit      string `json:"unit"`
	Qualifier string `json:"qualifier"`
	Lang      string `json:"lang"`
	Date      string `json:"date"`
}

func TestSharedFacts(t *testing.T) {
	var facts []fact
	if err := json.Unmarshal(shared(t, "bulletins/facts.json"), &facts); err != nil {
		t.Fatal(err)
	}
	qualifiers := map[string]Qualifier{"=": Exact, ">": Over, ">~": Over, "~": About, "<~": Nearly, ">=": AtLeast}
	read := map[string]Document{}
	n, found, qualified := 0, 0, 0
	for _, f := range facts {
		if f.Lang == "other" {
			continue
		}
		n++
		d, ok := read[f.ArticleID]
		if !ok {
			text := string(shared(t, "bulletins/"+f.ArticleID+".txt"))
			_, text, _ = strings.Cut(text, "\n\n")
			published := lang.Date(f.Date)
			if !published.Valid() {
				published = ""
			}
			d = Read(text, Options{Published: published})
			read[f.ArticleID] = d
		}
		value, qualifier := false, false
		for _, c := range d.Claims {
			if same(string(c.Value)) != same(f.Value) {
				continue
			}
			switch f.Unit {
			case "percent":
				ok = c.Kind == Percent
			case "times":
				ok = c.Kind == Multiple
			default:
				ok = c.Kind == Count || c.Kind == Number
				if len(f.Unit) == 3 && f.Unit == strings.ToUpper(f.Unit) {
					ok = string(c.Currency) == f.Unit
				}
			}
			if ok {
				value = true
				qualifier = qualifier || c.Qualifier == qualifiers[f.Qualifier]
			}
		}
		if value {
			found++
		}
		if qualifier {
			qualified++
		}
		if !value || !qualifier {
			fmt.Printf("%s %s %s %s: value %v, qualifier %v\n", f.ArticleID, f.Value, f.Unit, f.Qualifier, value, qualifier)
		}
	}
	fmt.Printf("facts: %d of %d with value and unit, %d with qualifier\n", found, n, qualified)
	if float64(found) < 0.995*float64(n) || float64(qualified) < 0.98*float64(n) {
		t.Error("too few facts were read")
	}
}
