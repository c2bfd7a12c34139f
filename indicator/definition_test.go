package indicator_test

import (
	"encoding/json"
	"maps"
	"os"
	"strings"
	"testing"

	"bridgehead/indicator"
	"bridgehead/lang"
)

// A good definition, of which each case of the table spoils one thing.
const goodDefinition = `{
	"code": "signed.large", "label": {"zh-Hans": "大项目", "zh-Hant": "大項目", "en": "Large agreements"},
	"synonyms": {"zh-Hans": ["大项目数"], "en": ["large deals"]},
	"means": {"zh-Hans": "一亿元以上。", "zh-Hant": "一億元以上。", "en": "Of 100 million yuan and more."},
	"unit": "agreement", "measure": "count", "of": "agreement",
	"filter": {"type": ["investment"], "amount_at_least": ["100000000 CNY", "15000000 USD"], "ended": false},
	"split": ["district", "industry"], "rules": ["counts-once", "two-keys", "attribution", "filter"],
	"rounding": {"digits": 1, "unit": {"zh-Hans": "亿", "zh-Hant": "億", "en": "million"}}
}`

// refusals reads the definition with some fields put in, or taken out where the value is
// empty, and returns what is said of it in English.
func refusals(t *testing.T, fields map[string]string) []string {
	t.Helper()
	var d map[string]json.RawMessage
	if err := json.Unmarshal([]byte(goodDefinition), &d); err != nil {
		t.Fatal(err)
	}
	for k, v := range fields {
		if d[k] = json.RawMessage(v); v == "" {
			delete(d, k)
		}
	}
	b, err := json.Marshal([]map[string]json.RawMessage{d})
	if err != nil {
		t.Fatal(err)
	}
	list, wrong := indicator.ReadDefinitions(b)
	if len(wrong) == 0 {
		own := map[string]indicator.Definition{}
		for _, d := range list {
			own[d.Code] = d
		}
		wrong = list[0].Check(func(code string) (indicator.Definition, bool) {
			if d, ok := own[code]; ok {
				return d, true
			}
			d, err := indicator.Latest(nil, code)
			return d, err == nil
		})
	}
	var said []string
	for _, why := range wrong {
		if why.Code != lang.CodeInvalid {
			t.Errorf("%v is %s", why, why.Code)
		}
		for _, tag := range lang.Tags {
			if text := why.In(tag); strings.ContainsAny(text, "⟦{") {
				t.Errorf("%s", text)
			}
		}
		said = append(said, why.In(lang.En))
	}
	return said
}

