package exchange

import (
	"errors"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"

	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/project"
)

// cells reads the cells of a file into records. It remembers the words it has read, since
// a file of a hundred thousand rows has few districts.
type cells struct {
	layout *layout
	fair   fair.Fair
	field  int // the attribute being read; a title moves it to that of its language
	seen   map[seenWord]string
	parts  map[string][]share // attributions to districts that were read
}

type seenWord struct{ column, word string }

// An attr is one thing that a row says of a record.
type attr[T any] struct {
	name  string
	read  func(c *cells, to *T, text string) error
	copy  func(to, from *T)
	show  func(*T) string // the value as it is listed when it changes; "" when there is none
	lines bool            // its lines stay apart
}

// tidyLines is tidy, line by line; what stands empty at either end goes.
func tidyLines(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return tidy(s)
	}
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = lang.Clean(line)
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// tidy is lang.Clean, quick for what is clean already.
func tidy(s string) string {
	gap := true
	for _, r := range s {
		switch {
		case r == ' ':
			if gap {
				return lang.Clean(s)
			}
			gap = true
			continue
		case r > ' ' && r < 0x7f, r >= 0x4e00 && r <= 0x9fff, r >= '！' && r <= '～', r >= '、' && r <= '】':
		default:
			return lang.Clean(s)
		}
		gap = false
	}
	if gap && s != "" {
		return lang.Clean(s)
	}
	return s
}

// cleared reports whether a cell says that there is nothing, as a dash does.
func cleared(s string) bool {
	switch s {
	case "-", "－", "—", "——", "–", "―", "−":
		return true
	}
	return false
}

// refusal turns an error of another package into one for the reader.
func refusal(err error) *lang.Error {
	if e, ok := errors.AsType[*lang.Error](err); ok {
		return e
	}
	if e, ok := errors.AsType[*money.SyntaxError](err); ok {
		key := "import.amount." + strings.NewReplacer(".", "_", "-", "_").Replace(e.Reason)
		if !lang.Has(key) {
			key = "import.amount.number_unreadable"
		}
		return lang.Invalid(key, lang.Args{"given": e.Text})
	}
	return lang.Invalid("error.invalid").Because(err)
}

// once reads a word with fn, and the same word of the column no second time.
func (c *cells) once(column, word string, fn func(string) (string, error)) (string, error) {
	key := seenWord{column, word}
	if got, ok := c.seen[key]; ok {
		return got, nil
	}
	got, err := fn(word)
	if err == nil && len(c.seen) < 1<<16 {
		c.seen[key] = got
	}
	return got, err
}

// choice reads one of a column's own words: the key of the catalogue is the prefix and the
// value; others are further words in Simplified characters and English, folded.
func (c *cells) choice(column, text, prefix string, values []string, others map[string]string) (string, error) {
	return c.once(column, text, func(text string) (string, error) {
		folded := lang.Fold(text)
		for _, v := range values {
			if folded == lang.Fold(v) {
				return v, nil
			}
			for _, tag := range lang.Tags {
				if folded == lang.Fold(lang.Say(tag, prefix+v)) {
					return v, nil
				}
			}
		}
		if v, ok := others[folded]; ok {
			return v, nil
		}
		return "", lang.Invalid("error.unknown_word", lang.Args{"given": text, "choices": choices{prefix, values}})
	})
}

// choices lists the words that a column takes in the reader's language.
type choices struct {
	prefix string
	values []string
}

// In implements the argument of a message.
func (c choices) In(tag lang.Tag) string {
	words := make([]string, len(c.values))
	for i, v := range c.values {
		words[i] = lang.Say(tag, c.prefix+v)
	}
	return strings.Join(words, lang.Say(tag, "error.list"))
}

var projectTypes, directions = []string{"enterprise", "park", "building", "land"},
	[]string{string(project.Inward), string(project.Outward), string(project.Joint)}

var projectTypeWords = map[string]string{
	"企业": "enterprise", "股权融资": "enterprise", "financing": "enterprise",
	"园区": "park", "park": "park", "楼宇": "building", "building": "building",
	"土地": "land", "地块": "land", "土地出让": "land", "land": "land",
}

var directionWords = map[string]string{
	"引资": "inward", "招商引资": "inward", "外商投资": "inward", "港资入京": "inward", "引进": "inward",
	"对外投资": "outward", "境外投资": "outward", "京资赴港": "outward",
	"第三地": "joint", "合作": "joint", "共同": "joint", "联合": "joint", "joint": "joint",
}

