package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
)

func proveCommand() command {
	return command{
		name: "prove", args: "POSITION", short: "prove that an entry stands in a fair's journal",
		long: `Prints a proof of the entry at a position of the journal: the whole entry, the hashes that lead
to the root, and the signed checkpoint. Anybody can check it with the public key, without the
record: bridgehead verify PROOF --key FILE. It shows all that the entry says, published or not.

Example:
  bridgehead prove 57 --fair jinggang > 57.proof.json`,
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r recordFlags
			r.set(fs)
			r.setFair(fs)
			actor := fs.String("actor", access.System, "the `account` in whose name it is done")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) != 1 {
					return usage("it takes one position, but got %d arguments", len(args))
				}
				at, err := strconv.ParseInt(args[0], 10, 64)
				if err != nil || at < 1 {
					return usage("%q is not a position: write a number from 1 on", args[0])
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
				who, err := db.Actor(ctx, id, access.ID(*actor))
				if err != nil {
					return err
				}
				if err := db.Allow(ctx, id, who, access.Question{Action: access.ReadJournal}, "journal"); err != nil {
					return err
				}
				p, err := db.Prove(ctx, id, journal.Position(at))
				if err != nil {
					return err
				}
				return printJSON(io.out, p)
			}
		},
	}
}

// statusUnproven is the exit status when a proof does not verify.
const statusUnproven = status(3)

// proofFailures are what a proof can fail by, with what the reader is told.
var proofFailures = []struct {
	err error
	key string
}{
	{journal.ErrProofForm, "proof.form"},
	{journal.ErrProofKey, "proof.key"},
	{journal.ErrProofSigned, "proof.signed"},
	{journal.ErrProofPlace, "proof.place"},
	{journal.ErrProofRecord, "proof.record"},
}

// verifyProof checks a proof from its file and the key alone.
func verifyProof(io streams, path, keyPath string, tag lang.Tag) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(keyPath)
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n") // of a key file the public key is the second
	key, err := journal.PublicKey(lines[len(lines)-1])
	if err != nil {
		return fmt.Errorf("%s holds no public key: %w", keyPath, err)
	}
	var p journal.Proof
	var c journal.Checkpoint
	if err = json.Unmarshal(b, &p); err != nil {
		err = fmt.Errorf("%w: %w", journal.ErrProofForm, err)
	} else {
		c, err = p.Verify(key)
	}
	for _, f := range proofFailures {
		if errors.Is(err, f.err) {
			fmt.Fprintln(io.out, lang.Say(tag, f.key))
			return statusUnproven
		}
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(io.out, lang.Say(tag, "proof.holds", lang.Args{
		"position": int64(p.Position), "fair": c.Fair, "size": c.Size, "time": c.Time.UTC().Format("2006-01-02 15:04:05 UTC"),
	}))
	fmt.Fprintf(io.out, "\n%s\n", p.Record)
	return nil
}
