package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

func backupCommand() command {
	return command{
		name: "backup", args: "FILE", short: "write the whole record to a file, while others go on writing",
		long: `Writes all tables as they are at one moment to a file that belongs to neither database: what
was backed up from SQLite can be restored into PostgreSQL and the other way round. Sessions,
mailed links and mails that wait are left out. The file appears when it is whole; one
that is there already is not written over.

The key that signs checkpoints (.key) and the one that seals the secrets of authenticators
(.seal) are no part of it. Keep copies of both elsewhere, not beside the backup: without the
first a restored record cannot be verified, without the second nobody's authenticator is
taken any more, only recovery codes. The file holds personal data; keep it accordingly.

Examples:
  bridgehead backup fair-2023-11-29.backup --db fair.db
  bridgehead backup /mnt/elsewhere/fair.backup --db postgres://user@localhost/fair`,
		exits: []exit{forbidden},
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r recordFlags
			var actor actorFlag
			r.set(fs)
			actor.set(fs)
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) != 1 {
					return usage("it takes the name of a file, but got %d arguments", len(args))
				}
				db, err := r.open(ctx)
				if err != nil {
					return err
				}
				defer db.Close()
				_, err = actor.may(ctx, db, "", access.Question{Action: access.Maintain, Installation: true})
				if lang.CodeOf(err) == lang.CodeForbidden {
					fmt.Fprintf(io.err, "bridgehead backup: %v\n", err)
					return status(exitForbidden)
				}
				if err != nil {
					return err
				}
				rows, size, err := writeBackup(ctx, db, args[0])
				if err != nil {
					return err
				}
				if err := db.NoteUpkeep(ctx, store.TaskBackup, fmt.Sprintf("%d rows, %d bytes", rows, size)); err != nil {
					return err
				}
				fmt.Fprintf(io.out, "%s: %d rows, %d bytes\n", args[0], rows, size)
				return nil
			}
		},
	}
}

// writeBackup writes the file beside its place, has it on the disk, and then gives it its name.
func writeBackup(ctx context.Context, db *store.DB, name string) (rows, size int64, err error) {
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		if err == nil {
			err = usage("%s is there already", name)
		}
		return 0, 0, err
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*") // readable by its owner alone
	if err != nil {
		return 0, 0, usage("the file: %v", err)
	}
	defer os.Remove(f.Name())
	rows, err = db.Backup(ctx, f)
	if err == nil {
		err = f.Sync()
	}
	if info, serr := f.Stat(); err == nil {
		if err = serr; err == nil {
			size = info.Size()
		}
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return 0, 0, fmt.Errorf("%s: %w", name, err)
	}
	if err := os.Link(f.Name(), name); err != nil { // a rename would write over a file that has come meanwhile
		return 0, 0, fmt.Errorf("%s: %w", name, err)
	}
	return rows, size, nil
}

func restoreCommand() command {
	return command{
		name: "restore", args: "FILE", short: "make an empty database what a backup holds, and verify it",
		long: `Reads a backup into a database that is empty or not there, all of it or nothing, and then
verifies every fair: entries against hashes, hashes against signed checkpoints, rows against
entries. --key names the key that signed them; the one that seals authenticators' secrets is
looked for beside it, or where --seal says; --checkpoints, when the file from beside the lost
database is still there, shows what was written after the backup and is gone.

Examples:
  bridgehead restore fair.backup --db restored.db --key fair.db.key
  bridgehead restore fair.backup --db postgres://user@localhost/fair --key fair.db.key`,
		exits: []exit{{3, "it was restored, but does not verify"}},
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r recordFlags
			r.set(fs)
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) != 1 {
					return usage("it takes the name of a file, but got %d arguments", len(args))
				}
				return r.restore(ctx, io, args[0])
			}
		},
	}
}

func (r *recordFlags) restore(ctx context.Context, io streams, name string) error {
	if r.key == "" {
		return usage("--key must name the key that signed the record")
	}
	if _, err := os.Stat(r.key); err != nil {
		return usage("the key: %v", err)
	}
	f, err := os.Open(name)
	if err != nil {
		return usage("the file: %v", err)
	}
	defer f.Close()
	db, err := store.Restore(ctx, r.db, store.Options{Key: r.key, Seal: r.seal, Checkpoints: r.checkpoints}, f)
	if err != nil {
		return err
	}
	defer db.Close()
	fairs, err := db.Fairs(ctx)
	if err != nil {
		return err
	}
	found := 0
	for _, fair := range append(fairs, journal.Reference, journal.Accounts) {
		v, err := db.Verify(ctx, fair, nil, nil)
		if err != nil {
			return err
		}
		found += len(v.Findings)
		fmt.Fprintf(io.out, "%s: %d entries, %d checkpoints, root %s\n", fair, v.Entries, v.Checkpoints, v.Root)
		for _, p := range v.Findings {
			fmt.Fprintf(io.out, "  position %d: %s: %s\n", p.Position, p.Problem, p.Detail)
		}
	}
	if err := db.NoteUpkeep(ctx, store.TaskRestore, fmt.Sprintf("%d findings", found)); err != nil {
		return err
	}
	if found > 0 {
		fmt.Fprintln(io.out, "It was restored and does NOT verify.")
		return status(3)
	}
	fmt.Fprintln(io.out, "It was restored and verifies.")
	return nil
}
