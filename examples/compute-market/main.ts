/** npm run build && node examples/compute-market/main.ts: eight weeks of GPU prices from three sources that disagree. */
import { grade, keyOf, PriceCollector } from './collect.ts'
import { market, sources } from './market.ts'

let week = 1
const collector = new PriceCollector(sources(() => week))
const history: Record<string, number | string>[] = []

for (; week <= 8; week++) {
  const weights = rounded(collector.priceWeights())
  const { merged, offers, reports, flagged } = await collector.collect(`week-${week}`)
  const { right, invented } = grade(offers, week)
  history.push({ week, ...weights, 'offers right': `${Math.round(100 * right)} %`, invented, flagged: flagged.length })
  if (week === 1) {
    console.log('Week 1: what was wrong with the answers, before they were merged')
    for (const { violations } of reports.values()) {
      for (const { target, rule, path, message } of violations)
        console.log(`  ${target} breaks "${rule}" at ${path}: ${message}`)
    }
    for (const { target, reason } of merged.unread ?? []) console.log(`  ${target}: ${reason}`)
    console.log('\nWeek 1: disputed prices, merged')
    for (const offer of offers) {
      const field = merged.fields?.[`${keyOf(offer)}.usdPerGpuHour`]
      if (!field?.dissent) continue
      const others = field.dissent.map(({ target, value }) => `${target} says ${JSON.stringify(value)}`).join(', ')
      const mark = flagged.includes(keyOf(offer)) ? '  <- to review' : ''
      console.log(`  ${keyOf(offer)} $${offer.usdPerGpuHour}, ${percent(field.confidence)} sure; ${others}${mark}`)
    }
  }
  // Every second week a person looks the true prices up.
  if (week % 2 === 0) await collector.correct(`week-${week}`, market(week))
  if (week === 8) {
    console.log('\nWeek 8: the merged table')
    console.table(
      offers.map(offer => {
        const field = merged.fields?.[keyOf(offer)]
        return {
          offer: keyOf(offer),
          usd: offer.usdPerGpuHour,
          sure: percent(field?.confidence ?? 0),
          from: field?.from.join(' '),
        }
      }),
    )
  }
}

console.log('\nHow often each source is believed to be right about a price; corrected after weeks 2, 4, 6 and 8')
console.table(history)

let lines = 0
for await (const line of collector.labelled()) lines += line === '' ? 0 : 1
console.log(`${lines} corrections can be exported as a labelled set`)

function rounded(weights: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(weights).map(([target, weight]) => [target, Math.round(100 * weight) / 100]))
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}
