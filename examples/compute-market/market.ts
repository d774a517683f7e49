/** A market that is known, and three sources that each tell it in their own faulty way. */
import { type Provider, type Random, seededRandom, simulated } from 'routewise'

export interface Offer {
  readonly provider: string
  readonly gpu: string
  readonly usdPerGpuHour: number
  readonly gpus: number
  readonly memoryGb: number
}

const vendors = ['northcloud', 'southcloud', 'gridcompute', 'bluebox']
const gpus = [
  { gpu: 'H100', usd: 2.6, memoryGb: 80 },
  { gpu: 'A100', usd: 1.4, memoryGb: 80 },
  { gpu: 'L40S', usd: 0.9, memoryGb: 48 },
  { gpu: 'B200', usd: 4.8, memoryGb: 192 },
]

/** What every offer really costs in a given week: prices drift by a few percent. */
export function market(week: number): readonly Offer[] {
  return vendors.flatMap(provider =>
    gpus.map(({ gpu, usd, memoryGb }) => {
      const random = seededRandom(`${provider}/${gpu}`)
      const level = 0.85 + 0.3 * random()
      const price = usd * level * (1 + 0.03 * Math.sin(week + 6 * random()))
      return { provider, gpu, usdPerGpuHour: cents(price), gpus: 8, memoryGb }
    }),
  )
}

/** How a source errs. */
type Telling = (offers: readonly Offer[], random: Random, week: number) => string

/** Careful: leaves out an offer now and then, and rounds. */
const careful: Telling = (offers, random) => JSON.stringify(offers.filter(() => random() > 0.04))

/** Stale: a third of its prices are last winter's, and its answer is cut when it runs long. */
const stale: Telling = (offers, random) => {
  const text = JSON.stringify(
    offers.map(offer => (random() < 0.35 ? { ...offer, usdPerGpuHour: cents(offer.usdPerGpuHour * 1.5) } : offer)),
  )
  return random() < 0.4 ? text.slice(0, Math.floor(text.length * 0.8)) : text
}

/** Sloppy: prose around it, prices of the whole machine for one GPU, offers that never were, the same one twice, NaN. */
const sloppy: Telling = (offers, random, week) => {
  const rows = offers.map(offer => {
    const dice = random()
    if (dice < 0.15) return { ...offer, usdPerGpuHour: cents(offer.usdPerGpuHour * offer.gpus) }
    if (dice < 0.3) return { ...offer, usdPerGpuHour: cents(offer.usdPerGpuHour * 1.5) }
    return offer
  })
  const invented = { provider: 'ghostcloud', gpu: `X${week}00`, usdPerGpuHour: 0.01, gpus: 8, memoryGb: 80 }
  const text = JSON.stringify([...rows, ...rows.slice(0, 2), invented])
  return `Here are the prices you asked for:\n\`\`\`json\n${text.replace('"gpus":8', '"gpus":NaN')}\n\`\`\`\nPrices may vary.`
}

/** The three sources as providers without a network. What they say in a week is always the same. */
export function sources(week: () => number): readonly Provider[] {
  return Object.entries({ careful, stale, sloppy }).map(([id, tell]) =>
    simulated({
      id,
      models: [{ id: 'prices' }],
      answer: () => ({ text: tell(market(week()), seededRandom(`${id}/${week()}`), week()), latencyMs: 0 }),
    }),
  )
}

function cents(usd: number): number {
  return Math.round(usd * 100) / 100
}