var agreementTypeWords = map[string]string{
	"合同": "investment", "投资协议": "investment", "正式合同": "investment", "正式协议": "investment", "项目合同": "investment",
	"contract": "investment", "investment agreement": "investment",
	"框架": "framework", "合作框架协议": "framework", "战略框架协议": "framework", "框架合作协议": "framework", "framework": "framework",
	"战略合作": "strategic", "战略协议": "strategic", "strategic cooperation": "strategic", "strategic": "strategic",
	"谅解备忘录": "memorandum", "合作备忘录": "memorandum", "意向书": "memorandum", "意向协议": "memorandum",
	"mou": "memorandum", "memorandum of understanding": "memorandum", "letter of intent": "memorandum",
	"其他": "other", "其它": "other",
}

// date reads a day in the order that the mapping gives.
func (c *cells) date(text string) (lang.Date, error) {
	got, err := c.once("date", text, func(text string) (string, error) {
		d, err := lang.ParseDateIn(text, c.layout.order)
		return string(d), err
	})
	return lang.Date(got), err
}

func (c *cells) district(text string) (string, error) {
	return c.once("district", text, func(text string) (string, error) {
		d, err := fair.ParseDistrict(text)
		return d.Code, err
	})
}

func (c *cells) industry(text string) (string, error) {
	return c.once("industry", text, func(text string) (string, error) {
		i, err := project.ParseIndustry(text)
		return i.Code, err
	})
}

// side reads one of the fair's own sides by its code or name.
func (c *cells) side(text string) (string, error) {
	return c.once("side", text, func(text string) (string, error) {
		folded := lang.Fold(text)
		var known []string
		for _, s := range c.fair.Sides {
			known = append(known, s.Code)
			for _, form := range append(sideForms[s.Code], s.Code, s.Name.Hans, s.Name.Hant, s.Name.En) {
				if f := lang.Fold(form); f != "" && (folded == f || folded == f+"方" || folded == f+"市") {
					return s.Code, nil
				}
			}
		}
		return "", lang.Invalid("error.unknown_word", lang.Args{"given": text, "choices": strings.Join(known, ", ")})
	})
}

// sideForms are what the two hosts of the model are called beside their names.
var sideForms = map[string][]string{"beijing": {"北京", "京", "beijing"}, "hongkong": {"香港", "港", "hong kong", "hongkong", "hk"}}

// sides reads several sides, or a word for all of them.
func (c *cells) sides(text string) (fair.SideSet, error) {
	switch lang.Fold(text) {
	case "双方", "各方", "both", "both sides", "all", "京港", "是", "yes", "true", "已确认":
		return fair.SideBit(len(c.fair.Sides)) - 1, nil
	case "否", "no", "none", "无", "未确认", "false":
		return 0, nil
	}
	var set fair.SideSet
	for _, part := range split(text, true) {
		code, err := c.side(part)
		if err != nil {
			return 0, err
		}
		_, i := c.fair.SideNamed(code)
		set |= fair.SideBit(i)
	}
	return set, nil
}

// country reads a country or region by its code or by what people call it.
func (c *cells) country(text string) (string, error) {
	return c.once("country", text, func(text string) (string, error) {
		if len(text) == 2 {
			code := strings.ToUpper(text)
			if r, err := language.ParseRegion(code); err == nil && r.IsCountry() && r.String() == code {
				return code, nil
			}
		}
		if code, ok := countryIndex()[lang.Fold(text)]; ok {
			return code, nil
		}
		return "", lang.Invalid("party.country", lang.Args{"given": text})
	})
}

// countryNames are the countries and regions that the fair's files name in words.
const countryNames = `CN 中国 中国内地 内地 大陆 china mainland-china the-mainland chinese-mainland people's-republic-of-china prc
HK 香港 中国香港 香港特别行政区 hong-kong hong-kong-sar hong-kong-china
MO 澳门 中国澳门 macao macau macao-sar
TW 台湾 中国台湾 taiwan taiwan-china chinese-taipei
US 美国 united-states usa united-states-of-america
GB 英国 united-kingdom uk great-britain
SG 新加坡 singapore
JP 日本 japan
KR 韩国 south-korea korea republic-of-korea
DE 德国 germany
FR 法国 france
IT 意大利 italy
ES 西班牙 spain
NL 荷兰 netherlands the-netherlands
CH 瑞士 switzerland
SE 瑞典 sweden
NO 挪威 norway
DK 丹麦 denmark
FI 芬兰 finland
IE 爱尔兰 ireland
BE 比利时 belgium
AT 奥地利 austria
LU 卢森堡 luxembourg
PL 波兰 poland
RU 俄罗斯 russia russian-federation
KZ 哈萨克斯坦 kazakhstan
TR 土耳其 türkiye turkey
IL 以色列 israel
AE 阿联酋 阿拉伯联合酋长国 united-arab-emirates uae
SA 沙特 沙特阿拉伯 saudi-arabia
QA 卡塔尔 qatar
IN 印度 india
PK 巴基斯坦 pakistan
TH 泰国 thailand
VN 越南 vietnam viet-nam
MY 马来西亚 malaysia
ID 印度尼西亚 印尼 indonesia
PH 菲律宾 philippines the-philippines
AU 澳大利亚 澳洲 australia
NZ 新西兰 new-zealand
CA 加拿大 canada
MX 墨西哥 mexico
BR 巴西 brazil
AR 阿根廷 argentina
CL 智利 chile
ZA 南非 south-africa
EG 埃及 egypt
KE 肯尼亚 kenya
NG 尼日利亚 nigeria
VG 英属维尔京群岛 维尔京群岛 british-virgin-islands bvi
KY 开曼群岛 开曼 cayman-islands
BM 百慕大 bermuda`

