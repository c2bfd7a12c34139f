package lang

import (
	"bytes"
	"slices"
	"testing"
)

func TestTextsStandInTheOrderOfTheLanguage(t *testing.T) {
	for tag, want := range map[Tag][]string{
		Hans: {"apple", "Zebra", "安徽", "北京", "朝阳", "第2号", "第10号", "香港"}, // by pinyin
		Hant: {"apple", "Zebra", "北京", "安徽", "香港", "第2号", "第10号", "朝阳"}, // by strokes
		En:   {"apple", "Park 2", "park 10", "Zebra"},
	} {
		key := SortKeys(tag)
		got := slices.Clone(want)
		slices.Reverse(got)
		slices.SortFunc(got, func(a, b string) int { return bytes.Compare(key(a), key(b)) })
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", tag, got, want)
		}
	}
}
