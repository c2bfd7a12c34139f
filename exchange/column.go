package exchange

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"bridgehead/lang"
	"bridgehead/money"
)

// A Kind says what the rows of a file are.
type Kind string

// The kinds of files.
const (
	Projects     Kind = "projects"
	Agreements   Kind = "agreements"
	Parties      Kind = "parties"
	Observations Kind = "observations"
	Leads        Kind = "leads"
	Milestones   Kind = "milestones"
	Technologies Kind = "technologies"
	Deployments  Kind = "deployments"
	Research     Kind = "research"
	Programmes   Kind = "programmes"
	Facilities   Kind = "facilities"
	Paths        Kind = "paths"
	Enterprises  Kind = "enterprises"
	Listings     Kind = "listings"
	Delegates    Kind = "delegates"
	Interests    Kind = "interests"
	Rates        Kind = "rates"
	Indicators   Kind = "indicators"
)

// Kinds lists them in the order in which help and forms offer them.
var Kinds = []Kind{Projects, Agreements, Parties, Observations, Leads, Milestones, Technologies, Deployments, Research, Programmes, Facilities, Paths, Enterprises, Listings, Delegates, Interests, Rates, Indicators}

// A heading is a column of a kind: the name by which mappings and messages call it, and
// what people write above it. Headings are compared folded, so that the other script,
// capitals, full-width letters and punctuation need no line of their own.
type heading struct {
	name  string
	words string // parted by bars
}

// title returns the four columns of a name in three languages: one whose language shows
// in each cell, and one for each language.
func title(name, words, hans, hant, en string) []heading {
	return []heading{{name, words}, {name + "_hans", hans}, {name + "_hant", hant}, {name + "_en", en}}
}

