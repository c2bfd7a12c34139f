package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// A sample is what asking came to.
type sample struct {
	took    []time.Duration
	lasting time.Duration
	mallocs uint64
	next    atomic.Int64 // the question that comes next, from round to round
}

// ask asks with several connections at once for a while. The first answer of each address must be a success; so must all.
func (s *sample) ask(ctx context.Context, address string, paths []string, o options) error {
	ctx, cancel := context.WithTimeout(ctx, o.lasting)
	defer cancel()
	var mu sync.Mutex
	var failed error
	var clients sync.WaitGroup
	before, start := mallocs(), time.Now()
	for range o.clients {
		clients.Go(func() {
			took, err := client(ctx, address, paths, &s.next)
			mu.Lock()
			defer mu.Unlock()
			s.took = append(s.took, took...)
			if err != nil && failed == nil {
				failed = err
			}
		})
	}
	clients.Wait()
	s.lasting += time.Since(start)
	s.mallocs += mallocs() - before
	return failed
}

// warm asks for a moment before the clock starts.
func (s *sample) warm(ctx context.Context, address string, paths []string, o options) error {
	if paths == nil {
		return nil
	}
	o.lasting = time.Second
	err := s.ask(ctx, address, paths, o)
	s.took, s.lasting, s.mallocs = nil, 0, 0
	return err
}

// client asks over one connection until the time is over; a request that was begun is finished.
func client(ctx context.Context, address string, paths []string, next *atomic.Int64) ([]time.Duration, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	r := bufio.NewReaderSize(conn, 1<<16)
	var took []time.Duration
	for ctx.Err() == nil {
		path := paths[int(next.Add(1)-1)%len(paths)]
		start := time.Now()
		if _, err := io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: "+address+"\r\n\r\n"); err != nil {
			return took, err
		}
		answer, err := http.ReadResponse(r, nil)
		if err != nil {
			return took, err
		}
		n, err := io.Copy(io.Discard, answer.Body)
		if err == nil && (answer.StatusCode != http.StatusOK || n == 0) {
			err = fmt.Errorf("%s: status %d, %d bytes", path, answer.StatusCode, n)
		}
		if err != nil {
			return took, err
		}
		answer.Body.Close()
		took = append(took, time.Since(start))
	}
	return took, nil
}

func (s *sample) rate() float64 { return float64(len(s.took)) / s.lasting.Seconds() }

// String gives requests per second, the two quantiles, and allocations for each request.
func (s *sample) String() string {
	if len(s.took) == 0 {
		return "\t\t\t"
	}
	sorted := slices.Sorted(slices.Values(s.took))
	at := func(q int) string {
		d := sorted[min(len(sorted)-1, len(sorted)*q/100)]
		return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000)
	}
	return fmt.Sprintf("%.0f/s\t%s\t%s\t%d", s.rate(), at(50), at(99), s.mallocs/uint64(len(s.took)))
}
