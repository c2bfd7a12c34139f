package demo

import (
	"fmt"
	"iter"
	"strconv"

	"bridgehead/agreement"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
)

// What becomes of the agreements that are drawn, and the leads that some of them came from. The
// scripted ones stay as they were signed, so that each puts its own rule to the test.

// lastStep is the last day on which a step is taken: the end of the year after the last edition.
func (r *Records) lastStep() lang.Date {
	last := r.editions[len(r.editions)-1].Opened.Time()
	return lang.Date(fmt.Sprintf("%d-12-31", last.Year()+1))
}

// registers is how many in a hundred agreements of a type come to be registered.
var registers = map[agreement.Type]int{agreement.Contract: 86, agreement.Strategic: 48, agreement.Framework: 42, agreement.Memorandum: 15}

// sampleReasons are why something was suspended or terminated.
var sampleReasons = []string{"市场变化 Market conditions", "投资方调整计划 The investor changed its plans", "用地未落实 No site was found", "审批未通过 Not approved"}

// Milestones returns what became of the agreements of the edition, 0 for those of all.
func (r *Records) Milestones(number int64) iter.Seq[landing.Milestone] {
	return func(yield func(landing.Milestone) bool) {
		for e := range r.chosen(number) {
			for k := range e.agreements {
				for _, m := range r.steps(e, k) {
					if !yield(m) {
						return
					}
				}
			}
			for k := range r.leads(e) {
				for _, m := range r.leadSteps(e, k) {
					if !yield(m) {
						return
					}
				}
			}
		}
	}
}

// steps draws what became of one agreement.
func (r *Records) steps(e *edition, k int) []landing.Milestone {
	a := r.agreement(e, k)
	if r.sample.Steps != 0 {
		return r.sameSteps(e, k, a)
	}
	if a.Confirmed != bothKeys {
		return nil
	}
	d := r.thrown(ofMilestone, e.Number, int64(k))
	last := r.lastStep()
	var all []landing.Milestone
	day := a.SignedOn
	add := func(stage landing.Stage, after int) *landing.Milestone {
		day = day.AddDays(after)
		n := int64(k)*32 + int64(len(all)) + 1
		all = append(all, landing.Milestone{
			ID: r.id(ofMilestone, e.Opened, n), Code: fmt.Sprintf("%s-M%d", a.Code, len(all)+1), Agreement: string(a.ID), Stage: stage, Date: day,
			Actual: day <= last, ReportedBy: reporterOf(a), Note: syntheticNote,
		})
		m := &all[len(all)-1]
		switch {
		case !m.Actual: // planned, and nothing is planned beyond it
		case d.percent(5):
			m.Estimated = true
		case !d.percent(8):
			m.VerifiedBy = actor
		}
		return m
	}
	planned := func() bool { return len(all) > 0 && !all[len(all)-1].Actual }
	end := func(stage landing.Stage, after int) bool {
		m := add(stage, after)
		if !m.Actual {
			all = all[:len(all)-1] // nobody plans to end
			return false
		}
		m.Reason = pick(d, sampleReasons)
		return true
	}
	if d.percent(6) { // it comes to nothing before it is registered
		end(landing.Terminated, 40+d.n(700))
		return all
	}
	if !d.percent(registers[a.Type]) {
		return all
	}
	add(landing.Registered, 20+d.n(400)).Registry = "SAMPLE-" + strconv.FormatInt(e.Number*100000+int64(k), 10)
	if planned() {
		return all
	}
	if d.percent(8) {
		if !end(landing.Suspended, 20+d.n(300)) {
			return all
		}
		if !d.percent(65) {
			if d.percent(50) {
				end(landing.Terminated, 60+d.n(500))
			}
			return all
		}
		if !add(landing.Resumed, 60+d.n(400)).Actual {
			return all
		}
	}
	instalments, paid := 1+d.n(4), 0
	pay := func(after int) {
		if !a.Amount.Given() || a.Amount.Minor == 0 || paid == instalments || planned() {
			return
		}
		paid++
		m := add(landing.PaidIn, after)
		m.Instalment = int64(paid)
		part := int64(15+d.n(45)) / int64(1+instalments/2)
		m.Amount = money.Amount{Minor: max(1, a.Amount.Minor/100*part), Currency: a.Amount.Currency}
	}
	if d.percent(80) {
		pay(15 + d.n(200))
	}
	building := d.percent(62)
	if building && !planned() {
		add(landing.Construction, 30+d.n(400))
		pay(40 + d.n(200))
	}
	if d.percent(5) && !planned() {
		if end(landing.Terminated, 60+d.n(600)) {
			return all
		}
	}
	if !planned() && d.percent(map[bool]int{true: 78, false: 30}[building]) {
		add(landing.Operating, 90+d.n(900))
	}
	for paid < instalments && d.percent(60) && !planned() {
		pay(60 + d.n(300))
		if !a.Amount.Given() || a.Amount.Minor == 0 {
			break
		}
	}
	return all
}

