package watched_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/bulletin/watched"
	"bridgehead/fair"
	"bridgehead/lang"
)

func finding(said, record string) watched.Finding {
	return watched.Finding{Said: said, Kind: "count", Rule: "printed-precision", Cause: "digit", Figure: "signed.count?edition=26&at=7&ref=1", Record: record}
}

func reading(sum string, now int64, all ...watched.Finding) watched.Reading {
	return watched.Reading{Sum: sum, Lang: lang.En, Edition: 26, At: now, Findings: all, Now: now}
}

type outcome struct {
	Said  string
	State watched.State
	How   string
}

func outcomes(t watched.Text) []outcome {
	var out []outcome
	for _, f := range t.Findings {
		out = append(out, outcome{f.Said, f.State, f.How})
	}
	return out
}

func TestReadingATextAgainKeepsWhatWasDecided(t *testing.T) {
	a, b := finding("43", "34"), finding("44", "34")
	settled := func(how string) func(watched.Text) watched.Text {
		return func(x watched.Text) watched.Text {
			x, err := x.Settle([]int{0}, how, "they say so", "press", 5)
			if err != nil {
				t.Fatal(err)
			}
			return x
		}
	}
	for name, c := range map[string]struct {
		between func(watched.Text) watched.Text
		then    watched.Reading
		want    []outcome
		told    bool
		version int64
	}{
		"the same words with the same findings are nothing new":           {nil, reading("x", 9, a, b), []outcome{{"43", "new", ""}, {"44", "new", ""}}, false, 1},
		"a next version that still says it is one finding":                {nil, reading("y", 9, a, b), []outcome{{"43", "new", ""}, {"44", "new", ""}}, true, 2},
		"what a next version does not say is corrected":                   {nil, reading("y", 9, b), []outcome{{"43", "settled", "corrected"}, {"44", "new", ""}}, true, 2},
		"what the record states otherwise now is no contradiction":        {nil, reading("x", 9, b), []outcome{{"43", "settled", "no_error"}, {"44", "new", ""}}, true, 1},
		"what is said twice is two findings":                              {nil, reading("y", 9, a, a, b), []outcome{{"43", "new", ""}, {"44", "new", ""}, {"43", "new", ""}}, true, 2},
		"what is corrected stays so while the words are the same":         {settled(watched.Corrected), reading("x", 9, a, b), []outcome{{"43", "settled", "corrected"}, {"44", "new", ""}}, false, 1},
		"what is said to be corrected and is not is new again":            {settled(watched.Corrected), reading("y", 9, a, b), []outcome{{"43", "new", ""}, {"44", "new", ""}}, true, 2},
		"what is no contradiction stays so in a next version":             {settled(watched.NoError), reading("y", 9, a, b), []outcome{{"43", "settled", "no_error"}, {"44", "new", ""}}, true, 2},
		"what stands against another number now says so and is as it was": {nil, reading("x", 9, finding("43", "35"), b), []outcome{{"43", "new", ""}, {"44", "new", ""}}, true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			first, told := watched.Text{}.Again(reading("x", 3, a, b))
			if !told || first.Version != 1 {
				t.Fatalf("the first reading is version %d, told %v", first.Version, told)
			}
			if c.between != nil {
				first = c.between(first)
			}
			next, told := first.Again(c.then)
			if diff := cmp.Diff(c.want, outcomes(next)); diff != "" || told != c.told || next.Version != c.version {
				t.Errorf("version %d, told %v\n%s", next.Version, told, diff)
			}
			if name == "what stands against another number now says so and is as it was" && next.Findings[0].Record != "35" {
				t.Errorf("it stands against %s", next.Findings[0].Record)
			}
			if again, told := next.Again(c.then); told {
				t.Errorf("the same reading says something new: %s", cmp.Diff(next, again))
			}
		})
	}
}

func TestWhatIsGoneAndComesBackIsNewAgain(t *testing.T) {
	a := finding("43", "34")
	text, _ := watched.Text{}.Again(reading("x", 1, a))
	text, _ = text.Again(reading("y", 2))
	text, told := text.Again(reading("z", 3, a))
	if diff := cmp.Diff([]outcome{{"43", "new", ""}}, outcomes(text)); diff != "" || !told {
		t.Error(diff)
	}
}

func TestALetterIsAboutWhatIsNotSettled(t *testing.T) {
	text, _ := watched.Text{}.Again(reading("x", 1, finding("43", "34"), finding("44", "34")))
	text, err := text.Settle([]int{1}, watched.NoError, "another count", "press", 2)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		to, letter string
		about      []int
		key        string
	}{
		"to nobody":             {"", "Dear editors", []int{0}, "watched.letter.needs"},
		"without words":         {"desk@example.org", " \r\n", []int{0}, "watched.letter.needs"},
		"about nothing":         {"desk@example.org", "Dear editors", nil, "watched.choose"},
		"about what is not":     {"desk@example.org", "Dear editors", []int{2}, "watched.choose"},
		"about what is settled": {"desk@example.org", "Dear editors", []int{0, 1}, "watched.settled"},
		"about what is open":    {"desk@example.org", "Dear editors\r\nGoodbye", []int{0}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := text.WrittenTo(watched.Letter{To: c.to, Text: c.letter, By: "press", Sent: 3}, c.about)
			key := ""
			if e, ok := err.(*lang.Error); ok {
				key = e.Key
			}
			if key != c.key {
				t.Fatalf("it is refused with %v", err)
			}
			if key == "" && (got.Findings[0].State != watched.Written || got.Findings[0].Letter != 1 || got.Letters[0].Text != "Dear editors\nGoodbye") {
				t.Errorf("it is %+v with %+v", got.Findings[0], got.Letters)
			}
			if text.Findings[0].State != watched.New || len(text.Letters) != 0 {
				t.Error("the text that it was made of is another now")
			}
		})
	}
	written, err := text.WrittenTo(watched.Letter{To: "desk@example.org", Text: "Dear editors"}, []int{0})
	if err != nil {
		t.Fatal(err)
	}
	if written, err = written.Settle([]int{0}, watched.Corrected, "", "press", 4); err != nil {
		t.Fatal(err)
	}
	if written, err = written.Reopen([]int{0}); err != nil || written.Findings[0].State != watched.Written {
		t.Errorf("what was written about is %s when it is opened again: %v", written.Findings[0].State, err)
	}
	if _, err := text.Settle([]int{0}, watched.NoError, " ", "press", 2); err == nil {
		t.Error("no reason is needed for what is no contradiction")
	}
}

