// Command facts brings a collection of published facts about many fairs into a record of its own, each event into a fair of
// its own, and says what comes in, what is refused and why, and what the facts contradict:
//
//	go run ./facts -map MAPPING.json [-indicators DEFINITIONS.json] [-rates EUROFXREF.csv] FACTS.json
//
// The file is an array of objects with event, edition, date and as_of; the rest is the mapping's.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"bridgehead/exchange"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

func main() {
	mapping := flag.String("map", "", "the `file` that explains the collection")
	indicators := flag.String("indicators", "", "a `file` of definitions that each fair gets first")
	rates := flag.String("rates", "", "the European Central Bank's `file` of rates")
	all := flag.Bool("all", false, "list what holds and what cannot be told too")
	flag.Parse()
	if err := run(context.Background(), *mapping, *indicators, *rates, flag.Arg(0), *all); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A fact is what of an object is needed to make its fair.
type fact struct {
	Event   string
	Edition any
	Date    string
	AsOf    string `json:"as_of"`
}

func run(ctx context.Context, mapping, indicators, rates, path string, all bool) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var facts []fact
	if err := json.Unmarshal(text, &facts); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "facts")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	db, err := store.Open(ctx, filepath.Join(dir, "facts.db"), store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	if rates != "" {
		if _, err := bring(ctx, db, rates, exchange.Options{Actor: "system", Kind: exchange.Rates}); err != nil {
			return err
		}
	}
	m, err := os.ReadFile(mapping)
	if err != nil {
		return err
	}
	layout, err := exchange.ReadMapping(m, exchange.Observations)
	if err != nil {
		return err
	}
	var events []string
	for _, f := range facts {
		if !slices.Contains(events, f.Event) {
			events = append(events, f.Event)
		}
	}
	var came, refused int64
	for i, event := range events {
		id := fmt.Sprintf("event-%d", i+1)
		if err := open(ctx, db, id, event, facts); err != nil {
			return err
		}
		if indicators != "" {
			f, err := os.Open(indicators)
			if err != nil {
				return err
			}
			p, err := exchange.ImportIndicators(ctx, db, f, indicators, exchange.Options{Fair: id, Actor: "system"})
			f.Close()
			if err != nil {
				if p != nil {
					err = errors.Join(err, p.Write(os.Stderr, lang.En))
				}
				return err
			}
		}
		p, err := bring(ctx, db, path, exchange.Options{Fair: id, Actor: "system", Kind: exchange.Observations, Mapping: layout, Partial: true})
		if err != nil {
			return err
		}
		came, refused = came+p.Created, refused+p.LeftOut
		fmt.Printf("%s: %d of %d facts come in, %d refused, %d repeated\n", event, p.Created, p.Rows, p.LeftOut, p.Repeated)
		for _, x := range p.Problems {
			if !x.Warning {
				fmt.Println("  " + x.In(lang.En))
			}
		}
		if err := findings(ctx, db, id, all); err != nil {
			return err
		}
	}
	fmt.Printf("%d of %d facts of %d events come in, %d refused\n", came, len(facts), len(events), refused)
	return nil
}

// open makes the fair of an event, with the editions that the facts speak of; each opens on the first day that a
// report of it is of.
func open(ctx context.Context, db *store.DB, id, event string, facts []fact) error {
	opened := map[int64]lang.Date{}
	for _, f := range facts {
		if f.Event != event {
			continue
		}
		span := strings.Split(fmt.Sprint(f.Edition), "-")
		n, err := strconv.ParseInt(span[len(span)-1], 10, 64)
		if err != nil {
			continue
		}
		day, err := lang.ParseDate(f.Date)
		if err != nil {
			day, _ = lang.ParseDate(f.AsOf)
		}
		if opened[n] == "" || day != "" && day < opened[n] {
			opened[n] = day
		}
	}
	return db.Update(ctx, id, "system", func(tx *store.Tx) error {
		how := store.How{Action: journal.Created}
		name := lang.Text{Hans: event, Hant: event, En: event}
		f := fair.Fair{ID: id, Name: name, Short: name, Sides: []fair.Side{{Code: "host"}, {Code: "guest"}}}
		if err := store.Put(ctx, tx, &f, 0, how); err != nil {
			return err
		}
		for _, n := range slices.Sorted(maps.Keys(opened)) {
			e := fair.Edition{
				ID: fair.EditionID(tx.NewID()), Number: n, Opened: opened[n],
				Policy: money.Policy{Currency: "CNY", Source: money.ECB, On: money.OnOpening},
			}
			if err := store.Put(ctx, tx, &e, 0, how); err != nil {
				return err
			}
		}
		return nil
	})
}

func bring(ctx context.Context, db *store.DB, path string, o exchange.Options) (*exchange.Preview, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	src, err := exchange.Read(f, info.Size(), path, exchange.Limits{})
	if err != nil {
		return nil, err
	}
	return exchange.Import(ctx, db, src, o)
}

func findings(ctx context.Context, db *store.DB, id string, all bool) error {
	e, err := db.Evaluator(ctx, id, -1, -1)
	if err != nil {
		return err
	}
	found, err := e.Examine(ctx, 0)
	if err != nil {
		return err
	}
	for _, f := range found {
		if !all && f.Verdict != "contradicts" && f.Verdict != "explained" {
			continue
		}
		fmt.Printf("  %s: %s: %s\n", f.Rule, f.Verdict, f.In(lang.En))
	}
	return nil
}
