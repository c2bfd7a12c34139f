package demo

import (
	"slices"
	"time"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
)

// A Case is one difficult case that the sample holds: where it is found, and which rule it
// puts to the test.
type Case struct {
	Rule    string // name of the rule, as in docs/rules.md where it is one of counting
	Kind    string // agreement, amendment, project, party, observation; edition, whose note begins with the code
	Code    string // of the record
	Edition int64  // in the fair of the default size; 0 when it belongs to none. Of another size: CaseEdition
	What    lang.Text
}

// Rules beside those of packages agreement and figure.
const (
	ruleRatePolicy = "rate-policy"       // each edition's reporting currency, source and day
	ruleLastRate   = "last-earlier-rate" // on a day without a rate the last earlier one
	ruleMinorUnits = "minor-units"       // currencies differ in the decimals of their minor unit
	ruleMagnitude  = "magnitude"         // exact from one minor unit to a trillion
	ruleCorrection = "correction"        // the former state is kept
	rulePositions  = "positions"         // an earlier position gives the earlier value
	ruleFallback   = "fallback"          // a missing name falls back visibly
	ruleDuplicates = "duplicates"        // what may be one thing entered twice is shown
	ruleIdentifier = "identifiers"       // a wrong one warns and blocks nothing
)

// lateIncrease is the amendment that Load enters last of all.
const lateIncrease = "CASE-INCREASE-LATE"

// defaultEditions is the size for which the cases name their editions.
const defaultEditions = 26

