package money

import (
	"strings"
	"unicode/utf8"

	"bridgehead/lang"
)

// A naming is how a currency is printed and what else people call it.
type naming struct {
	name lang.Text
	sign string // printed before an amount in English; "" for the code and a space
	also string // further names, parted by bars, in any case
}

// names holds the currencies that have names here: those of the hosts and their
// neighbours, and those the ECB quotes.
var names = map[Currency]naming{
	"CNY": {lang.Text{Hans: "人民币", Hant: "人民幣", En: "renminbi"}, "RMB ", "RMB|CN¥|RMB¥|人民币元|人民幣元|人民币圆|人民幣圓|中国元|yuan|yuan renminbi|Chinese yuan|RMB yuan"},
	"HKD": {lang.Text{Hans: "港元", Hant: "港元", En: "Hong Kong dollar"}, "HK$", "港币|港幣|港圆|港圓|港纸|港紙|HK dollar|HK dollars|H.K. dollars"},
	"MOP": {lang.Text{Hans: "澳门元", Hant: "澳門元", En: "Macao pataca"}, "MOP ", "澳门币|澳門幣|澳门圆|澳門圓|葡币|葡幣|MOP$|pataca|patacas|Macau pataca"},
	"TWD": {lang.Text{Hans: "新台币", Hant: "新台幣", En: "New Taiwan dollar"}, "NT$", "新臺幣|新台币元|新台幣元|新臺幣元|台币|台幣|臺幣|NTD|TW$"},
	"USD": {lang.Text{Hans: "美元", Hant: "美元", En: "US dollar"}, "US$", "美金|美圆|美圓|U.S.$|U.S. dollar|U.S. dollars|American dollar"},
	"EUR": {lang.Text{Hans: "欧元", Hant: "歐元", En: "euro"}, "€", "欧罗|歐羅|欧圆|歐圓|EUR€"},
	"GBP": {lang.Text{Hans: "英镑", Hant: "英鎊", En: "pound sterling"}, "£", "镑|鎊|UK£|GB£|STG|pound|pounds|British pound|British pounds|pounds sterling"},
	"JPY": {lang.Text{Hans: "日元", Hant: "日圓", En: "Japanese yen"}, "", "日圆|日円|円|JP¥|yen"},
	"KRW": {lang.Text{Hans: "韩元", Hant: "韓元", En: "South Korean won"}, "", "韩圆|韓圓|韩币|韓幣|₩|Korean won"},
	"SGD": {lang.Text{Hans: "新加坡元", Hant: "新加坡元", En: "Singapore dollar"}, "S$", "新元|新币|新幣|坡币|坡幣|新加坡币|新加坡幣|SG$"},
	"AUD": {lang.Text{Hans: "澳元", Hant: "澳元", En: "Australian dollar"}, "A$", "澳币|澳幣|澳大利亚元|澳洲元|AU$"},
	"CAD": {lang.Text{Hans: "加元", Hant: "加元", En: "Canadian dollar"}, "C$", "加币|加幣|加拿大元|CA$|CAN$"},
	"NZD": {lang.Text{Hans: "新西兰元", Hant: "紐元", En: "New Zealand dollar"}, "NZ$", "纽元|新西蘭元|紐西蘭元"},
	"CHF": {lang.Text{Hans: "瑞士法郎", Hant: "瑞士法郎", En: "Swiss franc"}, "", "瑞郎|Fr.|SFr|SFr."},
	"SEK": {lang.Text{Hans: "瑞典克朗", Hant: "瑞典克朗", En: "Swedish krona"}, "", "Swedish kronor"},
	"NOK": {lang.Text{Hans: "挪威克朗", Hant: "挪威克朗", En: "Norwegian krone"}, "", "Norwegian kroner"},
	"DKK": {lang.Text{Hans: "丹麦克朗", Hant: "丹麥克朗", En: "Danish krone"}, "", "Danish kroner"},
	"ISK": {lang.Text{Hans: "冰岛克朗", Hant: "冰島克朗", En: "Icelandic króna"}, "", ""},
	"CZK": {lang.Text{Hans: "捷克克朗", Hant: "捷克克朗", En: "Czech koruna"}, "", ""},
	"HUF": {lang.Text{Hans: "匈牙利福林", Hant: "匈牙利福林", En: "Hungarian forint"}, "", "forint|forints"},
	"PLN": {lang.Text{Hans: "波兰兹罗提", Hant: "波蘭茲羅提", En: "Polish zloty"}, "", "zloty|zł"},
	"RON": {lang.Text{Hans: "罗马尼亚列伊", Hant: "羅馬尼亞列伊", En: "Romanian leu"}, "", ""},
	"RUB": {lang.Text{Hans: "俄罗斯卢布", Hant: "俄羅斯盧布", En: "Russian rouble"}, "", "卢布|盧布|₽|rouble|roubles|ruble|rubles"},
	"TRY": {lang.Text{Hans: "土耳其里拉", Hant: "土耳其里拉", En: "Turkish lira"}, "", "₺"},
	"BRL": {lang.Text{Hans: "巴西雷亚尔", Hant: "巴西雷亞爾", En: "Brazilian real"}, "", "R$"},
	"MXN": {lang.Text{Hans: "墨西哥比索", Hant: "墨西哥披索", En: "Mexican peso"}, "", "MX$"},
	"ZAR": {lang.Text{Hans: "南非兰特", Hant: "南非蘭特", En: "South African rand"}, "", "rand"},
	"ILS": {lang.Text{Hans: "以色列新谢克尔", Hant: "以色列新謝克爾", En: "Israeli new shekel"}, "", "₪|shekel|shekels"},
	"INR": {lang.Text{Hans: "印度卢比", Hant: "印度盧比", En: "Indian rupee"}, "", "₹|Rs|Rs.|rupee|rupees"},
	"IDR": {lang.Text{Hans: "印尼盾", Hant: "印尼盾", En: "Indonesian rupiah"}, "", "印度尼西亚盾|印尼卢比|Rp|rupiah"},
	"MYR": {lang.Text{Hans: "马来西亚林吉特", Hant: "馬來西亞令吉", En: "Malaysian ringgit"}, "", "林吉特|令吉|马币|馬幣|ringgit"},
	"PHP": {lang.Text{Hans: "菲律宾比索", Hant: "菲律賓披索", En: "Philippine peso"}, "", "₱"},
	"THB": {lang.Text{Hans: "泰铢", Hant: "泰銖", En: "Thai baht"}, "", "฿|baht"},
	"VND": {lang.Text{Hans: "越南盾", Hant: "越南盾", En: "Vietnamese dong"}, "", "₫|dong"},
	"AED": {lang.Text{Hans: "阿联酋迪拉姆", Hant: "阿聯酋迪拉姆", En: "UAE dirham"}, "", "迪拉姆|Dh|Dhs|dirham|dirhams"},
	"SAR": {lang.Text{Hans: "沙特里亚尔", Hant: "沙特里亞爾", En: "Saudi riyal"}, "", "riyal|riyals"},
	"BGN": {lang.Text{Hans: "保加利亚列弗", Hant: "保加利亞列弗", En: "Bulgarian lev"}, "", ""},
	"HRK": {lang.Text{Hans: "克罗地亚库纳", Hant: "克羅地亞庫納", En: "Croatian kuna"}, "", ""},
}

