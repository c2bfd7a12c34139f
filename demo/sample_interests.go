package demo

import (
	"context"
	"fmt"

	"bridgehead/delegate"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/match"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// guestsOfEach is how many investors and how many owners of projects are registered with the current edition, so that
// suggestions can be looked at. Meetings brings a whole fair of them.
const guestsOfEach = 6

// invests reports whether the party of the number asks for something, and sends investors: one in five.
func invests(i int) bool { return i%5 == 0 }

// Interests returns what those who invest ask for at the current edition.
func (r *Records) Interests() []match.Interest {
	e := &r.editions[len(r.editions)-1]
	var all []match.Interest
	for i := range r.sample.Parties {
		if invests(i) {
			all = append(all, r.interest(e, i))
		}
	}
	return all
}

// interest draws what one party asks for: fields of business, where, how much and in what form, each of
// them left open now and then.
func (r *Records) interest(e *edition, i int) match.Interest {
	d := r.thrown(ofInterest, e.Number, int64(i))
	n := match.Interest{ID: r.id(ofInterest, e.Opened, int64(i+1)), Edition: e.Number, Party: r.partyID(i), Side: sideOf(i)}
	first, second := pick(d, sampleLines), pick(d, sampleLines)
	n.Industries = first.industry
	if second.industry != first.industry && d.percent(60) {
		n.Industries += " " + second.industry
	}
	kind := d.n(len(project.Types))
	n.Types = string(project.Types[kind])
	if other := d.n(len(project.Types)); other != kind && d.percent(50) {
		n.Types += " " + string(project.Types[other])
	}
	to, currency, power := beijing, money.Currency("HKD"), 7
	switch n.Side {
	case beijing:
		to, currency = hongkong, "CNY"
	case "":
		currency, power = "USD", 6
	}
	if d.percent(80) {
		n.Directions = string(project.Inward)
		if to == hongkong {
			n.Directions = string(project.Outward)
		}
		if d.percent(30) {
			n.Directions += " " + string(project.Joint)
		}
	}
	district := pick(d, r.districts[to])
	switch {
	case d.percent(40):
		n.Places = district.Code
		if next := pick(d, r.districts[to]); next.Code != district.Code {
			n.Places += " " + next.Code
		}
	case d.percent(60):
		n.Places = to
	}
	if d.percent(85) {
		unit := tens(power + currency.Digits())
		n.Least = money.Amount{Minor: int64(1+d.n(20)) * unit, Currency: currency}
		if d.percent(70) {
			n.Most = money.Amount{Minor: n.Least.Minor * int64(5+5*d.n(10)), Currency: currency}
		}
	}
	what := sampleTitle(lang.Text{}, shortName(district), first.name, pick(d, sampleOffers[kind]))
	n.Shown = d.percent(60)
	n.Text = what.Get(pick(d, []lang.Tag{lang.Hans, lang.Hant, lang.En}))
	return n
}

// A guest is a delegate with the person.
type guest struct {
	delegate delegate.Delegate
	person   party.Person
}

// guests are the investors and owners who are registered with the current edition. An owner is
// registered by the office that reports the project.
func (r *Records) guests() []guest {
	e := &r.editions[len(r.editions)-1]
	var all []guest
	add := func(role delegate.Role, n int, name lang.Text, of party.ID, side, office string) {
		at := int64(len(all) + 1)
		number := fmt.Sprint(" ", n)
		name = lang.Text{Hans: name.Hans + number + " 号", Hant: name.Hant + number + " 號", En: name.En + number}
		d := delegate.Delegate{
			ID: r.id(ofGuest, e.Opened, at), Code: fmt.Sprintf("G-%02d", at), Edition: e.Number, Party: of, Side: side, Office: office, Role: role,
			Languages: "zh en", Person: r.id(ofGuest, e.Opened, at+2*guestsOfEach),
		}
		all = append(all, guest{d, party.Person{Ref: d.Person, Name: name}})
	}
	for n := range guestsOfEach {
		i := 5 * n
		add(delegate.Investor, n+1, lang.Text{Hans: "样例投资代表", Hant: "樣例投資代表", En: "Sample envoy of an investor"}, r.partyID(i), sideOf(i), "")
	}
	for n := range min(guestsOfEach, e.projects) {
		p := r.project(e, n)
		add(delegate.Owner, n+1, lang.Text{Hans: "样例项目代表", Hant: "樣例項目代表", En: "Sample envoy of a project"}, p.Owner, p.Side, p.Office)
	}
	return all
}

// asked writes what is asked for at the current edition, and who comes.
func (l *loading) asked(ctx context.Context, tx *store.Tx) error {
	for _, i := range l.r.Interests() {
		if err := store.Put(ctx, tx, &i, 0, l.how(journal.Created)); err != nil {
			return err
		}
		l.written(1)
	}
	for _, g := range l.r.guests() {
		if err := tx.PutPerson(ctx, g.person); err != nil {
			return err
		}
		if err := store.Put(ctx, tx, &g.delegate, 0, l.how(journal.Created)); err != nil {
			return err
		}
		l.written(1)
	}
	return nil
}