func TestDefinitionsAreRefusedWithTheFieldAndHowToMendIt(t *testing.T) {
	of := func(pairs ...string) map[string]string {
		m := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i]] = pairs[i+1]
		}
		return m
	}
	with := func(base map[string]string, pairs ...string) map[string]string {
		m := maps.Clone(base)
		maps.Copy(m, of(pairs...))
		return m
	}
	distinct := of("measure", `"distinct"`, "distinct", `"party"`, "unit", `"party"`, "rules", `["filter", "attribution", "distinct-values"]`)
	share := of("measure", `"share"`, "of", `"signed.count"`, "unit", `"percent"`, "filter", "", "rules", `["share-of"]`, "split", `["industry"]`, "narrow", `{"direction": "outward"}`)
	ratio := of("measure", `"ratio"`, "of", `"signed.amount"`, "over", `"signed.count"`, "unit", `""`, "filter", "", "rules", `["ratio-of"]`)
	rank := of("measure", `"rank"`, "of", `"signed.count"`, "among", `"district"`, "unit", `"rank"`, "filter", "", "rules", `["place-among"]`)
	stock := of("measure", `"stock"`, "of", "", "unit", `"enterprise"`, "filter", "", "rules", `["stock-and-flow"]`, "split", `["side"]`)
	cumulative := of("measure", `"cumulative"`, "of", `"signed.count"`, "filter", "", "rules", `["opening-balance"]`, "split", `[]`)
	days := of("measure", `"duration"`, "unit", `"day"`, "from", `"opened"`, "to", `"signed_on"`, "average", `"mean"`)
	tests := []struct {
		name   string
		fields map[string]string
		want   string // "" when it is taken
	}{
		{"a good definition is taken", nil, ""},
		{"one that counts values is taken", distinct, ""},
		{"a share is taken", share, ""},
		{"a ratio is taken", ratio, ""},
		{"a rank is taken", rank, ""},
		{"a stock is taken", stock, ""},
		{"a cumulative one is taken", cumulative, ""},
		{"a duration is taken", days, ""},
		{"an unknown field", of("colour", `"red"`), "Definition 1, signed.large: there is no field colour. Leave it out, or use one of: code, version,"},
		{"a field of another kind", of("split", `"district"`), "Definition 1, signed.large: the field split cannot be read; it must be a list of texts."},
		{"a null", of("unit", `null`), "Definition 1, signed.large: the field unit cannot be read; it must be a text."},
		{"a label in a fourth language", of("label", `{"fr": "x"}`), "the field label cannot be read; it must be texts in zh-Hans, zh-Hant and en."},
		{"synonyms in a fourth language", of("synonyms", `{"fr": ["x"]}`), "the field synonyms cannot be fr. Use one of: zh-Hans, zh-Hant, en."},
		{"a label that lacks a language", of("label", `{"en": "x", "zh-Hans": "x"}`), "the field label has no text in zh-Hant. Add it."},
		{"a code that no figure can be named by", of("code", `"Large"`), "the field code is no code."},
		{"a code that says growth", of("code", `"signed.count.growth"`), "the code means the growth or the share of signed.count already."},
		{"an unknown measure", of("measure", `"average"`), "the field measure cannot be average. Use one of: count, sum, distinct,"},
		{"an unknown kind of record", of("of", `"meeting"`), "the field of cannot be meeting. Use one of: agreement, project, session, track."},
		{"an unknown unit", of("unit", `"furlong"`), "the field unit names no known unit, furlong."},
		{"a count without a unit", of("unit", `""`), "the field unit must say what is counted"},
		{"a sum with a unit", of("measure", `"sum"`), `the field unit must be "", for the measure is sum.`},
		{"an unknown condition", of("filter", `{"colour": ["red"]}`), "the field filter has no condition colour; there are: amount_at_least,"},
		{"a condition that the records do not have", of("filter", `{"status": ["open"]}`), "the field filter cannot be status. Use one of: type, direction,"},
		{"an amount without a currency", of("filter", `{"amount_at_least": ["100"]}`), "the condition amount_at_least in the field filter cannot be read; it must be a list of amounts above zero"},
		{"a flag that is a text", of("filter", `{"ended": "yes"}`), "the condition ended in the field filter cannot be read; it must be true or false."},
		{"a value that the field does not have", of("filter", `{"type": ["loan"]}`), "in the field filter, type has no value loan. Correct it."},
		{"an industry that there is not", of("filter", `{"industry": ["Z99"]}`), "in the field filter, industry has no value Z99."},
		{"a filter whose rule is not named", of("rules", `["attribution"]`), "the field rules must name the rule filter, because it takes only some of the records."},
		{"increases that are counted", of("filter", `{"increase": true}`), "the field filter takes increases alone, which add nothing to the measure count."},
		{"an unknown dimension", of("split", `["colour"]`), "the field split cannot be colour. Use one of: edition, district,"},
		{"a dimension that the records do not have", of("split", `["side"]`), "the field split cannot be side. Use one of: district,"},
		{"a split by edition", of("split", `["edition"]`), "the field split needs no edition"},
		{"a split by district without its rule", of("rules", `["filter"]`), "the field rules must name the rule attribution, because an agreement can belong to several districts or offices, and the parts would count it twice unseen."},
		{"a split by district of what is filtered by district", of("filter", `{"district": ["110105"]}`), "the field split cannot hold district, for filter settles it already"},
		{"an unknown rule", of("rules", `["filter", "attribution", "fair-play"]`), "the field rules cannot be fair-play. Use one of: counts-once,"},
		{"too many digits", of("rounding", `{"digits": 30}`), "the digits of the field rounding must be from 0 to 12."},
		{"a rounding of another kind", of("rounding", `{"to": 2}`), "the field rounding cannot be read"},
		{"values of nothing", with(distinct, "distinct", ""), "the field distinct is missing, which the measure distinct needs."},
		{"values that a count has no use for", of("distinct", `"party"`), "the field distinct is not for the measure count but for distinct."},
		{"values of a field that there is not", with(distinct, "distinct", `"colour"`), "the field distinct cannot be colour."},
		{"values whose rule is not named", with(distinct, "rules", `["filter", "attribution"]`), "the field rules must name the rule distinct-values, because the sum of its parts would count one value twice unseen."},
		{"values added up over the editions", with(cumulative, "of", `"signed.parties"`), "whose measure distinct cannot be added up over the editions: one value would count twice unseen."},
		{"a stock added up over the editions", with(cumulative, "of", `"enterprise.stock"`, "unit", `"enterprise"`), "whose measure stock cannot be added up over the editions"},
		{"a cumulative one by districts", with(cumulative, "split", `["district"]`), "the field split cannot hold district, for an opening balance has no parts."},
		{"a stock over days", with(stock, "split", `["day"]`), "the field split cannot hold day, for a stock is the level of a date, and added up over time it would count the same twice unseen."},
		{"a stock over years", with(stock, "split", `["period"]`), "the field split cannot hold period, for a stock is the level of a date"},
		{"a stock of records", with(stock, "of", `"agreement"`), "the field of is not for the measure stock but for count."},
		{"a share without its part", with(share, "narrow", ""), "name the indicator that is the part in the field part, or a narrower scope in the field narrow; one of the two."},
		{"a share in what is no dimension of the whole", with(share, "narrow", `{"side": "beijing"}`), "the field narrow cannot hold side, by which signed.count is not split."},
		{"a share with a value that there is not", with(share, "narrow", `{"direction": "up"}`), "in the field narrow, direction has no value up."},
		{"a share of another kind of record", with(share, "narrow", "", "part", `"catalogue.count"`), "the field part names catalogue.count, which is no part of signed.count"},
		{"a share of what takes less than its part", with(share, "narrow", "", "of", `"signed.with_amount"`, "part", `"signed.count"`), "the field part names signed.count, which is no part of signed.with_amount"},
		{"a share split by what it is narrowed by", with(share, "split", `["direction"]`), "the field split cannot hold direction, for narrow settles it already"},
		{"a ratio over nothing", with(ratio, "over", ""), "the field over is missing, which the measure ratio needs."},
		{"a ratio over what there is not", with(ratio, "over", `"no.such"`), "the field over names no.such, which is no indicator with a number."},
		{"a ratio of itself", with(ratio, "of", `"signed.large"`), "the field of names signed.large, which is made of it again. Break the circle."},
		{"a ratio with another unit", with(ratio, "unit", `"agreement"`), `the field unit must be "", for the measure is ratio.`},
		{"a ratio split by what its parts are not", with(ratio, "split", `["side"]`), "the field split cannot hold side, by which signed.amount is not split."},
		{"a ratio with a filter", with(ratio, "filter", `{"ended": true}`), "the field filter is not for the measure ratio but for count."},
		{"a rank of no district", with(rank, "split", `["industry"]`), "the field split must hold district, so that a rank can say whose it is."},
		{"a rank among what there is not", with(rank, "among", `"side"`), "the field among cannot be side, for signed.count is no count or sum that is split by it."},
		{"days to the same date", with(days, "to", `"opened"`), "the field to is the same date as from"},
		{"days to an unknown date", with(days, "to", `"paid_on"`), "the field to cannot be paid_on. Use one of: opened, signed_on, ended_on."},
		{"days by an unknown average", with(days, "average", `"mode"`), "the field average cannot be mode. Use one of: mean, median."},
		{"a share that an edition compares with the last", with(share, "higher", "true"), "the field higher is for what is counted from records, not for share."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			said := refusals(t, tt.fields)
			if tt.want == "" {
				if len(said) > 0 {
					t.Errorf("it is refused: %q", said)
				}
				return
			}
			if len(said) == 0 || !strings.Contains(strings.Join(said, "\n"), tt.want) {
				t.Errorf("it says %q, want %q", said, tt.want)
			}
		})
	}
}