// sharing lists the currencies that go by a sign. Those that go by 元 are the ones
// with a name that ends in it, and those counted in it at home.
var sharing = func() map[string][]Currency {
	yuan := []Currency{"CNY", "HKD", "MOP", "TWD"}
	for c, n := range names {
		if strings.HasSuffix(n.name.Hans, "元") {
			yuan = append(yuan, c)
		}
	}
	return map[string][]Currency{
		"元": yuan,
		"$": {"USD", "HKD", "MOP", "TWD", "SGD", "AUD", "CAD", "NZD", "BRL", "MXN"},
		"¥": {"CNY", "JPY"},
	}
}()

// marks holds every name and sign, in capitals, and what it says. Codes that are not
// in names are looked up as codes.
var marks = func() map[string]mark {
	m := map[string]mark{
		"元": {"CNY", "元"}, "圆": {"CNY", "元"}, "圓": {"CNY", "元"},
		"$": {"USD", "$"}, "DOLLAR": {"USD", "$"}, "DOLLARS": {"USD", "$"},
		"¥": {"CNY", "¥"},
	}
	for c, n := range names {
		words := append(strings.Split(n.also, "|"), string(c), n.name.Hans, n.name.Hant, n.name.En, n.name.En+"s", strings.TrimSpace(n.sign))
		for _, word := range words {
			if word != "" {
				m[strings.ToUpper(word)] = mark{currency: c}
			}
		}
	}
	delete(m, "TRY") // it opens sentences, so this code counts in capitals alone
	return m
}()

// longestMark is the number of characters of the longest name.
var longestMark = func() int {
	longest := 0
	for word := range marks {
		longest = max(longest, utf8.RuneCountInString(word))
	}
	return longest
}()
