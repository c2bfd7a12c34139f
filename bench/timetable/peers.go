package main

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"bridgehead/meeting/timetable"
	"bridgehead/meeting/timetable/timetabletest"
)

// cpsatVersion is the version of the npm package or-tools-wasm, which is CP-SAT 9.15.
const cpsatVersion = "0.9.1"

//go:embed cpsat.mjs
var cpsatScript []byte

// A program is the problem as linear rules over variables that are 0 or 1, which both exact peers read: the run-count model.
// A rule says that its sum is at least Least.
type program struct {
	Variables int    `json:"variables"`
	Rules     []rule `json:"rules"`
	Minimise  []int  `json:"minimise"`
	in        [][]int
}

type rule struct {
	Of    []int `json:"of"` // variables, from 1
	By    []int `json:"by"` // their factors
	Least int   `json:"least"`
}

func (p *program) variable() int { p.Variables++; return p.Variables }

func (p *program) atLeast(least int, terms ...int) {
	r := rule{Least: least}
	for i := 0; i < len(terms); i += 2 {
		r.By, r.Of = append(r.By, terms[i]), append(r.Of, terms[i+1])
	}
	p.Rules = append(p.Rules, r)
}

// linear says an instance that all meetings of are to be placed.
func linear(in *timetable.Instance) *program {
	p := &program{}
	away := make([]map[int]bool, in.People)
	for x, list := range in.Away {
		away[x] = map[int]bool{}
		for _, s := range list {
			away[x][s] = true
		}
	}
	of := make([][]int, in.People)
	perSlot := make([][]int, in.Slots)
	for m, meeting := range in.Meetings {
		row := make([]int, in.Slots)
		var some, none []int
		for s := range row {
			if meeting.Part == timetable.Morning && s >= in.Morning || meeting.Part == timetable.Afternoon && s < in.Morning ||
				meeting.Slot >= 0 && s != meeting.Slot || away[meeting.A][s] || away[meeting.B][s] {
				continue
			}
			row[s] = p.variable()
			some, none = append(some, 1, row[s]), append(none, -1, row[s])
			perSlot[s] = append(perSlot[s], -1, row[s])
		}
		p.in = append(p.in, row)
		p.atLeast(1, some...)
		p.atLeast(-1, none...)
		of[meeting.A], of[meeting.B] = append(of[meeting.A], m), append(of[meeting.B], m)
	}
	for s := range perSlot {
		p.atLeast(-in.Tables, perSlot[s]...)
	}
	for m, meeting := range in.Meetings {
		for _, k := range meeting.After {
			for s := range in.Slots {
				var terms []int
				for t := range in.Slots {
					if t <= s && p.in[m][t] > 0 {
						terms = append(terms, -1, p.in[m][t])
					}
					if t >= s && p.in[k][t] > 0 {
						terms = append(terms, -1, p.in[k][t])
					}
				}
				p.atLeast(-1, terms...)
			}
		}
	}
	for x := range of {
		var begins []int
		before := 0
		for s := range in.Slots {
			var same, rest []int
			for _, m := range of[x] {
				if v := p.in[m][s]; v > 0 {
					same, rest = append(same, 1, v), append(rest, -1, v)
				}
			}
			if len(same) == 0 {
				before = 0
				continue
			}
			busy := p.variable()
			p.atLeast(0, append(same, -1, busy)...)
			p.atLeast(0, append(rest, 1, busy)...)
			if len(of[x]) > 1 {
				begin := p.variable()
				if before > 0 {
					p.atLeast(0, 1, begin, -1, busy, 1, before)
				} else {
					p.atLeast(0, 1, begin, -1, busy)
				}
				begins = append(begins, -1, begin)
			}
			before = busy
		}
		if len(of[x]) < 2 {
			continue
		}
		most := len(of[x]) - 1
		if in.Fairness >= 0 {
			most = min(most, in.Fairness)
		}
		for range most {
			h := p.variable()
			p.Minimise = append(p.Minimise, h)
			begins = append(begins, 1, h)
		}
		p.atLeast(-1, begins...)
	}
	return p
}

// opb writes the program as pseudo-Boolean constraints.
func (p *program) opb() []byte {
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	fmt.Fprintf(w, "* #variable= %d #constraint= %d\nmin:", p.Variables, len(p.Rules))
	for _, v := range p.Minimise {
		fmt.Fprintf(w, " +1 x%d", v)
	}
	fmt.Fprintln(w, " ;")
	for _, r := range p.Rules {
		for i, v := range r.Of {
			fmt.Fprintf(w, "%+d x%d ", r.By[i], v)
		}
		fmt.Fprintf(w, ">= %d ;\n", r.Least)
	}
	w.Flush()
	return b.Bytes()
}

