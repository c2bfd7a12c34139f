package demo

import (
	"fmt"
	"strings"
	"time"

	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
)

// The sides of the sample and their bits.
const (
	beijing  = "beijing"
	hongkong = "hongkong"

	beijingKey  fair.SideSet = 1
	hongkongKey fair.SideSet = 2
	bothKeys                 = beijingKey | hongkongKey
)

// The sources of the synthetic rates.
const (
	sampleRates = "SAMPLE"     // against the euro
	sampleMid   = "SAMPLE-MID" // against the renminbi
)

// The documents that the observations name.
const (
	sampleReport = "SAMPLE"
	samplePress  = "SAMPLE-PRESS"
)

// The editions that hold the cases, as editions before the last one.
const (
	backLast     = 0 // complete, two keys, rates of the opening day
	backSigning  = 1 // rates of the day of signing, reported in dollars
	backNamed    = 2 // rates of a named day; the reported total differs
	backOneKey   = 3 // the host's key is enough; rates of the day of signing
	backPartial  = 4 // not complete; the reported total is larger
	backOther    = 5 // rates of the other source
	backSaturday = 6 // opens on a Saturday; the largest and the smallest amount
	backSeveral  = 7 // two documents report different totals
)

// opening is the edition through which the cumulative figures are an opening balance.
const opening = 5

// lastYear is the year of the last edition, missedYear one in which none was held.
const (
	lastYear   = 2023
	missedYear = 2020
)

// recent is how many editions have an agenda and reported totals of their catalogue.
const recent = 10

// back returns how many editions the number is before the last.
func (r *Records) back(number int64) int64 { return int64(r.sample.Editions) - number }

// Fair returns the fair itself.
func (r *Records) Fair() fair.Fair {
	return fair.Fair{
		ID:    r.sample.Fair,
		Name:  lang.Text{Hans: "样例洽谈会", Hant: "樣例洽談會", En: "Sample Fair"},
		Short: lang.Text{Hans: "样例会", Hant: "樣例會", En: "Sample"},
		Since: int64(r.editions[0].Opened.Time().Year()), Current: int64(r.sample.Editions),
		Synthetic: true, Zone: "Asia/Shanghai",
		Sides: []fair.Side{{Code: beijing, Name: beijingWord}, {Code: hongkong, Name: hongkongWord}},
	}
}

// Documents returns the documents that the observations name.
func (r *Records) Documents() []fair.Document {
	last := r.editions[len(r.editions)-1]
	note := lang.Text{
		Hans: "合成数据：由生成器按种子生成，并非任何真实文件。",
		Hant: "合成數據：由生成器按種子生成，並非任何真實文件。",
		En:   "Synthetic: made by the generator from a seed; there is no such document.",
	}
	outlet := lang.Text{Hans: "样例生成器", Hant: "樣例生成器", En: "Sample generator"}
	return []fair.Document{{
		ID: r.id(ofDocument, last.Opened, 1), Code: sampleReport, Outlet: outlet, Published: last.Closed.AddDays(1), Note: note,
		Title: lang.Text{Hans: "样例洽谈会历届成果（合成）", Hant: "樣例洽談會歷屆成果（合成）", En: "Sample Fair: results of all editions (synthetic)"},
	}, {
		ID: r.id(ofDocument, last.Opened, 2), Code: samplePress, Outlet: outlet, Published: last.Closed.AddDays(2), Note: note,
		Title: lang.Text{Hans: "样例洽谈会新闻稿（合成）", Hant: "樣例洽談會新聞稿（合成）", En: "Sample Fair: press release (synthetic)"},
	}}
}

// plan lays out the editions.
func (r *Records) plan() {
	n := r.sample.Editions
	r.editions = make([]edition, n)
	year := lastYear
	for i := n - 1; i >= 0; i-- {
		if year == missedYear {
			year--
		}
		r.editions[i] = r.planned(int64(i+1), year)
		year--
	}
}

