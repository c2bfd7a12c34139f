package main

import (
	"context"
	"flag"
	"fmt"
	stdio "io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"bridgehead/bulletin"
	"bridgehead/exchange"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/store"
	"bridgehead/watch"
)

// statusContradicted is the exit status when something is contradicted.
const statusContradicted = status(1)

func checkCommand() command {
	return command{
		name: "check", args: "FILE|-|FOLDER", short: "hold a text against the record",
		long: `Reads every quantity of a text (plain text, HTML or docx, in Chinese or English), finds the
figure that it speaks of, and says whether the record supports it: supported, contradicted with
the likely cause, consistent under an assumption, no such figure, or unread. A folder is
checked as one: contradictions between its texts too.

Examples:
  bridgehead check report.txt --fair jinggang --edition 26
  bridgehead check - --fair jinggang --json < report.html
  bridgehead check press/ --fair jinggang --html > press.html`,
		exits: []exit{{1, "something is contradicted"}},
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r readFlags
			r.set(fs)
			edition := fs.Int64("edition", 0, "the `number` of the edition that the text calls this one; found in the text when not given")
			published := fs.String("published", "", "the `day` on which the text appeared, for 去年底 and the like")
			asHTML := fs.Bool("html", false, "print a page with the text marked claim by claim")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) != 1 {
					return usage("it takes one file, folder or -, but got %d", len(args))
				}
				texts, err := readTexts(io.in, args[0])
				if err != nil {
					return err
				}
				o := bulletin.Options{Edition: *edition}
				if *published != "" {
					if o.Published, err = lang.ParseDate(*published); err != nil {
						return err
					}
				}
				db, err := r.open(ctx)
				if err != nil {
					return err
				}
				defer db.Close()
				e, _, tag, err := r.evaluator(ctx, db, figure.Name{At: -1, Ref: -1})
				if err != nil {
					return err
				}
				f, err := e.Records.(store.View).TheFair(ctx)
				if err != nil {
					return err
				}
				checker, err := bulletin.NewChecker(ctx, e, f)
				if err != nil {
					return err
				}
				o.Progress, texts.Progress = checkProgress(io.err, tag, texts)
				checked, err := checker.CheckAll(ctx, texts, o)
				if err != nil {
					return err
				}
				switch {
				case *asHTML:
					err = bulletin.WriteHTML(io.out, checked, tag)
				case r.json && len(checked.Texts) == 1 && !checked.Folder:
					err = printJSON(io.out, checked.Texts[0].Report)
				case r.json:
					err = printJSON(io.out, checked)
				default:
					err = bulletin.WriteText(io.out, checked, tag)
				}
				if err == nil && checked.Contradicted() {
					return statusContradicted
				}
				return err
			}
		},
	}
}

// checkProgress shows how far a check has come, when w is a terminal: by the texts of a folder, else by
// the numbers of the text.
func checkProgress(w stdio.Writer, tag lang.Tag, texts bulletin.Texts) (ofText, ofTexts func(done, of int)) {
	f, ok := w.(*os.File)
	if !ok {
		return nil, nil
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil, nil
	}
	bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(lang.Say(tag, "check.title")),
		progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))
	show := func(done, of int) {
		bar.ChangeMax(of)
		_ = bar.Set(done)
	}
	if texts.Folder {
		return nil, show
	}
	return show, nil
}

// readTexts reads a file, the standard input, or all texts of a folder in the order of
// their names.
func readTexts(in stdio.Reader, path string) (bulletin.Texts, error) {
	if path == "-" {
		data, err := stdio.ReadAll(in)
		if err != nil {
			return bulletin.Texts{}, err
		}
		text, err := exchange.Prose(data)
		return bulletin.Texts{Texts: []bulletin.Text{{Name: "-", Text: text}}}, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return bulletin.Texts{}, lang.NotFound("check.file", lang.Args{"file": path}).Because(err)
	}
	if !info.IsDir() {
		text, err := readText(path)
		return bulletin.Texts{Texts: []bulletin.Text{text}}, err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return bulletin.Texts{}, err
	}
	all := bulletin.Texts{Folder: true}
	for _, e := range entries {
		if e.IsDir() || !slices.Contains(watch.Files, strings.ToLower(filepath.Ext(e.Name()))) {
			continue
		}
		text, err := readText(filepath.Join(path, e.Name()))
		if err != nil {
			return all, fmt.Errorf("%s: %w", e.Name(), err)
		}
		all.Texts = append(all.Texts, text)
	}
	if len(all.Texts) == 0 {
		return all, lang.Invalid("check.folder", lang.Args{"folder": path, "kinds": strings.Join(watch.Files, ", ")})
	}
	return all, nil
}

func readText(path string) (bulletin.Text, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return bulletin.Text{}, err
	}
	text, err := exchange.Prose(data)
	return bulletin.Text{Name: filepath.Base(path), Text: text}, err
}
