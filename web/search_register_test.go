package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

func TestASearchFindsCompaniesOfTheRegisters(t *testing.T) {
	t.Parallel()
	f := load(t)
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		company := party.Party{ID: party.ID(tx.NewID()), Kind: party.Company, Name: lang.Text{Hans: "东方机器人公司", En: "Orient Robotics"}}
		put(ctx, t, tx, company)
		put(ctx, t, tx, party.Enterprise{ID: tx.NewID(), Company: company.ID, From: "beijing", In: "hongkong", Code: "E-9"})
		put(ctx, t, tx, party.Listing{ID: tx.NewID(), Company: company.ID, Side: "beijing", Exchange: "XHKG", Ticker: "09999"})
		return nil
	})
	for _, words := range []string{"东方机器人", "東方機器人", "orient robotics", "09999"} {
		body := f.get(t, "/en/model/search?q="+url.QueryEscape(words)).Body.String()
		for _, want := range []string{`href="/en/model/enterprises/`, `href="/en/model/listings/`, "Orient"} {
			if !strings.Contains(body, want) {
				t.Errorf("%q finds no %s: %s", words, want, seen(body))
			}
		}
	}
	if body := f.get(t, "/en/model/search?kind=enterprise&q=orient").Body.String(); !strings.Contains(body, "/model/enterprises/") || strings.Contains(body, "/model/listings/") {
		t.Errorf("of one kind: %s", seen(body))
	}
	if body := f.get(t, "/en/model/search?q=9999").Body.String(); strings.Contains(body, "/model/listings/") {
		t.Error("a part of a number finds it")
	}
}

func TestASearchFindsLeadsByTheirWords(t *testing.T) {
	t.Parallel()
	f := load(t)
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		investor := party.Party{ID: party.ID(tx.NewID()), Kind: party.Company, Name: lang.Text{Hans: "海风投资"}}
		put(ctx, t, tx, investor)
		for _, l := range []landing.Lead{
			{Code: "L-1", Edition: 26, Title: lang.Text{Hans: "电池工厂", En: "Battery works"}, Side: "beijing", District: "110105", Office: "chaoyang", Received: "2023-11-23T10:00:00+08:00"},
			{Code: "L-2", Edition: 25, Investor: investor.ID, Side: "beijing", District: "110105", Office: "chaoyang", Received: "2022-11-23T10:00:00+08:00"},
		} {
			if _, err := tx.PutLead(ctx, l, 0, created.Origin); err != nil {
				return err
			}
		}
		return nil
	})
	own := f.hold(t, "office@fair.example", chaoyang)
	other := f.hold(t, "other@fair.example", access.Grant{Role: access.Office, Side: "beijing", Office: "haidian"})
	for words, want := range map[string]string{"battery": "L-1", "電池": "L-1", "海風": "L-2", "l-2": "L-2"} {
		at := "/en/model/search?q=" + url.QueryEscape(words)
		if body := f.visit(at, own).Body.String(); !strings.Contains(body, want) || !strings.Contains(body, "/model/work/leads/") {
			t.Errorf("its office does not find %q: %s", words, seen(body))
		}
		for who, body := range map[string]string{"another office": f.visit(at, other).Body.String(), "everybody": f.get(t, at).Body.String()} {
			if strings.Contains(body, "work/leads/") {
				t.Errorf("%s finds %q", who, words)
			}
		}
	}
	if body := f.visit("/en/model/search?kind=lead&q=battery", own).Body.String(); !strings.Contains(body, "L-1") {
		t.Errorf("of one kind: %s", seen(body))
	}
}
