// Package spoken writes numbers as they are said aloud, for the sheet of somebody who has to say
// them: in Mandarin (zh-Hans), as Cantonese speakers say them (zh-Hant), and in English. 672.2亿元
// is 六百七十二亿二千万元, 六百七十二億二千萬元, sixty-seven point two two billion yuan.
//
// The invariant it keeps: what is written reads back to the same value, exactly. docs/rules.md
// names the rules (“Numbers as spoken”).
//
// Next in the way of the data: figure, whose values are said.
package spoken
