import { ProviderError, seededRandom, sleep, type Target, VirtualClock } from 'routewise'

/** The best first: that is the order in which everybody asks. */
export const targets = ['alpha/best', 'beta/good', 'gamma/small'] as const
export type Name = (typeof targets)[number]

const price: Record<Name, number> = { 'alpha/best': 0.01, 'beta/good': 0.006, 'gamma/small': 0.002 }
const medianMs: Record<Name, number> = { 'alpha/best': 1200, 'beta/good': 1500, 'gamma/small': 900 }

/** Of one request, whoever serves it. */
export const deadlineMs = 30_000
/** Of one attempt, for everybody who can have one. */
export const attemptMs = 10_000
const lengthMs = 480_000
const requestsPerSecond = 8

/** What goes wrong when, in ms of the run; shares of the calls. */
export const script = {
  always: { server: 0.02, throttled: 0.01, stall: 0.04, cut: 0.01 },
  brownOut: { target: 'alpha/best', fromMs: 120_000, untilMs: 180_000, share: 0.3 },
  outage: { target: 'alpha/best', fromMs: 240_000, untilMs: 300_000 },
  slowness: { fromMs: 360_000, untilMs: 400_000, factor: 3 },
} as const

export interface World {
  readonly clock: VirtualClock
  /** When each request arrives. */
  readonly arrivalsMs: readonly number[]
  readonly calls: { total: number; costUsd: number; inFlight: number; firstFailed: Set<number> }
  /** One call to one model for one request. Fails with a `ProviderError`. */
  call(request: number, target: Name, signal: AbortSignal): Promise<string>
}

/** The answer to a request: whoever gives another one, or two at once, is wrong. */
export const answerTo = (request: number, target: Target): string => `answer ${request} of ${target}`

/** The same seed gives the same arrivals, and the n-th call of a request to a target meets the same fate, in every row. */
export function world(seed: number): World {
  const realIdle = setImmediate
  const clock = new VirtualClock({ idle: () => new Promise(resolve => realIdle(resolve)) })
  const calls = { total: 0, costUsd: 0, inFlight: 0, firstFailed: new Set<number>() }
  const counts = new Map<string, number>()

  const arrive = seededRandom(`${seed} arrivals`)
  const arrivalsMs: number[] = []
  for (let ms = 0; ms < lengthMs; ms += (-Math.log(1 - arrive()) / requestsPerSecond) * 1000) arrivalsMs.push(ms)

  async function call(request: number, target: Name, signal: AbortSignal): Promise<string> {
    const key = `${request} ${target}`
    const nth = (counts.get(key) ?? 0) + 1
    counts.set(key, nth)
    const random = seededRandom(`${seed} ${key} ${nth}`)
    const fate = random()
    const nowMs = clock.mono()
    const factor = nowMs >= script.slowness.fromMs && nowMs < script.slowness.untilMs ? script.slowness.factor : 1
    const spread = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const latencyMs = medianMs[target] * Math.exp(0.45 * spread) * factor
    const hint = random() < 0.5 ? 2000 : undefined
    const isFirst = calls.total++ >= 0 && nth === 1 && target === targets[0]
    calls.inFlight++
    try {
      await happen()
      calls.costUsd += price[target]
      return answerTo(request, target)
    } catch (error) {
      if (isFirst) calls.firstFailed.add(request)
      throw error
    } finally {
      calls.inFlight--
    }

    async function happen(): Promise<void> {
      const down = target === script.outage.target && nowMs >= script.outage.fromMs && nowMs < script.outage.untilMs
      if (down) return fail('network', 20)
      const { brownOut } = script
      const brown = target === brownOut.target && nowMs >= brownOut.fromMs && nowMs < brownOut.untilMs
      if (brown && random() < brownOut.share) return fail('overloaded', 100)
      let from = 0
      const falls = (share: number): boolean => fate >= from && fate < (from += share)
      const { always } = script
      if (falls(always.server)) return fail('server', 50)
      if (falls(always.throttled)) return fail('rate-limit', 30, hint)
      if (falls(always.stall)) {
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
      }
      if (falls(always.cut)) {
        calls.costUsd += price[target] / 2
        return fail('malformed-response', latencyMs / 2)
      }
      await sleep(clock, latencyMs, signal)
    }

    async function fail(
      kind: ConstructorParameters<typeof ProviderError>[0]['kind'],
      afterMs: number,
      retryAfterMs?: number,
    ): Promise<void> {
      await sleep(clock, afterMs, signal)
      throw new ProviderError({ target, kind, message: 'scripted', retryAfterMs })
    }
  }

  return { clock, arrivalsMs, calls, call }
}
