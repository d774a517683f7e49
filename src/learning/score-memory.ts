import type { Score, TargetRow } from './target-row.ts'

/** A score that was counted, to be taken back when another is given under its id. */
export interface CountedScore extends Score {
  readonly row: TargetRow
}

/** Scores whose ids are remembered. */
const REMEMBERED = 10_000

/** The latest scores by their id, the oldest forgotten first. */
export class ScoreMemory {
  readonly #scores = new Map<string, CountedScore>()

  get(id: string): CountedScore | undefined {
    return this.#scores.get(id)
  }

  set(id: string, score: CountedScore): void {
    this.#scores.delete(id)
    this.#scores.set(id, score)
    if (this.#scores.size <= REMEMBERED) return
    for (const oldest of this.#scores.keys()) {
      this.#scores.delete(oldest)
      return
    }
  }
}