// headings of each kind. A word stands once in each kind; the name of a column is one of
// its words too.
var headings = map[Kind][]heading{
	Projects: slices.Concat([]heading{
		{"code", "编号|项目编号|编码|项目编码|项目代码|代码|code|project code|project no|project number|project id|id|ref|reference|招商项目编号|招商项目代码|招商项目编码"},
		{"edition", "届次|届|第几届|edition|edition no"},
	}, title("title", "名称|项目名称|项目|招商项目|招商项目名称|title|name|project|project name|project title",
		"中文名称|简体名称|名称 简体|项目名称 中文|项目名称 简体|中文项目名称|title chinese|title simplified chinese|name chinese|name simplified chinese",
		"繁体名称|名称 繁体|项目名称 繁体|繁体中文名称|title traditional chinese|name traditional chinese",
		"英文名称|名称 英文|项目名称 英文|英文项目名称|title english|name english|english title|english name|project name english"), []heading{
		{"type", "合作类型|合作方式|类型|项目类型|合作模式|type|cooperation type|cooperation|type of cooperation"},
		{"direction", "方向|投资方向|direction"},
		{"side", "方|所属方|报送方|side|host"},
		{"district", "区|所属区|所在区|区域|所在区域|地区|所在地|所在地区|district|location|area|区县|所属区县|项目所在区|项目所在地|district name"},
		{"office", "报送单位|报送部门|填报单位|推荐单位|office|reporting office|reporting unit|submitted by"},
		{"owner", "项目单位|业主|项目业主|项目方|招商单位|owner|project owner|company|enterprise"},
		{"industry", "行业|所属行业|产业|产业领域|所属领域|行业领域|领域|industry|sector"},
		{"amount", "金额|投资额|总投资|投资总额|总投资额|项目总投资|计划投资|拟投资额|项目金额|融资额|融资金额|拟融资额|amount|investment|total investment|investment amount|project cost|value|投资金额|总金额|项目投资额|拟投资金额|预计投资额|计划总投资|项目总投资额|项目金额总计|estimated investment|planned investment"},
		{"currency", "币种|货币|currency"},
		{"amount_unit", "金额单位|投资额单位|amount unit|unit of amount"},
		{"terms", "合作条件|项目简介|项目内容|合作内容|项目概况|需求|合作需求|条件|terms|description|summary|project description"},
		{"status", "状态|项目状态|进展|status|project status"},
		{"officer", "责任人|负责人|项目负责人|项目责任人|联系人|项目联系人|officer|responsible officer|contact|contact person"},
		{"officer_post", "负责人职务|责任人职务|联系人职务|职务|officer post|post|position|job title"},
	}),
	Agreements: slices.Concat([]heading{
		{"code", "编号|项目编号|签约编号|协议编号|合同编号|编码|项目编码|代码|code|agreement code|agreement no|agreement number|contract no|id|ref|reference|签约项目编号|签约项目代码|签约项目编码|项目代码|协议号|合同号|agreement id|agreement reference|contract number"},
		{"edition", "届次|届|第几届|edition|edition no"},
	}, title("title", "名称|项目名称|项目|签约项目|签约项目名称|协议名称|合同名称|title|name|agreement|agreement name|agreement title|project|project name|project title",
		"中文名称|简体名称|名称 简体|项目名称 中文|项目名称 简体|中文项目名称|title chinese|title simplified chinese|name chinese|name simplified chinese",
		"繁体名称|名称 繁体|项目名称 繁体|繁体中文名称|title traditional chinese|name traditional chinese",
		"英文名称|名称 英文|项目名称 英文|英文项目名称|title english|name english|english title|english name|project name english"), []heading{
		{"type", "协议类型|合同类型|签约类型|类型|协议性质|type|agreement type|type of agreement|contract type|协议类别|签约形式|合作类型|合作形式|合作方式|cooperation type"},
		{"row", "变更|变更类型|记录类型|行类型|增资或替换|新增或变更|row|change|row type|record type"},
		{"amends", "原编号|原项目编号|变更对象|被变更项目编号|所属项目编号|原协议编号|amends|original code|original agreement|amended agreement"},
		{"direction", "方向|投资方向|direction"},
		{"signed_on", "签约日期|签约时间|签署日期|签署时间|日期|signed on|signed|date|date signed|signing date|date of signing|签约日|签署日|签订日期|签订时间|signed date|date of signature|signature date"},
		{"amount", "金额|签约金额|合同金额|投资额|投资金额|总投资|投资总额|总投资额|协议金额|项目金额|增资额|amount|contract amount|signed amount|investment|total investment|investment amount|value|签约额|签约总额|签约总金额|总金额|投资总金额|拟投资金额|拟投资额|计划投资|计划投资额|项目总投资|contract value|agreement value|agreement amount|deal value"},
		{"currency", "币种|货币|currency"},
		{"amount_unit", "金额单位|签约金额单位|amount unit|unit of amount"},
		{"investor", "投资方|投资者|投资人|投资企业|投资机构|甲方|港方|外方|investor|investors|投资主体|投资单位|投资方名称|investor name|investing party"},
		{"partner", "合作方|合作单位|合作伙伴|中方|京方|乙方|签约方|签约单位|签约主体|partner|partners|counterpart|合作企业|合作方名称|对方|counterparty"},
		{"district", "归属|归属区|区|所属区|所在区|落地区|落户区|注册区|区域|所在区域|地区|attribution|district|districts|location|area|区县|所属区县|归属地|落户地|承接区|所在地|district name"},
		{"office", "报送单位|报送部门|填报单位|归属单位|office|reporting office|reporting unit|submitted by"},
		{"industry", "行业|所属行业|产业|产业领域|所属领域|行业领域|领域|industry|sector"},
		{"country", "国家|国别|国家或地区|国家地区|资金来源地|来源地|country|country or region|source of funds|投资来源地|投资方国别|国别地区|country of origin"},
		{"project", "招商项目编号|对应招商项目|来源项目|招商项目|project code|catalogue project|from project"},
		{"confirmed", "确认方|已确认方|确认|confirmed|confirmed by|confirmed by sides"},
		{"ended_on", "终止日期|结束日期|替换日期|ended on|end date|ended"},
		{"note", "备注|说明|note|notes|remark|remarks"},
	}),
	Parties: slices.Concat([]heading{
		{"code", "编号|机构编号|企业编号|单位编号|编码|代码|code|party code|id|ref|reference"},
		{"kind", "类别|机构类别|机构类型|单位类型|性质|单位性质|类型|kind|type|party type"},
	}, title("name", "名称|机构名称|企业名称|单位名称|公司名称|机构|企业|单位|name|party|company|company name|organisation|organization|organisation name|organization name",
		"中文名称|简体名称|名称 简体|机构名称 中文|企业名称 中文|中文全称|name chinese|chinese name|name simplified chinese|name simplified",
		"繁体名称|名称 繁体|繁体中文名称|name traditional chinese|name traditional",
		"英文名称|名称 英文|机构名称 英文|企业名称 英文|英文全称|name english|english name"), []heading{
		{"side", "方|所属方|side|host"},
		{"district", "区|所属区|所在区|区域|所在区域|地区|所在地|district|location|area"},
		{"country", "国家|国别|国家或地区|国家地区|注册地|country|country or region"},
		{"industry", "行业|所属行业|产业|所属领域|领域|industry|sector"},
		{"uscc", "统一社会信用代码|社会信用代码|信用代码|uscc|unified social credit code|credit code"},
		{"lei", "法人识别编码|法律实体识别编码|全球法人识别编码|lei|legal entity identifier"},
		{"registration", "登记号|注册号|商业登记号码|公司注册编号|登记号码|注册号码|registration|registration no|registration number|business registration"},
		{"parent", "上级机构|上级单位|母公司|所属集团|集团|parent|parent company|group"},
		{"note", "备注|说明|note|notes|remark|remarks"},
	}),
	Observations: slices.Concat([]heading{
		{"code", "编号|观测编号|代码|code|id|ref|reference"},
		{"indicator", "指标|指标代码|指标编码|indicator|indicator code"},
		{"scope", "范围|口径|维度|scope"},
		{"edition", "届次|届|第几届|edition"},
		{"district", "区|所属区|区域|地区|district"},
		{"office", "报送单位|office"},
		{"side", "方|side"},
		{"direction", "方向|direction"},
		{"type", "类型|合作类型|type"},
		{"industry", "行业|所属行业|产业|industry|sector"},
		{"country", "国家|国别|国家或地区|country"},
		{"day", "日|day"},
		{"subject", "对象|主题|subject"},
		{"period", "期间|时期|年度|年份|period|year"},
		{"value", "值|数值|观测值|数据|value|figure|number"},
		{"qualifier", "修饰词|限定词|限定|qualifier"},
		{"unit", "单位|计量单位|unit"},
		{"currency", "币种|货币|currency"},
		{"as_of", "截至|截至日期|基准日|参考日期|as of|as_of|reference date|date"},
		{"kind", "性质|取得方式|kind|nature"},
		{"printed", "原文|原文数字|刊载原文|printed|as printed"},
	}, title("words", "表述|说法|陈述|words|statement",
		"表述 中文|表述 简体|words hans|words chinese|words simplified|words simplified chinese",
		"表述 繁体|words hant|words traditional|words traditional chinese",
		"表述 英文|words en|words english"),
		title("of", "占|占何|所占|分母|of|share of|part of",
			"占 中文|占 简体|of hans|of chinese", "占 繁体|of hant|of traditional", "占 英文|of en|of english"), []heading{
			{"open", "未尽列|等|open|open list"},
			{"headline", "采用|首选|headline|preferred"},
			{"document", "文件|来源|出处|来源文件|文件编号|document|source|document code"},
		}, title("stated_by", "发布人|陈述人|说话人|发言人|stated by|speaker|person",
			"发布人 中文|stated by hans|speaker chinese", "发布人 繁体|stated by hant|speaker traditional", "发布人 英文|stated by en|speaker english"),
		title("stated_office", "职务|发布人职务|发言人职务|stated office|office of speaker|post|position",
			"职务 中文|stated office hans|office hans|post chinese", "职务 繁体|stated office hant|office hant|post traditional", "职务 英文|stated office en|office en|post english"), []heading{
			{"ordinal", "序号|次序|顺序|ordinal|order|no"},
			{"about", "关于|所述对象编号|about"},
		}),
	Leads: slices.Concat([]heading{
		{"code", "编号|线索编号|编码|代码|code|lead code|lead no|id|ref|reference"},
		{"edition", "届次|届|第几届|edition|edition no"},
	}, title("title", "名称|事项|线索|线索名称|内容|title|name|lead|subject|what it is about",
		"中文名称|简体名称|名称 简体|title chinese|title simplified chinese|name chinese|name simplified chinese",
		"繁体名称|名称 繁体|title traditional chinese|name traditional chinese", "英文名称|名称 英文|title english|name english"), []heading{
		{"investor", "投资方|投资者|投资企业|投资机构|来访单位|investor|company|enterprise"},
		{"project", "招商项目编号|对应招商项目|招商项目|project code|project"},
		{"side", "方|所属方|side|host"},
		{"district", "区|所属区|意向区|落地区|区域|地区|district|location|area"},
		{"office", "报送单位|承办单位|责任单位|office|reporting office|responsible office"},
		{"officer", "责任人|负责人|承办人|联系人|officer|responsible officer|contact"},
		{"officer_post", "责任人职务|负责人职务|职务|officer post|post|position|job title"},
		{"received", "收到时间|接收时间|获得时间|来访时间|received|received at|heard of"},
		{"answered", "答复时间|响应时间|answered|answered at|replied at"},
		{"agreement", "签约项目编号|签约项目|已签项目|agreement code|agreement|became"},
		{"note", "备注|说明|note|notes|remark|remarks"},
	}),
	Technologies: technologyHeadings,
	Deployments:  deploymentHeadings,
	Research:     researchHeadings,
	Programmes:   programmeHeadings,
	Facilities:   facilityHeadings,
	Paths:        pathHeadings,
	Enterprises:  enterpriseHeadings,
	Listings:     listingHeadings,
	Delegates:    delegateHeadings,
	Interests:    interestHeadings,
	Milestones: {
		{"code", "编号|进展编号|编码|代码|code|milestone code|id|ref"},
		{"agreement", "签约项目编号|签约项目|项目编号|项目|协议编号|agreement code|agreement|agreement no"},
		{"lead", "线索编号|线索|lead code|lead"},
		{"stage", "阶段|进展|进展阶段|项目进展|状态|stage|milestone|status|step"},
		{"date", "日期|时间|发生日期|完成日期|date|on|day"},
		{"actual", "实际或计划|计划或实际|实际|性质|actual or planned|planned or actual|actual"},
		{"estimated", "估计或确认|确认或估计|确认情况|estimated or confirmed|confirmed or estimated|estimated"},
		{"amount", "金额|到资额|到资金额|到位资金|实缴金额|到位金额|amount|paid in|amount paid in|capital paid in"},
		{"currency", "币种|货币|currency"},
		{"amount_unit", "金额单位|amount unit|unit of amount"},
		{"instalment", "期次|第几期|批次|instalment|installment|tranche"},
		{"document", "证明文件|证明材料|依据|文件|document|evidence"},
		{"registry", "登记号|注册号|执照号|批文号|registry number|registry|registration"},
		{"address", "网址|链接|address|link|url"},
		{"reported_by", "报告人|报送单位|填报单位|reported by|office|reporting office"},
		{"verified", "已核实|核实|是否核实|verified"},
		{"reason", "原因|理由|暂停原因|终止原因|reason"},
		{"open", "未尽列|等|open|open list"},
		{"note", "备注|说明|note|notes|remark|remarks"},
	},
}

