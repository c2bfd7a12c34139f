package figure

import "testing"

func TestCutQualifier(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		q        Qualifier
		rest     string
	}{
		{"a bare number is exact", "34", Exact, "34"},
		{"超过 is over", "超过1110亿美元", Over, "1110亿美元"},
		{"逾 is over", "逾 18000家", Over, "18000家"},
		{"超 alone is over", "超5600亿", Over, "5600亿"},
		{"Traditional characters mean the same", "超過520億美元", Over, "520億美元"},
		{"近 is nearly", "近4000家", Nearly, "4000家"},
		{"将近 is nearly, not 近 with a rest", "将近300个", Nearly, "300个"},
		{"约 is about", "约78.6亿美元", About, "78.6亿美元"},
		{"左右 after the number is about", "560亿元左右", About, "560亿元"},
		{"余 before the unit is odd", "1110余亿美元", Odd, "1110亿美元"},
		{"多 after the number is odd", "570多项", Odd, "570项"},
		{"多 after a Chinese numeral is odd", "三十多家", Odd, "三十家"},
		{"以上 is at least", "100亿元以上", AtLeast, "100亿元"},
		{"不少于 is at least", "不少于20家", AtLeast, "20家"},
		{"不超过 is at most, though 超过 stands in it", "不超过20家", AtMost, "20家"},
		{"至少 is at least", "至少3个", AtLeast, "3个"},
		{"nearly", "nearly 4,000", Nearly, "4,000"},
		{"almost in capitals", "Almost RMB 56bn", Nearly, "RMB 56bn"},
		{"over", "over US$111 billion", Over, "US$111 billion"},
		{"more than", "more than 18,000", Over, "18,000"},
		{"no more than is at most, though more than stands in it", "no more than 5", AtMost, "5"},
		{"about", "about 7.86 billion", About, "7.86 billion"},
		{"up to is at most", "up to 100", AtMost, "100"},
		{"at least", "at least 12", AtLeast, "12"},
		{"between keeps both numbers", "between 10 and 20", Between, "10 and 20"},
		{"the first word stands when there are two", "约30余家", About, "30家"},
		{"a text without a number is left alone", "其他", Exact, "其他"},
		{"nothing stays nothing", "", Exact, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if q, rest := CutQualifier(tt.in); q != tt.q || rest != tt.rest {
				t.Errorf("CutQualifier(%q) = %s, %q, want %s, %q", tt.in, q, rest, tt.q, tt.rest)
			}
		})
	}
}

func FuzzCutQualifier(f *testing.F) {
	f.Add("超过1110余亿美元以上")
	f.Add("No More Than İ 5+")
	f.Fuzz(func(t *testing.T, s string) {
		if q, rest := CutQualifier(s); !q.Known() || len(rest) > len(s) {
			t.Errorf("CutQualifier(%q) = %s, %q", s, q, rest)
		}
	})
}
