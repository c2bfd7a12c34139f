package demo

import (
	"bytes"
	"context"
	"embed"
	"fmt"

	"bridgehead/exchange"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// JinggangID names the fair that holds what was really published about the symposium.
const JinggangID = "jinggang"

// The files come in through the same door as everybody's: they are imported, so each
// figure can be followed to its file and row. What they say is restated from the
// documents below in words of our own; rates.csv is an extract of the European Central
// Bank's reference rates.
//
//go:embed jinggang/*.csv
var jinggangFiles embed.FS

// jinggangForm is the form of the fair: who holds it, its editions, its agenda, and the
// documents that its observations are taken from.
var jinggangForm = struct {
	fair      fair.Fair
	editions  []fair.Edition
	tracks    []fair.Track
	sessions  []fair.Session
	documents []fair.Document
}{
	fair: fair.Fair{
		ID:    JinggangID,
		Name:  lang.Text{Hans: "北京·香港经济合作研讨洽谈会", Hant: "北京·香港經濟合作研討洽談會", En: "Beijing–Hong Kong Economic Cooperation Symposium"},
		Short: lang.Text{Hans: "京港洽谈会", Hant: "京港洽談會", En: "Beijing–Hong Kong Symposium"},
		Since: 1997, Current: 26, Zone: "Asia/Hong_Kong",
		Sides: []fair.Side{
			{Code: "beijing", Name: lang.Text{Hans: "北京", Hant: "北京", En: "Beijing"}},
			{Code: "hongkong", Name: lang.Text{Hans: "香港", Hant: "香港", En: "Hong Kong"}},
		},
	},
	editions: []fair.Edition{
		{Number: 21, Opened: "2017-11-28", Place: inHongKong, HostSide: "hongkong"},
		{Number: 25, Opened: "2022-12-14"},
		{
			Number: 26, Opened: "2023-11-29", Place: inHongKong, HostSide: "hongkong",
			Theme: lang.Text{Hans: "深化合作 共赢未来", Hant: "深化合作 共贏未來", En: "Deeper cooperation, a shared future"},
			Venue: lang.Text{Hans: "香港会议展览中心", Hant: "香港會議展覽中心", En: "Hong Kong Convention and Exhibition Centre"},
			Note: lang.Text{
				Hans: "本届的登记尚未完成：来源只点名了部分签约项目，没有公布分项金额。",
				Hant: "本屆的登記尚未完成：來源只點名了部分簽約項目，沒有公佈分項金額。",
				En:   "The record of this edition is not complete: the sources name some of the agreements and publish no amounts for them.",
			},
		},
		{Number: 27, Opened: "2024-09-20", Place: lang.Text{Hans: "北京", Hant: "北京", En: "Beijing"}, HostSide: "beijing"},
		{Number: 28, Opened: "2025-11-12", Place: inHongKong, HostSide: "hongkong"},
	},
	tracks: []fair.Track{
		{Name: lang.Text{Hans: "创新驱动", Hant: "創新驅動", En: "Innovation"}},
		{Name: lang.Text{Hans: "开放合作", Hant: "開放合作", En: "Opening-up and cooperation"}},
		{Name: lang.Text{Hans: "数字经济", Hant: "數字經濟", En: "Digital economy"}},
		{Name: lang.Text{Hans: "国际消费", Hant: "國際消費", En: "International consumption"}},
		{Name: lang.Text{Hans: "协同发展", Hant: "協同發展", En: "Coordinated development"}},
	},
	sessions: []fair.Session{
		{Kind: "opening", Name: lang.Text{Hans: "开幕式", Hant: "開幕式", En: "Opening ceremony"}},
		{
			Kind: "signing_ceremony", Time: "afternoon", Name: lang.Text{Hans: "签约仪式", Hant: "簽約儀式", En: "Signing ceremony"},
			Within: lang.Text{Hans: "京港产业合作论坛暨“投资北京”专题推介", Hant: "京港產業合作論壇暨「投資北京」專題推介", En: "Beijing–Hong Kong industry forum and “Invest in Beijing” promotion"},
		},
		{Kind: "forum", Name: lang.Text{Hans: "京港金融合作发展论坛暨首都金融推介会", Hant: "京港金融合作發展論壇暨首都金融推介會", En: "Financial cooperation forum and promotion of the capital’s finance"}},
		{Kind: "promotion", Office: "朝阳区", Name: lang.Text{Hans: "投资朝阳专题推介会", Hant: "投資朝陽專題推介會", En: "Invest in Chaoyang promotion"}},
		{Kind: "promotion", Office: "北京城市副中心", Name: lang.Text{Hans: "北京城市副中心产业高质量发展推介会", Hant: "北京城市副中心產業高質量發展推介會", En: "Promotion of industry in Beijing’s sub-centre"}},
		{Kind: "negotiation", Office: "延庆区", Name: lang.Text{Hans: "“走进美丽延庆 共促合作发展”重点产业洽谈会", Hant: "「走進美麗延慶 共促合作發展」重點產業洽談會", En: "Yanqing negotiation meeting on key industries"}},
	},
	documents: []fair.Document{
		{
			Code: "S1", Published: "2023-11-29", Outlet: lang.Text{Hans: "北京青年报客户端", Hant: "北京青年報客戶端", En: "Beijing Youth Daily (app)"},
			Title: lang.Text{Hans: "关于第26届京港洽谈会的报道", Hant: "關於第26屆京港洽談會的報道", En: "Report on the 26th edition"},
			Note:  lang.Text{Hans: "19:01发布。", Hant: "19:01發佈。", En: "Published at 19:01."},
		},
		{Code: "S2", Published: "2023-11-28", Title: lang.Text{Hans: "关于第26届筹备情况的报道", Hant: "關於第26屆籌備情況的報道", En: "Report on the preparations of the 26th edition"}},
		{
			Code: "S3", Published: "2023-12-05", Outlet: lang.Text{Hans: "人民日报海外版", Hant: "人民日報海外版", En: "People’s Daily, overseas edition"},
			Title: lang.Text{Hans: "关于第26届的报道", Hant: "關於第26屆的報道", En: "Report on the 26th edition"},
		},
		{Code: "S4", Published: "2022-12-14", Title: lang.Text{Hans: "关于第25届的报道", Hant: "關於第25屆的報道", En: "Report on the 25th edition"}},
		{Code: "S5", Published: "2025-11-13", Title: lang.Text{Hans: "关于第28届的几篇报道", Hant: "關於第28屆的幾篇報道", En: "Reports on the 28th edition"}, Note: lang.Text{Hans: "2025年11月12日至13日。", Hant: "2025年11月12日至13日。", En: "Of 12 and 13 November 2025."}},
		{Code: "S6", Published: "2017-11-30", Title: lang.Text{Hans: "关于第21届的报道", Hant: "關於第21屆的報道", En: "Report on the 21st edition"}},
		{Code: "S7", Published: "2023-11-30", Title: lang.Text{Hans: "同期其他报道", Hant: "同期其他報道", En: "Other reports of the same days"}},
		{Code: "S8", Published: "2024-09-20", Title: lang.Text{Hans: "关于第27届朝阳区签约的标题", Hant: "關於第27屆朝陽區簽約的標題", En: "Headline on Chaoyang’s agreements at the 27th edition"}},
		{Code: "S9", Published: "2024-09-21", Title: lang.Text{Hans: "关于第27届石景山区签约的标题", Hant: "關於第27屆石景山區簽約的標題", En: "Headline on Shijingshan’s agreements at the 27th edition"}},
	},
}

var inHongKong = lang.Text{Hans: "香港", Hant: "香港", En: "Hong Kong"}

// jinggangImports are the files in the order in which they come in. The named agreements
// are confirmed for the Beijing side, which published them: the one key that the editions
// of this record require.
var jinggangImports = []struct {
	kind, file string
	edition    int64
	confirm    []string
}{
	{"rates", "rates.csv", 0, nil},
	{"parties", "parties.csv", 0, nil},
	{"agreements", "agreements.csv", 26, []string{"beijing"}},
	{"technologies", "technologies.csv", 26, nil},
	{"deployments", "deployments.csv", 26, nil},
	{"observations", "observations.csv", 0, nil},
}

// Jinggang loads the fair of what was really published: observations with speaker and
// source, and the parties, agreements, technologies, programmes and facilities that the
// sources name, without an amount that they do not print.
func Jinggang(ctx context.Context, db *store.DB) error {
	if err := loadForm(ctx, db); err != nil {
		return fmt.Errorf("demo: form of %s: %w", JinggangID, err)
	}
	for _, f := range jinggangImports {
		if err := importFile(ctx, db, f.kind, f.file, f.edition, f.confirm); err != nil {
			return fmt.Errorf("demo: %s of %s: %w", f.file, JinggangID, err)
		}
	}
	if err := loadLanding(ctx, db); err != nil {
		return fmt.Errorf("demo: landing of %s: %w", JinggangID, err)
	}
	return nil
}

// importFile brings in one of the embedded files as an office would.
func importFile(ctx context.Context, db *store.DB, kind, file string, edition int64, confirm []string) error {
	text, err := jinggangFiles.ReadFile("jinggang/" + file)
	if err != nil {
		return err
	}
	src, err := exchange.Read(bytes.NewReader(text), int64(len(text)), file, exchange.Limits{})
	if err != nil {
		return err
	}
	preview, err := exchange.Import(ctx, db, src, exchange.Options{
		Fair: JinggangID, Actor: actor, Kind: exchange.Kind(kind), Edition: edition, Confirm: confirm,
	})
	if err != nil && preview != nil && len(preview.Problems) > 0 {
		return fmt.Errorf("%w: %v", err, preview.Problems[0])
	}
	return err
}

func fromDocument(code string) store.How {
	return store.How{Action: journal.Created, Origin: journal.Origin{Kind: "document", ID: code}}
}

func loadForm(ctx context.Context, db *store.DB) error {
	return db.Update(ctx, JinggangID, actor, func(tx *store.Tx) error {
		form := jinggangForm
		if err := store.Put(ctx, tx, &form.fair, 0, fromDocument("S6")); err != nil {
			return err
		}
		for _, d := range form.documents {
			d.ID = tx.NewID()
			if err := store.Put(ctx, tx, &d, 0, fromDocument(d.Code)); err != nil {
				return err
			}
		}
		for _, e := range form.editions {
			e.ID = fair.EditionID(tx.NewID())
			e.Requires = fair.SideBit(0)
			e.Policy = money.Policy{Currency: "CNY", Source: money.ECB, On: money.OnOpening}
			if err := store.Put(ctx, tx, &e, 0, fromDocument("S1")); err != nil {
				return err
			}
		}
		for _, t := range form.tracks {
			t.ID, t.Edition = tx.NewID(), 26
			if err := store.Put(ctx, tx, &t, 0, fromDocument("S2")); err != nil {
				return err
			}
		}
		for _, s := range form.sessions {
			s.ID, s.Edition, s.Day = tx.NewID(), 26, "2023-11-29"
			if err := store.Put(ctx, tx, &s, 0, fromDocument("S1")); err != nil {
				return err
			}
		}
		return nil
	})
}

// loadLanding writes the records of what is planned.
func loadLanding(ctx context.Context, db *store.DB) error {
	return db.Update(ctx, JinggangID, actor, func(tx *store.Tx) error {
		scheme := jinggangScheme
		scheme.ID, scheme.Edition, scheme.Document = tx.NewID(), 26, "S1"
		if err := store.Put(ctx, tx, &scheme, 0, fromDocument("S1")); err != nil {
			return err
		}
		beijing, path := beijingProgramme, jinggangPath
		beijing.ID, beijing.Edition = tx.NewID(), 26
		if err := store.Put(ctx, tx, &beijing, 0, store.How{Action: journal.Created, Origin: journal.Origin{Kind: "document", ID: "BJ-FRD"}}); err != nil {
			return err
		}
		path.ID, path.Edition = tx.NewID(), 26
		if err := store.Put(ctx, tx, &path, 0, fromDocument("S1")); err != nil {
			return err
		}
		for _, f := range jinggangFacilities {
			f.ID, f.Edition, f.Document = tx.NewID(), 26, "S1"
			if err := store.Put(ctx, tx, &f, 0, fromDocument("S1")); err != nil {
				return err
			}
		}
		return nil
	})
}

var jinggangFacilities = []landing.Facility{
	{
		Code: "F-AI", Name: lang.Text{Hans: "人工智能超算中心", Hant: "人工智能超算中心", En: "AI supercomputing centre"},
		Sides: "hongkong", Status: "planned", From: "2024", Phased: true,
	},
	{
		Code: "F-ME", Name: lang.Text{Hans: "微电子中心", Hant: "微電子中心", En: "Microelectronics centre"},
		Sides: "hongkong", Status: "planned", From: "2024",
	},
	{
		Code: "F-JP", Name: lang.Text{Hans: "京港科技协同创新平台", Hant: "京港科技協同創新平台", En: "Joint science and technology innovation platform"},
		Sides: "beijing hongkong", Status: "building",
		Purpose: lang.Text{Hans: "基础研究与原始创新、成果转化、产业对接", Hant: "基礎研究與原始創新、成果轉化、產業對接", En: "basic research and original innovation, results to product, linking industries"},
	},
}
