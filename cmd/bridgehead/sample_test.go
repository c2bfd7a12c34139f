package main

import (
	"bytes"
	"path/filepath"
	"testing"
)

func TestSampleLoadsOnceAndSaysWhatToTypeTheSecondTime(t *testing.T) {
	file := filepath.Join(t.TempDir(), "fair.db")
	sample := func(args ...string) (status int, out, err string) {
		var o, e bytes.Buffer
		status = run(t.Context(), append([]string{"sample", "--db", file}, args...), nil, &o, &e)
		return status, o.String(), e.String()
	}
	small := []string{"--editions", "12", "--agreements", "100", "--projects", "50", "--parties", "50"}

	status, out, _ := sample(small...)
	if want := "sample: synthetic, from seed 1: 12 editions, 100 agreements, 50 projects; the journal ends at position 855\n"; status != 0 || out != want {
		t.Errorf("status %d, %q, want %q", status, out, want)
	}
	status, _, err := sample(small...)
	if want := "bridgehead sample: The fair sample is there already and was left as it is: give the sample another name with `bridgehead sample --fair NAME`, or another file with --db.\n"; status != 1 || err != want {
		t.Errorf("status %d, %q, want %q", status, err, want)
	}
	status, _, err = sample("--editions", "3")
	if want := "bridgehead sample: --editions is 3: give a number from 12 to 60.\n"; status != 2 || err != want {
		t.Errorf("status %d, %q, want %q", status, err, want)
	}
}
