/** A target that has been quiet for a while is as quick as it is believed to be. */
const MEMORY_MS = 60_000
/** What a refusal or failure counts as at least: otherwise whoever fails fast looks fastest and gets all traffic. */
const FAILURE_MS = 5000

/** A rise by this factor is acted on at once. */
const SUDDEN = 1.5

/**
 * How slow a target is just now, ms: follows a rise at once and a fall over a minute (peak EWMA, as in Finagle), so that load
 * leaves a target as soon as it stalls. Fades to what is usual while nothing is heard. Per process, not part of what is shared.
 */
export class PeakEwma {
  #valueMs = 0
  #atMs = 0
  #heard = false

  /** `valueMs`: how long somebody waited. True where that is much longer than was to be expected. */
  add(valueMs: number, nowMs: number, usualMs: number): boolean {
    const before = this.at(nowMs, usualMs)
    const kept = this.#heard ? fading(nowMs - this.#atMs) : 0
    this.#valueMs = valueMs > before ? valueMs : before * kept + valueMs * (1 - kept)
    this.#atMs = nowMs
    this.#heard = true
    return valueMs > SUDDEN * before
  }

  /** A failure or refusal, with the server's own wish. */
  fail(nowMs: number, usualMs: number, retryAfterMs = 0): void {
    this.add(Math.max(this.at(nowMs, usualMs), FAILURE_MS, retryAfterMs), nowMs, usualMs)
  }

  at(nowMs: number, usualMs: number): number {
    return this.#heard ? usualMs + (this.#valueMs - usualMs) * fading(nowMs - this.#atMs) : usualMs
  }
}

function fading(elapsedMs: number): number {
  return Math.exp(-Math.max(0, elapsedMs) / MEMORY_MS)
}
