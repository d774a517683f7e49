import { seededRandom } from 'routewise'
import { answerTo, deadlineMs, type World } from './world.ts'

/** Serves one request: hands on the text as it comes, and resolves at its end. Aborted at the request's deadline. */
export type Contender = (request: number, signal: AbortSignal, emit: (text: string) => void) => Promise<void>

export interface Result {
  readonly requests: number
  readonly failed: number
  /** Ended well with another text than the answer: two of them glued together, or half of one. */
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

  async function serve(request: number): Promise<void> {
    const startMs = clock.mono()
    const controller = new AbortController()
    const cancel = clock.after(deadlineMs, () => controller.abort(new Error('deadline')))
    let text = ''
    try {
      await contender(request, controller.signal, piece => (text += piece))
      if (text !== answerTo(request)) wrong++
    } catch {
      failed.add(request)
    }
    cancel()
    latencies.push(clock.mono() - startMs)
  }

  try {
    const all: Promise<void>[] = []
    const arrive = (request: number): void => {
      const atMs = arrivalsMs[request]
      if (atMs === undefined) return
      clock.after(atMs - clock.mono(), () => {
        all.push(serve(request))
        arrive(request + 1)
      })
    }
    arrive(0)
    await clock.advance((arrivalsMs.at(-1) ?? 0) + 2 * deadlineMs)
    await clock.run(Promise.race([Promise.all(all), new Promise(resolve => clock.after(60_000, () => resolve(null)))]))
  } finally {
    restore()
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
      clock.after(ms, () => {
        timers.delete(key)
        run(...args)
      }),
    )
    const handle = { unref: () => handle, ref: () => handle, hasRef: () => false, [Symbol.toPrimitive]: () => key }
    return handle
  }
  const clear = (handle: unknown): void => {
    if (handle === undefined || handle === null) return
    timers.get(Number(handle))?.()
    timers.delete(Number(handle))
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
