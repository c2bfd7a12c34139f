package claim

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"bridgehead/lang"
)

// brief writes what was read on one line for each claim: what is printed, its kind, value or
// ends, unit or currency, and qualifier unless it is exact.
func brief(d Document) string {
	var lines []string
	for _, c := range d.Claims {
		v := string(c.Value)
		switch {
		case c.Kind == Range:
			v = string(c.Low) + ".." + string(c.High)
		case c.Kind == DateKind || c.Kind == Period:
			v = c.AsOf
		case c.Kind == Comparison:
			v = c.Base
		}
		line := fmt.Sprintf("%s = %s %s", c.Text, c.Kind, v)
		for _, s := range []string{string(c.Currency), c.Unit, string(c.Qualifier)} {
			if s != "" && s != string(Exact) {
				line += " " + s
			}
		}
		lines = append(lines, line)
	}
	for _, u := range d.Unread {
		lines = append(lines, fmt.Sprintf("%s unread %s", u.Text, u.Reason))
	}
	return strings.Join(lines, "\n")
}

func TestRead(t *testing.T) {
	tests := []struct{ name, text, want string }{
		// Numerals and their units
		{"digits with 亿 and a currency", "金额672.2亿元人民币。", "672.2亿元人民币 = money 67220000000 CNY"},
		{"full-width digits with separators", "共１２３，４５６家", "１２３，４５６家 = count 123456 家"},
		{"digits with several Chinese units", "2千3百万元", "2千3百万元 = money 23000000 CNY"},
		{"a Chinese numeral with a decimal fraction before 亿", "二十五点六亿美元", "二十五点六亿美元 = money 2560000000 USD"},
		{"兆 is 万亿", "4.3兆元", "4.3兆元 = money 4300000000000 CNY"},
		{"万亿 multiplies", "4.78万亿元", "4.78万亿元 = money 4780000000000 CNY"},
		{"万万 is 亿", "四万万人", "四万万人 = count 400000000 人"},
		{"a numeral of cheques", "人民币壹佰万元整", "人民币壹佰万元 = money 1000000 CNY"},
		{"a Traditional numeral of cheques", "貳仟參佰萬港元", "貳仟參佰萬港元 = money 23000000 HKD"},
		{"零 leaves the places between empty", "一万零五十家", "一万零五十家 = count 10050 家"},
		{"a spoken end is of the next place, and assumed", "三万五千家、三万五", "三万五千家 = count 35000 家\n三万五 = number 35000"},
		{"廿 is twenty", "廿五项", "廿五项 = count 25 项"},
		{"两 is two before a measure word", "两家企业", "两家 = count 2 家"},
		{"neighbouring digits are two guesses", "三五家、二三十个、七八百人", "三五家 = range 3..5 家\n二三十个 = range 20..30 个\n七八百人 = range 700..800 人"},
		{"几十 is anything up to a hundred", "几十家", "几十家 = range 20..100 家 about"},
		{"数百 is anything up to a thousand", "數百億美元", "數百億美元 = range 20000000000..100000000000 USD about"},
		{"上百 is at least a hundred", "上百家企业", "百家 = count 100 家 at_least"},
		{"逾万亿 is over a unit without a digit", "投資額逾萬億元", "萬億元 = money 1000000000000 CNY over"},
		{"余 within a numeral", "三十余万人", "三十余万人 = count 300000 人 over"},
		{"多 behind digits", "1100多亿美元", "1100多亿美元 = money 110000000000 USD over"},
		{"半 behind a measure word", "两年半、一个半小时", "两年半 = count 2.5 年\n一个半小时 = count 1.5 小时"},
		{"an English number with digits and words", "4 thousand 3 hundred and 21 seats", "4 thousand 3 hundred and 21 = count 4321 seats"},
		{"an English number in words", "two hundred and two thousand visitors", "two hundred and two thousand = count 202000 visitors"},
		{"crore and lakh", "three lakh crore, 2 crore visitors", "three lakh crore = number 3000000000000\n2 crore = count 20000000 visitors"},
		{"half a million", "half a million visitors and one and a half billion yuan", "half a million = count 500000 visitors\none and a half billion yuan = money 1500000000 CNY"},
		{"digits in words after a point", "nine point nought four", "nine point nought four = number 9.04"},
		// Money
		{"a code before the number", "RMB 67.22 billion", "RMB 67.22 billion = money 67220000000 CNY"},
		{"a sign and letters for the scale", "US$140bn, €20k, £3.2m", "US$140bn = money 140000000000 USD\n€20k = money 20000 EUR\n£3.2m = money 3200000 GBP"},
		{"CN¥ is the renminbi", "CN¥110.04 billion", "CN¥110.04 billion = money 110040000000 CNY"},
		{"a currency before a number that ends in 亿", "港币550亿", "港币550亿 = money 55000000000 HKD"},
		{"a currency, a qualifier, and 元", "港幣約550億元", "550億元 = money 55000000000 HKD about"},
		{"two names for one currency", "人民币￥500元", "人民币￥500元 = money 500 CNY"},
		{"a year before a code is no amount", "In 2023 RMB 67 billion was signed.", "2023 = period 2023-01-01/2023-12-31\nRMB 67 billion = money 67000000000 CNY"},
		{"dollars and cents", "thirteen dollars and forty-five cents", "thirteen dollars and forty-five cents = money 13.45 USD"},
		{"元, 角 and 分", "50元6角三分", "50元6角三分 = money 50.63 CNY"},
		{"the scale behind the code", "75 USD million", "75 USD million = money 75000000 USD"},
		{"no inches in a year", "It was $1.49 billion in 2023.", "$1.49 billion = money 1490000000 USD\n2023 = period 2023-01-01/2023-12-31"},
		{"no year in 1980亿", "利用外资1980亿人民币", "1980亿人民币 = money 198000000000 CNY"},
		// Hundredths, multiples, fractions
		{"成 is a tenth", "六成半、七成六、半成", "六成半 = percent 65\n七成六 = percent 76\n半成 = percent 5"},
		{"折 is what is paid", "打九五折、五折", "九五折 = percent 95\n五折 = percent 50"},
		{"百分之 and 千分之", "百分之六十五点五，千分之三", "百分之六十五点五 = percent 65.5\n千分之三 = percent 0.3"},
		{"percentage points are no percent", "提高2.3个百分点, up 3 percentage points", "2.3个百分点 = percentage_point 2.3\n3 percentage points = percentage_point 3"},
		{"basis points are hundredths of one", "25 basis points、50个基点", "25 basis points = percentage_point 0.25\n50个基点 = percentage_point 0.5"},
		{"a share that fell is negative", "That is down 2.6per cent. 下降3.5%", "2.6per cent = percent -2.6\n3.5% = percent -3.5"},
		{"a fraction keeps its exact form", "三分之二的企业", "三分之二 = number 0.666666666666667"},
		{"a fraction in words", "two-thirds, three quarters of firms, one in ten", "two-thirds = number 0.666666666666667\nthree quarters = number 0.75\none in ten = number 0.1"},
		{"the denominator is the longest that leaves a numerator", "twenty twenty fifths; one hundred thirty-two fifths", "twenty twenty fifths = number 0.8\none hundred thirty-two fifths = number 26.4"},
		{"翻番 doubles each time", "翻两番、翻了一番", "翻两番 = multiple 4\n翻了一番 = multiple 2"},
		{"multiples", "是上届的2.6倍, doubled, threefold, 3 times as many", "2.6倍 = multiple 2.6\ndoubled = multiple 2\nthreefold = multiple 3\n3 times = multiple 3"},
		// Qualifiers
		{"words before", "近4000家，超过30个，约5万名，不少于10亿元，不超过3天", "4000家 = count 4000 家 nearly\n30个 = count 30 个 over\n5万名 = count 50000 名 about\n10亿元 = money 1000000000 CNY at_least\n3天 = count 3 天 at_most"},
		{"words behind", "20人以上，30个左右，18亿元以上项目", "20人 = count 20 人 at_least\n30个 = count 30 个 about\n18亿元 = money 1800000000 CNY at_least"},
		{"English words on either side", "almost 40 firms, at least 5 banks, 12 or so tenants, 7 or more events, up to 700 workers", "40 = count 40 firms nearly\n5 = count 5 banks at_least\n12 = count 12 tenants about\n7 = count 7 events at_least\n700 = count 700 workers at_most"},
		{"over and what it took", "Over 30 deals were signed over 23 sessions.", "30 = count 30 deals over\n23 = count 23 sessions"},
		{"passing is no qualifier", "通过30项决议", "30项 = count 30 项"},
		{"近 in a word is no qualifier", "附近30家商户", "30家 = count 30 家"},
		// Ranges
		{"both ends with their units", "10万至20万元", "10万至20万元 = range 100000..200000 CNY"},
		{"the unit at the end stands for both ends", "10至20万元", "10至20万元 = range 100000..200000 CNY"},
		{"percent at both ends or at one", "5%-7%, 5-7%", "5%-7% = range 5..7 percent\n5-7% = range 5..7 percent"},
		{"成 and 百分之 stand for both ends", "五至六成、百分之五十到六十", "五至六成 = range 50..60 percent\n百分之五十到六十 = range 50..60 percent"},
		{"between and and", "between US$3 billion and US$5 billion", "US$3 billion and US$5 billion = range 3000000000..5000000000 USD"},
		{"在…之间", "在十家与十五家之间", "十家与十五家 = range 10..15 家"},
		{"two bounds side by side", "超过3%低于5%", "3%低于5% = range 3..5 percent"},
		{"bounds that contradict each other stay two", "大于50小于12", "50 = number 50 over\n12 = number 12 at_most"},
		{"a change is no range", "It grew from US$0.834 billion to US$1.1 billion.", "US$0.834 billion = money 834000000 USD\nUS$1.1 billion = money 1100000000 USD"},
		{"a telephone number is no range", "电话 010-6512-3456", "010 = number 10\n6512 = number 6512\n3456 = number 3456"},
		// Ordinals
		{"第 with a measure word", "第二十六届京港洽谈会", "第二十六届 = ordinal 26 届"},
		{"English ordinals", "the 26th symposium, the twenty-sixth edition, the first", "26th = ordinal 26 symposium\ntwenty-sixth = ordinal 26 edition\nfirst = ordinal 1"},
		{"a fraction is no ordinal", "one eighth, a twenty-first", "one eighth = number 0.125\na twenty-first = number 0.0476190476190476"},
		// Dates
		{"a Chinese period", "2023年1月至9月", "2023年1月至9月 = period 2023-01-01/2023-09-30"},
		{"the end of a relative year", "截至去年底", "去年底 = date 2022-12-31"},
		{"the end of a month", "今年10月底", "今年10月底 = date 2023-10-31"},
		{"quarters and halves", "前三季度、上半年、第三季度", "前三季度 = period 2023-01-01/2023-09-30\n上半年 = period 2023-01-01/2023-06-30\n第三季度 = period 2023-07-01/2023-09-30"},
		{"a numeral year", "二〇二二年底", "二〇二二年底 = date 2022-12-31"},
		{"English dates", "On 29 November 2023 and November 30, 2023, as of end-2022, in Q3 2021", "29 November 2023 = date 2023-11-29\nNovember 30, 2023 = date 2023-11-30\nend-2022 = date 2022-12-31\nQ3 2021 = period 2021-07-01/2021-09-30"},
		{"the first nine months", "in the first nine months of 2017", "first nine months of 2017 = period 2017-01-01/2017-09-30"},
		{"decades", "20世纪90年代, the 1990s", "20世纪90年代 = period 1990-01-01/1999-12-31\n1990s = period 1990-01-01/1999-12-31"},
		{"dates in digits", "2023-11-30, 2023.11.29", "2023-11-30 = date 2023-11-30\n2023.11.29 = date 2023-11-29"},
		{"a time is passed over", "晚上8时30分, at 6pm, 14:30", ""},
		{"a verb is no month", "It may rise by 3 percent.", "3 percent = percent 3"},
		// Hard forms of the press
		{"a tenth before a word that begins with 成", "近六成为外资企业，三成员工来自香港，余下一成分布在西部", "六成 = percent 60 nearly\n三成 = percent 30\n一成 = percent 10"},
		{"members are no tenth", "欧盟27成员国", "27成员国 = count 27 成员国"},
		{"万户 is no unit", "新增市场主体3.4万户，10万吨级码头", "3.4万户 = count 34000 户\n10万吨级 = count 100000 吨级"},
		{"多 before 元", "客單價由八百多元升至千二元", "八百多元 = money 800 CNY over\n千二元 = money 1200 CNY"},
		{"amounts in a row have the currency of the last", "涉資12億、8.5億及2.2億港元", "12億 = money 1200000000 HKD\n8.5億 = money 850000000 HKD\n2.2億港元 = money 220000000 HKD"},
		{"来 is about", "一百二十来人", "一百二十来人 = count 120 人 about"},
		{"two guesses with 两", "两三百家、两三天", "两三百家 = range 200..300 家\n两三天 = range 2..3 天"},
		{"块 before 的", "100块的成本只要六七十块", "100块 = money 100 CNY\n六七十块 = range 60..70 CNY"},
		{"halls and phases have numbers for names", "在三号馆举行，一期占地350亩", "350亩 = count 350 亩"},
		{"a mark that is passed", "网上收看突破十万大关", "十万 = number 100000 over"},
		{"days that are counted", "首兩日、最高一日、近20日", "兩日 = count 2 日\n一日 = count 1 日\n20日 = count 20 日 nearly"},
		{"since the beginning of a year", "今年以来", "今年以来 = period 2023-01-01/2023-11-30"},
		{"the same stretch of the year before", "今年前三季度增长5.2%，去年同期为3%", "今年前三季度 = period 2023-01-01/2023-09-30\n5.2% = percent 5.2\n去年同期 = period 2022-01-01/2022-09-30\n3% = percent 3"},
		{"an area to be added is a range, and no change", "新增展馆面积20万至25万平方米", "20万至25万平方米 = range 200000..250000 平方米"},
		{"from one to the other is a change", "由18%增至20%，从3亿至5亿", "18% = percent 18\n20% = percent 20\n3亿至5亿 = range 300000000..500000000"},
		{"厘 is read and left alone", "年回報介乎6厘至8厘", "6厘至8厘 = range 6..8 厘"},
		{"a fraction counts nothing", "约四分之一项目未动工；one in five shops is empty; a third of them left", "四分之一 = number 0.25 about\none in five = number 0.2\na third = number 0.333333333333333"},
		{"up a third", "up a third on the 39,100 visitors", "a third = number 0.333333333333333\n39,100 = count 39100 visitors"},
		{"down by four to 34", "Deals slipped by four to 34.", "four = number 4\n34 = number 34"},
		{"compound words count nothing", "a two-speed recovery, a three-pronged plan", ""},
		{"aircraft are names", "A350 and B-52, F-16", ""},
		{"270-odd", "270-odd listed companies", "270 = count 270 companies over"},
		{"as much as", "three times as much as in 2019", "three times = multiple 3\n2019 = period 2019-01-01/2019-12-31"},
		{"stretches in English", "between September 12 and October 5, 29-30 November 2023", "September 12 and October 5 = period 2023-09-12/2023-10-05\n29-30 November 2023 = period 2023-11-29/2023-11-30"},
		{"half a percentage point", "It rose half a percentage point.", "half a percentage point = percentage_point 0.5"},
		{"2 and a half million", "2 and a half million visitors, $5-million", "2 and a half million = count 2500000 visitors\n$5-million = money 5000000 USD"},
		{"metres or millions, with a space", "It is 3.4 m wide.", "3.4 m unread metre_or_million"},
		{"a couple of hundred", "a couple of hundred guests", "a couple of hundred unread vague"},
		{"a third and a little more", "占三分之一强，近两成弱，三家强企业", "三分之一 = number 0.333333333333333 over\n两成 = percent 20 nearly\n三家 = count 3 家"},
		{"a share whose qualifier stands before its whole", "不到去年首日的六成，超过总额的60%，高于去年同期的55%", "去年 = period 2022-01-01/2022-12-31\n六成 = percent 60 at_most\n60% = percent 60 over\n去年 = period 2022-01-01/2022-12-31\n55% = percent 55"},
		{"one currency at both ends", "约合港币330至550元, US$1.5-2 billion", "港币330至550元 = range 330..550 HKD about\nUS$1.5-2 billion = range 1500000000..2000000000 USD"},
		{"plus within and behind", "“3+2”模式，2,000+家企业", "3 = number 3\n2 = number 2\n2,000+家 = count 2000 家 at_least"},
		{"the second half of a match", "上、下半场，后半程", ""},
		{"millions of what is counted", "Sales of 2.3m units, a 5m wall", "2.3m = count 2300000 units\n5m unread metre_or_million"},
		{"halls are names", "in Hall 5B, and US$5B was paid", "US$5B = money 5000000000 USD"},
		{"years by what stands around them", "founded in 1886, it had 2022 sales (2021: 1,339) as on 2020", "1886 = period 1886-01-01/1886-12-31\n2022 = period 2022-01-01/2022-12-31\n2021 = period 2021-01-01/2021-12-31\n1,339 = number 1339\n2020 = period 2020-01-01/2020-12-31"},
		{"a dash is no stretch of days", "set on Oct. 1 - 27 percent above", "Oct. 1 = date 2023-10-01\n27 percent = percent 27"},
		{"four in five, half the", "Four in five came; nearly half the 3,400 exhibitors", "Four in five = number 0.8\nhalf = number 0.5 nearly\n3,400 = count 3400 exhibitors"},
		{"a conversion in brackets is no surer", "Around US$57.83 billion (RM241.9 billion)", "US$57.83 billion = money 57830000000 USD about\nRM241.9 billion = money 241900000000 MYR about"},
		{"来 before 万", "净利润3000来万，三千来万元", "3000来万 = number 30000000 about\n三千来万元 = money 30000000 CNY about"},
		{"a ratio in two digits is no number", "经费按六四比例分担，收益三七开", ""},
		// What is no quantity
		{"numerals in words", "一带一路进一步统一，四川、九龙和五台山上的千山万水，百姓万一", ""},
		{"names with digits", "5G基站、G20峰会、世界500强企业、A380、COVID-19", ""},
		{"two-way is no number", "a two-way, one-stop service for third-party firms", ""},
		// What cannot be read
		{"many without a number", "成千上万的观众, dozens of firms", "成千上万 unread vague\ndozens of unread vague"},
		{"m may be metres", "It is 5m away.", "5m unread metre_or_million"},
		{"a wide comma may part two numbers", "共12，345家", "12，345 unread wide_comma"},
		{"a number beyond all sums", "1234567890123456789012345678901234567890123", "1234567890123456789012345678901234567890123 unread too_long"},
		{"a decade without its century", "90年代", "90年代 unread no_century"},
		{"a financial year", "2023/24财年", "2023/24 unread split_year"},
		{"a day that is not", "2023年2月30日", "2023年2月30日 unread no_such_day"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, brief(Read(tt.text, Options{Published: "2023-11-30"}))); diff != "" {
				t.Errorf("Read(%q) (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

func TestRelativeDatesNeedThePublication(t *testing.T) {
	got := brief(Read("截至去年底，共30家。", Options{}))
	want := "30家 = count 30 家\n去年底 unread no_publication_date"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestContext(t *testing.T) {
	type said struct {
		Text, Of, AsOf, By, Base, District string
		Edition                            int
		Change                             Change
		Quoted                             bool
		Whole                              int // -2: no part of a list
		Open                               bool
	}
	tests := []struct {
		name, text string
		want       []said
	}{
		{
			"the noun stands before the number or behind the measure word", "第二十六届京港洽谈会签约项目34个，推出161个重点项目。",
			[]said{{Text: "第二十六届", Of: "京港洽谈会", Edition: 26, Whole: -2}, {Text: "34个", Of: "京港洽谈会签约项目", Edition: 26, Whole: -2}, {Text: "161个", Of: "重点项目", Edition: 26, Whole: -2}},
		},
		{
			"parts of a list point to their whole", "签约34个，金额672.2亿元，其中外资项目12个，金额350亿元等。",
			[]said{{Text: "34个", Whole: -2}, {Text: "672.2亿元", Of: "金额", Whole: -2}, {Text: "12个", Of: "外资项目", Whole: 0, Open: true}, {Text: "350亿元", Of: "金额", Whole: 1, Open: true}},
		},
		{
			"a quotation has its speaker over several sentences", "市商务局局长丁勇表示：“朝阳区签约13个。金额35.39亿美元。”他说，较第25届增长12%。",
			[]said{{Text: "13个", Of: "朝阳区签约", By: "市商务局局长丁勇", District: "朝阳区", Quoted: true, Whole: -2}, {Text: "35.39亿美元", Of: "金额", By: "市商务局局长丁勇", Quoted: true, Whole: -2}, {Text: "第25届", Edition: 25, By: "市商务局局长丁勇", Whole: -2}, {Text: "12%", By: "市商务局局长丁勇", Base: "edition:25", Change: Up, Whole: -2}},
		},
		{
			"the date stands before, and a year can be the base", "截至2023年10月，共签约30家，同比增长8.5%。比2022年增长三成。",
			[]said{{Text: "2023年10月", AsOf: "2023-10-01/2023-10-31", Whole: -2}, {Text: "30家", AsOf: "2023-10-01/2023-10-31", Whole: -2}, {Text: "8.5%", AsOf: "2023-10-01/2023-10-31", Base: BaseLastYear, Change: Up, Whole: -2}, {Text: "2022年", AsOf: "2022-01-01/2022-12-31", Whole: -2}, {Text: "三成", Base: "2022-01-01/2022-12-31", Change: Up, Whole: -2}},
		},
		{
			"English speakers and bases", "“Deals rose 8.5 per cent year on year,” Ms Li, director of the bureau, said.",
			[]said{{Text: "8.5 per cent", Of: "Deals", By: "Ms Li", Base: BaseLastYear, Change: Up, Quoted: true, Whole: -2}},
		},
		{
			"more than the last edition is a comparison", "数量均超过上届。",
			[]said{{Text: "均超过上届", Of: "数量", Base: BaseLastEdition, Change: Up, Whole: -2}},
		},
		{
			"who is cited", "据主办方介绍，共300余家企业参展。",
			[]said{{Text: "300余家", Of: "企业", By: "主办方", Whole: -2}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []said
			for _, c := range Read(tt.text, Options{}).Claims {
				s := said{c.Text, c.Of, c.AsOf, c.StatedBy, c.Base, c.District, c.Edition, c.Change, c.Quoted, -2, false}
				if c.List != nil {
					s.Whole, s.Open = c.List.Whole, c.List.Open
				}
				got = append(got, s)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Read(%q) (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

// A sign that several currencies share stands for what the text counts in, and says so.
func TestSharedSignsAreAssumed(t *testing.T) {
	tests := []struct{ name, text, currency, assumed string }{
		{"元 alone is the renminbi", "金额50亿元", "CNY", AssumeYuan},
		{"¥ alone is the renminbi", "It paid ¥50m.", "CNY", AssumeYuan},
		{"¥ in a text that counts in yen", "It paid ¥50m; last time 30m yen were paid.", "JPY", AssumeYen},
		{"$ alone is the US dollar", "It paid $50m.", "USD", AssumeDollar},
		{"$ in a text that counts in Hong Kong dollars", "It paid $50m, after HK$20m.", "HKD", AssumeHongKong},
		{"a name is not assumed", "金额50亿元人民币", "CNY", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := Read(tt.text, Options{})
			if len(d.Claims) == 0 {
				t.Fatalf("Read(%q) found nothing", tt.text)
			}
			c := d.Claims[0]
			got := ""
			for _, a := range c.Assumed {
				if strings.HasPrefix(a, "currency:") {
					got = a
				}
			}
			if string(c.Currency) != tt.currency || got != tt.assumed {
				t.Errorf("Read(%q) = %s, assumed %q; want %s, %q", tt.text, c.Currency, got, tt.currency, tt.assumed)
			}
		})
	}
}

func TestTraditionalIsReadAsSimplified(t *testing.T) {
	pairs := [][2]string{
		{"第二十八届京港洽谈会促成29个项目签约，涉及金额77.745亿美元，占超过六成半，累计逾1.4万家，较上届增长三成。", "第二十八屆京港洽談會促成29個項目簽約，涉及金額77.745億美元，佔超過六成半，累計逾1.4萬家，較上屆增長三成。"},
		{"约五千余名代表，两万五千个展位，几百家，三分之二，二十点五万亿元", "約五千餘名代表，兩萬五千個展位，幾百家，三分之二，二十點五萬億元"},
	}
	for _, pair := range pairs {
		a, b := Read(pair[0], Options{}), Read(pair[1], Options{})
		if len(a.Claims) != len(b.Claims) {
			t.Fatalf("%d claims in Simplified, %d in Traditional", len(a.Claims), len(b.Claims))
		}
		for i := range a.Claims {
			x, y := a.Claims[i], b.Claims[i]
			if x.Start != y.Start || x.Value != y.Value || x.Low != y.Low || x.Currency != y.Currency || x.Qualifier != y.Qualifier || x.Kind != y.Kind || x.Base != y.Base {
				t.Errorf("%+v in Simplified, %+v in Traditional", x, y)
			}
		}
	}
}

// sound fails when a document breaks what always holds.
func sound(t *testing.T, text string, d Document) {
	t.Helper()
	runes := []rune(text)
	last := 0
	for i, c := range d.Claims {
		if c.Start < last || c.End <= c.Start || c.End > len(runes) {
			t.Fatalf("%q: claim %d at %d to %d after %d, in %d characters", text, i, c.Start, c.End, last, len(runes))
		}
		last = c.End
		if utf8.ValidString(text) && string(runes[c.Start:c.End]) != c.Text {
			t.Fatalf("%q: %q does not stand at %d to %d", text, c.Text, c.Start, c.End)
		}
		for _, v := range []Decimal{c.Value, c.Low, c.High, c.Step} {
			if v != "" && v.Rat() == nil {
				t.Fatalf("%q: %q is no number", text, v)
			}
		}
		if c.Kind == Range && (c.Value != "" || c.Low == "" || c.High == "" || c.Low.Rat().Cmp(c.High.Rat()) >= 0) {
			t.Fatalf("%q: range %+v", text, c)
		}
		if c.List != nil && (c.List.Whole < -1 || c.List.Whole >= i) {
			t.Fatalf("%q: part of a later claim: %+v", text, c)
		}
	}
	for _, u := range d.Unread {
		if u.Start < 0 || u.End <= u.Start || u.End > len(runes) || u.Reason == "" {
			t.Fatalf("%q: unread %+v", text, u)
		}
		for _, c := range d.Claims {
			if u.Start < c.End && c.Start < u.End {
				t.Fatalf("%q: %q is read and unread", text, u.Text)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"第二十六届京港洽谈会签约34个项目，金额672.2亿元人民币，同比增长8.5%，其中外资12个等。", "US$140bn, between 3 and 5 per cent, two thirds, 26th, end-2022",
		"三十余万、百分之六十五、2^-1、1/2、４ ６／３、一又二分之一、负３分之负一百五十七", "１２３，４５６ 1,3 1.2.3 -5 +1-222-2222", "two hundred and fifty-four hundredths minus minus one", "翻两番 半成 几十 万亿 上百",
		"\xff一\x00亿点", "5m 5G $ ¥ 元 %", "去年底 2023年13月 9月31日 Q3 1-9月",
	} {
		f.Add(s, "")
	}
	f.Fuzz(func(t *testing.T, text, published string) {
		o := Options{}
		if d := lang.Date(published); d.Valid() {
			o.Published = d
		}
		sound(t, text, Read(text, o))
	})
}

// Reading takes time in proportion to the text, whatever stands in it.
func TestReadingIsLinear(t *testing.T) {
	for _, unit := range []string{
		"签约34个项目，金额672.2亿元人民币，同比增长8.5%，", "其中12家", "一百二十三万", "and one hundred ", "minus ", "九", "点", "1 ", "1,", "1,000,", "第", " ", "1-", "“他说",
		"in 2023 ", "about over ", "the 26th ", "twenty ", "half ", "百分之", "元", "US$", "a ", "-", "比", "区12个", "(", "..", "三分之", "亿", "1/", "said, ",
		"5 in 2022, 5 5 5 ", "区、", "a 5 of them ", "所称",
	} {
		read := func(n int) time.Duration {
			text := strings.Repeat(unit, n/len(unit))
			best := time.Hour
			for range 2 {
				start := time.Now()
				Read(text, Options{Published: "2023-11-30"})
				best = min(best, time.Since(start))
			}
			return best
		}
		// Sixteen times the text; a square would take 256 times as long. Other work on the machine can
		// take the time of one try, not of each.
		linear := false
		var small, large time.Duration
		for try := 0; try < 5 && !linear; try++ {
			small, large = read(4_000), read(64_000)
			linear = large <= 60*small+20*time.Millisecond
		}
		if !linear {
			t.Errorf("%q: 4 kB take %v, 64 kB %v", unit, small, large)
		}
	}
}