func TestFilesThatAreNoListOfDefinitionsAreRefused(t *testing.T) {
	for name, file := range map[string]string{
		"nothing": "", "an object": "{}", "a table": "code,label\n", "two lists": "[] []", "a list of texts": `["signed.count"]`,
	} {
		t.Run(name, func(t *testing.T) {
			list, wrong := indicator.ReadDefinitions([]byte(file))
			if len(list) > 0 || len(wrong) != 1 || wrong[0].Key != "definition.file" {
				t.Errorf("%+v, %v", list, wrong)
			}
		})
	}
}

func FuzzReadDefinitions(f *testing.F) {
	f.Add([]byte("[" + goodDefinition + "]"))
	f.Add([]byte(`[{"filter": {"amount_at_least": ["1 CNY"]}, "rounding": {"digits": 0}}]`))
	f.Fuzz(func(t *testing.T, file []byte) {
		list, wrong := indicator.ReadDefinitions(file)
		if len(wrong) > 0 {
			return
		}
		for _, d := range list {
			d.Check(func(code string) (indicator.Definition, bool) { return d, code == d.Code })
			again, err := indicator.ParseDefinition(d.Text())
			if err != nil || again.Text() != d.Text() {
				t.Errorf("%s is read again as %s, %v", d.Text(), again.Text(), err)
			}
		}
	})
}

