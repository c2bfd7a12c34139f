package demo

import (
	"context"
	"fmt"
	"strconv"

	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// crossed writes what crossed: two technologies with their chains, a research project, and a register
// of some of the sample's companies with a few listings. Dates are known in full, in part and not at all.
func (l *loading) crossed(ctx context.Context, tx *store.Tx) error {
	r := l.r
	edition := int64(r.sample.Editions)
	n := int64(0)
	id := func() string {
		n++
		return r.id('x', "2023-11-20", n)
	}
	var companies []party.ID
	for p := range r.Parties() {
		if p.Kind == party.Company && len(companies) < 24 {
			companies = append(companies, p.ID)
		}
	}
	said := func(hans, hant, en string) lang.Text { return lang.Text{Hans: hans, Hant: hant, En: en} }
	research := landing.Research{
		ID: id(), Code: "SAMPLE-R1", Edition: edition, Title: said("样例联合研究项目", "樣例聯合研究項目", "Sample joint research project"), Fields: said("机器人", "機器人", "robotics"), Begun: "2018",
		Partners: []landing.Partner{
			{Side: beijing, Name: said("样例研究院甲", "樣例研究院甲", "Sample institute A")}, {Side: hongkong, Name: said("样例大学乙", "樣例大學乙", "Sample university B")},
		},
		Outputs: []landing.Output{
			{Kind: landing.OutPaper, Name: said("样例论文", "樣例論文", "Sample paper"), Day: "2019"}, {Kind: landing.OutPatent, Name: said("样例专利", "樣例專利", "Sample patent"), Number: "SAMPLE-1", Day: "2020-03"},
		},
		Steps: []landing.Advance{{Step: landing.Resulted, Day: "2019"}, {Step: landing.Proved, Day: "2020-06"}, {Step: landing.Piloted, Day: "2021-09-01"}, {Step: landing.Used, Day: "2022"}},
	}
	if err := store.Put(ctx, tx, &research, 0, l.how(journal.Created)); err != nil {
		return err
	}
	places := []struct {
		name  lang.Text
		code  string
		began lang.Partial
		step  int64
	}{
		{said("香港", "香港", "Hong Kong"), "HK", "2021-10-15", 1},
		{said("新加坡", "新加坡", "Singapore"), "SG", "2022-05", 2},
		{said("阿联酋", "阿聯酋", "United Arab Emirates"), "AE", "2022", 2},
		{said("英国", "英國", "United Kingdom"), "GB", "", 3},
	}
	for i, name := range []lang.Text{said("样例巡检机器人", "樣例巡檢機械人", "Sample inspection robot"), said("样例支付技术", "樣例支付技術", "Sample payment technology")} {
		t := landing.Technology{
			ID: id(), Code: "SAMPLE-T" + strconv.Itoa(i+1), Edition: edition, Name: name, TookLow: 18, TookHigh: 30,
			Origins: []landing.Origin{{Kind: landing.FromPlace, Name: said("北京", "北京", "Beijing"), Place: "CN-BJ"}, {Kind: landing.FromCompany, Party: companies[i]}},
		}
		if i == 0 {
			t.Origins = append(t.Origins, landing.Origin{Kind: landing.FromResearch, Number: research.Code}, landing.Origin{Kind: landing.FromPatent, Number: "SAMPLE-1"})
		}
		if err := store.Put(ctx, tx, &t, 0, l.how(journal.Created)); err != nil {
			return err
		}
		for j, p := range places[:len(places)-2*i] {
			d := landing.Deployment{
				ID: id(), Code: fmt.Sprintf("SAMPLE-D%d%d", i+1, j+1), Edition: edition, Of: t.ID, Place: p.name, PlaceCode: p.code, Step: p.step, Began: p.began, Status: landing.InUse,
				Scenario: said("样例场景", "樣例場景", "sample scenario"), Open: p.began == "",
			}
			if p.began == "" {
				d.Status = landing.UsePlanned
			}
			if err := store.Put(ctx, tx, &d, 0, l.how(journal.Created)); err != nil {
				return err
			}
		}
	}
	dates := []lang.Partial{"1999-04-01", "2005", "2012-07", "2018-09-30", "2021", ""}
	for i, company := range companies {
		e := party.Enterprise{ID: id(), Code: fmt.Sprintf("SAMPLE-E%02d", i+1), Company: company, From: hongkong, In: beijing, Established: dates[i%len(dates)]}
		if i%3 == 2 {
			e.From, e.In = beijing, hongkong
		}
		districts := r.districts[e.In]
		e.District = districts[i%len(districts)].Code
		if i%8 == 1 {
			e.Closed = "2022-06"
		}
		if err := store.Put(ctx, tx, &e, 0, l.how(journal.Created)); err != nil {
			return err
		}
		if i%4 != 0 {
			continue
		}
		listing := party.Listing{ID: id(), Code: fmt.Sprintf("SAMPLE-L%02d", i+1), Company: company, Side: beijing, Exchange: party.Exchanges[i/4%2], Ticker: fmt.Sprintf("S%04d", i+1), Listed: dates[(i/4+2)%len(dates)]}
		if err := store.Put(ctx, tx, &listing, 0, l.how(journal.Created)); err != nil {
			return err
		}
	}
	return nil
}
