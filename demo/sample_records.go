package demo

import (
	"fmt"
	"strconv"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
)

// share spreads the numbers of agreements and projects over the editions. The editions
// under the opening balance have few records, the recent ones the largest catalogues, and
// those that hold many cases have fewer agreements drawn beside them.
func (r *Records) share() {
	agreements, projects := make([]int, len(r.editions)), make([]int, len(r.editions))
	for i, e := range r.editions {
		d := r.thrown(ofEdition, e.Number, 1)
		agreements[i] = 80 + d.n(60)
		if e.Number <= opening {
			agreements[i] = 40
		}
		switch back := r.back(e.Number); {
		case back < 8:
			projects[i] = 95 + d.n(11)
		case back < 12:
			projects[i] = 40 + d.n(10)
		default:
			projects[i] = 5 + d.n(5)
		}
	}
	spread(agreements, r.sample.Agreements)
	drawn := r.sample.Agreements
	for i, e := range r.editions {
		scripted := len(r.cases[e.Number].agreements)
		agreements[i] = max(agreements[i]-scripted, agreements[i]/2)
		drawn -= scripted
	}
	spread(agreements, drawn)
	spread(projects, r.sample.Projects)
	for i := range r.editions {
		e := &r.editions[i]
		e.agreements, e.projects = agreements[i], projects[i]
		if e.Number > opening+1 {
			e.amendments = agreements[i] / 15
		}
	}
}

// spread replaces the weights by whole numbers that add up to the total.
func spread(weights []int, total int) {
	sum, upTo, given := 0, 0, 0
	for _, w := range weights {
		sum += w
	}
	for i, w := range weights {
		upTo += w
		next := total * upTo / sum
		weights[i], given = next-given, next
	}
}

// sideOf returns the side of the party by its number: five in ten are of Beijing, four of
// Hong Kong and one of neither.
func sideOf(i int) string {
	switch {
	case i%10 < 5:
		return beijing
	case i%10 < 9:
		return hongkong
	}
	return ""
}

// partyOf draws a party of the side.
func (r *Records) partyOf(d *dice, side string) int {
	for {
		if i := d.n(r.sample.Parties); sideOf(i) == side {
			return i
		}
	}
}

// investorOf draws a party of the side that has money to place.
func (r *Records) investorOf(d *dice, side string) int {
	for {
		i := r.partyOf(d, side)
		if k := kindOf(i); k == party.Company || k == party.Fund {
			return i
		}
	}
}

// kindOf returns the kind of the party by its number.
func kindOf(i int) party.Kind {
	switch i % 25 {
	case 6:
		return party.Association
	case 13:
		return party.University
	case 18:
		return party.Fund
	case 22:
		return party.Government
	}
	return party.Company
}

// party makes the party of the number.
func (r *Records) party(i int) party.Party {
	d := r.thrown(ofParty, int64(i), 0)
	b := pick(d, sampleLines)
	p := party.Party{
		ID: r.partyID(i), Code: fmt.Sprintf("P%04d", i+1), Kind: kindOf(i),
		Side: sideOf(i), Industry: b.industry, Note: syntheticNote,
	}
	place, legal := lang.Text{}, pick(d, otherForms)
	switch p.Side {
	case beijing:
		p.Country, place, legal = "CN", beijingWord, pick(d, beijingForms)
		district := pick(d, r.districts[beijing])
		p.District = district.Code
		if d.percent(50) {
			place = shortName(district)
		}
		if d.percent(60) {
			p.USCC = syntheticUSCC(i)
		}
	case hongkong:
		p.Country, place = "HK", hongkongWord
		if d.percent(70) {
			p.District = pick(d, r.districts[hongkong]).Code
		}
		if d.percent(60) {
			p.Registration = fmt.Sprintf("0%07d", (i+1)%1e7)
		}
	default:
		from := sampleCountries[i/10%len(sampleCountries)]
		p.Country, place = from.code, from.name
	}
	number := serial(i + 1)
	switch p.Kind {
	case party.Association:
		p.Industry, p.Name = "S95", sampleTitle(lang.Text{}, place, b.name, associationWord, number)
	case party.University:
		p.Industry, p.Name = "P83", sampleTitle(lang.Text{}, place, universityWord, number)
	case party.Fund:
		p.Industry, p.Name = "J67", sampleTitle(lang.Text{}, place, b.name, fundWord, number)
	case party.Government:
		p.Industry, p.Name = "S92", sampleTitle(lang.Text{}, place, b.name, governmentWord, number)
	default:
		p.Name = sampleTitle(lang.Text{}, place, b.name, number, legal)
	}
	p.Name = missing(d, p.Name, p.Side)
	return p
}

