package main

import (
	"encoding/csv"
	"strings"
	"testing"
)

func TestWhatBecameIsPrintedInEachForm(t *testing.T) {
	db := demonstration(t)
	ask := func(args ...string) []map[string]string {
		t.Helper()
		return objects(t, call(t, 0, append([]string{"landing", "--db", db, "--fair", "sample", "--json"}, args...)...))
	}
	rates := ask("--edition", "24", "rates")
	if len(rates) != len(rateCodes) || rates[1]["indicator"] != "landing.fulfilled_share" || rates[1]["unit"] != "percent" || rates[1]["value"] == "" {
		t.Errorf("rates: %v", rates)
	}
	cohorts := ask("--as-of", "2024-12-31", "--edition", "20", "cohorts")
	if len(cohorts) < 5 || cohorts[0]["edition"] != "20" || cohorts[0]["year"] != "0" {
		t.Errorf("cohorts: %v", cohorts)
	}
	curve := ask("--as-of", "2024-12-31", "--stage", "registered", "curve")
	leaves := ask("--as-of", "2024-12-31", "--stage", "registered", "--censor-terminated", "curve")
	if len(curve) < 100 || len(curve[0]["still_open"]) < 20 || len(leaves) == len(curve) {
		t.Errorf("a curve of %d points, %v; %d points where what was terminated is censored", len(curve), curve[0], len(leaves))
	}
	if stalls := ask("--as-of", "2024-12-31", "stalls"); len(stalls) != 4 || stalls[0]["waiting"] == "" {
		t.Errorf("stalls: %v", stalls)
	}
	overdue := ask("--edition", "26", "--at-time", "2023-12-08T09:00:00+08:00", "overdue")
	due := ask("--edition", "26", "--at-time", "2023-12-08T09:00:00+08:00", "--due", "overdue")
	if len(overdue) < 10 || len(due) <= len(overdue) || overdue[0]["due"] == "" || overdue[0]["told"] == "" {
		t.Errorf("%d are overdue of %d that are due: %v", len(overdue), len(due), overdue[0])
	}
	lines, err := csv.NewReader(strings.NewReader(call(t, 0, "landing", "--db", db, "--fair", "sample", "--format", "csv", "--as-of", "2024-12-31", "stalls"))).ReadAll()
	if err != nil || len(lines) != 5 {
		t.Errorf("%d lines of CSV, %v", len(lines), err)
	}
	call(t, 2, "landing", "--db", db, "--fair", "sample", "guesses")
	call(t, 2, "landing", "--db", db, "--fair", "sample", "--stage", "dreamt", "curve")
}
