package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bridgehead/demo"
	"bridgehead/store"
	"bridgehead/web"
)

// Hundreds hold their connections open with a header or a body that never ends, sent byte by byte, or with
// nothing: each is closed when its time is over, and others are answered meanwhile.
func TestWhoSendsSlowlyIsLetGoAndOthersAreServed(t *testing.T) {
	const slow = 300
	brief := patience{header: 400 * time.Millisecond, read: 800 * time.Millisecond, write: 5 * time.Second, idle: 600 * time.Millisecond}
	for _, least := range []time.Duration{usualPatience.header, usualPatience.read, usualPatience.write, usualPatience.idle} {
		if least <= 0 || least > 5*time.Minute {
			t.Errorf("the server waits %v", least)
		}
	}
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "fair.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := (demo.Sample{Fair: "sample", Editions: 12, Agreements: 100, Projects: 12, Parties: 50}).Load(t.Context(), db, nil); err != nil {
		t.Fatal(err)
	}
	handler, err := web.New(db, web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := newServer(handler, brief)
	go server.Serve(listener)
	defer server.Close()
	address := listener.Addr().String()

	var all sync.WaitGroup
	closed := make(chan time.Duration, slow)
	for i := range slow {
		all.Go(func() {
			c, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			begun := time.Now()
			first := []string{
				"GET / HTTP/1.1\r\nHost: x\r\nX-A: ",
				"POST /en/sample/check HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n\r\ntext=",
				"POST /v1/check HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
				"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
			}[i%4]
			fmt.Fprint(c, first)
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				io.Copy(io.Discard, c)
			}()
			for drip := time.NewTicker(50 * time.Millisecond); ; {
				select {
				case <-ended:
					drip.Stop()
					closed <- time.Since(begun)
					return
				case <-drip.C:
					if i%4 != 3 {
						fmt.Fprint(c, "a")
					}
				case <-time.After(20 * time.Second):
					t.Errorf("connection %d is still open", i)
					return
				}
			}
		})
	}
	// Meanwhile others are answered.
	answered := 0
	for begun := time.Now(); time.Since(begun) < time.Second; {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/healthz", nil)
		if err != nil {
			t.Fatal(err)
		}
		w, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if w.Body.Close(); w.StatusCode == http.StatusOK {
			answered++
		}
	}
	all.Wait()
	close(closed)
	n := 0
	for took := range closed {
		if n++; took > 15*time.Second {
			t.Errorf("a connection was held for %v", took)
		}
	}
	if n != slow || answered < 5 {
		t.Errorf("%d of %d connections were closed, %d others answered", n, slow, answered)
	}
	// A header without end is no way in either.
	c, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	go c.Write(append([]byte("GET / HTTP/1.1\r\nHost: x\r\nX-A: "), bytes.Repeat([]byte("a"), 1<<20)...))
	line, _ := bufio.NewReader(c).ReadString('\n') // it is closed while we still write
	if line != "" && !strings.Contains(line, "431") {
		t.Errorf("a header of a megabyte is answered %q", line)
	}
}
