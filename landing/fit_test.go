package landing

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bridgehead/lang"
	"bridgehead/money"
)

func TestAConditionHasThreeValues(t *testing.T) {
	hkd := func(major int64) money.Amount { return money.Amount{Minor: major * 100, Currency: "HKD"} }
	tests := []struct {
		name      string
		condition Condition
		applicant Applicant
		verdict   Verdict
		reason    Reason
	}{
		{"a side that is among those named is met", Condition{Matter: OfSide, Among: "beijing hongkong"}, Applicant{Side: "hongkong"}, Met, Within},
		{"a side that is not among them is not met", Condition{Matter: OfSide, Among: "beijing"}, Applicant{Side: "hongkong"}, Unmet, Outside},
		{"a side that was not said is not known", Condition{Matter: OfSide, Among: "beijing"}, Applicant{}, Unknown, Unanswered},
		{"one code is not a part of another", Condition{Matter: OfPlace, Among: "mainland"}, Applicant{Place: "main"}, Unmet, Outside},
		{"a stage is one of those named", Condition{Matter: OfStage, Among: "growing established"}, Applicant{Stage: "growing"}, Met, Within},
		{"an industry within the one named is met", Condition{Matter: OfIndustry, Among: "C27 C39"}, Applicant{Industry: "C3911"}, Met, Within},
		{"an industry that holds the one named and others is not known", Condition{Matter: OfIndustry, Among: "C27"}, Applicant{Industry: "C"}, Unknown, Wider},
		{"another industry is not met", Condition{Matter: OfIndustry, Among: "C27"}, Applicant{Industry: "C28"}, Unmet, Outside},
		{"an industry that was not said is not known", Condition{Matter: OfIndustry, Among: "C27"}, Applicant{}, Unknown, Unanswered},
		{"a number at the limit is met", Condition{Matter: OfEmployees, Least: "10", Most: "300"}, Applicant{Employees: "10"}, Met, Within},
		{"a number over the limit is not met", Condition{Matter: OfEmployees, Least: "10", Most: "300"}, Applicant{Employees: "301"}, Unmet, Outside},
		{"none is a number", Condition{Matter: OfEmployees, Least: "1"}, Applicant{Employees: "0"}, Unmet, Outside},
		{"a number that was not said is not known", Condition{Matter: OfEmployees, Least: "1"}, Applicant{}, Unknown, Unanswered},
		{"an amount at the limit is met", Condition{Matter: OfFunds, Least: "100000000.00 HKD"}, Applicant{Funds: hkd(100_000_000)}, Met, Within},
		{"an amount below it is not met", Condition{Matter: OfCost, Least: "150000000.00 HKD"}, Applicant{Cost: hkd(149_999_999)}, Unmet, Outside},
		{"an amount over the most is not met", Condition{Matter: OfRevenue, Most: "5.00 HKD"}, Applicant{Revenue: hkd(6)}, Unmet, Outside},
		{"nothing at all is an amount", Condition{Matter: OfRevenue, Most: "5.00 HKD"}, Applicant{Revenue: hkd(0)}, Met, Within},
		{"an amount in another currency is not known, however large", Condition{Matter: OfFunds, Least: "1.00 HKD"}, Applicant{Funds: money.Amount{Minor: 1e15, Currency: "CNY"}}, Unknown, Currencies},
		{"an amount that was not said is not known", Condition{Matter: OfFunds, Least: "1.00 HKD"}, Applicant{}, Unknown, Unanswered},
		{"two years are over on the day", Condition{Matter: OfYears, Least: "2"}, Applicant{Founded: "2024-11-28"}, Met, Within},
		{"two years are not over the day before", Condition{Matter: OfYears, Least: "2"}, Applicant{Founded: "2024-11-29"}, Unmet, Outside},
		{"of a year alone it depends on the day", Condition{Matter: OfYears, Least: "2"}, Applicant{Founded: "2024"}, Unknown, Imprecise},
		{"of an early year alone it does not", Condition{Matter: OfYears, Least: "2"}, Applicant{Founded: "2023"}, Met, Within},
		{"of a late year alone it does not either", Condition{Matter: OfYears, Least: "2"}, Applicant{Founded: "2025"}, Unmet, Outside},
		{"who is yet to be founded has said nothing", Condition{Matter: OfYears, Most: "5"}, Applicant{Founded: "2027"}, Unknown, Unanswered},
		{"a question answered with yes is met", Condition{Matter: OfQuestion, Question: "q"}, Applicant{Answers: map[string]bool{"P.q": true}}, Met, Within},
		{"a question answered with no is not met", Condition{Matter: OfQuestion, Question: "q"}, Applicant{Answers: map[string]bool{"P.q": false}}, Unmet, Outside},
		{"an answer to another programme's question is none", Condition{Matter: OfQuestion, Question: "q"}, Applicant{Answers: map[string]bool{"R.q": true}}, Unknown, Unanswered},
		{"what no source states is not known whatever is said", Condition{Matter: Unstated}, Applicant{Side: "hongkong", Employees: "5"}, Unknown, Unsourced},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			verdict, reason := tt.condition.hold(tt.applicant, "P", "2026-11-28")
			if verdict != tt.verdict || reason != tt.reason {
				t.Errorf("%s because %s, want %s because %s", verdict, reason, tt.verdict, tt.reason)
			}
		})
	}
}

