import type { Target } from '../../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../../errors/index.ts'
import type { RoutingStrategy } from '../routing-strategy.ts'
import { ranked, type ScoreWeights, scoreOf } from '../score.ts'
import { draw } from './draw.ts'
import { inOrder } from './in-order.ts'

export interface WaterFillingOptions extends ScoreWeights {
  /** What each target bears, requests per minute. A target that is not named bears everything. */
  readonly requestsPerMinute: Readonly<Record<Target, number>>
  /** Quality points by which a target must fall behind to be preferred e times less, above 0. Default 0.05. */
  readonly temperature?: number
}

/** In which the demand is measured, ms. */
const MEMORY_MS = 60_000

/**
 * Spreads requests over targets that have limits: everybody gets in proportion to how good he is, up to what he bears, and
 * what is left over flows to the next best (water-filling). Far below the limits the best gets nearly all. The demand is that
 * of this process over the last minute or so. Propensities are exact.
 */
export function waterFilling(options: WaterFillingOptions): RoutingStrategy {
  const { requestsPerMinute, temperature = 0.05 } = options
  const faults: Fault[] = Object.entries(requestsPerMinute)
    .filter(([, limit]) => !(limit > 0))
    .map(([target, limit]) => ({ path: `requestsPerMinute.${target}`, message: `${limit} is not above 0` }))
  if (!(temperature > 0 && temperature < Infinity)) {
    faults.push({ path: 'temperature', message: `${temperature} is not a number above 0` })
  }
  if (faults.length > 0) throw new InvalidOptionsError('waterFilling', faults)
  const limits = new Map(Object.entries(requestsPerMinute))
  let demand = 0
  let atMs = 0
  return {
    name: 'water-filling',
    plan({ candidates, task, explore, random, nowMs, weights }) {
      demand = demand * Math.exp(-Math.max(0, nowMs - atMs) / MEMORY_MS) + 1
      atMs = nowMs
      const order = ranked(candidates, candidate => scoreOf(candidate, task, { ...options, ...weights }))
      const [best, ...rest] = order
      const parties = order.map(({ candidate: { target, weight = 1 }, score }) => ({
        cap: (limits.get(target) ?? Infinity) * weight,
        power: Math.exp((score - best.score) / temperature),
      }))
      const shares = waterFill(demand, parties)
      const weightOf = (i: number): number => shares[i] ?? 0
      const items = [
        { entry: best, weight: weightOf(0) },
        ...rest.map((entry, i) => ({ entry, weight: weightOf(i + 1) })),
      ] as const
      const most = items.reduce((a, b) => (b.weight > a.weight ? b : a))
      const { item, propensity } = explore ? draw(items, random) : { item: most, propensity: 1 }
      const { target } = item.entry.candidate
      const share = (100 * item.weight).toFixed(0)
      return inOrder(order, `${target} gets ${share} % of ${demand.toFixed(0)} a minute`, item.entry, propensity)
    },
  }
}

export interface WaterFillParty {
  /** The most that it bears, 0 or above; `Infinity` for no limit. */
  readonly cap: number
  /** How much it should get relative to the others, above 0. */
  readonly power: number
}

/**
 * Shares of a demand, summing to 1: in proportion to power, but nobody above his cap as long as others have room. Where all
 * caps together are too small each gets in proportion to his cap. Finds the level z with Σ min(cap, z × power) = demand by
 * filling up the parties in the order in which they are full.
 */
export function waterFill(demand: number, parties: readonly WaterFillParty[]): readonly number[] {
  const room = parties.reduce((sum, { cap }) => sum + cap, 0)
  if (!(room > 0)) return parties.map(() => 1 / parties.length)
  if (room <= demand) return parties.map(({ cap }) => cap / room)
  const order = [...parties.entries()].sort(([, a], [, b]) => a.cap / a.power - b.cap / b.power)
  const shares = parties.map(() => 0)
  let left = demand
  let power = parties.reduce((sum, party) => sum + party.power, 0)
  for (const [i, party] of order) {
    const given = Math.min(party.cap, (left * party.power) / power)
    shares[i] = given / demand
    left -= given
    power -= party.power
  }
  return shares
}
