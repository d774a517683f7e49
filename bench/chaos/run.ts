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
  /** Of every request, failed ones too. */
  readonly latenciesMs: readonly number[]
  readonly calls: number
  readonly costUsd: number
  /** Requests whose first call failed, and those of them that were answered in the end. */
  readonly firstFailed: number
  readonly rescued: number
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
          clock.after(atMs, () => done(serve(request)))
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

  const requests = arrivalsMs.length
  return {
    requests,
    failed: failed.size,
    wrong,
    lost: requests - latencies.length,
    latenciesMs: latencies,
    calls: calls.total,
    costUsd: calls.costUsd,
    firstFailed: calls.firstFailed.size,
    rescued: [...calls.firstFailed].filter(request => !failed.has(request)).length,
  }
}

/** `setTimeout`, `Date.now` and `performance.now` ask the clock of the world, for libraries that ask the platform. */
function onVirtualTime({ clock }: World): () => void {
  const real = { setTimeout, clearTimeout }
  const { now: dateNow } = Date
  const perfNow = performance.now.bind(performance)
  const { random } = Math
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
    Object.assign(globalThis, real)
    Date.now = dateNow
    performance.now = perfNow
    Math.random = random
  }
}
