package demo

import "bridgehead/lang"

// The words of the synthetic fair, each in the three languages side by side: nothing is
// converted from one script to another when the records are made.

// sampleMark stands at the head of every synthetic name and title.
var sampleMark = lang.Text{Hans: "样例", Hant: "樣例", En: "Sample"}

var (
	beijingWord  = lang.Text{Hans: "北京", Hant: "北京", En: "Beijing"}
	hongkongWord = lang.Text{Hans: "香港", Hant: "香港", En: "Hong Kong"}
	bothWord     = lang.Text{Hans: "京港", Hant: "京港", En: "Beijing–Hong Kong"}
)

// A line is a field of business with its code of GB/T 4754-2017.
type line struct {
	industry string
	name     lang.Text
}

var sampleLines = []line{
	{"A01", lang.Text{Hans: "现代种业", Hant: "現代種業", En: "Modern Seed"}},
	{"A05", lang.Text{Hans: "智慧农业", Hant: "智慧農業", En: "Smart Farming"}},
	{"C14", lang.Text{Hans: "健康食品", Hant: "健康食品", En: "Health Food"}},
	{"C15", lang.Text{Hans: "精品饮料", Hant: "精品飲料", En: "Fine Beverage"}},
	{"C18", lang.Text{Hans: "时尚服饰", Hant: "時尚服飾", En: "Fashion"}},
	{"C26", lang.Text{Hans: "新材料", Hant: "新材料", En: "New Materials"}},
	{"C27", lang.Text{Hans: "创新医药", Hant: "創新醫藥", En: "Innovative Medicine"}},
	{"C2770", lang.Text{Hans: "医用材料", Hant: "醫用材料", En: "Medical Materials"}},
	{"C34", lang.Text{Hans: "通用设备", Hant: "通用設備", En: "General Equipment"}},
	{"C35", lang.Text{Hans: "智能装备", Hant: "智能裝備", En: "Intelligent Equipment"}},
	{"C358", lang.Text{Hans: "医疗器械", Hant: "醫療器械", En: "Medical Devices"}},
	{"C36", lang.Text{Hans: "新能源汽车", Hant: "新能源汽車", En: "New Energy Vehicle"}},
	{"C37", lang.Text{Hans: "航空航天装备", Hant: "航空航天裝備", En: "Aerospace Equipment"}},
	{"C38", lang.Text{Hans: "储能装备", Hant: "儲能裝備", En: "Energy Storage"}},
	{"C39", lang.Text{Hans: "电子信息", Hant: "電子資訊", En: "Electronics"}},
	{"C3973", lang.Text{Hans: "集成电路", Hant: "集成電路", En: "Integrated Circuit"}},
	{"C40", lang.Text{Hans: "精密仪器", Hant: "精密儀器", En: "Precision Instruments"}},
	{"C42", lang.Text{Hans: "循环利用", Hant: "循環利用", En: "Recycling"}},
	{"D44", lang.Text{Hans: "清洁电力", Hant: "清潔電力", En: "Clean Power"}},
	{"D46", lang.Text{Hans: "智慧水务", Hant: "智慧水務", En: "Smart Water"}},
	{"E48", lang.Text{Hans: "轨道工程", Hant: "軌道工程", En: "Rail Engineering"}},
	{"F51", lang.Text{Hans: "跨境贸易", Hant: "跨境貿易", En: "Cross-border Trade"}},
	{"F52", lang.Text{Hans: "品牌零售", Hant: "品牌零售", En: "Brand Retail"}},
	{"G56", lang.Text{Hans: "临空服务", Hant: "臨空服務", En: "Airport Services"}},
	{"G58", lang.Text{Hans: "国际物流", Hant: "國際物流", En: "International Logistics"}},
	{"G59", lang.Text{Hans: "冷链仓储", Hant: "冷鏈倉儲", En: "Cold Chain"}},
	{"H61", lang.Text{Hans: "精品酒店", Hant: "精品酒店", En: "Hotel"}},
	{"I63", lang.Text{Hans: "卫星通信", Hant: "衛星通訊", En: "Satellite Communication"}},
	{"I64", lang.Text{Hans: "数字经济", Hant: "數字經濟", En: "Digital Economy"}},
	{"I65", lang.Text{Hans: "人工智能", Hant: "人工智能", En: "Artificial Intelligence"}},
	{"I651", lang.Text{Hans: "工业软件", Hant: "工業軟件", En: "Industrial Software"}},
	{"J67", lang.Text{Hans: "绿色金融", Hant: "綠色金融", En: "Green Finance"}},
	{"J68", lang.Text{Hans: "健康保险", Hant: "健康保險", En: "Health Insurance"}},
	{"J69", lang.Text{Hans: "金融科技", Hant: "金融科技", En: "Fintech"}},
	{"K70", lang.Text{Hans: "城市更新", Hant: "城市更新", En: "Urban Renewal"}},
	{"L72", lang.Text{Hans: "专业服务", Hant: "專業服務", En: "Professional Services"}},
	{"M73", lang.Text{Hans: "生命科学", Hant: "生命科學", En: "Life Science"}},
	{"M74", lang.Text{Hans: "检验检测", Hant: "檢驗檢測", En: "Testing and Inspection"}},
	{"M75", lang.Text{Hans: "科技服务", Hant: "科技服務", En: "Technology Services"}},
	{"N77", lang.Text{Hans: "生态环保", Hant: "生態環保", En: "Environmental Protection"}},
	{"P83", lang.Text{Hans: "职业教育", Hant: "職業教育", En: "Vocational Education"}},
	{"Q84", lang.Text{Hans: "国际医疗", Hant: "國際醫療", En: "International Healthcare"}},
	{"R87", lang.Text{Hans: "影视制作", Hant: "影視製作", En: "Film Production"}},
	{"R88", lang.Text{Hans: "文化创意", Hant: "文化創意", En: "Creative Culture"}},
	{"R89", lang.Text{Hans: "冰雪运动", Hant: "冰雪運動", En: "Winter Sports"}},
}

