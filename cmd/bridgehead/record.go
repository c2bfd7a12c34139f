package main

import (
	"context"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// commands lists every command in the order in which the help shows them.
func commands() []command {
	return []command{
		demoCommand(), serveCommand(), setupCommand(), importCommand(), sampleCommand(), listCommand(), landingCommand(), matchCommand(),
		figuresCommand(), traceCommand(), compareCommand(), seriesCommand(), splitCommand(), findingsCommand(),
		checkCommand(), briefingCommand(), kitCommand(), watchCommand(), verifyCommand(), proveCommand(), checkpointCommand(), witnessCommand(), bulletinCommand(), claimsCommand(), timetableCommand(), meetingsCommand(), accountCommand(), backupCommand(), restoreCommand(),
	}
}

// recordFlags are the flags of every command that opens a record.
type recordFlags struct {
	db, key, seal, checkpoints, fair string
	mayCreate                        bool
}

const defaultDB = "bridgehead.db"

func (r *recordFlags) set(fs *flag.FlagSet) {
	fs.StringVar(&r.db, "db", defaultDB, "the record: a `file` (SQLite) or a postgres:// address")
	fs.StringVar(&r.key, "key", "", "the `file` with the key that signs checkpoints (default: the database's name with .key)")
	fs.StringVar(&r.seal, "seal", "", "the `file` with the key that seals the secrets of authenticators (default: the signing key's name with .seal for .key)")
	fs.StringVar(&r.checkpoints, "checkpoints", "", "the `file` outside the database to which checkpoints are written (default: the database's name with .checkpoints)")
}

func (r *recordFlags) setFair(fs *flag.FlagSet) {
	fs.StringVar(&r.fair, "fair", "", "the `fair`; not needed where there is one")
}

func (r *recordFlags) open(ctx context.Context) (*store.DB, error) {
	return store.Open(ctx, r.db, store.Options{Key: r.key, Seal: r.seal, Checkpoints: r.checkpoints, MustExist: !r.mayCreate})
}

// chosen returns the fair that the command is about: the one named, or the only one.
func (r *recordFlags) chosen(ctx context.Context, db *store.DB) (string, error) {
	all, err := db.Fairs(ctx)
	if err != nil {
		return "", err
	}
	if r.fair == "" && len(all) == 1 {
		return all[0], nil
	}
	for _, f := range all {
		if f == r.fair {
			return f, nil
		}
	}
	if len(all) == 0 {
		return "", lang.NotFound("command.fair.none", lang.Args{"db": r.db})
	}
	if r.fair == "" {
		return "", lang.Invalid("command.fair.which", lang.Args{"fairs": strings.Join(all, ", ")})
	}
	return "", lang.NotFound("command.fair.unknown", lang.Args{"fair": r.fair, "fairs": strings.Join(all, ", ")})
}

// positionFlag reads --at: a position, or a time, which means the last position before it.
func positionFlag(ctx context.Context, db *store.DB, fair, text string) (journal.Position, error) {
	if text == "" {
		return -1, nil
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= 0 {
		return journal.Position(n), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, time.UTC); err == nil {
			return db.PositionAt(ctx, fair, t)
		}
	}
	return 0, lang.Invalid("command.at", lang.Args{"given": text})
}

func verifyCommand() command {
	return command{
		name: "verify", args: "[PROOF]", short: "check that the record is what its journal and its checkpoints say",
		long: `Checks every entry of the journal against its hash, all of them against the signed
checkpoints (in the database, in the file beside it, and in the files named), and every
version of every row against the entry that made it. Names the first position that was
altered, dropped or reordered. Given a proof (bridgehead prove), it checks that alone, with
the key and without the record; a file with the public key is enough.

Examples:
  bridgehead verify --db fair.db
  bridgehead verify 57.proof.json --key public.key
  bridgehead verify 57.proof.json --key public.key --witness witness.public
  bridgehead verify --db fair.db --checkpoint kept-elsewhere.checkpoint`,
		exits: []exit{{3, "the record does not agree with its journal or with a checkpoint, or the proof does not hold"}},
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r recordFlags
			r.set(fs)
			r.setFair(fs)
			language := fs.String("lang", "en", "the `language` of what is said of a proof: zh-Hans, zh-Hant or en")
			var files []string
			fs.Func("checkpoint", "a `file` with signed checkpoints to hold against the journal; may be given again", func(s string) error {
				files = append(files, s)
				return nil
			})
			var witnesses []string
			fs.Func("witness", "a `file` with the public key of a witness that has to have co-signed the proof's checkpoint; may be given again", func(s string) error {
				witnesses = append(witnesses, s)
				return nil
			})
			return func(ctx context.Context, io streams, args []string) error {
				switch {
				case len(args) > 1:
					return usage("it takes one proof at most, but got %d", len(args))
				case len(args) == 0 && len(witnesses) > 0:
					return usage("--witness goes with a proof")
				case len(args) == 1 && r.key == "":
					return usage("a proof is checked with --key FILE")
				case len(args) == 1:
					tag, err := lang.ParseTag(*language)
					if err != nil {
						return err
					}
					return verifyProof(io, args[0], r.key, witnesses, tag)
				}
				db, err := r.open(ctx)
				if err != nil {
					return err
				}
				defer db.Close()
				fairs := []string{r.fair}
				if r.fair == "" {
					if fairs, err = db.Written(ctx, files); err != nil {
						return err
					}
				}
				failed := false
				for _, f := range fairs {
					v, err := db.Verify(ctx, f, files, nil)
					if err != nil {
						return err
					}
					failed = failed || len(v.Findings) > 0
					fmt.Fprintf(io.out, "%s: %d entries, %d checkpoints, root %s\n", f, v.Entries, v.Checkpoints, v.Root)
					for _, p := range v.Findings {
						fmt.Fprintf(io.out, "  position %d: %s: %s\n", p.Position, p.Problem, p.Detail)
					}
				}
				outcome := "verifies"
				if failed {
					outcome = "does not verify"
				}
				if err := db.NoteUpkeep(ctx, store.TaskVerify, outcome); err != nil {
					return err
				}
				if failed {
					fmt.Fprintln(io.out, "The record does NOT verify.")
					return status(3)
				}
				fmt.Fprintln(io.out, "The record verifies.")
				return nil
			}
		},
	}
}