var countryIndex = sync.OnceValue(func() map[string]string {
	index := map[string]string{}
	for line := range strings.Lines(countryNames) {
		words := strings.Fields(line)
		for _, w := range words[1:] {
			index[lang.Fold(strings.ReplaceAll(w, "-", " "))] = words[0]
		}
	}
	return index
})

var editionForm = regexp.MustCompile(`^(?i:第?(\d{1,4})届?|edition (\d{1,4})|(\d{1,4})(?:st|nd|rd|th)(?: edition)?|第?([〇零一二三四五六七八九十百]{1,6})届)$`)

// edition reads the number of an edition: 26, 第26届, 第二十六届, 26th; or the year, where a
// fair numbers by it.
func (c *cells) edition(text string) (int64, error) {
	got, err := c.once("edition", text, func(text string) (string, error) {
		m := editionForm.FindStringSubmatch(strings.TrimSpace(strings.ReplaceAll(lang.HalfWidth(text), "屆", "届")))
		if m == nil {
			return "", lang.Invalid("import.edition.unreadable", lang.Args{"given": text})
		}
		for _, digits := range m[1:4] {
			if digits != "" {
				return digits, nil
			}
		}
		n, err := money.ParseNumber(m[4])
		if err != nil || !n.Value.IsInt() {
			return "", lang.Invalid("import.edition.unreadable", lang.Args{"given": text})
		}
		return n.Value.Num().String(), nil
	})
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(got, 10, 64)
}

var spanForm = regexp.MustCompile(`^第?(\d{1,4})届?\s*(?:-|–|—|~|至|到|to)\s*第?(\d{1,4})届?$`)

// editionSpan reads several editions in a row: 8-20, 第8届至第20届.
func editionSpan(text string) (first, last string, ok bool) {
	m := spanForm.FindStringSubmatch(strings.TrimSpace(strings.ReplaceAll(lang.HalfWidth(text), "屆", "届")))
	if m == nil {
		return "", "", false
	}
	a, _ := strconv.Atoi(m[1])
	b, _ := strconv.Atoi(m[2])
	return strconv.Itoa(a), strconv.Itoa(b), a < b
}

var periodForm = regexp.MustCompile(`^(\d{4})(?:年?|[-/.](0?[1-9]|1[0-2])|年(1[0-2]|0?[1-9])月|-?[Hh]([12])|-?[Qq]([1-4]))底?$`)

// dayOrPeriod reads the reference date of a statistic. A year, half, quarter or month
// stands for its last day: 2016, 2017-11, 2009-H1, 2010-Q3, 2022年10月.
func (c *cells) dayOrPeriod(text string) (lang.Date, error) {
	m := periodForm.FindStringSubmatch(strings.ReplaceAll(lang.HalfWidth(text), " ", ""))
	if m == nil {
		return c.date(text)
	}
	year, month := m[1], 12
	for i, months := range []int{1, 1, 6, 3} {
		if m[i+2] != "" {
			n, _ := strconv.Atoi(m[i+2])
			month = n * months
		}
	}
	y, _ := strconv.Atoi(year)
	return lang.DateOf(time.Date(y, time.Month(month+1), 0, 0, 0, 0, 0, time.UTC)), nil
}

// amount reads an amount of money from its cell, the heading's unit and the cell of the
// currency's own column, "" when there is none.
func (c *cells) amount(text string, unit money.Unit, currency string) (money.Amount, error) {
	var code money.Currency
	if currency != "" {
		got, err := c.once("currency", currency, func(text string) (string, error) {
			code, err := money.ParseCurrency(text)
			return string(code), err
		})
		if err != nil {
			return money.Amount{}, err
		}
		code = money.Currency(got)
	}
	// Most amounts are plain digits, whose currency is in no doubt.
	if sure := code; unit.Currency == "" || unit.Currency == sure {
		if a, ok := quickAmount(text, max(unit.Scale, 1), sure); ok {
			return a, nil
		}
	}
	if code != "" {
		// Before the number a currency says nothing of the unit, and it must agree with
		// what the cell and the heading say.
		text = string(code) + " " + text
	}
	return money.ParseAmount(text, unit, "")
}