// What is offered, by cooperation type in the order of project.Types. The first two go with
// a field of business, buildings and land without.
var sampleOffers = [][]lang.Text{
	{ // enterprise financing
		{Hans: "研发中心", Hant: "研發中心", En: "R&D Centre"},
		{Hans: "区域总部", Hant: "區域總部", En: "Regional Headquarters"},
		{Hans: "中试基地", Hant: "中試基地", En: "Pilot Production Base"},
		{Hans: "股权融资", Hant: "股權融資", En: "Equity Financing"},
		{Hans: "生产线扩建", Hant: "生產線擴建", En: "Production Line Extension"},
		{Hans: "联合实验室", Hant: "聯合實驗室", En: "Joint Laboratory"},
	},
	{ // park cooperation
		{Hans: "产业园", Hant: "產業園", En: "Industrial Park"},
		{Hans: "创新园", Hant: "創新園", En: "Innovation Park"},
		{Hans: "示范基地", Hant: "示範基地", En: "Demonstration Base"},
		{Hans: "加速器", Hant: "加速器", En: "Accelerator"},
	},
	{ // building cooperation
		{Hans: "总部大厦", Hant: "總部大廈", En: "Headquarters Tower"},
		{Hans: "商务楼宇", Hant: "商務樓宇", En: "Office Building"},
		{Hans: "会展中心", Hant: "會展中心", En: "Exhibition Centre"},
	},
	{ // land financing
		{Hans: "地块综合开发", Hant: "地塊綜合開發", En: "Site Development"},
		{Hans: "片区更新", Hant: "片區更新", En: "Area Renewal"},
		{Hans: "枢纽上盖开发", Hant: "樞紐上蓋開發", En: "Transport Hub Development"},
	},
}

// What is signed without having been on offer.
var sampleDeals = []lang.Text{
	{Hans: "战略合作", Hant: "戰略合作", En: "Strategic Cooperation"},
	{Hans: "联合研发项目", Hant: "聯合研發項目", En: "Joint Research Project"},
	{Hans: "跨境服务平台", Hant: "跨境服務平台", En: "Cross-border Service Platform"},
	{Hans: "产业基金", Hant: "產業基金", En: "Industry Fund"},
	{Hans: "供应链合作", Hant: "供應鏈合作", En: "Supply Chain Cooperation"},
	{Hans: "人才交流项目", Hant: "人才交流項目", En: "Talent Exchange Project"},
	{Hans: "产业园", Hant: "產業園", En: "Industrial Park"},
	{Hans: "区域总部", Hant: "區域總部", En: "Regional Headquarters"},
	{Hans: "孵化基地", Hant: "孵化基地", En: "Incubator"},
	{Hans: "数据服务中心", Hant: "數據服務中心", En: "Data Service Centre"},
	{Hans: "采购合作", Hant: "採購合作", En: "Procurement Cooperation"},
	{Hans: "并购项目", Hant: "併購項目", En: "Acquisition"},
}