func (r *Records) partyID(i int) party.ID {
	return party.ID(r.id(ofParty, r.editions[0].Opened, int64(i+1)))
}

// serial writes the number by which a synthetic organisation is told from the others.
func serial(n int) lang.Text {
	chinese := fmt.Sprintf("（第%03d号）", n)
	return lang.Text{Hans: chinese, Hant: fmt.Sprintf("（第%03d號）", n), En: fmt.Sprintf("No. %03d", n)}
}

// shortName returns the district without 区, as names use it, and whole when that would
// leave a single character.
func shortName(d fair.District) lang.Text {
	name := d.Name
	if hans, hant := []rune(name.Hans), []rune(name.Hant); len(hans) > 2 {
		name.Hans, name.Hant = string(hans[:len(hans)-1]), string(hant[:len(hant)-1])
	}
	return name
}

// missing leaves out some languages, as submissions do.
func missing(d *dice, t lang.Text, side string) lang.Text {
	switch throw := d.n(100); {
	case throw < 5 && side == beijing:
		t.Hant, t.En = "", ""
	case throw < 12 && side == beijing:
		t.Hant = ""
	case throw < 5 && side == hongkong:
		t.Hans, t.En = "", ""
	case throw < 12 && side == hongkong:
		t.Hans = ""
	case throw < 20 && side == "":
		t.Hans, t.Hant = "", ""
	}
	return t
}

// syntheticUSCC returns a unified social credit code with the right check character and a
// division, 990000, that no place in the country has, so that it can be nobody's.
func syntheticUSCC(i int) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	code := fmt.Sprintf("91990000%09d", (i+1)%1e9)
	for _, check := range alphabet {
		if full := code + string(check); party.CheckUSCC(full) == nil {
			return full
		}
	}
	return code
}

// currencies are those in which amounts are drawn, the commoner more often. Shift is the
// power of ten by which an amount of the same worth is smaller than in renminbi.
var currencies = []struct {
	code  money.Currency
	often int
	shift int
}{
	{"CNY", 40, 0},
	{"USD", 22, 1},
	{"HKD", 20, 0},
	{"EUR", 2, 1},
	{"JPY", 2, -1},
	{"GBP", 2, 1},
	{"SGD", 2, 1},
	{"AUD", 2, 1},
	{"CAD", 2, 1},
	{"CHF", 2, 1},
	{"KRW", 2, -2},
	{"AED", 2, 0},
}

// amount draws an amount worth about 10 million to 10 billion yuan. Before 1999 there was
// no euro.
func amount(d *dice, day lang.Date) money.Amount {
	throw, chosen := d.n(100), currencies[0]
	for _, c := range currencies {
		if throw < c.often {
			chosen = c
			break
		}
		throw -= c.often
	}
	if chosen.code == "EUR" && day < "1999-01-01" {
		chosen = currencies[1]
	}
	power := 7
	switch throw := d.n(100); {
	case throw < 3:
		power = 10
	case throw < 30:
		power = 9
	case throw < 75:
		power = 8
	}
	minor := int64(10+d.n(90)) * tens(power-1-chosen.shift+chosen.code.Digits())
	if power == 10 {
		minor /= 5
	}
	if d.percent(15) { // an untidy one
		minor += int64(d.n(1_000_000))
	}
	return money.Amount{Minor: minor, Currency: chosen.code}
}