func TestAProgrammeIsNeverABareYes(t *testing.T) {
	side, years, gap := Condition{Matter: OfSide, Among: "hongkong"}, Condition{Matter: OfYears, Least: "2"}, Condition{Matter: Unstated}
	tests := []struct {
		name       string
		conditions []Condition
		applicant  Applicant
		want       Outcome
	}{
		{"with no condition recorded nothing is decided", nil, Applicant{Side: "hongkong"}, Undecided},
		{"all met makes a candidate", []Condition{side, years}, Applicant{Side: "hongkong", Founded: "2000"}, Candidate},
		{"one not known leaves it open", []Condition{side, years}, Applicant{Side: "hongkong"}, Undecided},
		{"one not met excludes, whatever is not known", []Condition{side, years, gap}, Applicant{Side: "beijing"}, Excluded},
		{"what no source states leaves it open for ever", []Condition{side, gap}, Applicant{Side: "hongkong"}, Undecided},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := Programme{Code: "P", Conditions: tt.conditions}.Fit(tt.applicant, "2026-11-28")
			if f.Outcome != tt.want || len(f.Results) != len(tt.conditions) {
				t.Errorf("%s of %d results, want %s", f.Outcome, len(f.Results), tt.want)
			}
		})
	}
}

func TestAGroupOfConditionsNeedsOne(t *testing.T) {
	in := func(group string, c Condition) Condition { c.Either = group; return c }
	side, place := Condition{Matter: OfSide, Among: "hongkong"}, in("a", Condition{Matter: OfPlace, Among: "hongkong"})
	listed, gap := in("a", Condition{Matter: OfStage, Among: "listed"}), in("a", Condition{Matter: Unstated, Words: lang.Text{En: "gap"}})
	tests := []struct {
		name       string
		conditions []Condition
		applicant  Applicant
		want       []Verdict // of what has to hold
		outcome    Outcome
	}{
		{"one met is enough", []Condition{side, place, listed}, Applicant{Side: "hongkong", Place: "beijing", Stage: "listed"}, []Verdict{Met, Met}, Candidate},
		{"one met is enough whatever is not known", []Condition{place, listed, gap}, Applicant{Stage: "listed"}, []Verdict{Met}, Candidate},
		{"none met and one not known is not known", []Condition{place, listed}, Applicant{Place: "beijing"}, []Verdict{Unknown}, Undecided},
		{"none met is not met", []Condition{listed, side, place}, Applicant{Side: "hongkong", Place: "beijing", Stage: "founding"}, []Verdict{Unmet, Met}, Excluded},
		{"what no source states keeps it open", []Condition{place, gap}, Applicant{Place: "beijing"}, []Verdict{Unknown}, Undecided},
		{"two groups are two", []Condition{place, in("b", side), in("b", listed)}, Applicant{Place: "hongkong", Side: "beijing", Stage: "growing"}, []Verdict{Met, Unmet}, Excluded},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := Programme{Code: "P", Conditions: tt.conditions}.Fit(tt.applicant, "2026-11-28")
			var got []Verdict
			for _, g := range f.Groups() {
				got = append(got, g.Verdict)
			}
			if d := cmp.Diff(tt.want, got); d != "" || f.Outcome != tt.outcome || len(f.Results) != len(tt.conditions) {
				t.Errorf("%s of %d results, want %s: %s", f.Outcome, len(f.Results), tt.outcome, d)
			}
		})
	}
	name := lang.Text{En: "name"}
	for _, wrong := range []Programme{{Name: name, Conditions: []Condition{place}}, {Name: name, Conditions: []Condition{in("a b", side), in("a b", listed)}}} {
		if len(wrong.Validate()) != 1 {
			t.Errorf("%+v: %v", wrong.Conditions, wrong.Validate())
		}
	}
	if found := (Programme{Name: name, Conditions: []Condition{place, listed}}).Validate(); len(found) > 0 {
		t.Error(found)
	}
}

