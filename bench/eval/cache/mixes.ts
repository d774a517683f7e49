import { type Random, normal, seededRandom } from 'routewise'
import type { Trace } from './traces.ts'

/**
 * Requests to language models, made up: answers differ in length by a long tail, models in price by two orders of
 * magnitude, questions in how often they are asked by Zipf's law. The shapes were written down before any policy saw them.
 */
interface Shape {
  readonly name: string
  /** How fast popularity falls with rank. */
  readonly exponent: number
  /** Share of requests for something that nobody asks again. */
  readonly once: number
  /** How often, in requests, a tenth of the questions is replaced by new ones; 0: never. */
  readonly drift: number
  /** USD per million output tokens, and the share of questions that go to such a model. */
  readonly models: readonly (readonly [usdPerMTok: number, share: number])[]
  /** Median and spread (of the logarithm) of the output tokens. */
  readonly tokens: readonly [median: number, sigma: number]
}

const QUESTIONS = 40_000
const REQUESTS = 300_000
/** UTF-16 text, some four characters a token, and what an entry takes beside it. */
const BYTES_PER_TOKEN = 4
const ENTRY_BYTES = 1024

const mixed = [
  [0.4, 0.6],
  [4, 0.3],
  [25, 0.1],
] as const

const shapes: readonly Shape[] = [
  { name: 'steady', exponent: 0.9, once: 0, drift: 0, models: mixed, tokens: [300, 1] },
  { name: 'flat', exponent: 0.6, once: 0, drift: 0, models: mixed, tokens: [300, 1] },
  { name: 'steep', exponent: 1.1, once: 0.2, drift: 0, models: mixed, tokens: [300, 1] },
  { name: 'half-once', exponent: 0.9, once: 0.5, drift: 0, models: mixed, tokens: [300, 1] },
  { name: 'drifting', exponent: 0.9, once: 0.1, drift: 10_000, models: mixed, tokens: [300, 1] },
  { name: 'one-model', exponent: 0.9, once: 0.2, drift: 0, models: [[4, 1]], tokens: [300, 1] },
  { name: 'long-answers', exponent: 0.8, once: 0.2, drift: 0, models: mixed, tokens: [1500, 1.5] },
]

/** Every shape as a trace with sizes in bytes and costs in USD. */
export function mixes(): Trace[] {
  return shapes.map(draw)
}

function draw(shape: Shape): Trace {
  const random = seededRandom(`mix ${shape.name}`)
  const sizes = new Float64Array(REQUESTS)
  const costs = new Float64Array(REQUESTS)
  const ids = new Uint32Array(REQUESTS)
  const question = (): readonly [bytes: number, usd: number] => {
    const tokens = Math.max(
      1,
      Math.min(32_000, Math.round(shape.tokens[0] * Math.exp(shape.tokens[1] * normal(random)))),
    )
    return [ENTRY_BYTES + tokens * BYTES_PER_TOKEN, (tokens * priceOf(shape, random)) / 1e6]
  }
  const known: (readonly [number, number])[] = []
  const idAtRank = Uint32Array.from({ length: QUESTIONS }, (_, rank) => {
    known.push(question())
    return rank
  })
  const rankOf = zipf(QUESTIONS, shape.exponent)
  for (let i = 0; i < REQUESTS; i++) {
    if (shape.drift > 0 && i % shape.drift === shape.drift - 1) {
      for (let rank = 0; rank < QUESTIONS; rank++) if (random() < 0.1) idAtRank[rank] = known.push(question()) - 1
    }
    const id = random() < shape.once ? known.push(question()) - 1 : (idAtRank[rankOf(random())] ?? 0)
    const [bytes, usd] = known[id] ?? [1, 0]
    ids[i] = id
    sizes[i] = bytes
    costs[i] = usd
  }
  return { name: shape.name, ids, sizes, costs }
}

function priceOf({ models }: Shape, random: Random): number {
  let left = random()
  for (const [usdPerMTok, share] of models) {
    if (left < share) return usdPerMTok
    left -= share
  }
  return models.at(-1)?.[0] ?? 0
}

/** The rank that a uniform draw falls on, by bisection of the cumulated weights. */
function zipf(count: number, exponent: number): (draw: number) => number {
  const upTo = new Float64Array(count)
  let total = 0
  for (let rank = 0; rank < count; rank++) {
    total += (rank + 1) ** -exponent
    upTo[rank] = total
  }
  return draw => {
    const wanted = draw * total
    let low = 0
    let high = count - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((upTo[middle] ?? 0) > wanted) high = middle
      else low = middle + 1
    }
    return low
  }
}