// quickAmount reads digits, with a point perhaps, that stay far from overflow. It leaves
// all else to money.ParseAmount.
func quickAmount(s string, scale int64, c money.Currency) (money.Amount, bool) {
	if c == "" || len(s) > 12 || s == "" || scale > 10000 {
		return money.Amount{}, false
	}
	var n int64
	places, point := 0, false
	for i := range len(s) {
		switch d := s[i]; {
		case d >= '0' && d <= '9':
			n = n*10 + int64(d-'0')
			if point {
				places++
			}
		case d == '.' && !point && i > 0 && i < len(s)-1:
			point = true
		default:
			return money.Amount{}, false
		}
	}
	n *= scale
	for digits := c.Digits(); places < digits; places++ {
		n *= 10
	}
	for digits := c.Digits(); places > digits; places-- {
		if n%10 != 0 {
			return money.Amount{}, false // too fine: let ParseAmount say so
		}
		n /= 10
	}
	return money.Amount{Minor: n, Currency: c}, true
}

// split parts a cell that lists several things: at semicolons, line breaks and, where
// names cannot hold one, commas.
func split(text string, commas bool) []string {
	parts := strings.FieldsFunc(text, func(r rune) bool {
		switch r {
		case ';', '；', '\n', '、', '|':
			return true
		case ',', '，', '/':
			return commas
		}
		return false
	})
	for i := range parts {
		parts[i] = tidy(parts[i])
	}
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}

// A share is one part of an attribution: whose, and how much; without Den when no share
// was written.
type share struct {
	of       string
	num, den int64
}

var shareForm = regexp.MustCompile(`^(.*?)[\s:：(（=]*(?:(\d+(?:\.\d{1,6})?)\s*%|(\d{1,6})\s*/\s*(\d{1,6}))[)）]*$`)

// shares reads “朝阳区 60%；海淀区 40%” or “朝阳、海淀”. Without shares the parts are equal; with
// some and not all it refuses.
func shares(text string) ([]share, error) {
	text = lang.HalfWidth(text)
	var out []share
	for _, part := range split(text, !strings.Contains(text, "/")) {
		s := share{of: part}
		if m := shareForm.FindStringSubmatch(part); m != nil {
			s.of = strings.TrimSpace(m[1])
			written, by := m[2], int64(100)
			if m[3] != "" {
				written = m[3]
				by, _ = strconv.ParseInt(m[4], 10, 64)
			}
			r, ok := new(big.Rat).SetString(written)
			if !ok || by == 0 {
				return nil, lang.Invalid("import.share", lang.Args{"given": part})
			}
			r.Quo(r, big.NewRat(by, 1))
			s.num, s.den = r.Num().Int64(), r.Denom().Int64()
		}
		if s.of == "" {
			return nil, lang.Invalid("import.share", lang.Args{"given": part})
		}
		out = append(out, s)
	}
	with := 0
	for _, s := range out {
		if s.den > 0 {
			with++
		}
	}
	switch {
	case with > 0 && with < len(out):
		return nil, lang.Invalid("import.share", lang.Args{"given": text})
	case with == 0:
		for i := range out {
			out[i].num, out[i].den = 1, int64(len(out))
		}
	}
	return out, nil
}

// inOwn puts a text under the language that it is in: what has no Chinese character is
// English; Traditional characters and Simplified ones tell themselves apart, and a name
// that has neither, such as 北京, counts as Simplified.
func inOwn(text string) lang.Tag {
	han := false
	for _, r := range text {
		if r >= 0x3400 && r <= 0x9fff || r >= 0xf900 && r <= 0xfaff || r >= 0x20000 && r <= 0x3ffff {
			han = true
			break
		}
	}
	if !han {
		return lang.En
	}
	if simplified, traditional := lang.Script(text); traditional && !simplified {
		return lang.Hant
	}
	return lang.Hans
}

// truth reads a yes or a no.
func truth(text string) (bool, error) {
	switch lang.Fold(text) {
	case "true", "yes", "y", "1", "是", "有", "√", "✓", "等":
		return true, nil
	case "false", "no", "n", "0", "否", "无":
		return false, nil
	}
	return false, lang.Invalid("import.truth", lang.Args{"given": text})
}

var one = big.NewRat(1, 1)

func ratOf(n int64) *big.Rat { return big.NewRat(n, 1) }