// No phase is as common as all of them together.
var samplePhases = []lang.Text{
	{},
	{},
	{},
	{Hans: "一期", Hant: "一期", En: "Phase I"},
	{Hans: "二期", Hant: "二期", En: "Phase II"},
	{Hans: "三期", Hant: "三期", En: "Phase III"},
}

// What an owner asks and offers, as submitted by the office.
var sampleTerms = []string{
	"样例：出让部分股权，资金用于研发和设备采购",
	"样例：寻求合作运营方，提供物业和配套政策",
	"样例：整栋出租或转让，可分期交付",
	"样例：以土地作价入股，共同开发",
	"样例：寻求战略投资者，投后持股比例面议",
	"樣例：尋求北京合作夥伴，提供香港銷售及融資渠道",
	"Sample: seeks a joint venture partner; offers technology and brand",
}

// A form is the legal form at the end of a company's name.
var (
	beijingForms = []lang.Text{
		{Hans: "有限公司", Hant: "有限公司", En: "Co., Ltd."},
		{Hans: "有限公司", Hant: "有限公司", En: "Co., Ltd."},
		{Hans: "股份有限公司", Hant: "股份有限公司", En: "Joint Stock Co., Ltd."},
		{Hans: "集团有限公司", Hant: "集團有限公司", En: "Group Co., Ltd."},
	}
	otherForms = []lang.Text{
		{Hans: "有限公司", Hant: "有限公司", En: "Limited"},
		{Hans: "有限公司", Hant: "有限公司", En: "Limited"},
		{Hans: "控股有限公司", Hant: "控股有限公司", En: "Holdings Limited"},
		{Hans: "国际有限公司", Hant: "國際有限公司", En: "International Limited"},
	}
)

// A place from which money comes that is neither side.
type country struct {
	code string
	name lang.Text
}

var sampleCountries = []country{
	{"SG", lang.Text{Hans: "新加坡", Hant: "新加坡", En: "Singapore"}},
	{"US", lang.Text{Hans: "美国", Hant: "美國", En: "US"}},
	{"JP", lang.Text{Hans: "日本", Hant: "日本", En: "Japan"}},
	{"GB", lang.Text{Hans: "英国", Hant: "英國", En: "UK"}},
	{"DE", lang.Text{Hans: "德国", Hant: "德國", En: "German"}},
	{"FR", lang.Text{Hans: "法国", Hant: "法國", En: "French"}},
	{"KR", lang.Text{Hans: "韩国", Hant: "韓國", En: "Korea"}},
	{"AU", lang.Text{Hans: "澳大利亚", Hant: "澳洲", En: "Australia"}},
	{"CA", lang.Text{Hans: "加拿大", Hant: "加拿大", En: "Canada"}},
	{"CH", lang.Text{Hans: "瑞士", Hant: "瑞士", En: "Swiss"}},
	{"AE", lang.Text{Hans: "阿联酋", Hant: "阿聯酋", En: "UAE"}},
	{"MO", lang.Text{Hans: "澳门", Hant: "澳門", En: "Macao"}},
}

// What organisations that are no companies are called, after the field of business. None of
// these, nor the parks and the venue below, may become the name of a real one after a place.
var (
	fundWord        = lang.Text{Hans: "产业投资基金", Hant: "產業投資基金", En: "Industry Investment Fund"}
	associationWord = lang.Text{Hans: "行业协会", Hant: "行業協會", En: "Industry Association"}
	universityWord  = lang.Text{Hans: "示范大学", Hant: "示範大學", En: "Model University"}
	governmentWord  = lang.Text{Hans: "发展促进中心", Hant: "發展促進中心", En: "Development Promotion Centre"}
)

var (
	districtOffice = lang.Text{Hans: "投资促进办公室", Hant: "投資促進辦公室", En: "Investment Promotion Office"}
	parkWords      = []lang.Text{
		{Hans: "甲号园区管理处", Hant: "甲號園區管理處", En: "Park A Administration"},
		{Hans: "乙号园区管理处", Hant: "乙號園區管理處", En: "Park B Administration"},
		{Hans: "丙号园区管理处", Hant: "丙號園區管理處", En: "Park C Administration"},
	}
)

