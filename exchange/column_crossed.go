package exchange

import "slices"

// titled returns the four columns of a name, whose headings are made of one word in Chinese and one
// in English.
func titled(name, hans, en, more string) []heading {
	words := hans + "|" + en
	if more != "" {
		words += "|" + more
	}
	return title(name, words, hans+" 简体|"+hans+" 中文|中文"+hans+"|"+en+" simplified chinese|"+en+" chinese|chinese "+en,
		hans+" 繁体|繁体"+hans+"|"+en+" traditional chinese", hans+" 英文|英文"+hans+"|"+en+" english|english "+en)
}

// The columns of what crossed (docs/technology.md).
var (
	technologyHeadings = slices.Concat(
		[]heading{{"code", "编号|code|代码|编码|id|ref"}},
		[]heading{{"edition", "届次|edition|届|第几届"}},
		titled("name", "名称", "name", "技术名称|技术|technology name|technology"),
		titled("what", "用途", "what it does", "说明|description"),
		titled("origin_place", "来源地", "origin place", "起源地"),
		[]heading{{"origin_place_code", "来源地代码|origin place code"}},
		titled("institution", "来源机构", "origin institution", "研究机构"),
		titled("company", "来源企业", "origin company", "研发企业"),
		[]heading{{"research", "研究项目编号|research code"}},
		[]heading{{"patents", "专利号|patents|专利|patent"}},
		[]heading{{"took_low", "最短月数|least months"}},
		[]heading{{"took_high", "最长月数|most months"}},
		titled("took_said", "时间原文", "time as stated", ""),
		titled("chain_said", "路径原文", "way as stated", ""),
		[]heading{{"document", "来源文件|document|来源|出处|source"}},
		titled("stated_by", "发布人", "stated by", "陈述人|speaker"),
		titled("stated_office", "发布人职务", "stated office", "post|position"),
		[]heading{{"note", "备注|note|notes|remarks"}},
	)
	deploymentHeadings = slices.Concat(
		[]heading{{"code", "编号|code|代码|编码|id|ref"}},
		[]heading{{"edition", "届次|edition|届|第几届"}},
		[]heading{{"technology", "技术编号|technology code|所属技术|technology"}},
		titled("place", "地点", "place", "落地地点"),
		[]heading{{"place_code", "地点代码|place code"}},
		titled("scenario", "场景", "scenario", "应用场景"),
		[]heading{{"step", "次序|step|序号|order"}},
		[]heading{{"status", "状态|status|使用状态"}},
		[]heading{{"began", "开始使用|in use since|投用时间|began|start"}},
		[]heading{{"ended", "停止使用|ended|停用时间|end"}},
		titled("operator", "使用单位", "operator", "运营单位"),
		titled("scale", "规模", "scale", ""),
		[]heading{{"open", "未尽列|open list|等|open"}},
		[]heading{{"document", "来源文件|document|来源|出处|source"}},
		titled("stated_by", "发布人", "stated by", "陈述人|speaker"),
		titled("stated_office", "发布人职务", "stated office", "post|position"),
		[]heading{{"note", "备注|note|notes|remarks"}},
	)
	researchHeadings = slices.Concat(
		[]heading{{"code", "编号|code|代码|编码|id|ref"}},
		[]heading{{"edition", "届次|edition|届|第几届"}},
		titled("title", "名称", "title", "项目名称|research project|name"),
		titled("fields", "领域", "fields", "研究领域"),
		[]heading{{"begun", "开始|begun|起始时间|start"}},
		[]heading{{"ended", "停止使用|ended|停用时间|end"}},
		titled("institutions", "参与机构", "institutions", "合作机构"),
		titled("outputs", "产出", "outputs", "成果"),
		titled("steps", "转化步骤", "steps to product", "成果转化"),
		[]heading{{"open", "未尽列|open list|等|open"}},
		[]heading{{"document", "来源文件|document|来源|出处|source"}},
		titled("stated_by", "发布人", "stated by", "陈述人|speaker"),
		titled("stated_office", "发布人职务", "stated office", "post|position"),
		[]heading{{"note", "备注|note|notes|remarks"}},
	)
	enterpriseHeadings = slices.Concat(
		[]heading{{"code", "编号|code|代码|编码|id|ref"}},
		titled("name", "名称", "name", "企业名称|公司名称|企业|公司|company|company name"),
		[]heading{{"uscc", "统一社会信用代码|credit code|社会信用代码|信用代码|unified social credit code|unified social credit code uscc"}},
		[]heading{{"registration", "登记号|registration|注册号|登记号码|商业登记号码|公司注册编号|company number|registration number|registration no"}},
		[]heading{{"parent", "母公司|parent|上级单位|所属集团|投资方|parent company|group"}},
		[]heading{{"from", "资本来自|capital of|来源方|投资来源|投资来源地|from"}},
		[]heading{{"in", "设立于|set up in|设立地|所在地|in|place of registration"}},
		[]heading{{"district", "区|district|所属区|登记区|住所所在区|area"}},
		[]heading{{"established", "成立日期|established|成立时间|成立|设立日期|注册日期|date of incorporation|incorporated|registered on"}},
		[]heading{{"closed", "注销日期|closed|注销|注销时间|date of dissolution|dissolved"}},
		[]heading{{"register", "登记册|register|登记机关|registry"}},
		[]heading{{"document", "来源文件|document|来源|出处|source"}},
		[]heading{{"note", "备注|note|notes|remarks"}},
	)
	listingHeadings = slices.Concat(
		[]heading{{"code", "编号|code|代码|编码|id|ref"}},
		titled("name", "名称", "name", "企业名称|公司名称|企业|公司|company|company name"),
		[]heading{{"uscc", "统一社会信用代码|credit code|社会信用代码|信用代码|unified social credit code|unified social credit code uscc"}},
		[]heading{{"registration", "登记号|registration|注册号|登记号码|商业登记号码|公司注册编号|company number|registration number|registration no"}},
		[]heading{{"ticker", "证券代码|ticker|股票代码|stock code"}},
		[]heading{{"exchange", "交易所|exchange|上市地|stock exchange"}},
		[]heading{{"board", "板块|board|上市板块"}},
		[]heading{{"side", "所属方|side|方"}},
		[]heading{{"listed", "上市日期|listed|上市时间|上市|listing date"}},
		[]heading{{"delisted", "退市日期|delisted|退市|delisting date"}},
		[]heading{{"document", "来源文件|document|来源|出处|source"}},
		[]heading{{"note", "备注|note|notes|remarks"}},
	)
)
