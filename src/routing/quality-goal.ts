import type { Target } from '../chat/index.ts'
import type { Candidate } from './routing-strategy.ts'

/** Beyond this, money counts for so little that more makes no difference. */
const FARTHEST = 6

/**
 * Sees to it that what is saved is not paid for with quality: keeps how far the answers so far are believed to be behind
 * those that each target alone would have given, in answers. What was gained is not kept: it would be spent. State is per
 * process.
 */
export class QualityGoal {
  readonly #behind = new Map<Target, number>()

  /** How much money counts, above 0 and at most 1: e times less for each answer behind the best target alone. */
  thrift(candidates: readonly Candidate[]): number {
    return Math.exp(-Math.max(...candidates.map(({ target }) => this.#behind.get(target) ?? 0)))
  }

  /** A request will be served with this quality, as far as can be foreseen. */
  expect(quality: number, candidates: readonly Candidate[]): void {
    for (const { target, prediction } of candidates) {
      const behind = (this.#behind.get(target) ?? 0) + prediction.quality.mean - quality
      this.#behind.set(target, Math.min(FARTHEST, Math.max(0, behind)))
    }
  }
}
