package exchange

import "slices"

// The columns of programmes, facilities and paths abroad (docs/landing.md).
var (
	programmeHeadings = slices.Concat(
		[]heading{{"code", "编号|code|代码|编码|id|ref"}, {"edition", "届次|edition|届|第几届"}},
		titled("name", "名称", "name", "计划名称|计划|programme|programme name|scheme"),
		[]heading{{"side", "所属方|side|方"}, {"status", "状态|status"}},
		titled("sponsor", "主办机构", "sponsor", "资助机构"),
		titled("fields", "领域", "fields", "支持领域"),
		titled("supports", "支持内容", "supports", ""),
		titled("grant", "资助", "grant", "资助额度"),
		titled("apply", "申请方式", "how to apply", ""),
		[]heading{{"opens", "开始日期|opens|申请开始|first day"}, {"closes", "截止日期|closes|申请截止|last day|deadline"}, {"rolling", "常年受理|all year|rolling"}},
		[]heading{{"amount", "总预算|budget|金额|amount|预算"}, {"currency", "币种|货币|currency"}, {"amount_unit", "金额单位|amount unit|unit of amount"}, {"assumed", "推定|assumed"}},
		[]heading{{"turns", "状态沿革|what became of it|turns"}, {"conditions", "条件|conditions|申请条件"}, {"papers", "须提交的文件|documents to hand in|papers|申请材料"}, {"sources", "来源清单|sources"}},
		[]heading{{"document", "来源文件|document|来源|出处|source"}},
		titled("stated_by", "发布人", "stated by", "陈述人|speaker"),
		titled("stated_office", "发布人职务", "stated office", "post|position"),
		titled("note", "备注", "note", "notes|remarks"),
	)
	facilityHeadings = slices.Concat(
		[]heading{{"code", "编号|code|代码|编码|id|ref"}, {"edition", "届次|edition|届|第几届"}},
		titled("name", "名称", "name", "设施名称|设施|facility|facility name"),
		[]heading{{"sides", "各方|sides|所在方"}, {"status", "状态|status"}, {"starts", "启用年份|starts|开始"}, {"phased", "分期|phased|分期建设"}},
		titled("purpose", "用途", "purpose", "功能"),
		titled("operator", "使用单位", "operator", "运营机构|运营单位"),
		titled("capacity", "容量", "capacity", "能力"),
		titled("apply", "申请方式", "how to apply", ""),
		[]heading{{"sources", "来源清单|sources"}},
		[]heading{{"document", "来源文件|document|来源|出处|source"}},
		titled("stated_by", "发布人", "stated by", "陈述人|speaker"),
		titled("stated_office", "发布人职务", "stated office", "post|position"),
		titled("note", "备注", "note", "notes|remarks"),
	)
	pathHeadings = slices.Concat(
		[]heading{{"code", "编号|code|代码|编码|id|ref"}, {"edition", "届次|edition|届|第几届"}},
		titled("name", "名称", "name", "路径名称|路径|path|path name"),
		[]heading{{"home", "出发方|from side|home"}, {"through", "经由方|through|经由"}, {"country", "国家或地区|country|country or region|国别|国家|目的地"}, {"industry", "行业|industry"}},
		titled("about", "说明", "about", "简介|description"),
		[]heading{{"technology", "技术编号|technology code|technology"}, {"programmes", "可用计划编号|programme codes|programmes"}, {"legs", "步骤|steps|legs"}, {"sources", "来源清单|sources"}},
		titled("note", "备注", "note", "notes|remarks"),
	)
)
