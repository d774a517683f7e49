/** npm run build && node examples/compute-market/main.ts: eight weeks of GPU prices from three sources that disagree. */
import { grade, keyOf, PriceCollector } from './collect.ts'
import { market, sources } from './market.ts'

let week = 1
const collector = new PriceCollector(sources(() => week))

for (; week <= 8; week++) {
  const { merged, offers, reports, flagged } = await collector.collect(`week-${week}`)
  const { right, invented } = grade(offers, week)
  console.log(`\nweek ${week}: ${offers.length} offers, ${percent(right)} right, ${invented} invented`)
  console.log(`  weights    ${show(merged.weights ?? {})}`)
  for (const [target, { violations, failed }] of reports) {
    if (failed > 0)
      console.log(`  ${target}: ${failed} broke a rule, such as ${violations[0]?.rule} at ${violations[0]?.path}`)
  }
  for (const { target, reason } of merged.unread ?? []) console.log(`  ${target}: ${reason}`)
  console.log(`  to review  ${flagged.join(', ') || 'none'}`)
  if (week % 2 === 0) {
    await collector.correct(`week-${week}`, market(week))
    console.log(`  corrected; believed now ${show(collector.weights())}`)
  }
  if (week === 8) {
    console.table(
      offers.map(offer => {
        const field = merged.fields?.[keyOf(offer)]
        return { ...offer, confidence: Number(field?.confidence.toFixed(2)), from: field?.from.join(' ') }
      }),
    )
  }
}

let lines = 0
for await (const line of collector.labelled()) lines += line === '' ? 0 : 1
console.log(`\n${lines} corrections can be exported as a labelled set`)

function show(weights: Readonly<Record<string, number>>): string {
  return Object.entries(weights)
    .map(([target, weight]) => `${target} ${weight.toFixed(2)}`)
    .join('  ')
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}