func TestThePageExplainsWhatADefinitionHolds(t *testing.T) {
	b, err := os.ReadFile("../docs/indicators.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	_, example, _ := strings.Cut(page, "```json\n")
	example, _, _ = strings.Cut(example, "```")
	list, wrong := indicator.ReadDefinitions([]byte(example))
	if len(list) != 2 || len(wrong) > 0 {
		t.Fatalf("the example holds %d definitions; %v", len(list), wrong)
	}
	for _, d := range list {
		for _, why := range d.Check(func(code string) (indicator.Definition, bool) {
			if code == list[0].Code {
				return list[0], true
			}
			d, err := indicator.Latest(nil, code)
			return d, err == nil
		}) {
			t.Error(why)
		}
	}
	var words []string
	for _, f := range list[0].Fields() {
		words = append(words, f.Name)
	}
	for _, m := range indicator.Measures {
		words = append(words, string(m))
	}
	// The message that refuses an unknown condition lists all that there are.
	_, wrong = indicator.ReadDefinitions([]byte(`[{"filter": {"colour": ["red"]}}]`))
	words = append(words, strings.Split(wrong[0].Args["choices"].(string), ", ")...)
	// So does the one that refuses an unknown rule.
	spoiled := list[0]
	spoiled.Rules = append([]string{"fair-play"}, spoiled.Rules...)
	rules := rulesPage(t)
	for _, why := range spoiled.Check(func(string) (indicator.Definition, bool) { return list[0], false }) {
		for rule := range strings.SplitSeq(why.Args["choices"].(string), ", ") {
			if rules[rule] == "" {
				t.Errorf("the rule %s has no place in docs/rules.md", rule)
			}
		}
	}
	for _, w := range words {
		if !strings.Contains(page, "`"+w+"`") {
			t.Errorf("%s is not explained", w)
		}
	}
}
