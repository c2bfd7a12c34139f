// Command reading measures how fast quantities are read out of texts: characters a second, allocations a claim, and that the
// time grows with the length and no faster, beside Recognizers-Text for JavaScript (npm, its five models number, ordinal,
// percentage, number range and currency, warm) on the same texts in the same run.
//
//	go run ./reading [-runs N] [-dir FOLDER]
//
// The digests of published reports are read from the folder that BRIDGEHEAD_SHARED_DATA names; without it the press texts of
// the repository's own tests stand alone.
package main

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"bridgehead/bulletin/claim"
)

// peerVersion is the version of the npm package that is measured.
const peerVersion = "1.3.1"

//go:embed peer.js
var peerScript []byte

// A text is what both sides read. The peer reads line by line: that is what its speed stands.
type text struct {
	name    string
	culture string // of the peer
	body    string
	alone   bool // too long for the peer
}

func main() {
	runs := flag.Int("runs", 5, "`how many` runs of each side; the table shows the median")
	dir := flag.String("dir", filepath.Join(os.TempDir(), "bridgehead-bench"), "the `folder` where the peer is installed")
	flag.Parse()
	if err := run(*runs, *dir, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(runs int, dir string, out io.Writer) error {
	texts, err := read(out)
	if err != nil {
		return err
	}
	peer, err := start(dir)
	if err != nil {
		return err
	}
	defer peer.stop()
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "text\tcharacters\tclaims\tours\tcharacters/s\tallocations/claim\tRecognizers-Text "+peerVersion+"\ttimes as fast")
	for _, t := range texts {
		var ours, theirs []time.Duration
		n := len([]rune(t.body))
		claims := 0
		var allocations uint64
		for i := range runs + 1 {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			from := time.Now()
			d := claim.Read(t.body, claim.Options{})
			took := time.Since(from)
			runtime.ReadMemStats(&after)
			claims, allocations = len(d.Claims), after.Mallocs-before.Mallocs
			var beside time.Duration
			if !t.alone {
				if beside, err = peer.read(t); err != nil {
					return err
				}
			}
			if i > 0 {
				ours, theirs = append(ours, took), append(theirs, beside)
			}
		}
		a, b := median(ours), median(theirs)
		each := "–"
		if claims > 0 {
			each = fmt.Sprintf("%.1f", float64(allocations)/float64(claims))
		}
		beside, ratio := "–", "–"
		if !t.alone {
			beside, ratio = b.Round(time.Millisecond).String(), fmt.Sprintf("%.0f", float64(b)/float64(a))
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%s\t%.1f M\t%s\t%s\t%s\n", t.name, n, claims, a.Round(time.Microsecond), float64(n)/a.Seconds()/1e6, each, beside, ratio)
	}
	return w.Flush()
}

func median(d []time.Duration) time.Duration {
	d = slices.Sorted(slices.Values(d))
	return d[len(d)/2]
}

// read gathers the texts.
func read(out io.Writer) ([]text, error) {
	var chinese, english strings.Builder
	own, err := filepath.Glob(filepath.Join("..", "bulletin", "testdata", "*.txt"))
	if err != nil {
		return nil, err
	}
	folder := os.Getenv("BRIDGEHEAD_SHARED_DATA")
	var all []string
	if folder == "" {
		fmt.Fprintln(out, "BRIDGEHEAD_SHARED_DATA is not set: the digests of published reports are missing, and the repository's own texts are read alone.")
		all = own
	} else if all, err = filepath.Glob(filepath.Join(folder, "bulletins", "*.txt")); err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no texts to read in %s", folder)
	}
	for _, name := range all {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		to := &english
		if strings.ContainsAny(string(b), "的一在") {
			to = &chinese
		}
		to.Write(b)
		to.WriteByte('\n')
	}
	long := func(s string, n int) string {
		r := []rune(strings.Repeat(s, n/len([]rune(s))+1))
		return string(r[:n])
	}
	zh, en := chinese.String(), english.String()
	return []text{
		{name: "texts in Chinese", culture: "zh-cn", body: zh},
		{name: "texts in English", culture: "en-us", body: en},
		{name: "one of 100 kB, Chinese", body: long(zh, 100_000), alone: true},
		{name: "one of 200 kB, Chinese", body: long(zh, 200_000), alone: true},
		{name: "one of 400 kB, Chinese", body: long(zh, 400_000), alone: true},
		{name: "one of 100 kB, English", body: long(en, 100_000), alone: true},
		{name: "one of 400 kB, English", body: long(en, 400_000), alone: true},
	}, nil
}

// A process is the peer: a script that answers each line with the seconds it took.
type process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// start installs the peer once and starts it.
func start(dir string) (*process, error) {
	dir = filepath.Join(dir, "recognizers")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "@microsoft", "recognizers-text-suite")); err != nil {
		install := exec.Command("npm", "install", "--silent", "--no-audit", "--no-fund", "@microsoft/recognizers-text-suite@"+peerVersion)
		install.Dir = dir
		if b, err := install.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("npm install (Node.js and npm are needed): %w\n%s", err, b)
		}
	}
	script := filepath.Join(dir, "peer.js")
	if err := os.WriteFile(script, peerScript, 0o644); err != nil {
		return nil, err
	}
	p := &process{cmd: exec.Command("node", script)}
	p.cmd.Stderr = os.Stderr
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	return p, p.cmd.Start()
}

// read has the peer read a text and returns the time it took by its own clock.
func (p *process) read(t text) (time.Duration, error) {
	b, err := json.Marshal(map[string]any{"culture": t.culture, "lines": strings.Split(t.body, "\n")})
	if err != nil {
		return 0, err
	}
	if _, err := p.in.Write(append(b, '\n')); err != nil {
		return 0, err
	}
	line, err := p.out.ReadString('\n')
	if err != nil {
		return 0, err
	}
	var answer struct{ Seconds float64 }
	err = json.Unmarshal([]byte(line), &answer)
	return time.Duration(answer.Seconds * float64(time.Second)), err
}

func (p *process) stop() {
	p.in.Close()
	p.cmd.Wait()
}
