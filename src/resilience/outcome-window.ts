const buckets = 10

/** What was counted in one slice of time. `slow` ones are among `ok`. */
export interface OutcomeCounts {
  readonly ok: number
  readonly failed: number
  readonly slow: number
}

/**
 * Counts of the last `windowMs` in ten absolute slices of time, so that only what happened counts and not how it was
 * spaced. Right up to one slice. All slices that have passed are cleared, however long nothing was recorded.
 */
export class OutcomeWindow {
  readonly #sliceMs: number
  readonly #ok = new Float64Array(buckets)
  readonly #failed = new Float64Array(buckets)
  readonly #slow = new Float64Array(buckets)
  #latest = 0
  ok = 0
  failed = 0
  slow = 0

  constructor(windowMs: number) {
    this.#sliceMs = windowMs / buckets
  }

  add(nowMs: number, outcome: 'ok' | 'slow' | 'failed'): void {
    this.roll(nowMs)
    this.#put(
      indexOf(this.#latest),
      outcome === 'failed' ? 0 : 1,
      outcome === 'failed' ? 1 : 0,
      outcome === 'slow' ? 1 : 0,
    )
  }

  /** Forgets what is older than the window. */
  roll(nowMs: number): void {
    const slice = Math.floor(nowMs / this.#sliceMs)
    if (slice <= this.#latest) return
    const passed = Math.min(buckets, slice - this.#latest)
    for (let i = 0; i < passed; i++) this.#drop(indexOf(slice - i))
    this.#latest = slice
  }

  clear(): void {
    for (let i = 0; i < buckets; i++) this.#drop(i)
  }

  /** Every slice that is not empty: when it began, ms before `nowMs`, and its counts. */
  slices(nowMs: number): (OutcomeCounts & { readonly ageMs: number })[] {
    this.roll(nowMs)
    const list: (OutcomeCounts & { readonly ageMs: number })[] = []
    for (let slice = this.#latest - buckets + 1; slice <= this.#latest; slice++) {
      const i = indexOf(slice)
      const counts = { ok: this.#ok[i] ?? 0, failed: this.#failed[i] ?? 0, slow: this.#slow[i] ?? 0 }
      if (counts.ok + counts.failed > 0) list.push({ ageMs: nowMs - slice * this.#sliceMs, ...counts })
    }
    return list
  }

  /** Adds what `slices` gave; slices that have passed since are left out. */
  restore(nowMs: number, slices: readonly (OutcomeCounts & { readonly ageMs: number })[]): void {
    this.roll(nowMs)
    for (const { ageMs, ok, failed, slow } of slices) {
      const slice = Math.round((nowMs - ageMs) / this.#sliceMs)
      if (slice > this.#latest || slice <= this.#latest - buckets) continue
      this.#put(indexOf(slice), ok, failed, slow)
    }
  }

  #put(index: number, ok: number, failed: number, slow: number): void {
    this.#ok[index] = (this.#ok[index] ?? 0) + ok
    this.#failed[index] = (this.#failed[index] ?? 0) + failed
    this.#slow[index] = (this.#slow[index] ?? 0) + slow
    this.ok += ok
    this.failed += failed
    this.slow += slow
  }

  #drop(index: number): void {
    this.#put(index, -(this.#ok[index] ?? 0), -(this.#failed[index] ?? 0), -(this.#slow[index] ?? 0))
  }
}

/** Also for slices before the clock's start, which a snapshot of another process may hold. */
function indexOf(slice: number): number {
  return ((slice % buckets) + buckets) % buckets
}