func tens(n int) int64 {
	v := int64(1)
	for range n {
		v *= 10
	}
	return v
}

// project makes the edition's project of the number.
func (r *Records) project(e *edition, k int) project.Project {
	d := r.thrown(ofProject, e.Number, int64(k))
	side := beijing
	if d.percent(25) {
		side = hongkong
	}
	kind := []int{0, 0, 0, 0, 1, 1, 1, 2, 2, 3}[d.n(10)]
	b := pick(d, sampleLines)
	district := pick(d, r.districts[side])
	office := r.officeFor(d, side, district.Code)
	p := project.Project{
		ID: project.ID(r.id(ofProject, e.Opened, int64(k+1))), Code: recordCode(office, e.Number, "P", k),
		Edition: e.Number, Type: project.Types[kind], Side: side, District: district.Code, Office: office,
		Owner: r.partyID(r.partyOf(d, side)), Industry: b.industry, Terms: pick(d, sampleTerms), Status: "open",
	}
	field := b.name
	if p.Type == project.Building || p.Type == project.Land {
		p.Industry, field = "K70", lang.Text{}
	}
	p.Title = missing(d, sampleTitle(pick(d, samplePhases), shortName(district), field, pick(d, sampleOffers[kind])), side)
	p.Direction = project.Inward
	if side == hongkong {
		p.Direction = project.Outward
	}
	if d.percent(8) {
		p.Direction = project.Joint
	}
	if !d.percent(15) {
		p.Amount = amount(d, e.Opened)
	}
	if r.back(e.Number) >= recent && d.percent(10) {
		p.Status = "withdrawn"
	}
	return p
}

// officeFor returns the code of the office that reports for the district: its own, or a
// park of the side.
func (r *Records) officeFor(d *dice, side, district string) string {
	park := strconv.Itoa(1 + d.n(len(parkWords)))
	switch own, ok := r.byDistrict[district]; {
	case ok:
		return own
	case side == hongkong:
		return "HKPARK" + park
	}
	return "BJPARK" + park
}

// recordCode is what the office's files call the record: CHAOYANG-26-A0012.
func recordCode(office string, edition int64, letter string, k int) string {
	return fmt.Sprintf("%s-%d-%s%04d", office, edition, letter, k+1)
}

