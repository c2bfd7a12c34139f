package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"bridgehead/fair"
	"bridgehead/journal"
)

// A witnessing answers requests to co-sign (c2sp.org/tlog-witness): of one record, whose fairs it tells apart by the origins of
// their checkpoints. What was seen last of each fair is a file of the folder.
type witnessing struct {
	cosigner *journal.Cosigner
	log      *journal.Key
	folder   string
	mu       sync.Mutex // what was seen is read, compared and written by one request at a time
}

const (
	mostRequest = 64 << 10           // bytes: 63 hashes and a checkpoint with many signatures
	sizeType    = "text/x.tlog.size" // of an answer that says what was seen last
)

func (w *witnessing) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(out, r.Body, mostRequest))
	if err != nil {
		http.Error(out, "the request is too long, or broke off", http.StatusBadRequest)
		return
	}
	a, err := journal.ParseAdvance(string(body))
	if err != nil {
		http.Error(out, err.Error(), http.StatusBadRequest)
		return
	}
	origin, _, _ := strings.Cut(a.Head, "\n")
	id, known := strings.CutPrefix(origin, w.log.Origin(""))
	if !known || !fair.ValidID(fair.ID(id)) {
		http.Error(out, "a checkpoint of this origin is not co-signed here", http.StatusNotFound)
		return
	}
	head, err := w.log.OpenHead(a.Head)
	if err != nil {
		http.Error(out, "the checkpoint is not signed with the key of its log", http.StatusForbidden)
		return
	}
	if a.Old > head.Size {
		http.Error(out, "the old size is larger than that of the checkpoint", http.StatusBadRequest)
		return
	}
	signed, last, err := w.advance(filepath.Join(w.folder, id), a, head)
	switch {
	case errors.Is(err, journal.ErrAdvanceOld):
		out.Header().Set("Content-Type", sizeType)
		out.WriteHeader(http.StatusConflict)
		fmt.Fprintf(out, "%d\n", last)
	case errors.Is(err, journal.ErrAdvanceForked), errors.Is(err, journal.ErrAdvanceForm):
		slog.Warn("witness: not co-signed", "fair", id, "old", a.Old, "size", head.Size, "error", err)
		http.Error(out, "the proof does not show that the log only grew", http.StatusUnprocessableEntity)
	case err != nil:
		slog.Error("witness: not co-signed", "fair", id, "error", err)
		http.Error(out, "it could not be looked at", http.StatusInternalServerError)
	default:
		out.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprint(out, w.cosigner.Cosignature(signed))
	}
}

// advance co-signs what follows what was seen last, whose size it returns, and keeps it before anybody has the cosignature. Another
// root of the same size is a conflict too, as the specification has it.
func (w *witnessing) advance(path string, a journal.Advance, head journal.Checkpoint) (signed string, last int64, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	seen, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", 0, err
	}
	if len(seen) > 0 {
		c, err := w.log.OpenHead(string(seen))
		if err != nil {
			return "", 0, fmt.Errorf("%s is not what was seen last: %w", path, err)
		}
		if last = c.Size; c.Size == head.Size && c.Root != head.Root {
			return "", last, journal.ErrAdvanceOld
		}
	}
	if signed, err = w.cosigner.Cosign(a, w.log, string(seen), time.Now()); err != nil {
		return "", last, err
	}
	return signed, last, keepSeen(path, signed)
}

// serveWitness answers until ctx is done, and prints where.
func serveWitness(ctx context.Context, io streams, addr string, w *witnessing) error {
	if err := os.MkdirAll(w.folder, 0o700); err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("cannot serve on %s: %w; name another with --serve", addr, err)
	}
	mux := http.NewServeMux()
	mux.Handle("POST /add-checkpoint", w)
	fmt.Fprintf(io.out, "Co-signing on http://%s – stop with Ctrl-C\n", listener.Addr())
	return serveUntil(ctx, newServer(mux, usualPatience), listener)
}

// askWitness has a witness co-sign a checkpoint, and returns its lines of signature. It says itself what it has seen last.
func askWitness(ctx context.Context, prefix string, advance func(old int64) (journal.Advance, error)) (string, error) {
	client := &http.Client{Timeout: 30 * time.Second}
	old := int64(0)
	for range 3 { // once to hear what was seen last, and once more should another request have been faster
		a, err := advance(old)
		if err != nil {
			return "", err
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(prefix, "/")+"/add-checkpoint", strings.NewReader(a.String()))
		if err != nil {
			return "", err
		}
		answer, err := client.Do(r)
		if err != nil {
			return "", fmt.Errorf("the witness does not answer: %w", err)
		}
		body, err := io.ReadAll(io.LimitReader(answer.Body, mostRequest))
		if err = errors.Join(err, answer.Body.Close()); err != nil {
			return "", fmt.Errorf("the answer of the witness %s broke off: %w", prefix, err)
		}
		if answer.StatusCode == http.StatusOK {
			return string(body), nil
		}
		if answer.StatusCode != http.StatusConflict || answer.Header.Get("Content-Type") != sizeType {
			return "", fmt.Errorf("the witness %s does not co-sign: %s %s", prefix, answer.Status, strings.TrimSpace(string(body)))
		}
		size, err := strconv.ParseInt(strings.TrimSpace(string(body)), 10, 64)
		if err != nil || size == old {
			return "", fmt.Errorf("the witness %s does not co-sign: it has seen another journal of %d entries", prefix, old)
		}
		old = size
	}
	return "", fmt.Errorf("the witness %s is asked by others at the same time: ask again", prefix)
}
