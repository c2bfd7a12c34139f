package demo_test

import (
	"context"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bridgehead/agreement"
	"bridgehead/demo"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// sampleDB opens an empty database whose clock ticks a second for each reading.
func sampleDB(t *testing.T) *store.DB {
	t.Helper()
	clock := time.Date(2024, 1, 2, 8, 0, 0, 0, time.UTC)
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "sample.db"), store.Options{
		Now: func() time.Time { clock = clock.Add(time.Second); return clock },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func loadSample(t *testing.T, s demo.Sample) *store.DB {
	t.Helper()
	db := sampleDB(t)
	if err := s.Load(t.Context(), db, nil); err != nil {
		t.Fatal(err)
	}
	return db
}

func generate(t *testing.T, s demo.Sample) *demo.Records {
	t.Helper()
	r, err := s.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func root(t *testing.T, db *store.DB, fair string) string {
	t.Helper()
	v, err := db.Verify(t.Context(), fair, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Findings) > 0 {
		t.Errorf("%s: %+v", fair, v.Findings)
	}
	return fmt.Sprint(v.Entries, " ", v.Root)
}

func TestTheSameSampleMakesTheSameJournalToTheLastHash(t *testing.T) {
	t.Parallel()
	small := demo.Sample{Editions: 12, Agreements: 150, Projects: 200, Parties: 60}
	one, two := loadSample(t, small), loadSample(t, small)
	for _, fair := range []string{demo.SampleFair, journal.Reference} {
		if a, b := root(t, one, fair), root(t, two, fair); a != b {
			t.Errorf("%s: %s and %s", fair, a, b)
		}
	}
	small.Seed = 2
	if a, b := root(t, one, demo.SampleFair), root(t, loadSample(t, small), demo.SampleFair); a == b {
		t.Errorf("another seed makes the same journal: %s", a)
	}
}

func TestTwoSamplesInOneDatabaseShareTheirRatesAndKeepApart(t *testing.T) {
	t.Parallel()
	small := demo.Sample{Editions: 12, Agreements: 100, Projects: 50, Parties: 50}
	db := loadSample(t, small)
	before, rates := root(t, db, demo.SampleFair), openingRates(t, db, small)

	if err := small.Load(t.Context(), db, nil); lang.CodeOf(err) != lang.CodeConflict {
		t.Errorf("loading it again: %v, want a conflict", err)
	}
	other := small
	other.Fair, other.Seed = "sample2", 7
	if err := other.Load(t.Context(), db, nil); err != nil {
		t.Fatal(err)
	}
	if after := root(t, db, demo.SampleFair); after != before {
		t.Errorf("the first sample was %s and is %s", before, after)
	}
	if d := cmp.Diff(rates, openingRates(t, db, small)); d != "" {
		t.Errorf("the rates of the first sample have changed: %s", d)
	}
}

// openingRates returns the dollar's rate that is in force when each edition opens.
func openingRates(t *testing.T, db *store.DB, s demo.Sample) []string {
	t.Helper()
	rates, err := db.Rates(t.Context(), -1)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range generate(t, s).Editions() {
		v, used, err := rates.On(t.Context(), "SAMPLE", "EUR", "USD", e.Opened)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v.String()+" "+string(used))
	}
	return all
}

func TestASampleThatCannotBeMadeIsRefusedByTheFlag(t *testing.T) {
	tests := map[string]demo.Sample{
		"--editions is 3: give a number from 12 to 60.":            {Editions: 3},
		"--agreements is 7: give a number from 100 to 1000000000.": {Agreements: 7},
		"--parties is -1: give a number from 50 to 1000000000.":    {Parties: -1},
		"reference cannot name a fair: write 2 to 31 lower-case letters, digits or hyphens, beginning with a letter; the word reference is taken.": {Fair: "reference"},
	}
	for want, s := range tests {
		if err := s.Validate(); lang.CodeOf(err) != lang.CodeInvalid || err.Error() != want {
			t.Errorf("%+v: %v, want %s", s, err, want)
		}
	}
}

// idForm is what the store's own identifiers look like.
var idForm = regexp.MustCompile(`^[0-9a-hjkmnp-tv-z]{24}$`)

func TestEveryRecordIsValidMarkedSyntheticAndUniquelyNamed(t *testing.T) {
	r := generate(t, demo.Sample{})
	seen := map[string]string{}
	check := func(what, id, code string, problems lang.Problems, names ...lang.Text) {
		t.Helper()
		if err := problems.Err(); err != nil {
			t.Errorf("%s %s: %v", what, code, err)
		}
		if !idForm.MatchString(id) || seen[id] != "" {
			t.Errorf("%s %s: identifier %q, also of %q", what, code, id, seen[id])
		}
		seen[id] = what + " " + code
		if code != "" && seen[what+code] != "" {
			t.Errorf("%s: the code %s is used twice", what, code)
		}
		seen[what+code] = id
		for _, name := range names {
			if name.Empty() {
				t.Errorf("%s %s has no name", what, code)
			}
			for tag, mark := range map[lang.Tag]string{lang.Hans: "样例", lang.Hant: "樣例", lang.En: "Sample"} {
				s := name.Get(tag)
				if s == "" {
					continue
				}
				if !strings.Contains(strings.ToLower(s), strings.ToLower(mark)) {
					t.Errorf("%s %s: %q does not say that it is a sample", what, code, s)
				}
				if simplified, traditional := lang.Script(s); tag == lang.Hans && traditional || tag == lang.Hant && simplified {
					t.Errorf("%s %s: %q in %s holds characters of the other script", what, code, s, tag)
				}
				if s != lang.Clean(s) {
					t.Errorf("%s %s: %q is not clean", what, code, s)
				}
			}
		}
	}
	f := r.Fair()
	if !f.Synthetic || !fair.ValidID(f.ID) {
		t.Errorf("the fair is %+v", f)
	}
	check("fair", strings.Repeat("0", 24), "", nil, f.Name)
	for _, e := range r.Editions() {
		if err := e.RatePolicy().Validate(); err != nil {
			t.Errorf("edition %d: %v", e.Number, err)
		}
		check("edition", string(e.ID), strconv.FormatInt(e.Number, 10), nil, e.Theme, e.Venue)
	}
	for _, d := range r.Documents() {
		check("document", d.ID, d.Code, nil, d.Title)
	}
	for _, x := range r.Tracks() {
		check("track", x.ID, "", nil, x.Name)
	}
	for _, x := range r.Sessions() {
		check("session", x.ID, "", nil, x.Name)
	}
	parties := map[party.ID]bool{}
	for _, p := range r.Offices() {
		check("party", string(p.ID), p.Code, p.Validate(), p.Name)
	}
	for p := range r.Parties() {
		parties[p.ID] = true
		check("party", string(p.ID), p.Code, p.Validate(), p.Name)
		checkIndustry(t, p.Code, p.Industry)
	}
	projects := map[string]bool{}
	for p := range r.Projects(0) {
		projects[p.Code] = true
		check("project", string(p.ID), p.Code, p.Validate(), p.Title)
		checkIndustry(t, p.Code, p.Industry)
		if _, ok := fair.DistrictByCode(p.District); !ok || !parties[p.Owner] {
			t.Errorf("project %s: district %q, owner %q", p.Code, p.District, p.Owner)
		}
	}
	agreements, n := map[agreement.ID]agreement.Agreement{}, 0
	for a := range r.Agreements(0) {
		n++
		agreements[a.ID] = a
		check("agreement", string(a.ID), a.Code, a.Validate(), a.Title)
		checkIndustry(t, a.Code, a.Industry)
		if a.Project != "" && !projects[a.Project] {
			t.Errorf("agreement %s comes from the project %s, which is not there", a.Code, a.Project)
		}
		for _, p := range a.Parties {
			if !parties[p.Party] {
				t.Errorf("agreement %s names the party %s, which is not there", a.Code, p.Party)
			}
		}
	}
	if n != 600 {
		t.Errorf("there are %d agreements, want 600", n)
	}
	for a := range r.Amendments(0) {
		check("amendment", string(a.ID), a.Code, a.Validate())
		of := agreements[a.Agreement]
		if of.Amount.Currency != a.Amount.Currency || of.Edition > a.Edition || of.Confirmed != 3 {
			t.Errorf("amendment %s increases %+v", a.Code, of)
		}
	}
	observations, err := r.Observations()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range observations {
		check("observation", o.ID, o.Code, nil, o.Words)
		if _, err := figure.ParseScope(o.Scope); err != nil || !o.Qualifier.Known() {
			t.Errorf("observation %s: %v, %s", o.Code, err, o.Qualifier)
		}
		if _, err := indicator.Define(o.Indicator); err != nil {
			t.Errorf("observation %s: %v", o.Code, err)
		}
	}
}

func checkIndustry(t *testing.T, what, code string) {
	t.Helper()
	if _, ok := project.IndustryByCode(code); !ok {
		t.Errorf("%s: there is no industry %q", what, code)
	}
}

func TestEveryCaseIsInTheRecordAndEveryMarkedRecordInTheTable(t *testing.T) {
	for _, s := range []demo.Sample{{}, {Editions: 12, Agreements: 100, Projects: 12, Parties: 50}} {
		r := generate(t, s)
		found := map[string]int64{} // kind and code → edition
		mark := func(kind, code string, edition int64) {
			if strings.HasPrefix(code, "CASE-") {
				found[kind+" "+code] = edition
			}
		}
		for _, e := range r.Editions() {
			for note := range strings.SplitSeq(e.Note.En, "; ") {
				code, _, _ := strings.Cut(note, " ")
				mark("edition", code, e.Number)
			}
		}
		for p := range r.Parties() {
			mark("party", p.Code, 0)
		}
		for p := range r.Projects(0) {
			mark("project", p.Code, p.Edition)
		}
		for a := range r.Agreements(0) {
			mark("agreement", a.Code, a.Edition)
		}
		for a := range r.Amendments(0) {
			mark("amendment", a.Code, a.Edition)
		}
		observations, err := r.Observations()
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range observations {
			mark("observation", o.Code, o.Edition)
		}
		want := map[string]int64{}
		for _, c := range demo.Cases() {
			if c.Code != "CASE-INCREASE-LATE" { // Load alone enters it
				want[c.Kind+" "+c.Code] = r.CaseEdition(c)
			}
		}
		if d := cmp.Diff(want, found); d != "" {
			t.Errorf("%+v: the table and the records differ:\n%s", s, d)
		}
	}
}

func TestTheCasesAreListedInTheDocumentation(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, c := range demo.Cases() {
		edition := "-"
		if c.Edition > 0 {
			edition = strconv.FormatInt(c.Edition, 10)
		}
		fmt.Fprintf(&want, "//\t%-21s %-11s %-28s %2s\n", c.Rule, c.Kind, c.Code, edition)
	}
	if !strings.Contains(string(text), want.String()) {
		t.Errorf("doc.go should hold this table:\n%s", want.String())
	}
}

// full is the sample of the default size, loaded once for the tests that only read it.
func full(t *testing.T) (*store.DB, store.View) {
	t.Helper()
	db := loadSample(t, demo.Sample{})
	v, err := db.View(t.Context(), demo.SampleFair, -1)
	if err != nil {
		t.Fatal(err)
	}
	return db, v
}

func evaluate(t *testing.T, db *store.DB, at journal.Position, name string) figure.Figure {
	t.Helper()
	v, err := db.View(t.Context(), demo.SampleFair, at)
	if err != nil {
		t.Fatal(err)
	}
	rates, err := db.Rates(t.Context(), -1)
	if err != nil {
		t.Fatal(err)
	}
	n, err := figure.ParseName(name)
	if err != nil {
		t.Fatal(err)
	}
	e := indicator.Evaluator{Records: v, Rates: rates, Ref: int64(rates.At)}
	f, err := e.Figure(t.Context(), n)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return f
}

// verdict returns what the check of reported against recorded says of a figure.
func verdict(f figure.Figure) string {
	for _, c := range f.Checks {
		if c.Rule == figure.RuleReportedRecorded {
			return c.Verdict
		}
	}
	return ""
}

func TestTheLoadedSampleSaysWhatItsCasesPromise(t *testing.T) {
	t.Parallel()
	db, v := full(t)
	ctx := t.Context()

	t.Run("it verifies", func(t *testing.T) { root(t, db, demo.SampleFair) })

	t.Run("the reported totals agree with complete records and differ where the cases say so", func(t *testing.T) {
		for number := int64(1); number <= 26; number++ {
			want := indicator.Agrees
			switch {
			case number <= 5 || number == 22:
				want = indicator.Part
			case number == 24:
				want = indicator.Differs
			}
			for _, code := range []string{"signed.count", "signed.amount"} {
				f := evaluate(t, db, -1, fmt.Sprintf("%s?edition=%d", code, number))
				if got := verdict(f); got != want {
					t.Errorf("%s of edition %d: %s, want %s", code, number, got, want)
				}
			}
		}
	})

	t.Run("the late increase changes the amount, and the position before it still gives the old one", func(t *testing.T) {
		head, err := db.Head(ctx, demo.SampleFair)
		if err != nil {
			t.Fatal(err)
		}
		last, err := v.Entry(ctx, head)
		if err != nil || last.Kind != "amendment" {
			t.Fatalf("the last entry is %+v, %v", last, err)
		}
		before := evaluate(t, db, head-1, "signed.amount?edition=26")
		after := evaluate(t, db, head, "signed.amount?edition=26")
		if got := new(big.Rat).Sub(after.Value, before.Value).RatString(); got != "500000000" {
			t.Errorf("the late increase adds %s", got)
		}
		if verdict(before) != indicator.Differs || verdict(after) != indicator.Agrees {
			t.Errorf("before it: %s, after it: %s", verdict(before), verdict(after))
		}
		count := func(at journal.Position) string {
			return evaluate(t, db, at, "signed.count?edition=26").Value.RatString()
		}
		if count(head-1) != count(head) {
			t.Errorf("the late increase changes the count from %s to %s", count(head-1), count(head))
		}
	})

	t.Run("two districts have one agreement each and their shares of its amount", func(t *testing.T) {
		a := find[agreement.Agreement](t, v, "agreement", "CASE-SHARES-60-40")
		if len(a.Attributions) != 2 || a.Attributions[0].Num != 60 || a.Attributions[1].Num != 40 {
			t.Errorf("%+v", a.Attributions)
		}
	})

	t.Run("what was corrected, confirmed, replaced or removed keeps its former state", func(t *testing.T) {
		want := map[string]string{
			"CASE-CORRECTED": "create correct", "CASE-KEY-LATER": "create confirm",
			"CASE-REPLACED": "create amend", "CASE-REMOVED": "create remove", "CASE-INCREASED-LATE": "create",
		}
		r := generate(t, demo.Sample{})
		got := map[string]string{}
		for a := range r.Agreements(0) {
			if _, ok := want[a.Code]; ok {
				got[a.Code] = strings.Join(actions(t, db, v, string(a.ID)), " ")
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	})

	t.Run("the replacement names the agreement that it ended", func(t *testing.T) {
		next := find[agreement.Agreement](t, v, "agreement", "CASE-REPLACEMENT")
		old, err := store.Get[agreement.Agreement](ctx, v, string(next.Replaces))
		if err != nil || old.Value.Code != "CASE-REPLACED" || old.Value.EndedOn != next.SignedOn {
			t.Errorf("%+v, %v", old.Value, err)
		}
	})

	t.Run("a day without a rate takes the last earlier one", func(t *testing.T) {
		rates, err := db.Rates(ctx, -1)
		if err != nil {
			t.Fatal(err)
		}
		for code, days := range map[string]int{"CASE-SIGNED-SATURDAY": 1, "CASE-SIGNED-HOLIDAY": 1} {
			a := find[agreement.Agreement](t, v, "agreement", code)
			q, err := money.Cross(ctx, rates, "SAMPLE", a.Amount.Currency, "CNY", a.SignedOn)
			if err != nil || q.Day != a.SignedOn.AddDays(-days) {
				t.Errorf("%s, signed on %s: rate of %s, %v", code, a.SignedOn, q.Day, err)
			}
		}
	})

	t.Run("the cumulative figures start from the opening balance", func(t *testing.T) {
		opening := evaluate(t, db, -1, "cumulative.count?edition=5").Value
		sixth := evaluate(t, db, -1, "signed.count?edition=6").Value
		if got := evaluate(t, db, -1, "cumulative.count?edition=6").Value; got.Cmp(new(big.Rat).Add(opening, sixth)) != 0 {
			t.Errorf("%s and %s come to %s", opening, sixth, got)
		}
		if f := evaluate(t, db, -1, "cumulative.amount?edition=26"); f.Qualifier != figure.Over {
			t.Errorf("the cumulative amount is %s", f.Qualifier)
		}
	})

	t.Run("the party written in two ways is found", func(t *testing.T) {
		a, b := find[party.Party](t, v, "party", "CASE-PARTY-TWICE-1"), find[party.Party](t, v, "party", "CASE-PARTY-TWICE-2")
		if _, ok := party.Similar(a, b); !ok {
			t.Errorf("%v and %v", a.Name, b.Name)
		}
		if wrong := find[party.Party](t, v, "party", "CASE-PARTY-USCC").Validate(); len(wrong) != 1 || !wrong[0].Warning {
			t.Errorf("%v", wrong)
		}
	})
}

// find returns the record of a case.
func find[T any](t *testing.T, v store.View, kind, code string) T {
	t.Helper()
	r := generate(t, demo.Sample{})
	var id string
	switch kind {
	case "agreement":
		for a := range r.Agreements(0) {
			if a.Code == code {
				id = string(a.ID)
			}
		}
	case "party":
		for p := range r.Parties() {
			if p.Code == code {
				id = string(p.ID)
			}
		}
	}
	row, err := store.Get[T](t.Context(), v, id)
	if err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	return row.Value
}

// actions returns what the journal says was done to the subject.
func actions(t *testing.T, db *store.DB, v store.View, subject string) []string {
	t.Helper()
	var out []string
	for at := journal.Position(1); at <= v.At; at++ {
		e, err := v.Entry(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		if e.Subject == subject {
			out = append(out, e.Action)
		}
	}
	return out
}

func TestTheSampleGrowsWithoutHoldingItAll(t *testing.T) {
	const agreements = 20_000
	r := generate(t, demo.Sample{Editions: 30, Agreements: agreements, Parties: 5000})
	total, currencies, districts := 0, map[money.Currency]bool{}, map[string]bool{}
	for e := int64(1); e <= 30; e++ {
		for a := range r.Agreements(e) {
			total++
			currencies[a.Amount.Currency] = true
			for _, at := range a.Attributions {
				districts[at.District] = true
			}
		}
	}
	delete(currencies, "")
	delete(districts, "")
	if total != agreements || len(currencies) != 12 || len(districts) != 34 {
		t.Errorf("%d agreements in %d currencies and %d districts", total, len(currencies), len(districts))
	}
	got, want := 0, 3
	for range r.Agreements(0) {
		if got++; got == want {
			break // leaving early is allowed
		}
	}
}

func BenchmarkSampleAgreements(b *testing.B) {
	r, err := demo.Sample{Editions: 30, Agreements: 1_000_000, Parties: 50_000}.Generate()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	n := 0
	for range r.Agreements(0) {
		if n++; n >= b.N {
			break
		}
	}
}

func BenchmarkSampleLoad(b *testing.B) {
	for b.Loop() {
		db, err := store.Open(context.Background(), filepath.Join(b.TempDir(), "sample.db"), store.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if err := (demo.Sample{}).Load(b.Context(), db, nil); err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// An agenda that could not be held would be no example of one.
func TestSessionsOfTheSampleHaveARoomEach(t *testing.T) {
	r := generate(t, demo.Sample{})
	parties := map[party.ID]bool{}
	for _, p := range r.Offices() {
		parties[p.ID] = true
	}
	for p := range r.Parties() {
		parties[p.ID] = true
	}
	editions := map[int64]fair.Edition{}
	for _, e := range r.Editions() {
		editions[e.Number] = e
	}
	all := r.Sessions()
	for i, s := range all {
		e := editions[s.Edition]
		if s.Room.Empty() || s.Day < e.Opened || s.Day > max(e.Opened, e.Closed) {
			t.Errorf("%s is held on %s in %q", s.Name.En, s.Day, s.Room.En)
		}
		if from, ok := s.Begins(time.UTC); !ok {
			t.Errorf("%s begins at no time", s.Name.En)
		} else if to, ok := s.Until(time.UTC); !ok || !from.Before(to) {
			t.Errorf("%s ends before it begins", s.Name.En)
		}
		for _, g := range s.Guests {
			if !parties[g.Party] || g.Person != "" {
				t.Errorf("%s: the guest %q is none of the synthetic parties", s.Name.En, g.Party)
			}
		}
		for _, other := range all[:i] {
			if other.Edition == s.Edition && other.Room == s.Room && s.Clashes(other) {
				t.Errorf("%s and %s are in %s at once", s.Name.En, other.Name.En, s.Room.En)
			}
		}
	}
	ceremonies := map[string]lang.Date{}
	for _, s := range all {
		if s.Kind == "signing_ceremony" {
			ceremonies[s.ID] = s.Day
		}
	}
	signed := 0
	for a := range r.Agreements(0) {
		if a.Session == "" {
			continue
		}
		signed++
		if day, ok := ceremonies[a.Session]; !ok || day != a.SignedOn {
			t.Errorf("%s was signed on %s at a session of %q", a.Code, a.SignedOn, day)
		}
	}
	if signed < 50 {
		t.Errorf("only %d agreements say at which session they were signed", signed)
	}
}
