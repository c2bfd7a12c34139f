package main

import (
	"strconv"
	"strings"
	"testing"
)

func TestProjectsThatFitArePrintedWithReasons(t *testing.T) {
	db := demonstration(t)
	list := objects(t, call(t, 0, "match", "--db", db, "--fair", "sample", "--edition", "26", "--industry", "I65", "--type", "park", "--place", "beijing", "--limit", "5", "--lang", "zh-Hans", "--json"))
	if len(list) != 5 {
		t.Fatalf("%d projects, not 5", len(list))
	}
	last := 1000
	for _, p := range list {
		score, err := strconv.Atoi(p["match_score"])
		if err != nil || score > last || p["edition"] != "26" || !strings.Contains(p["match_reasons"], "行业：") || !strings.Contains(p["match_reasons"], "合作方式：") {
			t.Errorf("%v", p)
		}
		last = score
	}
	if nothing := objects(t, call(t, 0, "match", "--db", db, "--fair", "sample", "--json")); len(nothing) != 0 {
		t.Errorf("nothing is sought, %d are suggested", len(nothing))
	}
	call(t, 2, "match", "--db", db, "--fair", "sample", "--type", "castle")
	call(t, 2, "match", "--db", db, "--fair", "sample", "--limit", "0", "--type", "park")
}
