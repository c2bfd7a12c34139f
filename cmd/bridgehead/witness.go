package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bridgehead/journal"
	"bridgehead/lang"
)

func checkpointCommand() command {
	return command{
		name: "checkpoint", args: "", short: "print a fair's signed checkpoint for others to keep or to co-sign",
		long: `Prints the head of a fair's journal as a signed note, in the form of c2sp.org/tlog-checkpoint.
With --old N it prints what a witness is asked that saw N entries last (c2sp.org/tlog-witness):
the hashes that show that the journal still begins with them, and the checkpoint.
With --ask it asks witnesses over the network, and prints the checkpoint with the cosignatures of all of them;
each is known by its public key, given with --witness.

Examples:
  bridgehead checkpoint --fair jinggang > jinggang.checkpoint
  bridgehead checkpoint --fair jinggang --old 0 > request.txt
  bridgehead checkpoint --fair jinggang --ask https://witness.example.org --witness witness.public > cosigned.txt`,
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r recordFlags
			r.set(fs)
			r.setFair(fs)
			old := fs.Int64("old", -1, "how many `entries` the witness saw last, 0 for none")
			var asked, witnesses []string
			fs.Func("ask", "the `address` of a witness that is asked; may be given again", func(s string) error {
				asked = append(asked, s)
				return nil
			})
			fs.Func("witness", "a `file` with the public key of a witness that is asked; may be given again", func(s string) error {
				witnesses = append(witnesses, s)
				return nil
			})
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) != 0 {
					return usage("it takes no arguments, but got %d", len(args))
				}
				if (len(asked) > 0) != (len(witnesses) > 0) || len(asked) > 0 && *old >= 0 {
					return usage("--ask goes with --witness FILE, and not with --old")
				}
				known, err := witnessKeys(witnesses)
				if err != nil {
					return err
				}
				db, err := r.open(ctx)
				if err != nil {
					return err
				}
				defer db.Close()
				id, err := r.chosen(ctx, db)
				if err != nil {
					return err
				}
				a, err := db.Advance(ctx, id, max(*old, 0))
				if err != nil {
					return err
				}
				if len(asked) > 0 {
					cosigned, err := askAll(ctx, asked, known, a.Head, func(old int64) (journal.Advance, error) { return db.AdvanceTo(ctx, id, old, a.Head) })
					if err != nil {
						return err
					}
					_, err = fmt.Fprint(io.out, cosigned)
					return err
				}
				if *old < 0 {
					_, err = fmt.Fprint(io.out, a.Head)
					return err
				}
				_, err = fmt.Fprint(io.out, a)
				return err
			}
		},
	}
}

// askAll returns a checkpoint with the cosignatures of all witnesses that are asked. What is not by one of those that are known is left out.
func askAll(ctx context.Context, asked []string, known []journal.Witness, head string, advance func(old int64) (journal.Advance, error)) (string, error) {
	out := head
	for _, prefix := range asked {
		lines, err := askWitness(ctx, prefix, advance)
		if err != nil {
			return "", err
		}
		valid := ""
		for _, w := range known {
			valid += w.Cosignature(head + lines)
		}
		if valid == "" {
			return "", fmt.Errorf("what the witness %s answers is no cosignature by a key of --witness", prefix)
		}
		out += valid
	}
	return out, nil
}

// advanceFailures are what keeps a witness from co-signing, with what the reader is told.
var advanceFailures = []struct {
	err error
	key string
}{
	{journal.ErrAdvanceForm, "witness.form"},
	{journal.ErrAdvanceKey, "witness.key"},
	{journal.ErrAdvanceLog, "witness.log"},
	{journal.ErrAdvanceOld, "witness.old"},
	{journal.ErrAdvanceForked, "witness.forked"},
}

