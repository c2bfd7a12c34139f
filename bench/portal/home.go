package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// home asks for the home page with wrk, and for the same bytes from nginx as a file, in turn.
func home(ctx context.Context, address string, o options, out io.Writer) (err error) {
	for _, name := range []string{"wrk", "nginx"} {
		if err := install(ctx, name); err != nil {
			return err
		}
	}
	ours := "http://" + address + "/en/" + benchFair + "/editions/" + strconv.Itoa(editions)
	answer, err := http.Get(ours)
	if err != nil {
		return err
	}
	page, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil || answer.StatusCode != http.StatusOK {
		return fmt.Errorf("home: status %d: %.300s, %v", answer.StatusCode, page, err)
	}
	dir, err := os.MkdirTemp(o.dir, "nginx-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "home.html"), page, 0o644); err != nil {
		return err
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	at := free.Addr().String()
	free.Close()
	config := fmt.Sprintf("worker_processes auto; daemon off; pid %[1]s/pid; error_log %[1]s/error.log;\n"+
		"events { worker_connections 1024; }\nhttp { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; types { text/html html; }\n"+
		"server { listen %[2]s; root %[1]s; } }\n", dir, at)
	path := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(path, []byte(config), 0o644); err != nil {
		return err
	}
	nginx := exec.CommandContext(ctx, "nginx", "-c", path, "-e", filepath.Join(dir, "error.log"))
	nginx.Cancel = func() error { return nginx.Process.Signal(os.Interrupt) }
	if err := nginx.Start(); err != nil {
		return err
	}
	defer func() {
		nginx.Process.Signal(os.Interrupt)
		nginx.Wait() // it was told to end
	}()
	time.Sleep(time.Second)
	var mine, static []float64
	for range o.rounds {
		for _, side := range []struct {
			url string
			to  *[]float64
		}{{ours, &mine}, {"http://" + at + "/home.html", &static}} {
			rate, err := wrk(ctx, side.url, o)
			if err != nil {
				return err
			}
			*side.to = append(*side.to, rate)
		}
	}
	fmt.Fprintf(out, "home page (%d bytes) with wrk: ours %.0f/s, nginx %.0f/s, ratio %.2f\n", len(page), mean(mine), mean(static), mean(mine)/mean(static))
	return nil
}

func mean(list []float64) float64 {
	sum := 0.0
	for _, x := range list {
		sum += x
	}
	return sum / float64(len(list))
}

var wrkRate = regexp.MustCompile(`Requests/sec:\s+([0-9.]+)`)

// wrk asks for an address for a while, and returns how often it was answered in a second.
func wrk(ctx context.Context, url string, o options) (float64, error) {
	var b bytes.Buffer
	c := exec.CommandContext(ctx, "wrk", "-t1", "-c32", "-d"+strconv.Itoa(max(1, int(o.lasting.Seconds())))+"s", "--latency", url)
	c.Stdout, c.Stderr = &b, os.Stderr
	if err := c.Run(); err != nil {
		return 0, fmt.Errorf("wrk: %w", err)
	}
	m := wrkRate.FindSubmatch(b.Bytes())
	if m == nil || bytes.Contains(b.Bytes(), []byte("Non-2xx")) {
		return 0, fmt.Errorf("wrk: %s", b.String())
	}
	fmt.Fprint(os.Stderr, b.String())
	return strconv.ParseFloat(string(m[1]), 64)
}

// install installs a program with apt when it is missing.
func install(ctx context.Context, name string) error {
	if _, err := exec.LookPath(name); err == nil {
		return nil
	}
	if os.Getuid() != 0 {
		return fmt.Errorf("%s is missing: apt-get install %s", name, name)
	}
	c := exec.CommandContext(ctx, "apt-get", "install", "-y", "--no-install-recommends", map[string]string{"wrk": "wrk", "nginx": "nginx-light"}[name])
	c.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	if said, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("install %s: %w: %s", name, err, said)
	}
	return nil
}
