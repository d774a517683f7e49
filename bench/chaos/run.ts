import { seededRandom } from 'routewise'
import { answerTo, deadlineMs, targets, type World } from './world.ts'

/** Serves one request: resolves to the answer's text. Aborted at the request's deadline. */
export type Contender = (request: number, signal: AbortSignal) => Promise<string>

export interface Result {
  readonly requests: number
  readonly failed: number
  readonly wrong: number
  /** Requests that never settled. */
  readonly lost: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Calls beyond one per request, as a share of requests. */
  readonly extraCalls: number
  readonly costUsd: number
  /** Of the requests whose first call failed, the share that were answered in the end. */
  readonly fallbackSuccess: number
}

/** Plays the whole script against one contender. Timers of the platform run on the virtual clock meanwhile. */
export async function run(world: World, contender: Contender): Promise<Result> {
  const { clock, arrivalsMs, calls } = world
  const restore = onVirtualTime(world)
  const latencies: number[] = []
  const failed = new Set<number>()
  let wrong = 0
  try {
    const all = arrivalsMs.map(
      (atMs, request) =>
        new Promise<void>(done => {
          clock.after(atMs, () => void serve(request).then(done))
        }),
    )
    await clock.run(Promise.all(all))
    await clock.advance(60_000)
  } finally {
    restore()
  }

  async function serve(request: number): Promise<void> {
    const startMs = clock.mono()
    const controller = new AbortController()
    const cancel = clock.after(deadlineMs, () => controller.abort(new Error('deadline')))
    try {
      const text = await contender(request, controller.signal)
      if (!targets.some(target => text === answerTo(request, target))) wrong++
    } catch {
      failed.add(request)
    }
    cancel()
    latencies.push(clock.mono() - startMs)
  }

  latencies.sort((a, b) => a - b)
  const quantile = (q: number): number => latencies[Math.floor(q * (latencies.length - 1))] ?? Number.NaN
  const requests = arrivalsMs.length
  const rescued = [...calls.firstFailed].filter(request => !failed.has(request)).length
  return {
    requests,
    failed: failed.size,
    wrong,
    lost: requests - latencies.length,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    extraCalls: (calls.total - requests) / requests,
    costUsd: calls.costUsd,
    fallbackSuccess: rescued / calls.firstFailed.size,
  }
}

/** `setTimeout`, `Date.now` and `performance.now` ask the clock of the world, for libraries that ask the platform. */
function onVirtualTime({ clock }: World): () => void {
  const real = { setTimeout, clearTimeout, dateNow: Date.now, perfNow: performance.now, random: Math.random }
  const timers = new Map<number, () => void>()
  let id = 0
  const set = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): unknown => {
    const key = ++id
    timers.set(
      key,
      clock.after(ms, () => run(...args)),
    )
    const handle = { unref: () => handle, ref: () => handle, hasRef: () => false, [Symbol.toPrimitive]: () => key }
    return handle
  }
  const clear = (handle: unknown): void => {
    if (handle !== undefined && handle !== null) timers.get(Number(handle))?.()
  }
  Object.assign(globalThis, { setTimeout: set, clearTimeout: clear })
  Date.now = () => 1_700_000_000_000 + clock.now()
  performance.now = () => clock.mono()
  // Peers draw their jitter here: seeded, so that a run can be repeated.
  Math.random = seededRandom('peers')
  return () => {
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout })
    Date.now = real.dateNow
    performance.now = real.perfNow
    Math.random = real.random
  }
}