func TestAnAddressIsOneOfTheWeb(t *testing.T) {
	for address, want := range map[string]bool{
		"https://news.example/a?b=c": true, "http://news.example": true, "ftp://news.example/a": false, "javascript:alert(1)": false,
		"https://": false, "https://user:secret@news.example/": false, "//news.example/a": false, "file:///etc/passwd": false,
	} {
		if got := watched.Reachable(address); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

func TestWhatAnotherTextSaysOtherwiseIsFoundBesideTheRest(t *testing.T) {
	beside := func(said, elsewhere, other, how string) watched.Finding {
		f := finding(said, "34")
		f.Rule, f.Figure, f.Elsewhere, f.Other, f.How = "between-texts", "signed.count?edition=26", elsewhere, other, how
		return f
	}
	text, _ := watched.Text{}.Again(reading("x", 1, finding("43", "34"), beside("43", "34", "u", "")))
	about := func(other string, all ...watched.Finding) watched.Reading {
		r := reading("x", 2, all...)
		r.Beside = other
		return r
	}
	text, told := text.Again(about("w", beside("43", "35", "w", "")))
	if diff := cmp.Diff([]outcome{{"43", "new", ""}, {"43", "new", ""}, {"43", "new", ""}}, outcomes(text)); diff != "" || !told {
		t.Fatal(diff)
	}
	if diff := cmp.Diff([]string{"u", "w"}, text.Against()); diff != "" {
		t.Fatal(diff)
	}
	text, told = text.Again(about("u"))
	if diff := cmp.Diff([]outcome{{"43", "new", ""}, {"43", "settled", "no_error"}, {"43", "new", ""}}, outcomes(text)); diff != "" || !told {
		t.Fatalf("what another text says no longer: %s", diff)
	}
	if _, told := text.Again(about("u")); told {
		t.Fatal("it is told twice")
	}

	// What the record bears out is settled by itself, and new when the record bears it out no more.
	text, _ = watched.Text{}.Again(reading("x", 1, beside("34", "43", "u", watched.BorneOut)))
	if diff := cmp.Diff([]outcome{{"34", "settled", "borne_out"}}, outcomes(text)); diff != "" {
		t.Fatal(diff)
	}
	if _, told := text.Again(reading("x", 2, beside("34", "43", "u", watched.BorneOut))); told {
		t.Fatal("the same reading says something new")
	}
	text, _ = text.Again(reading("x", 3, beside("34", "43", "u", "")))
	if diff := cmp.Diff([]outcome{{"34", "new", ""}}, outcomes(text)); diff != "" {
		t.Fatal(diff)
	}
	text, _ = text.Again(reading("x", 4, beside("34", "43", "u", watched.BorneOut)))
	if diff := cmp.Diff([]outcome{{"34", "settled", "borne_out"}}, outcomes(text)); diff != "" {
		t.Fatal(diff)
	}
}

func TestALetterSaysWhatOthersSayWhereTheRecordBearsThemOut(t *testing.T) {
	of := func(other, record string) watched.Finding {
		f := finding("43", record)
		f.Other, f.Elsewhere, f.Says = other, "34", lang.Text{En: "Of the same figure, “Opening” in " + other + " says “34”."}
		return f
	}
	own := finding("43", "34")
	own.Says = lang.Text{En: "The record has 34."}
	text, _ := watched.Text{Lang: lang.En, Title: "Gala"}.Again(reading("x", 1, own, of("Harbour Post", "34"), of("Peak Gazette", "")))
	letter := text.Draft(fair.Fair{ID: "test"}, "https://fair.example.org").Text
	for want, times := range map[string]int{"The record has 34.\nOf the same figure, “Opening” in Harbour Post says “34”.": 1, "Peak Gazette": 0, "The text says “43”": 1} {
		if got := strings.Count(letter, want); got != times {
			t.Errorf("it says %q %d times, want %d: %s", want, got, times, letter)
		}
	}
	text, _ = watched.Text{Lang: lang.En, Title: "Gala"}.Again(reading("x", 1, of("Peak Gazette", "")))
	if letter := text.Draft(fair.Fair{ID: "test"}, "").Text; !strings.Contains(letter, "The text says “43”. Of the same figure, “Opening” in Peak Gazette says “34”.") {
		t.Errorf("what the record does not decide is not written about: %s", letter)
	}
}
