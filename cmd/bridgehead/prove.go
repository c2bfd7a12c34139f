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
	"bridgehead/bulletin/compose"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

func proveCommand() command {
	return command{
		name: "prove", args: "NAME|POSITION", short: "prove what was published, or that an entry stands in a fair's journal",
		long: `Prints a proof of the entry that published a bulletin (NAME, or NAME/ISSUE for an earlier one), or of
the one at a position of the journal: the whole entry, the hashes that lead
to the root, and the signed checkpoint. Anybody can check it with the public key, without the
record: bridgehead verify PROOF --key FILE. It shows all that the entry says, published or not.

Examples:
  bridgehead prove signing-results --fair sample > signing-results.proof.json
  bridgehead prove 57 --fair jinggang > 57.proof.json
  bridgehead prove signing-results --fair sample --cosigned cosigned.txt > signing-results.proof.json`,
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r recordFlags
			r.set(fs)
			r.setFair(fs)
			actor := fs.String("actor", access.System, "the `account` in whose name it is done")
			cosigned := fs.String("cosigned", "", "a `file` with a checkpoint that witnesses have co-signed, in which it is proven")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) != 1 {
					return usage("it takes one name or position, but got %d arguments", len(args))
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
				at, err := strconv.ParseInt(args[0], 10, 64)
				if err != nil || at < 1 {
					if at, err = published(ctx, db, id, args[0]); err != nil {
						return err
					}
				} else if err := db.Allow(ctx, id, who, access.Question{Action: access.ReadJournal}, "journal"); err != nil {
					return err
				}
				var head []byte
				if *cosigned != "" {
					if head, err = os.ReadFile(*cosigned); err != nil {
						return err
					}
				}
				p, err := db.ProveIn(ctx, id, journal.Position(at), string(head))
				if err != nil {
					return err
				}
				return printJSON(io.out, p)
			}
		},
	}
}

// published is the position of the entry that published a bulletin, which anybody may have proven.
func published(ctx context.Context, db *store.DB, fairID, name string) (int64, error) {
	v, err := db.View(ctx, fairID, -1)
	if err != nil {
		return 0, err
	}
	sight, err := db.Sight(ctx, fairID, access.Actor{})
	if err != nil {
		return 0, err
	}
	if v, err = v.As(ctx, sight); err != nil {
		return 0, err
	}
	row, err := issueNamed(ctx, v, name)
	if err != nil {
		return 0, err
	}
	at, err := v.IssuedAt(ctx, row.Value.ID)
	return int64(at), err
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
	{journal.ErrProofWitness, "proof.witness"},
	{journal.ErrProofCosigned, "proof.cosigned"},
}

// verifyProof checks a proof from its file and the key alone; each of the witnesses has to have co-signed it.
func verifyProof(io streams, path, keyPath string, witnesses []string, tag lang.Tag) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	key, err := publicKey(keyPath)
	if err != nil {
		return err
	}
	demanded, err := witnessKeys(witnesses)
	if err != nil {
		return err
	}
	var p journal.Proof
	var c journal.Checkpoint
	if err = json.Unmarshal(b, &p); err != nil {
		err = fmt.Errorf("%w: %w", journal.ErrProofForm, err)
	} else {
		c, err = p.Verify(key)
	}
	witness := ""
	for _, w := range demanded {
		if err == nil {
			err, witness = p.Witnessed(w), w.Name()
		}
	}
	said, altered, bulletin := compose.ReadEntry(p.State())
	for _, f := range proofFailures {
		if errors.Is(err, f.err) {
			if f.err == journal.ErrProofRecord && altered != "" {
				f.key = "proof.altered." + string(altered)
			}
			fmt.Fprintln(io.out, lang.Say(tag, f.key, lang.Args{"witness": witness}))
			return statusUnproven
		}
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(io.out, lang.Say(tag, "proof.holds", lang.Args{
		"position": int64(p.Position), "fair": c.Fair, "size": c.Size, "time": c.Time.UTC().Format("2006-01-02 15:04:05 UTC"),
	}))
	for _, w := range demanded {
		fmt.Fprintln(io.out, lang.Say(tag, "proof.witnessed", lang.Args{"witness": w.Name()}))
	}
	if bulletin {
		fmt.Fprintf(io.out, "\n%s\n\n", said.Frozen.Get(tag))
		for _, f := range said.FiguresIn(tag) {
			fmt.Fprintf(io.out, "%s\t%s\n", f.Text, f.Name)
		}
	}
	fmt.Fprintf(io.out, "\n%s\n", p.Record)
	return nil
}

// witnessKeys reads public keys of witnesses.
func witnessKeys(paths []string) ([]journal.Witness, error) {
	var out []journal.Witness
	for _, path := range paths {
		text, err := lastLine(path)
		if err != nil {
			return nil, err
		}
		w, err := journal.ParseWitness(text)
		if err != nil {
			return nil, fmt.Errorf("%s holds no public key of a witness: %w", path, err)
		}
		out = append(out, w)
	}
	return out, nil
}

// lastLine is where a key file has its public key.
func lastLine(path string) (string, error) {
	text, err := os.ReadFile(path)
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return lines[len(lines)-1], err
}

func publicKey(path string) (*journal.Key, error) {
	text, err := lastLine(path)
	if err != nil {
		return nil, err
	}
	key, err := journal.PublicKey(text)
	if err != nil {
		return nil, fmt.Errorf("%s holds no public key: %w", path, err)
	}
	return key, nil
}
