/** How much of the past counts after one more answer: scores that have not come for a hundred answers will not come. */
const KEPT = 0.99
/** Answers that it is taken on trust for that every answer is scored. */
const TRUST = 20

/**
 * Answers whose scores are still to come: evidence that is under way. Without it a burst of requests would all be spent on the
 * one target of which little is known, because nothing is learned of it until the first score is in. Where only some answers
 * are ever scored, so many count.
 */
export class AwaitedScores {
  #answers = 0
  #scores = 0
  #open = 0

  answered(): void {
    this.#answers = KEPT * this.#answers + 1
    this.#scores *= KEPT
    this.#open = KEPT * this.#open + 1
  }

  scored(): void {
    this.#scores++
    this.#open = Math.max(0, this.#open - 1)
  }

  /** Scores that can be expected to come. */
  get count(): number {
    return this.#open * Math.min(1, (this.#scores + TRUST) / (this.#answers + TRUST))
  }
}
