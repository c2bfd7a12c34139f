package landing

import (
	"slices"
	"strconv"
	"strings"

	"bridgehead/lang"
	"bridgehead/money"
)

// An Applicant is what a company says of itself. Whatever is empty was not said.
type Applicant struct {
	Side      string
	Place     string // where it is registered: a side, OnMainland or Elsewhere
	Industry  string // a code, as narrow as it is known
	Stage     string
	Employees string       // a whole number
	Revenue   money.Amount // of a year
	Funds     money.Amount // what it puts into the project itself
	Cost      money.Amount // of the whole project
	Founded   string       // a year, or a day
	Answers   map[string]bool
}

// AnswerKey is by what an answer to a question of a programme is named.
func AnswerKey(programme, question string) string { return programme + "." + question }

// A Verdict says of a condition whether it holds. It has three values: what is not known is not
// taken for either of the others.
type Verdict string

// The verdicts.
const (
	Met     Verdict = "met"
	Unmet   Verdict = "unmet"
	Unknown Verdict = "unknown"
)

// A Reason says why.
type Reason string

// The reasons.
const (
	Within     Reason = "within"     // what was said satisfies it
	Outside    Reason = "outside"    // what was said does not
	Unanswered Reason = "unanswered" // nothing was said
	Wider      Reason = "wider"      // the industry that was said holds those that satisfy it, and others
	Currencies Reason = "currencies" // the amount was said in another currency, and there is no rate for this
	Imprecise  Reason = "imprecise"  // it depends on the day within the year that was said
	Unsourced  Reason = "unsourced"  // no source says what the condition is
)

// A Result is what became of one condition.
type Result struct {
	Condition Condition
	Verdict   Verdict
	Reason    Reason
}

// An Outcome is what the results of a programme come to. None of them says that an applicant
// gets anything: the sponsor decides.
type Outcome string

// The outcomes, the best first.
const (
	Candidate Outcome = "candidate" // all recorded conditions are met, of each group one
	Undecided Outcome = "undecided" // none is not met, and some are not known; or none is recorded
	Excluded  Outcome = "excluded"  // one at least is not met
)

var outcomes = []Outcome{Candidate, Undecided, Excluded}

// A Fit is a programme as it stands for an applicant on a day.
type Fit struct {
	Programme Programme
	Window    Window
	Results   []Result
	Outcome   Outcome
}

// RuleOneSuffices says how conditions are judged of which one suffices (docs/rules.md).
const RuleOneSuffices = "one-suffices"

// A Group is a condition that has to hold by itself, or several of which one suffices.
type Group struct {
	Name    string // "" for a condition by itself
	Results []Result
	Verdict Verdict
}

// Groups are what has to hold, in the order in which the conditions first name it. A group is met
// once one of its conditions is, not met only when all are not, and else not known.
func (f Fit) Groups() []Group {
	var out []Group
	for _, r := range f.Results {
		name := r.Condition.Either
		i := slices.IndexFunc(out, func(g Group) bool { return name != "" && g.Name == name })
		if i < 0 {
			out = append(out, Group{Name: name, Results: []Result{r}, Verdict: r.Verdict})
			continue
		}
		g := &out[i]
		g.Results = append(g.Results, r)
		switch {
		case g.Verdict == Met || r.Verdict == Met:
			g.Verdict = Met
		case g.Verdict == Unknown || r.Verdict == Unknown:
			g.Verdict = Unknown
		}
	}
	return out
}

// Unknown counts what has to hold and is not known, a group as one.
func (f Fit) Unknown() int { return f.count(Unknown) }

// Unmet counts what has to hold and does not, a group as one.
func (f Fit) Unmet() int { return f.count(Unmet) }

func (f Fit) count(v Verdict) int {
	n := 0
	for _, g := range f.Groups() {
		if g.Verdict == v {
			n++
		}
	}
	return n
}

// Fit holds an applicant against the conditions on a day.
func (p Programme) Fit(a Applicant, on lang.Date) Fit {
	f := Fit{Programme: p, Window: p.Window(on), Outcome: Candidate}
	for _, c := range p.Conditions {
		verdict, reason := c.hold(a, p.Code, on)
		f.Results = append(f.Results, Result{c, verdict, reason})
	}
	switch {
	case f.Unmet() > 0:
		f.Outcome = Excluded
	case f.Unknown() > 0 || len(f.Results) == 0:
		f.Outcome = Undecided
	}
	return f
}

