/** Cancels a timer; a no-op once it has fired. */
export type Cancel = () => void

/**
 * Where time comes from. Everything that measures, waits or expires asks this, never the platform,
 * so that a test or a replay decides what time it is.
 */
export interface Clock {
  /** Wall time in ms since the epoch, for what is stored or shared. It may jump, also backwards. */
  now(): number
  /** Elapsed time in ms from an arbitrary start, for durations and deadlines. It never goes back. */
  mono(): number
  /** Runs `run` once, `ms` from now. Whoever asks must cancel it when it is no longer needed. */
  after(ms: number, run: () => void): Cancel
}

/** The longest delay that platform timers keep; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** Looked up once: as a global it takes as long again as the reading. */
const elapsed = performance

/** The platform's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  mono: () => elapsed.now(),
  after(ms, run) {
    let timer: ReturnType<typeof setTimeout>
    const wait = (leftMs: number): void => {
      const goOn = leftMs > MAX_TIMER_MS ? () => wait(leftMs - MAX_TIMER_MS) : run
      timer = setTimeout(goOn, Math.min(leftMs, MAX_TIMER_MS))
    }
    wait(ms)
    return () => clearTimeout(timer)
  },
}

/** Waits `ms` on the given clock. Rejects with `signal.reason` as soon as the signal aborts, and leaves no timer behind. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', leave)
      resolve()
    })
    function leave(): void {
      cancel()
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', leave, { once: true })
  })
}