func witnessCommand() command {
	return command{
		name: "witness", args: "REQUEST", short: "co-sign a fair's checkpoint after seeing that its journal only grew",
		long: `Checks that the journal of a request (bridgehead checkpoint --old N) still begins with what it was
when it was seen last, adds a cosignature (c2sp.org/tlog-cosignature) to the checkpoint and prints it.
What was seen last is kept in the file of --seen, a file for each fair. The witness needs no record: it is
somebody else, on another machine. Its key is made with --new NAME; the second line of that file is public.
With --serve it answers requests over HTTP (POST /add-checkpoint) for all fairs of the record, and --seen is a folder.
It is to stand behind a proxy that has the certificate.

Examples:
  bridgehead witness --new witness.example.org/1 --key witness.key
  bridgehead witness request.txt --key witness.key --log public.key --seen jinggang.seen > cosigned.txt
  bridgehead witness --serve 127.0.0.1:8090 --key witness.key --log public.key --seen seen/`,
		exits: []exit{{3, "the checkpoint is not to be co-signed"}},
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			name := fs.String("new", "", "make the key of a witness of this `name`, such as a host's")
			keyPath := fs.String("key", "", "the `file` with the witness's key")
			logPath := fs.String("log", "", "the `file` with the public key of the record")
			seenPath := fs.String("seen", "", "the `file` with the checkpoint that was seen last; with --serve a folder of them")
			serve := fs.String("serve", "", "answer requests over HTTP at this `address`")
			language := fs.String("lang", "en", "the `language` of a refusal: zh-Hans, zh-Hant or en")
			return func(ctx context.Context, io streams, args []string) error {
				tag, err := lang.ParseTag(*language)
				if err != nil {
					return err
				}
				switch {
				case *keyPath == "":
					return usage("--key FILE is the witness's key")
				case *name != "" && len(args) == 0:
					return newWitness(io, *name, *keyPath)
				case *serve != "" && len(args) == 0 && *logPath != "" && *seenPath != "":
					c, log, err := witnessAndLog(*keyPath, *logPath)
					if err != nil {
						return err
					}
					return serveWitness(ctx, io, *serve, &witnessing{cosigner: c, log: log, folder: *seenPath})
				case *serve != "" || len(args) != 1 || *logPath == "" || *seenPath == "":
					return usage("it takes a request, --log FILE and --seen FILE")
				}
				return cosign(io, args[0], *keyPath, *logPath, *seenPath, tag)
			}
		},
	}
}

// newWitness makes a key, in a file that its owner alone can read.
func newWitness(io streams, name, path string) error {
	c, private, err := journal.NewCosigner(name)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(private + "\n" + c.Public() + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(io.out, c.Public())
	return err
}

// cosign co-signs what a request asks for. What was seen is kept before the cosignature is given away.
func cosign(io streams, request, keyPath, logPath, seenPath string, tag lang.Tag) error {
	c, log, err := witnessAndLog(keyPath, logPath)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(request)
	if err != nil {
		return err
	}
	seen, err := os.ReadFile(seenPath)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	a, err := journal.ParseAdvance(string(text))
	signed := ""
	if err == nil {
		signed, err = c.Cosign(a, log, string(seen), time.Now())
	}
	for _, f := range advanceFailures {
		if errors.Is(err, f.err) {
			fmt.Fprintln(io.err, lang.Say(tag, f.key))
			return statusUnproven
		}
	}
	if err != nil {
		return err
	}
	if err := keepSeen(seenPath, signed); err != nil {
		return err
	}
	_, err = fmt.Fprint(io.out, signed)
	return err
}

// witnessAndLog reads the witness's key, and the record's public one.
func witnessAndLog(keyPath, logPath string) (*journal.Cosigner, *journal.Key, error) {
	private, err := os.ReadFile(keyPath)
	if err != nil {
		return nil, nil, err
	}
	first, _, _ := strings.Cut(string(private), "\n")
	c, err := journal.ParseCosigner(first)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", keyPath, err)
	}
	log, err := publicKey(logPath)
	return c, log, err
}

// keepSeen writes the file whole or not at all.
func keepSeen(path, signed string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".seen-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(signed)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