// required are the columns without which a file of the kind makes no sense: one of each
// group.
var required = map[Kind][][]string{
	Projects:     {{"title", "title_hans", "title_hant", "title_en", "code"}},
	Agreements:   {{"title", "title_hans", "title_hant", "title_en", "code", "amends"}},
	Parties:      {{"name", "name_hans", "name_hant", "name_en", "code", "uscc", "lei"}},
	Observations: {{"indicator"}},
	Leads:        {{"code"}, {"received"}},
	Milestones:   {{"agreement", "lead"}, {"stage"}, {"date"}},
	Technologies: {{"code"}},
	Deployments:  {{"code"}, {"technology"}},
	Research:     {{"code"}},
	Programmes:   {{"code"}},
	Facilities:   {{"code"}},
	Paths:        {{"code"}},
	Enterprises:  {{"name", "name_hans", "name_hant", "name_en", "uscc", "registration", "code"}},
	Listings:     {{"name", "name_hans", "name_hant", "name_en", "uscc", "registration", "code"}, {"exchange"}},
	Delegates:    {{"name", "name_hans", "name_hant", "name_en", "code"}},
	Interests:    {{"party"}},
}

// inMoney reports whether the heading of a column may say a unit of money.
func inMoney(column string) bool {
	return column == "amount" || column == "value" || column == "least_amount" || column == "most_amount"
}