func TestAWindowIsSaid(t *testing.T) {
	planned, open, closed := Turn{Status: "planned", On: "2023-11-29"}, Turn{Status: "open", On: "2024-09-16"}, Turn{Status: "closed", On: "2025-01-01"}
	tests := []struct {
		name string
		p    Programme
		on   lang.Date
		want Window
	}{
		{"of nothing nothing is known", Programme{}, "2024-01-01", WindowUnknown},
		{"before the first day of which the record speaks nothing is known", Programme{Status: "open", Turns: []Turn{planned, open}}, "2023-11-28", WindowUnknown},
		{"planned stays planned until it opens", Programme{Status: "open", Turns: []Turn{planned, open}}, "2024-09-15", WindowPlanned},
		{"open without days is not known to be open now", Programme{Status: "open", Turns: []Turn{planned, open}}, "2024-09-16", WindowUnknown},
		{"applications all year round", Programme{Status: "open", Rolling: true, Turns: []Turn{planned, open}}, "2024-09-16", WindowAllYear},
		{"a first day that is still to come", Programme{Status: "open", Opens: "2024-10-01", Closes: "2024-10-31"}, "2024-09-30", WindowNotYet},
		{"the last day belongs to the window", Programme{Status: "open", Opens: "2024-10-01", Closes: "2024-10-31"}, "2024-10-31", WindowOpen},
		{"the day after it does not", Programme{Status: "open", Opens: "2024-10-01", Closes: "2024-10-31"}, "2024-11-01", WindowOver},
		{"closed is closed", Programme{Status: "closed", Rolling: true, Turns: []Turn{planned, open, closed}}, "2026-01-01", WindowClosed},
		{"suspended is said", Programme{Status: "suspended", Rolling: true}, "2026-01-01", WindowSuspended},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.p.Window(tt.on); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

func TestProgrammesThatFitStandFirst(t *testing.T) {
	side := []Condition{{Matter: OfSide, Among: "hongkong"}}
	all := []Programme{
		{Code: "other", Status: "open", Rolling: true, Conditions: []Condition{{Matter: OfSide, Among: "beijing"}}},
		{Code: "closed", Status: "closed", Conditions: side},
		{Code: "unsaid", Status: "open", Rolling: true},
		{Code: "taken", Status: "open", Rolling: true, Conditions: side},
	}
	var got []string
	for _, f := range Fits(all, Applicant{Side: "hongkong"}, "2026-11-28") {
		got = append(got, f.Programme.Code)
	}
	if d := cmp.Diff([]string{"taken", "closed", "unsaid", "other"}, got); d != "" {
		t.Error(d)
	}
}

func TestAListIsReadAsItIsWritten(t *testing.T) {
	line := rapid.StringMatching(`([a-z甲：:|][a-z0-9甲乙 ：|]{0,6}[a-z乙])?`)
	text := rapid.Custom(func(t *rapid.T) string {
		out := line.Draw(t, "line")
		if out != "" && rapid.Bool().Draw(t, "more") {
			out += "\n" + rapid.StringMatching(`[a-z甲][a-z|: ]{0,5}[a-z]`).Draw(t, "second")
		}
		return out
	})
	rapid.Check(t, func(t *rapid.T) {
		var list []Condition
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			c := Condition{Matter: Matter(rapid.SampledFrom([]string{"side", "question"}).Draw(t, "matter"))}
			for _, cell := range c.Cells()[1:] {
				*cell.Text = text.Draw(t, cell.Name)
			}
			list = append(list, c)
		}
		got, err := ParseList[Condition](FormatList[Condition](list))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(list, got); d != "" {
			t.Error(d)
		}
	})
	if _, err := ParseList[Condition]("matter: side\nwhatever: x"); lang.CodeOf(err) != lang.CodeInvalid {
		t.Errorf("a line that nothing is called by: %v", err)
	}
}

func TestARecordThatMakesNoSenseIsRefused(t *testing.T) {
	name := lang.Text{En: "N"}
	source := []Source{{Code: "1", Name: name, Address: "https://example.org/"}}
	tests := []struct {
		name string
		got  lang.Problems
		want string
	}{
		{"what makes sense is not", Programme{
			Name: name, Status: "open", Sources: source, Turns: []Turn{{Status: "open", On: "2024-01-01", Cites: "1"}},
			Conditions: []Condition{{Matter: OfFunds, Least: "1.00 HKD", Cites: "1"}, {Matter: OfIndustry, Among: "C27 I65"}},
		}.Validate(), ""},
		{"a status beside its last day's", Programme{Name: name, Status: "open", Turns: []Turn{{Status: "planned", On: "2024-01-01"}}}.Validate(), "scheme.turns.last"},
		{"days out of order", Programme{Name: name, Status: "open", Turns: []Turn{{Status: "open", On: "2024-01-02"}, {Status: "open", On: "2024-01-01"}}}.Validate(), "scheme.turns.order"},
		{"a window that closes before it opens", Programme{Name: name, Opens: "2024-02-01", Closes: "2024-01-01"}.Validate(), "scheme.window.backwards"},
		{"a source that is not there", Programme{Name: name, Papers: []Paper{{Name: name, Cites: "2"}}, Sources: source}.Validate(), "scheme.source.missing"},
		{"an amount without a currency", Programme{Name: name, Conditions: []Condition{{Matter: OfFunds, Least: "5"}}}.Validate(), "scheme.condition.amount"},
		{"an industry that there is not", Programme{Name: name, Conditions: []Condition{{Matter: OfIndustry, Among: "Z9"}}}.Validate(), "scheme.condition.industry"},
		{"a limit that limits nothing", Programme{Name: name, Conditions: []Condition{{Matter: OfYears}}}.Validate(), "scheme.condition.limit"},
		{"a question without words", Programme{Name: name, Conditions: []Condition{{Matter: OfQuestion, Question: "q"}}}.Validate(), "scheme.condition.question"},
		{"a script as an address", Facility{Name: name, Sources: []Source{{Code: "1", Name: name, Address: "javascript:alert(1)"}}}.Validate(), "scheme.source.address"},
		{"a step twice", Path{Name: name, Legs: []PathStep{{Code: "a", Part: "prepare", Name: name}, {Code: "a", Part: "prepare", Name: name}}}.Validate(), "scheme.leg.twice"},
		{"a part of no path", Path{Name: name, Legs: []PathStep{{Code: "a", Part: "fly", Name: name}}}.Validate(), "scheme.unknown"},
		{"a state of no step", Checklist{Path: "p", Party: "c", Marks: []Mark{{Leg: "a", State: "perhaps"}}}.Validate(), "scheme.unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			key := ""
			if len(tt.got) > 0 {
				key = tt.got[0].Why.Key
			}
			if key != tt.want || len(tt.got) > 1 {
				t.Errorf("%v, want %q alone", tt.got, tt.want)
			}
		})
	}
}