// The districts that report for themselves; the parks report beside them.
var reportingDistricts = []string{
	"110101", "110102", "110105", "110106", "110107", "110108", "110112", "110113",
	"810101", "810102", "810201", "810205", "810305", "810307",
}

var sampleThemes = []lang.Text{
	{Hans: "携手共进 同享机遇", Hant: "攜手共進 同享機遇", En: "Forward Together, Sharing Opportunities"},
	{Hans: "开放合作 互利共赢", Hant: "開放合作 互利共贏", En: "Open Cooperation for Mutual Benefit"},
	{Hans: "创新驱动 协同发展", Hant: "創新驅動 協同發展", En: "Driven by Innovation, Growing in Concert"},
	{Hans: "专业服务 连接世界", Hant: "專業服務 連接世界", En: "Professional Services that Connect the World"},
	{Hans: "绿色转型 共创未来", Hant: "綠色轉型 共創未來", En: "A Green Transition, a Common Future"},
	{Hans: "数字经济 融合新篇", Hant: "數字經濟 融合新篇", En: "The Digital Economy: a New Chapter"},
}

var sampleVenue = lang.Text{Hans: "示范会展馆", Hant: "示範會展館", En: "Model Exhibition Hall"}

var sampleTracks = []lang.Text{
	{Hans: "创新驱动", Hant: "創新驅動", En: "Driven by Innovation"},
	{Hans: "开放合作", Hant: "開放合作", En: "Open Cooperation"},
	{Hans: "数字经济", Hant: "數字經濟", En: "Digital Economy"},
	{Hans: "国际消费", Hant: "國際消費", En: "International Consumption"},
	{Hans: "协同发展", Hant: "協同發展", En: "Concerted Development"},
}

var (
	openingWord   = lang.Text{Hans: "开幕式", Hant: "開幕式", En: "Opening"}
	ceremonyWord  = lang.Text{Hans: "签约仪式", Hant: "簽約儀式", En: "Signing Ceremony"}
	forumWord     = lang.Text{Hans: "专题论坛", Hant: "專題論壇", En: "Forum"}
	promotionWord = lang.Text{Hans: "专题推介会", Hant: "專題推介會", En: "Promotion"}
	talksWord     = lang.Text{Hans: "项目洽谈会", Hant: "項目洽談會", En: "Project Talks"}
)

// The rooms of the hall: the first is the largest.
var sampleRooms = []lang.Text{
	{Hans: "主会场", Hant: "主會場", En: "Main Hall"},
	{Hans: "一号会议室", Hant: "一號會議室", En: "Meeting Room 1"},
	{Hans: "二号会议室", Hant: "二號會議室", En: "Meeting Room 2"},
	{Hans: "三号会议室", Hant: "三號會議室", En: "Meeting Room 3"},
	{Hans: "四号会议室", Hant: "四號會議室", En: "Meeting Room 4"},
	{Hans: "五号会议室", Hant: "五號會議室", En: "Meeting Room 5"},
	{Hans: "六号会议室", Hant: "六號會議室", En: "Meeting Room 6"},
	{Hans: "七号会议室", Hant: "七號會議室", En: "Meeting Room 7"},
}

// What the public is told when a session does not take place as it was announced.
var (
	movedNote     = lang.Text{Hans: "时间和会场有变（合成示例）。", Hant: "時間和會場有變（合成示例）。", En: "Moved to another time and room (synthetic example)."}
	cancelledNote = lang.Text{Hans: "本场活动取消（合成示例）。", Hant: "本場活動取消（合成示例）。", En: "This session is cancelled (synthetic example)."}
)

// sampleTitle joins words into a title or name that begins with the mark: 样例·朝阳智能装备
// 产业园（二期）, Sample Chaoyang Intelligent Equipment Industrial Park (Phase II).
func sampleTitle(phase lang.Text, words ...lang.Text) lang.Text {
	t := lang.Text{Hans: sampleMark.Hans + "·", Hant: sampleMark.Hant + "·", En: sampleMark.En}
	for _, w := range words {
		t.Hans += w.Hans
		t.Hant += w.Hant
		if w.En != "" {
			t.En += " " + w.En
		}
	}
	if !phase.Empty() {
		t.Hans += "（" + phase.Hans + "）"
		t.Hant += "（" + phase.Hant + "）"
		t.En += " (" + phase.En + ")"
	}
	return t
}