var cases = []Case{
	{
		agreement.RuleWithoutAmount, "agreement", "CASE-WITHOUT-AMOUNT", 26,
		lang.Text{Hans: "没有金额：计为一个，金额不加", Hant: "沒有金額：計為一個，金額不加", En: "without an amount: counts as one and adds nothing"},
	},
	{
		agreement.RuleWithoutAmount, "agreement", "CASE-AMOUNT-ZERO", 26,
		lang.Text{Hans: "写明金额为零：不同于没有金额", Hant: "寫明金額為零：不同於沒有金額", En: "an amount of zero, which is not the same as none"},
	},
	{
		agreement.RuleAttribution, "agreement", "CASE-SHARES-60-40", 26,
		lang.Text{Hans: "归属两区，六四分", Hant: "歸屬兩區，六四分", En: "two districts, 60 and 40 in a hundred"},
	},
	{
		agreement.RuleAttribution, "agreement", "CASE-SHARES-THIRDS", 26,
		lang.Text{Hans: "归属三区，各三分之一，除不尽", Hant: "歸屬三區，各三分之一，除不盡", En: "three districts, a third each, which leaves fractions of a fen"},
	},
	{
		agreement.RuleAttribution, "agreement", "CASE-SHARES-OFFICE", 26,
		lang.Text{Hans: "归属园区这一报送单位，而非某区", Hant: "歸屬園區這一報送單位，而非某區", En: "attributed to a reporting office, a park, and to no district"},
	},
	{
		agreement.RuleRemainder, "agreement", "CASE-SHARES-REMAINDER", 26,
		lang.Text{Hans: "份额合计八成，余二成未归属", Hant: "份額合計八成，餘二成未歸屬", En: "shares that add up to 80 in a hundred: a fifth is attributed to nobody"},
	},
	{
		agreement.RuleRemainder, "agreement", "CASE-SHARES-NONE", 26,
		lang.Text{Hans: "未归属任何区或单位", Hant: "未歸屬任何區或單位", En: "attributed to nobody at all"},
	},
	{
		agreement.RuleIncrease, "agreement", "CASE-INCREASED-LATER", 24,
		lang.Text{Hans: "其后一届增资的签约项目", Hant: "其後一屆增資的簽約項目", En: "its capital is increased in a later edition"},
	},
	{
		agreement.RuleIncrease, "amendment", "CASE-INCREASE-LATER", 26,
		lang.Text{Hans: "对往届签约项目的增资：金额计入本届，个数不加", Hant: "對往屆簽約項目的增資：金額計入本屆，個數不加", En: "the increase of an earlier edition's agreement: adds amount here, and no agreement"},
	},
	{
		agreement.RuleIncrease, "agreement", "CASE-INCREASED-SAME", 25,
		lang.Text{Hans: "同一届内增资的签约项目", Hant: "同一屆內增資的簽約項目", En: "its capital is increased in the same edition"},
	},
	{
		agreement.RuleIncrease, "amendment", "CASE-INCREASE-SAME", 25,
		lang.Text{Hans: "同一届内的增资", Hant: "同一屆內的增資", En: "the increase in the edition in which the agreement was signed"},
	},
	{
		agreement.RuleReplacement, "agreement", "CASE-REPLACED", 23,
		lang.Text{Hans: "后来更换投资方而终止，仍计入原届", Hant: "後來更換投資方而終止，仍計入原屆", En: "ended because other investors replaced it; still counts in its own edition"},
	},
	{
		agreement.RuleReplacement, "agreement", "CASE-REPLACEMENT", 26,
		lang.Text{Hans: "更换投资方后重签，在本届计为新的一个", Hant: "更換投資方後重簽，在本屆計為新的一個", En: "signed by other investors in its place: counts as a new one"},
	},
	{
		agreement.RuleTwoKeys, "agreement", "CASE-KEY-BEIJING-ONLY", 26,
		lang.Text{Hans: "本届须双方确认，只有北京确认：不计", Hant: "本屆須雙方確認，只有北京確認：不計", En: "both keys are required and only Beijing's is there: does not count"},
	},
	{
		agreement.RuleTwoKeys, "agreement", "CASE-KEY-HONGKONG-ONLY", 26,
		lang.Text{Hans: "本届须双方确认，只有香港确认：不计", Hant: "本屆須雙方確認，只有香港確認：不計", En: "both keys are required and only Hong Kong's is there: does not count"},
	},
	{
		agreement.RuleTwoKeys, "agreement", "CASE-KEY-NONE", 26,
		lang.Text{Hans: "双方均未确认：不计", Hant: "雙方均未確認：不計", En: "confirmed by nobody: does not count"},
	},
	{
		agreement.RuleTwoKeys, "agreement", "CASE-KEY-LATER", 26,
		lang.Text{Hans: "另一方后来补确认：自此计入", Hant: "另一方後來補確認：自此計入", En: "the second key came later: counts from then on"},
	},
	{
		agreement.RuleTwoKeys, "edition", "CASE-ONE-KEY-EDITION", 23,
		lang.Text{Hans: "本届只须北京一方确认", Hant: "本屆只須北京一方確認", En: "requires Beijing's key alone"},
	},
	{
		agreement.RuleTwoKeys, "agreement", "CASE-KEY-ENOUGH", 23,
		lang.Text{Hans: "只须北京确认且已确认：计入", Hant: "只須北京確認且已確認：計入", En: "only Beijing's key is required, and it is there: counts"},
	},
	{
		agreement.RuleTwoKeys, "agreement", "CASE-KEY-WRONG", 23,
		lang.Text{Hans: "须北京确认，却只有香港确认：不计", Hant: "須北京確認，卻只有香港確認：不計", En: "Beijing's key is required and only Hong Kong's is there: does not count"},
	},
	{
		ruleRatePolicy, "agreement", "CASE-CURRENCY-USD", 26,
		lang.Text{Hans: "美元金额，本届以人民币报告", Hant: "美元金額，本屆以人民幣報告", En: "US dollars in an edition that reports in renminbi"},
	},
	{
		ruleRatePolicy, "agreement", "CASE-CURRENCY-HKD", 26,
		lang.Text{Hans: "港元金额", Hant: "港元金額", En: "Hong Kong dollars"},
	},
	{
		ruleRatePolicy, "agreement", "CASE-CURRENCY-EUR", 26,
		lang.Text{Hans: "欧元金额：汇率的基准货币", Hant: "歐元金額：匯率的基準貨幣", En: "euros, the base of the rates"},
	},
	{
		ruleRatePolicy, "agreement", "CASE-CURRENCY-GBP", 26,
		lang.Text{Hans: "英镑金额", Hant: "英鎊金額", En: "pounds sterling"},
	},
	{
		ruleRatePolicy, "agreement", "CASE-CURRENCY-SGD", 26,
		lang.Text{Hans: "新加坡元金额", Hant: "新加坡元金額", En: "Singapore dollars"},
	},
	{
		ruleRatePolicy, "agreement", "CASE-CURRENCY-CNY", 25,
		lang.Text{Hans: "人民币金额，本届以美元报告", Hant: "人民幣金額，本屆以美元報告", En: "renminbi in an edition that reports in dollars"},
	},
	{
		ruleMinorUnits, "agreement", "CASE-CURRENCY-JPY", 26,
		lang.Text{Hans: "日元金额：没有辅币单位", Hant: "日圓金額：沒有輔幣單位", En: "yen, which have no smaller unit"},
	},
	{
		ruleRatePolicy, "edition", "CASE-POLICY-OPENING", 26,
		lang.Text{Hans: "按开幕日汇率折算", Hant: "按開幕日匯率折算", En: "the rates of the opening day"},
	},
	{
		ruleRatePolicy, "edition", "CASE-POLICY-SIGNING", 25,
		lang.Text{Hans: "按各项目签约日汇率折算，以美元报告", Hant: "按各項目簽約日匯率折算，以美元報告", En: "the rates of each day of signing, reported in dollars"},
	},
	{
		ruleRatePolicy, "edition", "CASE-POLICY-NAMED", 24,
		lang.Text{Hans: "按指定日（9月30日）汇率折算", Hant: "按指定日（9月30日）匯率折算", En: "the rates of a named day, 30 September"},
	},
	{
		ruleRatePolicy, "edition", "CASE-POLICY-SOURCE", 21,
		lang.Text{Hans: "采用另一来源（SAMPLE-MID）的汇率", Hant: "採用另一來源（SAMPLE-MID）的匯率", En: "the rates of another source, SAMPLE-MID"},
	},
	{
		ruleLastRate, "agreement", "CASE-SIGNED-SATURDAY", 25,
		lang.Text{Hans: "星期六签约，取前一交易日汇率", Hant: "星期六簽約，取前一交易日匯率", En: "signed on a Saturday: Friday's rate is used"},
	},
	{
		ruleLastRate, "agreement", "CASE-SIGNED-HOLIDAY", 23,
		lang.Text{Hans: "12月25日签约，当日无汇率", Hant: "12月25日簽約，當日無匯率", En: "signed on 25 December, on which there are no rates"},
	},
	{
		ruleLastRate, "edition", "CASE-OPENED-SATURDAY", 20,
		lang.Text{Hans: "星期六开幕，取前一交易日汇率", Hant: "星期六開幕，取前一交易日匯率", En: "opened on a Saturday: Friday's rates are used"},
	},
	{
		figure.RuleReportedRecorded, "edition", "CASE-RECORD-OPEN", 22,
		lang.Text{Hans: "记录未宣布完整", Hant: "記錄未宣佈完整", En: "the record is not declared complete"},
	},
	{
		figure.RuleReportedRecorded, "observation", "CASE-REPORTED-LARGER-COUNT", 22,
		lang.Text{Hans: "报告的个数多于记录：其余未作细分", Hant: "報告的個數多於記錄：其餘未作細分", En: "more agreements reported than recorded: the rest is not broken down"},
	},
	{
		figure.RuleReportedRecorded, "observation", "CASE-REPORTED-LARGER-AMOUNT", 22,
		lang.Text{Hans: "报告的金额大于记录：其余未作细分", Hant: "報告的金額大於記錄：其餘未作細分", En: "a larger amount reported than recorded: the rest is not broken down"},
	},
	{
		figure.RuleReportedRecorded, "observation", "CASE-REPORTED-DIFFERS-COUNT", 24,
		lang.Text{Hans: "记录已完整，报告的个数多一个", Hant: "記錄已完整，報告的個數多一個", En: "the record is complete and one more was reported"},
	},
	{
		figure.RuleReportedRecorded, "observation", "CASE-REPORTED-DIFFERS-AMOUNT", 24,
		lang.Text{Hans: "记录已完整，报告的金额高3.5%", Hant: "記錄已完整，報告的金額高3.5%", En: "the record is complete and 3.5 per cent more was reported"},
	},
	{
		figure.RuleSeveralSources, "observation", "CASE-SEVERAL-SOURCES", 19,
		lang.Text{Hans: "两份文件报告的个数不同，主办方选定另一份", Hant: "兩份文件報告的個數不同，主辦方選定另一份", En: "two documents report different numbers, and the hosts chose the other one"},
	},
	{
		agreement.RuleOpeningBalance, "observation", "CASE-OPENING-BALANCE-COUNT", 5,
		lang.Text{Hans: "截至第5届的期初累计个数", Hant: "截至第5屆的期初累計個數", En: "the opening balance through edition 5: agreements"},
	},
	{
		agreement.RuleOpeningBalance, "observation", "CASE-OPENING-BALANCE-AMOUNT", 5,
		lang.Text{Hans: "截至第5届的期初累计金额，“超过”", Hant: "截至第5屆的期初累計金額，「超過」", En: "the opening balance through edition 5: over so many dollars"},
	},
	{
		ruleMagnitude, "agreement", "CASE-LARGEST", 20,
		lang.Text{Hans: "1.2万亿元", Hant: "1.2萬億元", En: "1.2 trillion yuan"},
	},
	{
		ruleMagnitude, "agreement", "CASE-SMALLEST", 20,
		lang.Text{Hans: "一分钱", Hant: "一分錢", En: "one fen"},
	},
	{
		ruleDuplicates, "agreement", "CASE-TITLE-TWICE-1", 26,
		lang.Text{Hans: "两个报送单位报送同名项目之一", Hant: "兩個報送單位報送同名項目之一", En: "two offices submit the same title: one of them"},
	},
	{
		ruleDuplicates, "agreement", "CASE-TITLE-TWICE-2", 26,
		lang.Text{Hans: "两个报送单位报送同名项目之二", Hant: "兩個報送單位報送同名項目之二", En: "two offices submit the same title: the other"},
	},
	{
		ruleDuplicates, "party", "CASE-PARTY-TWICE-1", 0,
		lang.Text{Hans: "同一机构的两种写法之一", Hant: "同一機構的兩種寫法之一", En: "one organisation written in two ways: one of them"},
	},
	{
		ruleDuplicates, "party", "CASE-PARTY-TWICE-2", 0,
		lang.Text{Hans: "同一机构的两种写法之二", Hant: "同一機構的兩種寫法之二", En: "one organisation written in two ways: the other"},
	},
	{
		ruleIdentifier, "party", "CASE-PARTY-USCC", 0,
		lang.Text{Hans: "统一社会信用代码校验位有误：提示，不阻止", Hant: "統一社會信用代碼校驗位有誤：提示，不阻止", En: "a unified social credit code with a wrong check character: a warning"},
	},
	{
		ruleFallback, "party", "CASE-PARTY-HANT-ONLY", 0,
		lang.Text{Hans: "只有繁体名称", Hant: "只有繁體名稱", En: "a name in Traditional characters alone"},
	},
	{
		ruleFallback, "party", "CASE-PARTY-EN-ONLY", 0,
		lang.Text{Hans: "只有英文名称", Hant: "只有英文名稱", En: "a name in English alone"},
	},
	{
		ruleFallback, "agreement", "CASE-TITLE-HANT-ONLY", 26,
		lang.Text{Hans: "只有繁体标题", Hant: "只有繁體標題", En: "a title in Traditional characters alone"},
	},
	{
		ruleFallback, "agreement", "CASE-TITLE-EN-ONLY", 26,
		lang.Text{Hans: "只有英文标题", Hant: "只有英文標題", En: "a title in English alone"},
	},
	{
		ruleFallback, "project", "CASE-PROJECT-HANT-ONLY", 26,
		lang.Text{Hans: "只有繁体标题的招商项目", Hant: "只有繁體標題的招商項目", En: "a project's title in Traditional characters alone"},
	},
	{
		ruleFallback, "project", "CASE-PROJECT-EN-ONLY", 26,
		lang.Text{Hans: "只有英文标题的招商项目", Hant: "只有英文標題的招商項目", En: "a project's title in English alone"},
	},
	{
		ruleCorrection, "agreement", "CASE-CORRECTED", 25,
		lang.Text{Hans: "先写错十倍，后更正：两个版本都在", Hant: "先寫錯十倍，後更正：兩個版本都在", En: "first written ten times too large, then corrected: both versions are kept"},
	},
	{
		ruleCorrection, "agreement", "CASE-REMOVED", 25,
		lang.Text{Hans: "重复报送，后被移除：历史仍在", Hant: "重複報送，後被移除：歷史仍在", En: "submitted twice and removed: its history is kept"},
	},
	{
		rulePositions, "agreement", "CASE-INCREASED-LATE", 25,
		lang.Text{Hans: "其增资最后才录入", Hant: "其增資最後才錄入", En: "its increase is entered last of all"},
	},
	{
		rulePositions, "amendment", lateIncrease, 26,
		lang.Text{
			Hans: "日志的最后一条：此前金额少于报告的合计，此后相符；较早的位置仍给出原值",
			Hant: "日誌的最後一條：此前金額少於報告的合計，此後相符；較早的位置仍給出原值",
			En:   "the journal's last entry: before it the amount falls short of the reported total, from it on they agree, and an earlier position still gives the old value",
		},
	},
}