func (r *Records) planned(number int64, year int) edition {
	back := r.back(number)
	d := r.thrown(ofEdition, number, 0)
	e := edition{openingDays: 1 + d.n(3)}
	e.Number = number
	e.Opened = onWeekday(lang.DateOf(time.Date(year, 10, 12+d.n(50), 0, 0, 0, 0, time.UTC)), time.Tuesday, time.Wednesday, time.Thursday)
	switch back {
	case backSigning: // from Thursday to Saturday
		e.Opened, e.openingDays = onWeekday(e.Opened, time.Thursday), 3
	case backSaturday:
		e.Opened, e.openingDays = onWeekday(e.Opened, time.Saturday), 2
	}
	if e.openingDays > 1 {
		e.Closed = e.Opened.AddDays(e.openingDays - 1)
	}
	e.ID = fair.EditionID(r.id(ofEdition, e.Opened, number))

	theme := pick(d, sampleThemes)
	e.Theme = lang.Text{
		Hans: sampleMark.Hans + "·" + theme.Hans, Hant: sampleMark.Hant + "·" + theme.Hant, En: sampleMark.En + ": " + theme.En,
	}
	e.HostSide, e.Place, e.Requires = hongkong, hongkongWord, bothKeys
	if back%2 == 1 {
		e.HostSide, e.Place = beijing, beijingWord
	}
	e.Venue = sampleTitle(lang.Text{}, e.Place, sampleVenue)

	e.Policy = money.Policy{Currency: "CNY", Source: sampleRates, On: money.OnOpening}
	if number%3 == 0 {
		e.Policy.On = money.OnSigning
	}
	if number <= int64(r.sample.Editions)/2 {
		e.Policy.Currency = "USD"
	}
	e.Complete = number > opening
	switch back {
	case backLast:
		e.Policy.On = money.OnOpening
	case backSigning:
		e.Policy.On, e.Policy.Currency = money.OnSigning, "USD"
	case backNamed:
		e.Policy.On, e.Policy.Day = money.OnNamed, lang.DateOf(time.Date(year, 9, 30, 0, 0, 0, 0, time.UTC))
	case backOneKey:
		e.Requires, e.Policy.On = beijingKey, money.OnSigning
	case backPartial:
		e.Complete = false
	case backOther:
		e.Policy.On, e.Policy.Source = money.OnOpening, sampleMid
	case backSaturday:
		e.Policy.On = money.OnOpening
	}
	e.Note = r.editionNote(number)
	return e
}

// onWeekday returns the first day from d on that is one of the days of the week.
func onWeekday(d lang.Date, days ...time.Weekday) lang.Date {
	for {
		for _, w := range days {
			if d.Time().Weekday() == w {
				return d
			}
		}
		d = d.AddDays(1)
	}
}

// lastDay returns the day on which the edition closed.
func (e *edition) lastDay() lang.Date { return max(e.Opened, e.Closed) }

// makeOffices returns the reporting offices: districts of both sides, and three parks of
// each.
func (r *Records) makeOffices() []party.Party {
	day := r.editions[0].Opened
	var all []party.Party
	add := func(code, side, district string, name lang.Text) {
		p := party.Party{
			ID: party.ID(r.id(ofOffice, day, int64(len(all)+1))), Code: code, Kind: party.Office, Name: name,
			Side: side, District: district, Country: "CN", Industry: "S92", Note: syntheticNote,
		}
		if side == hongkong {
			p.Country = "HK"
		}
		all = append(all, p)
	}
	for _, code := range reportingDistricts {
		d, _ := fair.DistrictByCode(code)
		add(strings.ToUpper(strings.ReplaceAll(d.Name.En, " ", "")), d.Side, code, sampleTitle(lang.Text{}, d.Name, districtOffice))
	}
	for i, word := range parkWords {
		add(fmt.Sprintf("BJPARK%d", i+1), beijing, "", sampleTitle(lang.Text{}, beijingWord, word))
		add(fmt.Sprintf("HKPARK%d", i+1), hongkong, "", sampleTitle(lang.Text{}, hongkongWord, word))
	}
	return all
}

// syntheticNote stands in the note of every party.
const syntheticNote = "合成数据 / synthetic"