// agreement makes the edition's agreement of the number.
func (r *Records) agreement(e *edition, k int) agreement.Agreement {
	d := r.thrown(ofAgreement, e.Number, int64(k))
	a := agreement.Agreement{
		ID: agreement.ID(r.id(ofAgreement, e.Opened, int64(k+1))), Edition: e.Number,
		SignedOn: e.Opened.AddDays(d.n(e.openingDays)), Confirmed: bothKeys,
	}
	if r.hasAgenda(e) && a.SignedOn == e.Opened {
		a.Session = r.ceremony(e)
	}
	switch throw := d.n(100); {
	case throw < 55:
		a.Type = agreement.Contract
	case throw < 70:
		a.Type = agreement.Strategic
	case throw < 85:
		a.Type = agreement.Framework
	default:
		a.Type = agreement.Memorandum
	}
	switch throw := d.n(100); {
	case throw < 1:
		a.Confirmed = 0
	case throw < 2:
		a.Confirmed = beijingKey
	case throw < 3:
		a.Confirmed = hongkongKey
	}

	// Where the money goes, and whose it is.
	to, from := beijing, hongkong
	a.Direction = project.Inward
	switch throw := d.n(100); {
	case throw < 25:
		to, from, a.Direction = hongkong, beijing, project.Outward
	case throw < 33:
		a.Direction = project.Joint
	case throw < 45:
		from = ""
	}
	var district fair.District
	if e.projects > 0 && d.percent(40) { // it was on offer
		p := r.project(e, d.n(e.projects))
		if p.Side == beijing && to == hongkong {
			to, from, a.Direction = beijing, hongkong, project.Inward
		} else if p.Side == hongkong && to == beijing {
			to, from, a.Direction = hongkong, beijing, project.Outward
		}
		a.Title, a.Industry, a.Project = p.Title, p.Industry, p.Code
		a.Code = recordCode(p.Office, e.Number, "A", k)
		district, _ = fair.DistrictByCode(p.District)
	} else {
		b := pick(d, sampleLines)
		district = pick(d, r.districts[to])
		place := bothWord
		if d.percent(60) {
			place = shortName(district)
		}
		a.Industry = b.industry
		a.Code = recordCode(r.officeFor(d, to, district.Code), e.Number, "A", k)
		a.Title = missing(d, sampleTitle(pick(d, samplePhases), place, b.name, pick(d, sampleDeals)), to)
	}
	if often := withoutAmount[a.Type]; !d.percent(often) {
		a.Amount = amount(d, a.SignedOn)
	}

	investor := r.investorOf(d, from)
	a.Country = r.countryOf(investor)
	a.Parties = []agreement.Role{
		{Party: r.partyID(investor), Role: "investor"},
		{Party: r.partyID(r.partyOf(d, to)), Role: "partner"},
	}
	if second := r.investorOf(d, from); d.percent(12) && second != investor {
		a.Parties = append(a.Parties, agreement.Role{Party: r.partyID(second), Role: "investor"})
	}

	one := agreement.Attribution{District: district.Code, Num: 1, Den: 1}
	other := pick(d, r.districts[to])
	switch throw := d.n(100); {
	case throw < 8 && other.Code != district.Code:
		num := int64(50 + 10*d.n(4))
		a.Attributions = []agreement.Attribution{
			{District: district.Code, Num: num, Den: 100},
			{District: other.Code, Num: 100 - num, Den: 100},
		}
	case throw < 11:
		a.Attributions = []agreement.Attribution{{Office: pick(d, r.reporters[to]).Code, Num: 1, Den: 1}}
	case throw < 13:
		one.Num, one.Den = 2, 3
		a.Attributions = []agreement.Attribution{one}
	case throw < 15:
	default:
		a.Attributions = []agreement.Attribution{one}
	}
	return a
}

// withoutAmount is how many in a hundred agreements of a type name no amount.
var withoutAmount = map[agreement.Type]int{
	agreement.Contract: 3, agreement.Strategic: 20, agreement.Framework: 20, agreement.Memorandum: 45,
}

// countryOf returns where the party of the number is from.
func (r *Records) countryOf(i int) string {
	switch sideOf(i) {
	case beijing:
		return "CN"
	case hongkong:
		return "HK"
	}
	return sampleCountries[i/10%len(sampleCountries)].code
}

// amendment makes the edition's capital increase of the number: of an agreement with an
// amount that counts in one of the five editions before it; false when none was drawn.
func (r *Records) amendment(e *edition, k int) (agreement.Amendment, bool) {
	d := r.thrown(ofAmendment, e.Number, int64(k))
	for range 50 {
		first := max(opening+1, e.Number-5)
		of := &r.editions[first+int64(d.n(int(e.Number-first)))-1]
		if of.agreements == 0 {
			continue
		}
		// Each increase of an edition takes its agreement from another part of them, so
		// that none is increased twice in one edition.
		part := max(1, of.agreements/e.amendments)
		i := k*part + d.n(part)
		if i >= of.agreements {
			continue
		}
		a := r.agreement(of, i)
		if !a.Amount.Given() || a.Confirmed != bothKeys {
			continue
		}
		add := a.Amount
		add.Minor = max(1, add.Minor/100*int64(10+d.n(40)))
		return agreement.Amendment{
			ID:   agreement.AmendmentID(r.id(ofAmendment, e.Opened, int64(k+1))),
			Code: a.Code + "-I" + strconv.FormatInt(e.Number, 10), Agreement: a.ID, Edition: e.Number,
			SignedOn: e.Opened.AddDays(d.n(e.openingDays)), Amount: add, Confirmed: bothKeys,
		}, true
	}
	return agreement.Amendment{}, false
}