// Cases returns the difficult cases that every sample holds.
func Cases() []Case { return slices.Clone(cases) }

// caseNamed returns the case of the code; every code in the generator is in the table.
func caseNamed(code string) (Case, int64) {
	i := slices.IndexFunc(cases, func(c Case) bool { return c.Code == code })
	return cases[i], int64(i + 1)
}

// CaseEdition returns the number of the edition that holds the case, 0 when none does.
func (r *Records) CaseEdition(c Case) int64 {
	if c.Edition <= opening {
		return c.Edition
	}
	return c.Edition + int64(r.sample.Editions) - defaultEditions
}

// note is the text by which a case is found where its code cannot stand.
func (c Case) note() lang.Text {
	return lang.Text{
		Hans: c.Code + " " + c.What.Hans, Hant: c.Code + " " + c.What.Hant, En: c.Code + " " + c.What.En,
	}
}

func (c Case) line() string { return c.Code + " " + c.What.Hans + " / " + c.What.En }

// editionNote returns the cases that the edition itself is.
func (r *Records) editionNote(number int64) lang.Text {
	var note lang.Text
	for _, c := range cases {
		if c.Kind != "edition" || r.CaseEdition(c) != number {
			continue
		}
		if n := c.note(); note.Empty() {
			note = n
		} else {
			note.Hans += "；" + n.Hans
			note.Hant += "；" + n.Hant
			note.En += "; " + n.En
		}
	}
	return note
}

