package demo

import (
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
)

// What is said here of programmes and of the path abroad is restated in words of our own from the
// sources that each names, as they were read on the day below.
const readOn lang.Date = "2026-11-28"

func t3(hans, hant, en string) lang.Text { return lang.Text{Hans: hans, Hant: hant, En: en} }

// jinggangScheme is the scheme of the report. What the report says of it, that it was planned, stays
// its status of that day.
var jinggangScheme = landing.Programme{
	Code: "NIAS", Name: t3("新型工业加速计划", "新型工業加速計劃", "New Industrialisation Acceleration Scheme"),
	Side: "hongkong", Status: "open", Budget: money.Amount{Minor: 10_000_000_000_00, Currency: "HKD"}, Assumed: "currency",
	Fields:   t3("生命健康、人工智能与数据科学、先进制造业与新能源科技", "生命健康、人工智能與數據科學、先進製造業與新能源科技", "life and health, artificial intelligence and data science, advanced manufacturing and new energy technology"),
	Supports: t3("新的生产设施", "新的生產設施", "new production facilities"),
	Sponsor:  t3("香港特区政府创新科技署（创新及科技基金）", "香港特區政府創新科技署（創新及科技基金）", "Innovation and Technology Commission, Hong Kong (Innovation and Technology Fund)"),
	Grant: t3("政府与企业按1比2配对；每个项目最多为获批总成本的三分之一或2亿港元，取低者；每家企业最多两个项目，合计不超过2亿港元。项目一般须在36个月内完成。",
		"政府與企業按1比2配對；每個項目最多為獲批總成本的三分之一或2億港元，取低者；每家企業最多兩個項目，合計不超過2億港元。項目一般須在36個月內完成。",
		"The government adds one dollar to every two of the enterprise: for each project at most a third of its approved cost or HK$200 million, whichever is lower; for each enterprise at most two projects and HK$200 million in all. A project normally ends within 36 months."),
	Apply: t3("通过创新科技署的基金管理系统网上提交；先由创新科技署初审，再经新型工业评审委员会评审，最后由署长批准。",
		"透過創新科技署的基金管理系統網上提交；先由創新科技署初審，再經新型工業評審委員會評審，最後由署長批准。",
		"Online, in the Commission’s fund management system. The Commission looks at it first, the New Industrialisation Vetting Committee assesses it, and the Commissioner approves."),
	Rolling: true,
	Note: t3("第26届的报道写的是100亿元，没有写币种；推出时的报道写明为港元。", "第26屆的報道寫的是100億元，沒有寫幣種；推出時的報道寫明為港元。",
		"The report of the 26th edition prints 10 billion without a currency; reports of the launch say Hong Kong dollars."),
	Turns: []landing.Turn{
		{Status: "planned", On: "2023-11-29", Cites: "S1", Words: t3("报道说香港将推出这一计划。", "報道說香港將推出這一計劃。", "The report says that Hong Kong will launch it.")},
		{Status: "open", On: "2024-09-16", Cites: "2 4", Words: t3("推出；当时每个项目总成本至少3亿港元，企业至少投入2亿港元。", "推出；當時每個項目總成本至少3億港元，企業至少投入2億港元。", "Launched. A project then had to cost at least HK$300 million, of which the enterprise put in HK$200 million.")},
		{Status: "open", On: "2025-11-18", Cites: "3", Words: t3("门槛下调：总成本至少1.5亿港元，企业至少投入1亿港元；另按1比1配对资助聘用最多十名技术人员。", "門檻下調：總成本至少1.5億港元，企業至少投入1億港元；另按1比1配對資助聘用最多十名技術人員。", "Thresholds lowered: a project of at least HK$150 million, of which the enterprise puts in HK$100 million; up to ten technical staff are paid for one to one.")},
	},
	Conditions: []landing.Condition{
		{Matter: landing.OfPlace, Among: "hongkong", Cites: "1", Words: t3("按《公司条例》（第622章）在香港注册成立", "按《公司條例》（第622章）在香港註冊成立", "Incorporated in Hong Kong under the Companies Ordinance (Cap. 622)")},
		{
			Matter: landing.OfQuestion, Question: "subvented", Cites: "1", Words: t3("不是政府资助机构，也不是其附属公司", "不是政府資助機構，也不是其附屬公司", "Neither a government-subvented organisation nor a subsidiary of one"),
			Ask: t3("公司是否既非政府资助机构，也非其附属公司？", "公司是否既非政府資助機構，也非其附屬公司？", "Is the company neither a government-subvented organisation nor a subsidiary of one?"),
		},
		{
			Matter: landing.OfQuestion, Question: "field", Cites: "1", Words: t3("属于三个指定领域之一：生命健康科技；人工智能与数据科学；先进制造与新能源科技", "屬於三個指定領域之一：生命健康科技；人工智能與數據科學；先進製造與新能源科技", "In one of three fields: life and health technology; AI and data science; advanced manufacturing and new energy technologies"),
			Ask: t3("项目是否属于这三个领域之一？", "項目是否屬於這三個領域之一？", "Is the project in one of the three fields?"),
		},
		{Matter: landing.OfCost, Least: "150000000.00 HKD", Cites: "3", Words: t3("每个项目总成本至少1.5亿港元", "每個項目總成本至少1.5億港元", "The project costs at least HK$150 million")},
		{Matter: landing.OfFunds, Least: "100000000.00 HKD", Cites: "3", Words: t3("企业自己至少投入1亿港元", "企業自己至少投入1億港元", "The enterprise itself puts in at least HK$100 million")},
		{
			Matter: landing.OfQuestion, Question: "smart", Cites: "1", Words: t3("在香港新设智能生产设施，并涉及高端先进技术", "在香港新設智能生產設施，並涉及高端先進技術", "New smart production facilities in Hong Kong that involve high-end and advanced technology"),
			Ask: t3("是否在香港新设涉及高端先进技术的智能生产设施？", "是否在香港新設涉及高端先進技術的智能生產設施？", "Are they new smart production facilities in Hong Kong with high-end and advanced technology?"),
		},
	},
	Papers: []landing.Paper{
		{Name: t3("申请书（网上填写）", "申請書（網上填寫）", "The application form, filled in online"), Cites: "5"},
		{Name: t3("创新科技署“申请所须文件清单”所列文件；清单内容未查阅", "創新科技署「申請所須文件清單」所列文件；清單內容未查閱", "What the Commission’s list of required documents names; the list itself was not read"), Cites: "5"},
	},
	Sources: []landing.Source{
		{Code: "1", Name: t3("创新及科技基金：新型工业加速计划", "創新及科技基金：新型工業加速計劃", "Innovation and Technology Fund: New Industrialisation Acceleration Scheme"), Address: "https://www.itf.gov.hk/en/funding-programmes/facilitating-technology/nias/index.html", Read: readOn},
		{Code: "2", Name: t3("新华社报道（人民网转载）", "新華社報道（人民網轉載）", "Xinhua, in People’s Daily Online"), Address: "http://en.people.cn/n3/2024/0917/c90000-20220027.html", Published: "2024-09-17", Read: readOn},
		{Code: "3", Name: t3("香港国际网络电视台关于门槛下调的报道", "香港國際網絡電視台關於門檻下調的報道", "Hong Kong International Network Television on the lower thresholds"), Address: "http://tvnet.hk/index.php/art/detail/id/1577.html", Published: "2025-11-19", Read: readOn},
		{Code: "4", Name: t3("香港特区政府新闻公报", "香港特區政府新聞公報", "Press release of the Hong Kong government"), Address: "https://www.info.gov.hk/gia/general/202502/05/P2025020500194.htm", Published: "2025-02-05", Read: readOn},
		{Code: "5", Name: t3("创新及科技基金中文页的转载", "創新及科技基金中文頁的轉載", "A copy of the Fund’s Chinese page"), Address: "http://code.python88.com/l/gaRMxqZ9sk", Read: readOn},
		{Code: "S1", Name: t3("北京青年报客户端关于第26届的报道", "北京青年報客戶端關於第26屆的報道", "Beijing Youth Daily (app), report on the 26th edition"), Published: "2023-11-29"},
	},
}