// columnNames returns the names of a kind's columns in their order.
func columnNames(k Kind) []string {
	names := make([]string, len(headings[k]))
	for i, h := range headings[k] {
		names[i] = h.name
	}
	return names
}

// unasked are the columns that a form does not ask for: who enters it settles them, or they are
// said of what was entered before.
var unasked = []string{"edition", "title", "side", "office", "row", "amends", "confirmed", "ended_on"}

// FormColumns returns the names of the columns that a form asks for, in their order.
func FormColumns(k Kind) []string {
	return slices.DeleteFunc(columnNames(k), func(name string) bool { return slices.Contains(unasked, name) })
}

// headingIndex finds a column by what is written above it, folded.
var headingIndex = sync.OnceValue(func() map[Kind]map[string]string {
	all := map[Kind]map[string]string{}
	for k, list := range headings {
		all[k] = map[string]string{}
		for _, h := range list {
			for _, word := range append(strings.Split(h.words, "|"), h.name) {
				if key := lang.Fold(word); all[k][key] == "" {
					all[k][key] = h.name
				}
			}
		}
	}
	return all
})

// headingRunes are the characters of all headings, by which an encoding is recognised, in
// both scripts.
var headingRunes = sync.OnceValue(func() map[rune]bool {
	runes := map[rune]bool{}
	for _, list := range headings {
		for _, h := range list {
			for _, r := range h.words {
				runes[r] = r >= 0x80
			}
		}
	}
	for _, r := range "編號項目類別型稱簡體繁體額幣種貨單位報送區屬業產業領域簽約協議時間間資總機構註冊國別備註說明確認終結變更歸數據" {
		runes[r] = true
	}
	return runes
})