// A scripted agreement is one that a case is made of, and what becomes of it.
type scripted struct {
	first agreement.Agreement  // as it is written in its edition
	final *agreement.Agreement // as it is in the end; nil when it stays, or is removed
	act   string               // the act by which it changes; "" when it stays
	in    int64                // the edition in whose course it changes; 0 after all of them
}

// counted returns what the scripted agreement is in the end; false when it is removed.
func (s scripted) counted() (agreement.Agreement, bool) {
	switch {
	case s.act == journal.Removed:
		return s.first, false
	case s.final != nil:
		return *s.final, true
	}
	return s.first, true
}

// scripts are the records of an edition's cases.
type scripts struct {
	agreements []*scripted
	amendments []agreement.Amendment
	projects   []project.Project
}

// agreementOf makes a plain agreement for the case: 100 million yuan, both keys, one district.
func (r *Records) agreementOf(code string) (*scripted, *edition) {
	c, number := caseNamed(code)
	e := &r.editions[r.CaseEdition(c)-1]
	d := r.thrown(ofCase, number, 0)
	b := pick(d, sampleLines)
	s := &scripted{first: agreement.Agreement{
		ID: agreement.ID(r.id(ofCase, e.Opened, number)), Code: code, Edition: e.Number,
		Title: sampleTitle(lang.Text{}, bothWord, b.name, pick(d, sampleDeals)),
		Type:  agreement.Contract, Direction: project.Inward, SignedOn: e.Opened,
		Amount: money.Amount{Minor: 100_000_000_00, Currency: "CNY"}, Industry: b.industry, Country: "HK",
		Confirmed: bothKeys, Note: c.line(),
		Parties: []agreement.Role{
			{Party: r.partyID(r.investorOf(d, hongkong)), Role: "investor"},
			{Party: r.partyID(r.partyOf(d, beijing)), Role: "partner"},
		},
		Attributions: []agreement.Attribution{{District: pick(d, r.districts[beijing]).Code, Num: 1, Den: 1}},
	}}
	return s, e
}