// beijingProgramme is a programme of Beijing's that companies of the other side may look for.
var beijingProgramme = landing.Programme{
	Code: "BJ-FRD", Name: t3("北京市支持外资研发中心", "北京市支持外資研發中心", "Beijing: support for foreign-funded R&D centres"), Side: "beijing", Status: "open",
	Sponsor:  t3("北京市人民政府；外资研发中心由市科学技术委员会、中关村科技园区管理委员会认定", "北京市人民政府；外資研發中心由市科學技術委員會、中關村科技園區管理委員會認定", "Municipal government of Beijing; centres are recognised by its Science and Technology Commission and the Zhongguancun Administrative Commission"),
	Supports: t3("首次在京设立实体研发创新中心或开放式创新平台，以及研发中心升级", "首次在京設立實體研發創新中心或開放式創新平台，以及研發中心升級", "a first physical R&D centre or open innovation platform in Beijing, and the upgrading of centres"),
	Grant: t3("首次设立的，按引进国际创新资源等情况综合评价，最高5000万元；由地区级升级为大区级或全球级的，最高2000万元。", "首次設立的，按引進國際創新資源等情況綜合評價，最高5000萬元；由地區級升級為大區級或全球級的，最高2000萬元。",
		"By an assessment of what they bring: up to RMB 50 million for a first centre or platform, up to RMB 20 million for raising a regional centre to a wider region’s or the world’s."),
	Note: t3("2023年8月公布的若干措施。条件取自市政府2023年5月的政策汇编中关于外资研发总部认定的部分。", "2023年8月公佈的若干措施。條件取自市政府2023年5月的政策匯編中關於外資研發總部認定的部分。",
		"Measures made public in August 2023. The conditions are those for recognising a foreign-funded R&D headquarters in the city’s collection of policies of May 2023."),
	Turns: []landing.Turn{{Status: "open", On: "2023-08-26", Cites: "2 3", Words: t3("措施已公布。", "措施已公佈。", "The measures were public by this day.")}},
	Conditions: []landing.Condition{
		{Matter: landing.OfPlace, Among: "beijing mainland", Cites: "4", Words: t3("依中国法律在中国境内登记", "依中國法律在中國境內登記", "Registered in China’s territory under Chinese law")},
		{
			Matter: landing.OfQuestion, Question: "foreign", Cites: "1", Words: t3("具有独立法人资格的外商投资企业，或其内设机构", "具有獨立法人資格的外商投資企業，或其內設機構", "A foreign-invested enterprise that is a legal person of its own, or a department of one"),
			Ask: t3("是否为外商投资企业（独立法人）或其内设机构？", "是否為外商投資企業（獨立法人）或其內設機構？", "Is it a foreign-invested enterprise with its own legal personality, or a department of one?"),
		},
		{Matter: landing.Unstated, Words: t3("香港投资者设立的企业是否按外商投资企业对待", "香港投資者設立的企業是否按外商投資企業對待", "Whether an enterprise of Hong Kong investors is treated as foreign-invested")},
		{
			Matter: landing.OfQuestion, Question: "capital", Cites: "1", Words: t3("在京累计实缴注册资本不低于200万美元", "在京累計實繳註冊資本不低於200萬美元", "Registered capital paid in Beijing of US$2 million or more in all"),
			Ask: t3("在京累计实缴注册资本是否达到200万美元？", "在京累計實繳註冊資本是否達到200萬美元？", "Has it paid in US$2 million or more of registered capital in Beijing?"),
		},
		{
			Matter: landing.OfQuestion, Question: "staff", Cites: "1", Words: t3("有固定的研发场所和专职研发人员", "有固定的研發場所和專職研發人員", "A fixed place for research and full-time research staff"),
			Ask: t3("是否有固定研发场所和专职研发人员？", "是否有固定研發場所和專職研發人員？", "Has it a fixed place and full-time staff for research?"),
		},
		{
			Matter: landing.OfQuestion, Question: "mandate", Cites: "1", Words: t3("经母公司授权承担研发总部职能，并承担研发项目", "經母公司授權承擔研發總部職能，並承擔研發項目", "Authorised by the parent to act as its R&D headquarters, and carrying out R&D projects"),
			Ask: t3("是否经母公司授权承担研发总部职能？", "是否經母公司授權承擔研發總部職能？", "Has the parent authorised it to act as its R&D headquarters?"),
		},
		{Matter: landing.Unstated, Cites: "2", Words: t3("综合评价的标准和分值", "綜合評價的標準和分值", "By which measures the assessment is made")},
	},
	Sources: []landing.Source{
		{Code: "1", Name: t3("北京市政府英文网：总部企业认定政策", "北京市政府英文網：總部企業認定政策", "Municipal government of Beijing: accreditation of headquarters enterprises"), Address: "http://english.beijing.gov.cn/latest/specials/policypackages/he/202305/t20230524_3111980.html", Published: "2023-05-24", Read: readOn},
		{Code: "2", Name: t3("北京市政府英文网：进一步支持外资研发中心发展的若干措施", "北京市政府英文網：進一步支持外資研發中心發展的若干措施", "Municipal government of Beijing: measures to further support foreign-funded R&D centres"), Address: "https://english.beijing.gov.cn/investinginbeijing/WhyBeijing/Environment/bus_env_policy/bizenv_hqrd/202403/t20240324_3599015.html", Published: "2024-03-24", Read: readOn},
		{Code: "3", Name: t3("中欧联合创新中心：措施公布的消息", "中歐聯合創新中心：措施公佈的消息", "EU–China Joint Innovation Centre, on the measures"), Address: "http://en.eucjic.org/index.php?id=135", Published: "2023-08-26", Read: readOn},
		{Code: "4", Name: t3("北京市政府英文网：2022年规定的解读", "北京市政府英文網：2022年規定的解讀", "Municipal government of Beijing: explanation of the regulations of 2022"), Address: "https://english.beijing.gov.cn/investinginbeijing/WhyBeijing/lawpolicy/policies/202204/t20220419_2681277.html", Published: "2022-04-19", Read: readOn},
	},
}
