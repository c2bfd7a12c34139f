// Package demo loads the two demonstration fairs.
//
// jinggang (京港洽谈会) holds what was really published about that fair, and nothing else.
//
// sample (样例洽谈会) is synthetic: 26 editions from 1997 to 2023 at the scale of a real fair, complete
// to the last record, drawn from a seed. Every name and title in it says so. No company and
// no person in it exists: organisations are a field of business with a serial number,
// their credit codes lie in a division that no place has, and the rates come from the
// sources SAMPLE and SAMPLE-MID.
//
// The invariant: the same Sample makes the same records, identifiers included, on any
// machine, at any time and whatever else was made before; a test holds two loads to the
// same root of the journal. A record follows from the seed and its own place alone, so that
// a million agreements can be made one by one.
//
// The sample holds the difficult cases of the rules of counting (docs/rules.md). Each can be found by
// the code of its record; where that is an edition, by the code at the head of its note.
// Cases returns this table with what each case is, in three languages. The edition is that of
// the default size; the last one keeps its place when the size is another, and the opening
// balance stays with edition 5.
//
//	rule                  kind        code                         edition
//	without-amount        agreement   CASE-WITHOUT-AMOUNT          26
//	without-amount        agreement   CASE-AMOUNT-ZERO             26
//	attribution           agreement   CASE-SHARES-60-40            26
//	attribution           agreement   CASE-SHARES-THIRDS           26
//	attribution           agreement   CASE-SHARES-OFFICE           26
//	remainder             agreement   CASE-SHARES-REMAINDER        26
//	remainder             agreement   CASE-SHARES-NONE             26
//	increase              agreement   CASE-INCREASED-LATER         24
//	increase              amendment   CASE-INCREASE-LATER          26
//	increase              agreement   CASE-INCREASED-SAME          25
//	increase              amendment   CASE-INCREASE-SAME           25
//	replacement           agreement   CASE-REPLACED                23
//	replacement           agreement   CASE-REPLACEMENT             26
//	two-keys              agreement   CASE-KEY-BEIJING-ONLY        26
//	two-keys              agreement   CASE-KEY-HONGKONG-ONLY       26
//	two-keys              agreement   CASE-KEY-NONE                26
//	two-keys              agreement   CASE-KEY-LATER               26
//	two-keys              edition     CASE-ONE-KEY-EDITION         23
//	two-keys              agreement   CASE-KEY-ENOUGH              23
//	two-keys              agreement   CASE-KEY-WRONG               23
//	rate-policy           agreement   CASE-CURRENCY-USD            26
//	rate-policy           agreement   CASE-CURRENCY-HKD            26
//	rate-policy           agreement   CASE-CURRENCY-EUR            26
//	rate-policy           agreement   CASE-CURRENCY-GBP            26
//	rate-policy           agreement   CASE-CURRENCY-SGD            26
//	rate-policy           agreement   CASE-CURRENCY-CNY            25
//	minor-units           agreement   CASE-CURRENCY-JPY            26
//	rate-policy           edition     CASE-POLICY-OPENING          26
//	rate-policy           edition     CASE-POLICY-SIGNING          25
//	rate-policy           edition     CASE-POLICY-NAMED            24
//	rate-policy           edition     CASE-POLICY-SOURCE           21
//	last-earlier-rate     agreement   CASE-SIGNED-SATURDAY         25
//	last-earlier-rate     agreement   CASE-SIGNED-HOLIDAY          23
//	last-earlier-rate     edition     CASE-OPENED-SATURDAY         20
//	reported-and-recorded edition     CASE-RECORD-OPEN             22
//	reported-and-recorded observation CASE-REPORTED-LARGER-COUNT   22
//	reported-and-recorded observation CASE-REPORTED-LARGER-AMOUNT  22
//	reported-and-recorded observation CASE-REPORTED-DIFFERS-COUNT  24
//	reported-and-recorded observation CASE-REPORTED-DIFFERS-AMOUNT 24
//	several-sources       observation CASE-SEVERAL-SOURCES         19
//	opening-balance       observation CASE-OPENING-BALANCE-COUNT    5
//	opening-balance       observation CASE-OPENING-BALANCE-AMOUNT   5
//	magnitude             agreement   CASE-LARGEST                 20
//	magnitude             agreement   CASE-SMALLEST                20
//	duplicates            agreement   CASE-TITLE-TWICE-1           26
//	duplicates            agreement   CASE-TITLE-TWICE-2           26
//	duplicates            party       CASE-PARTY-TWICE-1            -
//	duplicates            party       CASE-PARTY-TWICE-2            -
//	identifiers           party       CASE-PARTY-USCC               -
//	fallback              party       CASE-PARTY-HANT-ONLY          -
//	fallback              party       CASE-PARTY-EN-ONLY            -
//	fallback              agreement   CASE-TITLE-HANT-ONLY         26
//	fallback              agreement   CASE-TITLE-EN-ONLY           26
//	fallback              project     CASE-PROJECT-HANT-ONLY       26
//	fallback              project     CASE-PROJECT-EN-ONLY         26
//	correction            agreement   CASE-CORRECTED               25
//	correction            agreement   CASE-REMOVED                 25
//	positions             agreement   CASE-INCREASED-LATE          25
//	positions             amendment   CASE-INCREASE-LATE           26
//
// Next in the way of the data: web and the commands, which show it.
package demo