// Fits holds an applicant against programmes: those that fit best first, and of them those that
// can be applied to.
func Fits(programmes []Programme, a Applicant, on lang.Date) []Fit {
	var out []Fit
	for _, p := range programmes {
		out = append(out, p.Fit(a, on))
	}
	taken := func(w Window) int {
		return slices.Index([]Window{WindowOpen, WindowAllYear, WindowUnknown, WindowNotYet, WindowPlanned, WindowSuspended, WindowOver, WindowClosed}, w)
	}
	slices.SortStableFunc(out, func(x, y Fit) int {
		if d := slices.Index(outcomes, x.Outcome) - slices.Index(outcomes, y.Outcome); d != 0 {
			return d
		}
		if d := taken(x.Window) - taken(y.Window); d != 0 {
			return d
		}
		return x.Unknown() - y.Unknown()
	})
	return out
}

// hold says whether the condition holds of an applicant.
func (c Condition) hold(a Applicant, programme string, on lang.Date) (Verdict, Reason) {
	switch c.Matter {
	case OfSide:
		return c.among(a.Side)
	case OfPlace:
		return c.among(a.Place)
	case OfStage:
		return c.among(a.Stage)
	case OfIndustry:
		return c.ofIndustry(a.Industry)
	case OfEmployees:
		n, ok := whole(a.Employees)
		if !ok {
			return Unknown, Unanswered
		}
		return c.between(n, n)
	case OfYears:
		low, high, ok := YearsSince(a.Founded, on)
		if !ok {
			return Unknown, Unanswered
		}
		return c.between(low, high)
	case OfRevenue:
		return c.amount(a.Revenue)
	case OfFunds:
		return c.amount(a.Funds)
	case OfCost:
		return c.amount(a.Cost)
	case OfQuestion:
		yes, said := a.Answers[AnswerKey(programme, c.Question)]
		return decided(yes, said)
	}
	return Unknown, Unsourced
}

func decided(holds, said bool) (Verdict, Reason) {
	switch {
	case !said:
		return Unknown, Unanswered
	case holds:
		return Met, Within
	}
	return Unmet, Outside
}

func (c Condition) among(given string) (Verdict, Reason) {
	return decided(slices.Contains(strings.Fields(c.Among), given), given != "")
}

// ofIndustry takes an industry for within one that is wider. One that is wider than those that
// satisfy the condition decides nothing.
func (c Condition) ofIndustry(given string) (Verdict, Reason) {
	if given == "" {
		return Unknown, Unanswered
	}
	wider := false
	for code := range strings.FieldsSeq(c.Among) {
		if strings.HasPrefix(given, code) {
			return Met, Within
		}
		wider = wider || strings.HasPrefix(code, given)
	}
	if wider {
		return Unknown, Wider
	}
	return Unmet, Outside
}

// between holds a number of which only the bounds are known against the limits.
func (c Condition) between(low, high int64) (Verdict, Reason) {
	least, hasLeast := whole(c.Least)
	most, hasMost := whole(c.Most)
	switch {
	case hasLeast && high < least || hasMost && low > most:
		return Unmet, Outside
	case hasLeast && low < least || hasMost && high > most:
		return Unknown, Imprecise
	}
	return Met, Within
}

func (c Condition) amount(given money.Amount) (Verdict, Reason) {
	if !given.Given() {
		return Unknown, Unanswered
	}
	for i, text := range []string{c.Least, c.Most} {
		if text == "" {
			continue
		}
		limit, err := money.ParseExact(text)
		if err != nil {
			return Unknown, Unsourced
		}
		sign, err := given.Cmp(limit)
		switch {
		case err != nil:
			return Unknown, Currencies
		case i == 0 && sign < 0, i == 1 && sign > 0:
			return Unmet, Outside
		}
	}
	return Met, Within
}

// whole reads a whole number that is not negative.
func whole(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0
}

// YearsSince returns how many whole years have passed since a company was founded: at least and at
// most, where only the year of it is known.
func YearsSince(founded string, on lang.Date) (low, high int64, ok bool) {
	if founded == "" || on == "" || !on.Valid() {
		return 0, 0, false
	}
	since := func(day lang.Date) int64 {
		years := int64(on.Time().Year() - day.Time().Year())
		if string(on[4:]) < string(day[4:]) {
			years--
		}
		return max(years, 0)
	}
	if day := lang.Date(founded); day.Valid() {
		return since(day), since(day), day <= on
	}
	if _, isYear := whole(founded); !isYear || len(founded) != 4 || founded > string(on[:4]) {
		return 0, 0, false
	}
	last := min(lang.Date(founded+"-12-31"), on)
	return since(last), since(lang.Date(founded + "-01-01")), true
}