// script makes the records of the cases.
func (r *Records) script() {
	r.cases = map[int64]*scripts{}
	for _, e := range r.editions {
		r.cases[e.Number] = &scripts{}
	}
	add := func(code string, change func(a *agreement.Agreement)) *scripted {
		s, e := r.agreementOf(code)
		change(&s.first)
		r.cases[e.Number].agreements = append(r.cases[e.Number].agreements, s)
		return s
	}
	becomes := func(s *scripted, act string, in int64, change func(a *agreement.Agreement)) {
		final := s.first
		change(&final)
		s.final, s.act, s.in = &final, act, in
	}
	increase := func(code string, of *scripted, amount money.Amount) {
		c, number := caseNamed(code)
		e := &r.editions[r.CaseEdition(c)-1]
		r.cases[e.Number].amendments = append(r.cases[e.Number].amendments, agreement.Amendment{
			ID: agreement.AmendmentID(r.id(ofCase, e.Opened, number)), Code: code, Agreement: of.first.ID,
			Edition: e.Number, SignedOn: e.Opened, Amount: amount, Confirmed: bothKeys, Note: c.line(),
		})
	}
	plain := func(*agreement.Agreement) {}

	add("CASE-WITHOUT-AMOUNT", func(a *agreement.Agreement) { a.Type, a.Amount = agreement.Framework, money.Amount{} })
	add("CASE-AMOUNT-ZERO", func(a *agreement.Agreement) { a.Type, a.Amount.Minor = agreement.Memorandum, 0 })
	shares := func(code string, of ...agreement.Attribution) {
		add(code, func(a *agreement.Agreement) { a.Attributions = of })
	}
	shares("CASE-SHARES-60-40", agreement.Attribution{District: "110105", Num: 60, Den: 100}, agreement.Attribution{District: "110112", Num: 40, Den: 100})
	shares("CASE-SHARES-THIRDS", agreement.Attribution{District: "110105", Num: 1, Den: 3}, agreement.Attribution{District: "110108", Num: 1, Den: 3}, agreement.Attribution{District: "110113", Num: 1, Den: 3})
	shares("CASE-SHARES-OFFICE", agreement.Attribution{Office: "BJPARK1", Num: 1, Den: 1})
	shares("CASE-SHARES-REMAINDER", agreement.Attribution{District: "110105", Num: 1, Den: 2}, agreement.Attribution{District: "110106", Num: 3, Den: 10})
	shares("CASE-SHARES-NONE")

	later := add("CASE-INCREASED-LATER", plain)
	increase("CASE-INCREASE-LATER", later, money.Amount{Minor: 30_000_000_00, Currency: "CNY"})
	same := add("CASE-INCREASED-SAME", plain)
	increase("CASE-INCREASE-SAME", same, money.Amount{Minor: 25_000_000_00, Currency: "CNY"})

	old := add("CASE-REPLACED", plain)
	replacement := add("CASE-REPLACEMENT", func(a *agreement.Agreement) {
		a.Title, a.Replaces, a.Amount.Minor = old.first.Title, old.first.ID, 120_000_000_00
	})
	becomes(old, journal.Amended, replacement.first.Edition, func(a *agreement.Agreement) { a.EndedOn = replacement.first.SignedOn })

	keys := func(code string, held fair.SideSet) *scripted {
		return add(code, func(a *agreement.Agreement) { a.Confirmed = held })
	}
	keys("CASE-KEY-BEIJING-ONLY", beijingKey)
	keys("CASE-KEY-HONGKONG-ONLY", hongkongKey)
	keys("CASE-KEY-NONE", 0)
	becomes(keys("CASE-KEY-LATER", beijingKey), journal.Confirmed, 0, func(a *agreement.Agreement) { a.Confirmed = bothKeys })
	keys("CASE-KEY-ENOUGH", beijingKey)
	keys("CASE-KEY-WRONG", hongkongKey)

	in := func(code string, minor int64, c money.Currency) {
		add(code, func(a *agreement.Agreement) { a.Amount = money.Amount{Minor: minor, Currency: c} })
	}
	in("CASE-CURRENCY-USD", 12_345_678_90, "USD")
	in("CASE-CURRENCY-HKD", 88_888_888_88, "HKD")
	in("CASE-CURRENCY-EUR", 9_999_999_99, "EUR")
	in("CASE-CURRENCY-GBP", 7_654_321_01, "GBP")
	in("CASE-CURRENCY-SGD", 20_000_000_05, "SGD")
	in("CASE-CURRENCY-CNY", 345_600_000_00, "CNY")
	in("CASE-CURRENCY-JPY", 1_234_567_891, "JPY")
	in("CASE-LARGEST", 1_200_000_000_000_00, "CNY")
	in("CASE-SMALLEST", 1, "CNY")

	add("CASE-SIGNED-SATURDAY", func(a *agreement.Agreement) {
		a.SignedOn, a.Amount = onWeekday(a.SignedOn, time.Saturday), money.Amount{Minor: 55_000_000_00, Currency: "HKD"}
	})
	add("CASE-SIGNED-HOLIDAY", func(a *agreement.Agreement) {
		a.SignedOn, a.Amount = a.SignedOn[:4]+"-12-25", money.Amount{Minor: 33_000_000_00, Currency: "USD"}
	})

	one := add("CASE-TITLE-TWICE-1", func(a *agreement.Agreement) {
		a.Attributions[0] = agreement.Attribution{Office: "CHAOYANG", Num: 1, Den: 1}
	})
	add("CASE-TITLE-TWICE-2", func(a *agreement.Agreement) {
		a.Title = one.first.Title
		a.Attributions[0] = agreement.Attribution{Office: "TONGZHOU", Num: 1, Den: 1}
	})
	add("CASE-TITLE-HANT-ONLY", func(a *agreement.Agreement) { a.Title = lang.Text{Hant: a.Title.Hant} })
	add("CASE-TITLE-EN-ONLY", func(a *agreement.Agreement) { a.Title = lang.Text{En: a.Title.En} })

	wrong := add("CASE-CORRECTED", func(a *agreement.Agreement) { a.Amount.Minor *= 10 })
	becomes(wrong, journal.Corrected, 0, func(a *agreement.Agreement) { a.Amount.Minor /= 10 })
	add("CASE-REMOVED", plain).act = journal.Removed

	late := add("CASE-INCREASED-LATE", plain)
	increase(lateIncrease, late, money.Amount{Minor: 500_000_000_00, Currency: "CNY"})

	r.scriptProjects()
}

