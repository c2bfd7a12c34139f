package money_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bridgehead/money"
)

func rat(t testing.TB, s string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is not a number", s)
	}
	return r
}

// reasonOf returns the reason of a SyntaxError, "" for no error.
func reasonOf(t testing.TB, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var syntax *money.SyntaxError
	if !errors.As(err, &syntax) {
		t.Fatalf("error %v is not a SyntaxError", err)
	}
	if strings.HasSuffix(syntax.Error(), ": ") {
		t.Errorf("%q has no sentence", syntax.Reason)
	}
	return syntax.Reason
}

func TestParseNumber(t *testing.T) {
	for _, tt := range []struct {
		name, text, value, step string
	}{
		{"a whole number is worth one to its last digit", "34", "34", "1"},
		{"trailing zeros are printed digits", "3,539.00", "3539", "1/100"},
		{"separators part each three digits", "6,722,000", "6722000", "1"},
		{"a thin space parts thousands", "6\u2009722\u2009000", "6722000", "1"},
		{"a no-break space parts thousands", "6\u00a0722\u00a0000", "6722000", "1"},
		{"an apostrophe parts thousands", "6'722'000", "6722000", "1"},
		{"a number may begin with its point", ".5", "1/2", "1/10"},
		{"a spreadsheet writes large numbers with an exponent", "6.722E+10", "67220000000", "10000000"},
		{"an exponent may be negative", "5e-3", "1/200", "1/1000"},
		{"a minus sign", "-1.50", "-3/2", "1/100"},
		{"a typographic minus sign", "−5", "-5", "1"},
		{"a minus in words", "负五", "-5", "1"},
		{"a plus sign", "+5", "5", "1"},
		{"accountants put a negative number in brackets", "(1,234.50)", "-2469/2", "1/100"},
		{"brackets may be full-width", "（5）", "-5", "1"},
		{"full-width digits, point and Traditional unit", "６７２．２億", "67220000000", "10000000"},
		{"full-width separators", "１，２３４", "1234", "1"},
		{"a decimal with 亿", "672.2亿", "67220000000", "10000000"},
		{"a space before the unit", "672.2 亿", "67220000000", "10000000"},
		{"a decimal with 万", "1.4万", "14000", "1000"},
		{"a decimal with 萬", "1.4萬", "14000", "1000"},
		{"万亿 is one unit", "3万亿", "3000000000000", "1000000000000"},
		{"兆 is 万亿", "3兆", "3000000000000", "1000000000000"},
		{"digits with small and large units", "2千3百万", "23000000", "1000000"},
		{"a decimal with a compound unit", "2.5千万", "25000000", "1000000"},
		{"亿 and 万 in one number", "3亿5000万", "350000000", "10000"},
		{"a 万 with all four digits after it", "1万2000", "12000", "1"},
		{"separators before a unit", "1,110亿", "111000000000", "100000000"},
		{"zero with a unit", "0万", "0", "10000"},
		{"Chinese numerals", "一百六十一", "161", "1"},
		{"Chinese numerals with a point", "二十五点六亿", "2560000000", "10000000"},
		{"ten and a fraction", "十点五亿", "1050000000", "10000000"},
		{"zero and a fraction", "零点五", "1/2", "1/10"},
		{"a ten needs no one", "十五", "15", "1"},
		{"a ten after a hundred needs no one", "一百十五", "115", "1"},
		{"零 stands for the places left out", "一千零五", "1005", "1"},
		{"零 stands before a unit", "三千万零五百", "30000500", "100"},
		{"两 is two", "两千", "2000", "1000"},
		{"廿 is twenty", "廿六", "26", "1"},
		{"卅 is thirty", "卅", "30", "10"},
		{"万 multiplied by 亿", "一万二千亿", "1200000000000", "100000000000"},
		{"accounting numerals", "壹拾贰万叁仟", "123000", "1000"},
		{"accounting numerals in Traditional", "壹貳參", "123", "1"},
		{"a year digit by digit", "二〇二三", "2023", "1"},
		{"a typed circle for 〇", "二○二三", "2023", "1"},
		{"zero in words", "零", "0", "1"},
		{"billion", "3.539 billion", "3539000000", "1000000"},
		{"bn without a space", "140bn", "140000000000", "1000000000"},
		{"k and K", "5K", "5000", "1000"},
		{"m", "5.25m", "5250000", "10000"},
		{"thousand", "18 thousand", "18000", "1000"},
		{"trillion", "1.2 Trillion", "1200000000000", "100000000000"},
		{"hundred million, as Chinese units are put in English", "672.2 hundred million", "67220000000", "10000000"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n, err := money.ParseNumber(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if n.Value.Cmp(rat(t, tt.value)) != 0 || n.Step.Cmp(rat(t, tt.step)) != 0 {
				t.Errorf("%q: got %s step %s, want %s step %s", tt.text, n.Value.RatString(), n.Step.RatString(), tt.value, tt.step)
			}
		})
	}
}

func TestParseNumberRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, text, reason string
	}{
		{"nothing", "", "number.empty"},
		{"nothing but spaces", " \u3000\t", "number.empty"},
		{"a sign alone", "-", "number.empty"},
		{"a word", "待定", "number.unreadable"},
		{"a dash for nothing", "n/a", "number.unreadable"},
		{"two numbers", "5 6", "number.unreadable"},
		{"two numbers, of which one is zero", "5 000", "number.unreadable"},
		{"a number and a numeral for zero", "5零", "number.unreadable"},
		{"a range", "5-6", "number.unreadable"},
		{"two signs", "--5", "number.unreadable"},
		{"two points", "1.2.3", "number.unreadable"},
		{"a point without a fraction", "1.", "number.unreadable"},
		{"a formula's error", "#REF!", "number.unreadable"},
		{"the Indian grouping", "12,34,567", "number.grouping"},
		{"a decimal comma", "3,5", "number.grouping"},
		{"two kinds of separators", "1,234'567", "number.grouping"},
		{"a group after the point", "1.234,567", "number.grouping"},
		{"a unit alone", "万", "number.unreadable"},
		{"a compound unit alone", "百万", "number.unreadable"},
		{"units that rise", "3百2千", "number.unreadable"},
		{"a part larger than the unit before it", "3亿20000万", "number.unreadable"},
		{"万 twice", "3万2万", "number.unreadable"},
		{"亿 twice", "3亿亿", "number.unreadable"},
		{"a part after a fraction", "1.5亿2000万", "number.unreadable"},
		{"a spoken form that leaves its last unit out", "三万五", "number.unreadable"},
		{"two guesses", "三五万", "number.unreadable"},
		{"two guesses in tens", "二三十", "number.unreadable"},
		{"a 零 that leads to nothing", "一百零", "number.unreadable"},
		{"a qualifier, which is not part of the number", "近3万", "number.unreadable"},
		{"an unknown unit", "5 furlongs", "number.unreadable"},
		{"an exponent beyond any sum", "1e99", "number.range"},
		{"more digits than any sum has", "12345678901234567890123456789012345678901", "number.range"},
		{"a percentage", "5%", "number.unreadable"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n, err := money.ParseNumber(tt.text)
			if got := reasonOf(t, err); got != tt.reason {
				t.Errorf("%q: got %v (%q), want %q", tt.text, n.Value, got, tt.reason)
			}
		})
	}
}

func TestDecimalIsExactOrSaysSo(t *testing.T) {
	for _, tt := range []struct {
		name, value, text string
		exact             bool
	}{
		{"a whole number", "67220000000", "67220000000", true},
		{"an eighth", "1/8", "0.125", true},
		{"a negative fraction", "-1/40", "-0.025", true},
		{"a third is no decimal", "1/3", "", false},
		{"zero", "0", "0", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, exact := money.Decimal(rat(t, tt.value))
			if exact != tt.exact || exact && text != tt.text {
				t.Errorf("got %q %t, want %q %t", text, exact, tt.text, tt.exact)
			}
		})
	}
}

func TestRoundHalfUp(t *testing.T) {
	for _, tt := range []struct {
		name, value, step, want string
	}{
		{"half a step goes up", "5/2", "1", "3"},
		{"half a step below zero goes down", "-5/2", "1", "-3"},
		{"less than half a step goes back", "249/100", "1", "2"},
		{"a step may be a fraction", "1/3", "1/100", "33/100"},
		{"a step may be any size", "67221", "50", "67200"},
		{"a step of zero rounds nothing", "1/3", "0", "1/3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := money.RoundHalfUp(rat(t, tt.value), rat(t, tt.step)); got.Cmp(rat(t, tt.want)) != 0 {
				t.Errorf("got %s, want %s", got.RatString(), tt.want)
			}
		})
	}
}

func TestRoundingMovesByHalfAStepAtMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRat(t, "r")
		step := big.NewRat(rapid.Int64Range(1, 1e9).Draw(t, "step"), rapid.Int64Range(1, 1e9).Draw(t, "per"))
		got := money.RoundHalfUp(r, step)
		if !new(big.Rat).Quo(got, step).IsInt() {
			t.Fatalf("%s is no multiple of %s", got, step)
		}
		moved := new(big.Rat).Sub(got, r)
		if twice := moved.Add(moved.Abs(moved), moved); twice.Cmp(step) > 0 {
			t.Fatalf("%s moved too far to %s", r, got)
		}
	})
}

func drawRat(t *rapid.T, label string) *big.Rat {
	return big.NewRat(rapid.Int64().Draw(t, label), rapid.Int64Range(1, 1e12).Draw(t, label+" per"))
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"672.2亿", "６７２．２億", "2千3百万", "一万二千亿", "壹拾贰万", "1,234.50", "(5)", "6.7E10", "3.5 bn", "十点五", "三五万", "1万05", "-", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := money.ParseNumber(s)
		if err != nil {
			reasonOf(t, err)
			return
		}
		if n.Step.Sign() <= 0 || !new(big.Rat).Quo(n.Value, n.Step).IsInt() {
			t.Fatalf("%q: %s is no multiple of its step %s", s, n.Value, n.Step)
		}
		text, ok := money.Decimal(n.Value)
		if !ok {
			t.Fatalf("%q: %s is no decimal", s, n.Value)
		}
		if len(text) > 40 { // beyond what is read back
			return
		}
		if again, err := money.ParseNumber(text); err != nil || again.Value.Cmp(n.Value) != 0 {
			t.Fatalf("%q is %s, which reads as %v, %v", s, text, again.Value, err)
		}
	})
}