// answer holds what a peer found against the same checker as ours.
func (p *program) answer(in *timetable.Instance, holds map[int]bool, proven bool, took time.Duration) string {
	r := &timetable.Result{Slots: make([]int, len(in.Meetings)), Tables: make([]int, len(in.Meetings))}
	load := make([]int, in.Slots)
	for m, row := range p.in {
		r.Slots[m] = -1
		for s, v := range row {
			if v > 0 && holds[v] {
				r.Slots[m], r.Tables[m] = s, load[s]
				load[s]++
			}
		}
	}
	fault, breaks, _ := timetabletest.Inspect(in, r)
	switch {
	case fault != "" || len(r.Unplaced()) > 0:
		return fmt.Sprintf("nothing, %.0f s", took.Seconds())
	case proven:
		return fmt.Sprintf("%d proven, %.1f s", breaks, took.Seconds())
	}
	return fmt.Sprintf("%d, %.0f s", breaks, took.Seconds())
}

var literal = regexp.MustCompile(`-?x\d+`)

func (p *program) clasp(in *timetable.Instance, limit time.Duration, dir string) (string, error) {
	if _, err := exec.LookPath("clasp"); err != nil {
		if out, err := exec.Command("apt-get", "install", "-y", "clasp").CombinedOutput(); err != nil {
			return "", fmt.Errorf("clasp is not there and cannot be installed: %w\n%s", err, out)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	file := filepath.Join(dir, "timetable.opb")
	if err := os.WriteFile(file, p.opb(), 0o644); err != nil {
		return "", err
	}
	begun := time.Now()
	out, _ := exec.Command("clasp", file, "--opt-strategy=usc", fmt.Sprintf("--time-limit=%d", int(limit.Seconds()))).Output() // its exit status says what was found
	took := time.Since(begun)
	// The last answer: value lines since the last line with an objective.
	holds := map[int]bool{}
	proven := false
	fresh := true
	for line := range strings.Lines(string(out)) {
		switch {
		case strings.HasPrefix(line, "o "):
			fresh = true
		case strings.HasPrefix(line, "v "):
			if fresh {
				clear(holds)
				fresh = false
			}
			for _, l := range literal.FindAllString(line, -1) {
				var v int
				if _, err := fmt.Sscanf(l, "x%d", &v); err == nil {
					holds[v] = true
				}
			}
		case strings.HasPrefix(line, "s OPTIMUM"):
			proven = true
		}
	}
	return p.answer(in, holds, proven, took), nil
}

func (p *program) cpsat(in *timetable.Instance, limit time.Duration, dir string) (string, error) {
	dir = filepath.Join(dir, "ortools")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "or-tools-wasm")); err != nil {
		install := exec.Command("npm", "install", "--silent", "--no-audit", "--no-fund", "or-tools-wasm@"+cpsatVersion)
		install.Dir = dir
		if b, err := install.CombinedOutput(); err != nil {
			return "", fmt.Errorf("npm install (Node.js and npm are needed): %w\n%s", err, b)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "cpsat.mjs"), cpsatScript, 0o644); err != nil {
		return "", err
	}
	text, err := json.Marshal(struct {
		*program
		Seconds float64 `json:"seconds"`
	}{p, limit.Seconds()})
	if err != nil {
		return "", err
	}
	ctx, stop := context.WithTimeout(context.Background(), 2*limit+time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, "node", filepath.Join(dir, "cpsat.mjs"))
	cmd.Stdin = bytes.NewReader(text)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return "nothing", nil
	}
	if err != nil {
		return "", fmt.Errorf("CP-SAT: %w", err)
	}
	var found struct {
		Status  string  `json:"status"`
		Holds   []int   `json:"holds"`
		Seconds float64 `json:"seconds"`
	}
	if err := json.Unmarshal(out, &found); err != nil {
		return "", fmt.Errorf("CP-SAT: %w: %s", err, out)
	}
	holds := map[int]bool{}
	for _, v := range found.Holds {
		holds[v] = true
	}
	return p.answer(in, holds, found.Status == "OPTIMAL", time.Duration(found.Seconds*float64(time.Second))), nil
}