func (r *Records) scriptProjects() {
	add := func(code string, keep lang.Tag) {
		c, number := caseNamed(code)
		e := &r.editions[r.CaseEdition(c)-1]
		d := r.thrown(ofCase, number, 0)
		b := pick(d, sampleLines)
		title := sampleTitle(lang.Text{}, hongkongWord, b.name, pick(d, sampleOffers[0]))
		s := r.cases[e.Number]
		s.projects = append(s.projects, project.Project{
			ID: project.ID(r.id(ofCase, e.Opened, number)), Code: code, Edition: e.Number,
			Title: lang.Text{}.With(keep, title.Get(keep)), Type: project.Financing, Direction: project.Outward,
			Side: hongkong, District: "810101", Office: "CENTRALANDWESTERN", Owner: r.partyID(r.partyOf(d, hongkong)),
			Industry: b.industry, Amount: money.Amount{Minor: 40_000_000_00, Currency: "HKD"},
			Terms: c.line(), Status: "open",
		})
	}
	add("CASE-PROJECT-HANT-ONLY", lang.Hant)
	add("CASE-PROJECT-EN-ONLY", lang.En)
}

// caseParties makes the parties of the cases.
func (r *Records) caseParties() []party.Party {
	name := sampleTitle(lang.Text{}, beijingWord, sampleLines[9].name, serial(0), beijingForms[0])
	var all []party.Party
	add := func(code, side string, name lang.Text) *party.Party {
		c, number := caseNamed(code)
		all = append(all, party.Party{
			ID: party.ID(r.id(ofCase, r.editions[0].Opened, number)), Code: code, Kind: party.Company, Name: name,
			Side: side, Country: map[string]string{beijing: "CN", hongkong: "HK"}[side], Industry: "C35",
			Note: syntheticNote + ": " + c.line(),
		})
		return &all[len(all)-1]
	}
	add("CASE-PARTY-TWICE-1", beijing, name)
	add("CASE-PARTY-TWICE-2", beijing, lang.Text{Hant: "樣例．北京智能裝備 (第０００號) 有限責任公司", En: "SAMPLE BEIJING INTELLIGENT EQUIPMENT NO.000 LTD"})
	add("CASE-PARTY-USCC", beijing, sampleTitle(lang.Text{}, beijingWord, sampleLines[28].name, serial(0), beijingForms[0])).USCC = "91990000000000000A"
	add("CASE-PARTY-HANT-ONLY", hongkong, lang.Text{Hant: sampleTitle(lang.Text{}, hongkongWord, sampleLines[33].name, serial(0), otherForms[0]).Hant})
	add("CASE-PARTY-EN-ONLY", "", lang.Text{En: sampleTitle(lang.Text{}, sampleLines[36].name, serial(0), otherForms[0]).En})
	return all
}
