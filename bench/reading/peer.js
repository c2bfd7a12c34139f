// Reads lines with Recognizers-Text: number, ordinal, percentage, number range and currency. Each line of the standard input
// is {"culture": …, "lines": […]}; each is answered with the seconds that the five models took.
'use strict';
const number = require('@microsoft/recognizers-text-number');
const unit = require('@microsoft/recognizers-text-number-with-unit');
const models = {};
function of(culture) {
  if (!models[culture]) {
    const n = new number.NumberRecognizer(culture), u = new unit.NumberWithUnitRecognizer(culture);
    models[culture] = [
      () => n.getNumberModel(culture, false), () => n.getOrdinalModel(culture, false), () => n.getPercentageModel(culture, false),
      () => n.getNumberRangeModel && n.getNumberRangeModel(culture, false), () => u.getCurrencyModel(culture, false),
    ].map(f => { try { return f(); } catch { return null; } }).filter(Boolean);
  }
  return models[culture];
}
require('readline').createInterface({ input: process.stdin }).on('line', line => {
  const { culture, lines } = JSON.parse(line);
  const all = of(culture);
  const from = process.hrtime.bigint();
  for (const text of lines) for (const model of all) model.parse(text);
  console.log(JSON.stringify({ seconds: Number(process.hrtime.bigint() - from) / 1e9 }));
});
