package exchange_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"bridgehead/exchange"
)

// manyAgreements makes a csv file of n agreements, each with an amount, a district and an
// investor, of whom there are a thousand.
func manyAgreements(n int) []byte {
	var b bytes.Buffer
	b.WriteString("编号,项目名称,英文名称,协议类型,方向,签约日期,金额（万元）,币种,投资方,归属区,行业,备注\n")
	districts := []string{"朝阳区", "海淀区", "东城区", "西城区", "丰台区", "通州区 60%；大兴区 40%"}
	types := []string{"投资合同", "框架协议", "备忘录"}
	for i := range n {
		fmt.Fprintf(&b, "BM-%06d,样例合作项目第%d号,Sample cooperation %d,%s,引进来,2023-11-%02d,%d.%02d,CNY,样例投资%d有限公司,%s,A0111,\n",
			i, i, i, types[i%3], 1+i%28, 100+i%9000, i%100, i%1000, districts[i%len(districts)])
	}
	return b.Bytes()
}

// BenchmarkImport brings in BRIDGEHEAD_BENCH_ROWS agreements (100,000 when it is not set)
// and reports how long the steps take. bench/ holds it beside hand-written SQL.
func BenchmarkImport(b *testing.B) {
	n := 100_000
	if s := os.Getenv("BRIDGEHEAD_BENCH_ROWS"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	file := manyAgreements(n)
	for b.Loop() {
		b.StopTimer()
		db := begin(b, filepath.Join(b.TempDir(), "fair.db"))
		src := source(b, "many.csv", file)
		o := agreements
		start := time.Now()
		var planned time.Time
		o.Progress = func(step exchange.Step, done, total int64) {
			if step == exchange.Staging && planned.IsZero() {
				planned = time.Now()
			}
		}
		b.StartTimer()
		p := bring(b, db, src, o)
		b.StopTimer()
		b.ReportMetric(planned.Sub(start).Seconds(), "s-plan")
		b.ReportMetric(time.Since(planned).Seconds(), "s-commit")
		start = time.Now()
		if again := bring(b, db, src, o); !again.Nothing() || p.Created != int64(n)+1000 {
			b.Fatal(p, again)
		}
		b.ReportMetric(time.Since(start).Seconds(), "s-again")
		db.Close()
		b.StartTimer()
	}
}