// sameSteps are five steps, whose days alone are drawn: what a benchmark counts.
func (r *Records) sameSteps(e *edition, k int, a agreement.Agreement) []landing.Milestone {
	if r.sample.Steps != SomeSteps {
		return nil
	}
	d := r.thrown(ofMilestone, e.Number, int64(k))
	all := make([]landing.Milestone, SomeSteps)
	day := a.SignedOn
	for i, s := range [SomeSteps]landing.Stage{landing.Registered, landing.PaidIn, landing.Construction, landing.PaidIn, landing.Operating} {
		day = day.AddDays(1 + d.n(1200))
		all[i] = landing.Milestone{
			ID: r.id(ofMilestone, e.Opened, int64(k)*32+int64(i)+1), Code: fmt.Sprintf("%s-M%d", a.Code, i+1), Agreement: string(a.ID), Stage: s, Date: day, Actual: true,
		}
		if s == landing.PaidIn {
			all[i].Amount = money.Amount{Minor: int64(1+d.n(1_000_000)) * 100, Currency: "CNY"}
		}
		if !d.percent(5) {
			all[i].VerifiedBy = actor
		}
	}
	return all
}

// reporterOf is the office that reports for an agreement; "" when it has none of its own.
func reporterOf(a agreement.Agreement) string {
	for _, at := range a.Attributions {
		if at.Office != "" {
			return at.Office
		}
	}
	return ""
}

// leads is how many leads an edition has: of those in years whose working days are known.
func (r *Records) leads(e *edition) int {
	if e.Opened < "2022-06-01" || r.sample.Steps != 0 {
		return 0
	}
	return 24
}

// Leads returns the leads of the edition, 0 for those of all.
func (r *Records) Leads(number int64) iter.Seq[landing.Lead] {
	return func(yield func(landing.Lead) bool) {
		for e := range r.chosen(number) {
			for k := range r.leads(e) {
				if l, _ := r.lead(e, k); !yield(l) {
					return
				}
			}
		}
	}
}

// lead draws a lead; became reports whether it was signed: then it is of an agreement.
func (r *Records) lead(e *edition, k int) (l landing.Lead, became bool) {
	d := r.thrown(ofLead, e.Number, int64(k))
	day := e.Opened.AddDays(-75 + 2*k + d.n(3))
	side := beijing
	if d.percent(30) {
		side = hongkong
	}
	district := pick(d, r.districts[side])
	b := pick(d, sampleLines)
	l = landing.Lead{
		ID: r.id(ofLead, e.Opened, int64(k+1)), Code: fmt.Sprintf("LEAD-%d-%03d", e.Number, k+1), Edition: e.Number, Side: side, District: district.Code,
		Office: r.officeFor(d, side, district.Code), Officer: r.officerRef(k % sampleOfficers), Investor: r.partyID(r.investorOf(d, map[string]string{beijing: hongkong, hongkong: beijing}[side])),
		Received: fmt.Sprintf("%sT%02d:%02d:00+08:00", day, 8+d.n(11), d.n(60)), Note: syntheticNote,
		Title: sampleTitle(pick(d, samplePhases), shortName(district), b.name, pick(d, sampleDeals)),
	}
	if d.percent(85) {
		l.Answered = fmt.Sprintf("%sT%02d:%02d:00+08:00", day.AddDays(1+d.n(3)), 9+d.n(8), d.n(60))
	}
	if became = k%3 == 0 && k < e.agreements; became {
		a := r.agreement(e, k)
		if became = a.Confirmed == bothKeys && day.AddDays(20) < a.SignedOn; became {
			l.Agreement, l.Title = string(a.ID), a.Title
			if len(a.Parties) > 0 {
				l.Investor = a.Parties[0].Party
			}
		}
	}
	return l, became
}

// leadSteps draws what became of a lead until it was signed.
func (r *Records) leadSteps(e *edition, k int) []landing.Milestone {
	l, became := r.lead(e, k)
	d := r.thrown(ofLead, e.Number, int64(1000+k))
	var all []landing.Milestone
	add := func(stage landing.Stage, day lang.Date) {
		all = append(all, landing.Milestone{
			ID: r.id(ofMilestone, e.Opened, 1<<39+int64(k)*32+int64(len(all))+1), Code: fmt.Sprintf("%s-M%d", l.Code, len(all)+1), Lead: l.ID, Stage: stage, Date: day,
			Actual: true, VerifiedBy: actor, ReportedBy: l.Office, Note: syntheticNote,
		})
	}
	day := l.Day()
	if became {
		add(landing.Assessed, day.AddDays(2))
		add(landing.Reported, day.AddDays(7))
		add(landing.Negotiating, day.AddDays(12))
		add(landing.Signed, r.agreement(e, k).SignedOn)
		return all
	}
	switch throw := d.n(10); {
	case throw < 3:
	case throw < 6:
		add(landing.Assessed, day.AddDays(1+d.n(5)))
	case throw < 8:
		add(landing.Assessed, day.AddDays(2))
		add(landing.Reported, day.AddDays(6+d.n(4)))
		add(landing.Negotiating, day.AddDays(12))
	default:
		add(landing.Assessed, day.AddDays(3))
		add(landing.Terminated, day.AddDays(9))
		all[len(all)-1].Reason = pick(d, sampleReasons)
	}
	return all
}

// sampleOfficers is how many officers answer for the leads.
const sampleOfficers = 4

func (r *Records) officerRef(n int) string {
	return r.id(ofOfficer, r.editions[0].Opened, int64(n+1))
}

// officers are those who answer for leads: posts without a name, of nobody.
func (r *Records) officers() []party.Person {
	list := make([]party.Person, sampleOfficers)
	for i := range list {
		n := strconv.Itoa(i + 1)
		list[i] = party.Person{
			Ref: r.officerRef(i), Name: lang.Text{Hans: "样例专员" + n, Hant: "樣例專員" + n, En: "Sample officer " + n},
			Office: lang.Text{Hans: "线索专员", Hant: "線索專員", En: "Lead officer"},
		}
	}
	return list
}
