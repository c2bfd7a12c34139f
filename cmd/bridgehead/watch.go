package main

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	stdio "io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/bulletin"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/store"
	"bridgehead/watch"
)

func watchCommand() command {
	return command{
		name: "watch", args: "FOLDER", short: "check other people's texts as they arrive in a folder",
		long: `Checks the texts of a folder (plain text, HTML, docx) against the record, and again whatever is
added or changed: each contradiction once, with its rule and likely cause. With --letters a
letter to the outlet is drafted for each text that contradicts, in the text's language. Without
--every it looks once and ends. With --keep the texts become records of the fair, those in
folders below it as of the outlet of that name; without, nothing is kept, and begun again it
reports everything again.

Examples:
  bridgehead watch press/ --fair jinggang
  bridgehead watch press/ --fair jinggang --every 1m --letters drafts/ --base https://fair.example.org
  bridgehead watch press/ --fair jinggang --keep`,
		exits: []exit{{1, "something is contradicted"}},
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r readFlags
			r.recordFlags.set(fs)
			r.setFair(fs)
			fs.StringVar(&r.lang, "lang", "en", "the `language` of what is printed: zh-Hans, zh-Hant or en")
			every := fs.Duration("every", 0, "look again after this `time`; once when not given")
			letters := fs.String("letters", "", "write drafted letters into the `folder`")
			base := fs.String("base", "", "the `address` under which readers find the fair's pages, for letters")
			keep := fs.Bool("keep", false, "keep the texts, and what contradicts in them, in the record")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) != 1 || *every < 0 {
					return usage("it takes one folder, and a time above zero for --every")
				}
				db, err := r.open(ctx)
				if err != nil {
					return err
				}
				defer db.Close()
				w := &watcher{folder: args[0], letters: *letters, base: *base, known: map[string][32]byte{}, told: map[string]bool{}}
				if *keep {
					if w.kept.Fair, err = r.chosen(ctx, db); err != nil {
						return err
					}
					w.kept.Path = args[0]
					w.keeper = watch.New(db, watch.Options{Log: slog.New(slog.NewTextHandler(io.err, nil))})
				}
				any := false
				for {
					found, err := w.look(ctx, db, &r, io.out)
					if err != nil && (*every == 0 || lang.CodeOf(err) != lang.CodeInvalid) {
						return err
					}
					if err != nil { // a folder that is still empty, a file that is still being written
						fmt.Fprintln(io.err, err)
					}
					any = any || found
					if *every == 0 {
						break
					}
					select {
					case <-ctx.Done():
						return nil
					case <-time.After(*every):
					}
				}
				if any {
					return statusContradicted
				}
				return nil
			}
		},
	}
}

// A watcher knows what it has reported of a folder.
type watcher struct {
	folder, letters, base string
	known                 map[string][32]byte // the sum of each text by its name
	told                  map[string]bool
	keeper                *watch.Watcher // nil where nothing is kept
	kept                  watch.Folder
}

// look checks the folder when a text was added or changed, by the record as it is now.
func (w *watcher) look(ctx context.Context, db *store.DB, r *readFlags, out stdio.Writer) (found bool, err error) {
	if w.keeper != nil {
		if err := w.keep(ctx, db, r, out); err != nil {
			return false, err
		}
	}
	texts, err := readTexts(nil, w.folder)
	if err != nil {
		return false, err
	}
	if !texts.Folder {
		return false, usage("%s is no folder", w.folder)
	}
	changed := map[string]bool{}
	for _, t := range texts.Texts {
		if sum := sha256.Sum256([]byte(t.Text)); w.known[t.Name] != sum {
			w.known[t.Name], changed[t.Name] = sum, true
		}
	}
	if len(changed) == 0 {
		return false, nil
	}
	e, _, tag, err := r.evaluator(ctx, db, figure.Name{At: -1, Ref: -1})
	if err != nil {
		return false, err
	}
	f, err := e.Records.(store.View).TheFair(ctx)
	if err != nil {
		return false, err
	}
	checker, err := bulletin.NewChecker(ctx, e, f)
	if err != nil {
		return false, err
	}
	checked, err := checker.CheckAll(ctx, texts, bulletin.Options{})
	if err != nil {
		return false, err
	}
	n, err := w.report(checked, changed, f, tag, out)
	if err == nil {
		_, err = fmt.Fprintln(out, lang.Say(tag, "watch.pass", lang.Args{"texts": len(changed), "found": n}))
	}
	return n > 0, err
}

// keep writes what is new of the folder into the record.
func (w *watcher) keep(ctx context.Context, db *store.DB, r *readFlags, out stdio.Writer) error {
	tag, err := lang.ParseTag(r.lang)
	if err != nil {
		return err
	}
	who, err := db.Actor(ctx, w.kept.Fair, access.System)
	if err == nil {
		err = db.Allow(ctx, w.kept.Fair, who, access.Question{Action: access.Compose}, "watched")
	}
	if err != nil {
		return err
	}
	heard, err := w.keeper.Look(ctx, w.kept)
	n, found := 0, 0
	for _, h := range heard {
		if h.Told {
			n, found = n+1, found+h.Text.Open()
		}
	}
	if err == nil && n > 0 {
		_, err = fmt.Fprintln(out, lang.Say(tag, "watch.kept", lang.Args{"texts": n, "found": found}))
	}
	return err
}

// report prints what was not reported of the texts yet, and drafts their letters.
func (w *watcher) report(checked bulletin.Checked, changed map[string]bool, f fair.Fair, tag lang.Tag, out stdio.Writer) (n int, err error) {
	tell := func(line string) {
		if !w.told[line] && err == nil {
			w.told[line] = true
			n++
			_, err = fmt.Fprintln(out, line)
		}
	}
	for _, t := range checked.Texts {
		if !changed[t.Name] {
			continue
		}
		for _, v := range t.Report.Verdicts {
			if v.Verdict == bulletin.Contradicted {
				tell(lang.Say(tag, "watch.found", lang.Args{"text": t.Name, "said": v.Claim.Text, "rule": v.Rule, "cause": v.Cause, "why": v.Explain(tag)}))
			}
		}
		if letter := t.Letter(f, w.base); letter.Text != "" && w.letters != "" && err == nil {
			if err = os.MkdirAll(w.letters, 0o755); err == nil {
				err = os.WriteFile(filepath.Join(w.letters, strings.TrimSuffix(t.Name, filepath.Ext(t.Name))+"."+string(letter.Tag)+".letter.txt"), []byte(letter.Text), 0o644)
			}
		}
	}
	for _, x := range checked.Conflicts {
		tell(lang.Say(tag, "check.conflict", lang.Args{"a": x.A.Text, "said_a": x.A.Said, "b": x.B.Text, "said_b": x.B.Said, "figure": x.Figure}))
	}
	return n, err
}
