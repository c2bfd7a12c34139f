package lang

import "testing"

func TestADateIsReadAsFarAsItIsKnown(t *testing.T) {
	for _, x := range []struct {
		in          string
		want        Partial
		first, last Date
		zh, en      string
	}{
		{"2022", "2022", "2022-01-01", "2022-12-31", "2022年", "2022"},
		{"２０２２年", "2022", "2022-01-01", "2022-12-31", "2022年", "2022"},
		{"2024年2月", "2024-02", "2024-02-01", "2024-02-29", "2024年2月", "February 2024"},
		{"2023-11", "2023-11", "2023-11-01", "2023-11-30", "2023年11月", "November 2023"},
		{"May 2022", "2022-05", "2022-05-01", "2022-05-31", "2022年5月", "May 2022"},
		{"2023年11月29日", "2023-11-29", "2023-11-29", "2023-11-29", "2023年11月29日", "29 November 2023"},
		{"29 November 2023", "2023-11-29", "2023-11-29", "2023-11-29", "2023年11月29日", "29 November 2023"},
	} {
		got, err := ParsePartial(x.in, Unordered)
		if err != nil || got != x.want || got.First() != x.first || got.Last() != x.last || got.In(Hans) != x.zh || got.In(En) != x.en || !got.Valid() {
			t.Errorf("%s: %q %v, %s to %s, %s, %s", x.in, got, err, got.First(), got.Last(), got.In(Hans), got.In(En))
		}
	}
	for _, bad := range []string{"2022-13", "2023-02-30", "lately", "22", ""} {
		if got, err := ParsePartial(bad, Unordered); err == nil {
			t.Errorf("%q is taken for %q", bad, got)
		}
	}
	for _, bad := range []Partial{"2022-13", "2023-02-30", "202", "2022-1"} {
		if bad.Valid() {
			t.Errorf("%q is held to be a date", bad)
		}
	}
}
