import type { Clock } from '../runtime/index.ts'

interface Entry<V> {
  value: V
  /** On the clock's elapsed time. */
  readonly endsMs: number
}

/** How many entries each `set` looks at for expired ones: two, so that looking outruns growing. */
const sweepPerSet = 2

/** A map whose entries end. No timers: what has ended is gone when it is looked for, and each `set` sweeps a little. */
export class ExpiringMap<V> {
  readonly #clock: Clock
  readonly #entries = new Map<string, Entry<V>>()
  #sweep: Iterator<[string, Entry<V>]> = this.#entries.entries()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    if (this.#clock.mono() < entry.endsMs) return entry.value
    this.#entries.delete(key)
    return undefined
  }

  set(key: string, value: V, ttlMs: number = Infinity): void {
    const nowMs = this.#clock.mono()
    this.#entries.set(key, { value, endsMs: nowMs + ttlMs })
    for (let i = 0; i < sweepPerSet; i++) {
      const step = this.#sweep.next()
      if (step.done) this.#sweep = this.#entries.entries()
      else if (step.value[1].endsMs <= nowMs) this.#entries.delete(step.value[0])
    }
  }

  /** Another value for the rest of the entry's time. */
  replace(key: string, value: V): void {
    const entry = this.#entries.get(key)
    if (entry) entry.value = value
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  /** The time that an entry has left, ms; 0 where there is none. */
  leftMs(key: string): number {
    return Math.max(0, (this.#entries.get(key)?.endsMs ?? 0) - this.#clock.mono())
  }

  /** The live entries of this moment, with the time they have left. */
  entries(): { readonly key: string; readonly value: V; readonly leftMs: number }[] {
    const nowMs = this.#clock.mono()
    const list: { readonly key: string; readonly value: V; readonly leftMs: number }[] = []
    for (const [key, { value, endsMs }] of this.#entries) {
      if (nowMs < endsMs) list.push({ key, value, leftMs: endsMs - nowMs })
    }
    return list
  }
}
