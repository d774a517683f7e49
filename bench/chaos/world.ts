import { ProviderError, type ProviderErrorKind, seededRandom, sleep, VirtualClock } from 'routewise'

/** The best first: that is the order in which everybody asks. */
export const targets = ['alpha/best', 'beta/good', 'gamma/small'] as const
export type Name = (typeof targets)[number]
export type Mode = 'chat' | 'stream'

export const price: Record<Name, number> = { 'alpha/best': 0.01, 'beta/good': 0.006, 'gamma/small': 0.002 }
const medianMs: Record<Name, number> = { 'alpha/best': 1200, 'beta/good': 1500, 'gamma/small': 900 }
/** Of the price, for the question; the rest is paid word by word. */
const questionShare = 0.3
const words = 12

/** Of one request, whoever serves it: a person waits, and gateways in front of an application cut soon after. */
export const deadlineMs = 20_000
/** Between two words of a stream, for everybody. */
export const idleMs = 2500
const lengthMs = 480_000
const requestsPerSecond = 8

/** What goes wrong when, in ms of the run; shares of the calls. */
export const script = {
  always: { server: 0.02, throttled: 0.01, stall: 0.04, cut: 0.01 },
  brownOut: { target: 'alpha/best', fromMs: 120_000, untilMs: 180_000, share: 0.3 },
  outage: { target: 'alpha/best', fromMs: 240_000, untilMs: 300_000 },
  slowness: { fromMs: 360_000, untilMs: 400_000, factor: 3 },
} as const

interface Asked {
  readonly request: number
  readonly target: Name
  readonly mode: Mode
  readonly signal: AbortSignal
  /** What of the answer is there already. Default: nothing. */
  readonly begun?: string
}

export interface World {
  readonly clock: VirtualClock
  readonly mode: Mode
  /** When each request arrives. */
  readonly arrivalsMs: readonly number[]
  readonly calls: {
    total: number
    costUsd: number
    firstFailed: Set<number>
    /** When the first call met the outage. */
    outageMetMs: number
  }
  /** One call to one model: the words as they come, all at once in `chat`. Fails with a `ProviderError`. */
  call(asked: Asked): AsyncGenerator<string, void, undefined>
}

/** The answer to a request, whoever gives it: anything else is wrong, two at once too. */
export const answerTo = (request: number): string =>
  Array.from({ length: words }, (_, i) => `word${(request * 7 + i * 13) % 97}`).join(' ')

/** The same seed gives the same arrivals, and the n-th call of a request to a target meets the same fate, in every row. */
export function world(seed: number, mode: Mode): World {
  const realIdle = setImmediate
  const clock = new VirtualClock({ idle: () => new Promise(resolve => realIdle(resolve)) })
  const calls = { total: 0, costUsd: 0, firstFailed: new Set<number>(), outageMetMs: Infinity }
  const counts = new Map<string, number>()
  const seen = new Set<number>()

  const arrive = seededRandom(`${seed} arrivals`)
  const arrivalsMs: number[] = []
  for (let ms = 0; ms < lengthMs; ms += (-Math.log(1 - arrive()) / requestsPerSecond) * 1000) arrivalsMs.push(ms)

  async function* call(asked: Asked): AsyncGenerator<string, void, undefined> {
    const { request, target, signal } = asked
    const key = `${request} ${target}`
    const nth = (counts.get(key) ?? 0) + 1
    counts.set(key, nth)
    const isFirst = !seen.has(request)
    seen.add(request)
    calls.total++
    try {
      yield* answered(asked, seededRandom(`${seed} ${key} ${nth}`))
    } catch (error) {
      // One that was hung up on has not failed, unless for being too slow.
      const superseded = signal.reason instanceof DOMException
      if (isFirst && !superseded) calls.firstFailed.add(request)
      throw error
    }
  }

  async function* answered(asked: Asked, random: () => number): AsyncGenerator<string, void, undefined> {
    const { request, target, signal, begun = '' } = asked
    const fate = random()
    const nowMs = clock.mono()
    const slow = nowMs >= script.slowness.fromMs && nowMs < script.slowness.untilMs ? script.slowness.factor : 1
    const spread = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const wholeMs = medianMs[target] * Math.exp(0.45 * spread) * slow
    const hintMs = random() < 0.5 ? 2000 : undefined
    const where = random()

    async function fail(kind: ProviderErrorKind, afterMs: number, retryAfterMs?: number): Promise<never> {
      await sleep(clock, afterMs, signal)
      throw new ProviderError({ target, kind, message: 'scripted', retryAfterMs })
    }
    const stall = (): Promise<never> =>
      new Promise((_, reject) => {
        if (signal.aborted) reject(signal.reason)
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      })

    const { outage, brownOut, always } = script
    if (target === outage.target && nowMs >= outage.fromMs && nowMs < outage.untilMs) {
      calls.outageMetMs = Math.min(calls.outageMetMs, nowMs)
      await fail('network', 20)
    }
    const brown = target === brownOut.target && nowMs >= brownOut.fromMs && nowMs < brownOut.untilMs
    if (brown && random() < brownOut.share) await fail('overloaded', 100)
    let from = 0
    const falls = (share: number): boolean => fate >= from && fate < (from += share)
    if (falls(always.server)) await fail('server', 50)
    if (falls(always.throttled)) await fail('rate-limit', 30, hintMs)
    const stalls = falls(always.stall)
    const cuts = falls(always.cut)

    const pay = (share: number): void => {
      calls.costUsd += price[target] * share
    }
    pay(questionShare)
    const rest = answerTo(request).slice(begun.length)
    const pieces = rest.match(/\s*\S+/g) ?? []
    const wordMs = (wholeMs * 2) / 3 / words
    // Half of the stalls come before the first word; a cut after it, or it would be a failure like others.
    const breaksAt = stalls
      ? Math.floor(Math.max(0, 2 * where - 1) * pieces.length)
      : 1 + Math.floor(where * pieces.length)
    await (stalls && breaksAt === 0 ? stall() : sleep(clock, wholeMs / 3, signal))
    let held = ''
    for (const [i, piece] of pieces.entries()) {
      if (i >= breaksAt && stalls) await stall()
      if (i >= breaksAt && cuts) await fail('malformed-response', 0)
      pay((1 - questionShare) / words)
      await sleep(clock, wordMs, signal)
      if (asked.mode === 'stream') yield piece
      else held += piece
    }
    if (cuts) await fail('malformed-response', 0)
    if (held !== '') yield held
  }

  return { clock, mode, arrivalsMs, calls, call }
}
