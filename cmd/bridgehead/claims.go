package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	stdio "io"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"

	"bridgehead/bulletin/claim"
	"bridgehead/exchange"
	"bridgehead/lang"
)

func claimsCommand() command {
	return command{
		name: "claims", args: "FILE|-", short: "read the quantities out of a text",
		long: `Reads a text in Chinese or English and lists every quantity in it: its exact value, unit or
currency, the words that qualify it, and what the text says of it. Nothing is compared with
a record, and none is needed. What cannot be read for certain is listed with the reason.

Examples:
  bridgehead claims report.txt
  bridgehead claims report.txt --json --published 2023-11-30 --edition 26
  cat report.txt | bridgehead claims - --json

The form of the JSON is described in docs/claims.md.`,
		prepare: func(flags *flag.FlagSet) func(context.Context, streams, []string) error {
			asJSON := flags.Bool("json", false, "print JSON")
			tag := flags.String("lang", "", "the `language` of the text: zh-Hans, zh-Hant or en; found out when not given")
			published := flags.String("published", "", "the `date` of publication, against which 去年底 and “last year” are read")
			edition := flags.Int("edition", 0, "the `number` of the edition that 本届 and “this edition” mean")
			return func(_ context.Context, io streams, args []string) error {
				if len(args) != 1 {
					return usage("it takes one file, or - for what is piped in")
				}
				o, err := claimOptions(*tag, *published, *edition)
				if err != nil {
					return err
				}
				text, err := proseOf(args[0], io.in)
				if err != nil {
					return err
				}
				d := readClaims(text, o, io.err)
				if *asJSON {
					return printJSON(io.out, d)
				}
				return printClaims(io.out, d, o.Lang)
			}
		},
	}
}

// claimOptions reads what is known of a text.
func claimOptions(tag, published string, edition int) (o claim.Options, err error) {
	if tag != "" {
		if o.Lang, err = lang.ParseTag(tag); err != nil {
			return o, err
		}
	}
	if published != "" {
		if o.Published, err = lang.ParseDate(published); err != nil {
			return o, err
		}
	}
	if edition < 0 {
		return o, usage("--edition is a number from 1, but got %d", edition)
	}
	o.Edition = edition
	return o, nil
}

// proseOf reads a file, or the input for -, as plain text. A blank one has no claims.
func proseOf(name string, in stdio.Reader) (string, error) {
	var data []byte
	var err error
	if name == "-" {
		data, err = stdio.ReadAll(in)
	} else if data, err = os.ReadFile(name); errors.Is(err, fs.ErrNotExist) {
		return "", lang.NotFound("check.file", lang.Args{"file": name}).Because(err)
	}
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return "", err
	}
	return exchange.Prose(data)
}

// claimPart is about how much of a long text is read between two reports of progress.
const claimPart = 4 << 20

// readClaims reads a text; a long one in parts that end with a line, telling how far it is.
func readClaims(text string, o claim.Options, progress stdio.Writer) claim.Document {
	if len(text) <= claimPart {
		return claim.Read(text, o)
	}
	all := claim.Document{Claims: []claim.Claim{}, Unread: []claim.Unread{}}
	offset := 0
	for done := 0; done < len(text); {
		end := len(text)
		if done+claimPart < end {
			end = done + claimPart
			if line := strings.LastIndexByte(text[done:end], '\n'); line > 0 {
				end = done + line + 1
			}
			for end < len(text) && !utf8.RuneStart(text[end]) {
				end++
			}
		}
		d := claim.Read(text[done:end], o)
		d.Shift(offset, len(all.Claims))
		all.Claims = append(all.Claims, d.Claims...)
		all.Unread = append(all.Unread, d.Unread...)
		offset += utf8.RuneCountInString(text[done:end])
		done = end
		fmt.Fprintf(progress, "\rread %d of %d MB", done>>20, len(text)>>20)
	}
	fmt.Fprintln(progress)
	return all
}

// printClaims lists claims for people, a line each.
func printClaims(w stdio.Writer, d claim.Document, tag lang.Tag) error {
	if tag == "" {
		tag = lang.En
	}
	for _, c := range d.Claims {
		line := fmt.Sprintf("%6d  %-16s %s", c.Start, lang.Say(tag, "claim.kind."+string(c.Kind), nil), c.Text)
		if v := valueOf(c); v != "" {
			line += "  =  " + v
		}
		if c.Qualifier != claim.Exact {
			line += "  " + lang.Say(tag, "claim.qualifier."+string(c.Qualifier), nil)
		}
		if c.Of != "" {
			line += "  ·  " + c.Of
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	for _, u := range d.Unread {
		if _, err := fmt.Fprintf(w, "%6d  %-16s %s: %s\n", u.Start, lang.Say(tag, "claim.unread", nil), u.Text, lang.Say(tag, "claim.unread."+u.Reason, nil)); err != nil {
			return err
		}
	}
	return nil
}

// valueOf writes the value of a claim with its unit.
func valueOf(c claim.Claim) string {
	v := string(c.Value)
	switch c.Kind {
	case claim.Range:
		v = string(c.Low) + " … " + string(c.High)
	case claim.DateKind, claim.Period:
		return c.AsOf
	case claim.Comparison:
		return c.Base
	case claim.Percent:
		return v + " %"
	}
	return strings.TrimSpace(v + " " + string(c.Currency) + " " + c.Unit)
}