var (
	bracketed = regexp.MustCompile(`[（(\[【][^）)\]】]*[）)\]】]`)
	hanPart   = regexp.MustCompile(`\p{Han}[\p{Han}（）()]*`)
	latinPart = regexp.MustCompile(`[A-Za-z][A-Za-z .,()/&$'-]*`)
)

// knownHeading returns the column that a heading of the kind names: as it is, without
// what stands in brackets, without a unit at its end, or by one half of a heading in two
// languages.
func knownHeading(k Kind, text string) (column string, ok bool) {
	index := headingIndex()[k]
	try := func(s string) bool {
		column = index[lang.Fold(s)]
		return column != ""
	}
	bare := bracketed.ReplaceAllString(text, " ")
	if try(text) || try(bare) {
		return column, true
	}
	if _, isUnit := money.ParseUnit(text); isUnit {
		runes := []rune(strings.TrimSpace(bare))
		for n := len(runes) - 1; n > 1; n-- {
			if try(string(runes[:n])) && inMoney(column) {
				return column, true
			}
		}
	}
	for _, part := range strings.FieldsFunc(bare, func(r rune) bool { return r == '\n' || r == '/' || r == '|' || r == '／' || r == ':' || r == '：' }) {
		if try(part) {
			return column, true
		}
	}
	// 项目名称 Project name: both halves, and nothing beside them.
	han, latin := hanPart.FindString(bare), latinPart.FindString(bare)
	if han != "" && latin != "" && strings.TrimSpace(strings.NewReplacer(han, "", latin, "").Replace(bare)) == "" && (try(han) || try(latin)) {
		return column, true
	}
	return "", false
}
