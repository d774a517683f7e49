import type { JsonObject, JsonValue } from '../chat/index.ts'
import { DecayedSums } from './decayed-sums.ts'
import { KindIndex } from './kind-index.ts'
import type { CheckBelief } from './learner.ts'

/** How often a check errs of which nothing is known, and how many known truths that is worth on either side. */
const UNKNOWN_ERROR = 0.2
const STRENGTH = 10
const HALF_LIFE = 1000
const ALL = ''

/**
 * How far a check of answers is to be trusted, from answers whose worth became known: how often it accepts right ones and
 * wrong ones (Beta counts). An answer worth 0.9 counts as right nine parts in ten, so that a check which cannot tell good
 * from better is found to tell nothing.
 */
export class CheckBeliefs {
  /** Right, accepted of those, wrong, accepted of those. */
  readonly #sums = new DecayedSums(4, HALF_LIFE, new KindIndex(ALL))
  #counted = 0
  #pending = 0

  observe(verdict: boolean, score: number, weight: number): void {
    const accepted = verdict ? weight : 0
    this.#sums.add(0, this.#counted, [weight * score, accepted * score, weight * (1 - score), accepted * (1 - score)])
    this.#counted++
    this.#pending++
  }

  get belief(): CheckBelief {
    const scale = this.#sums.scaleAt(this.#counted)
    const [right = 0, acceptedRight = 0, wrong = 0, acceptedWrong = 0] = this.#sums.total
    return {
      acceptsRight: (acceptedRight * scale + STRENGTH * (1 - UNKNOWN_ERROR)) / (right * scale + STRENGTH),
      acceptsWrong: (acceptedWrong * scale + STRENGTH * UNKNOWN_ERROR) / (wrong * scale + STRENGTH),
      samples: (right + wrong) * scale,
    }
  }

  takeDelta(): JsonObject | undefined {
    if (this.#pending === 0) return undefined
    const delta = { counted: this.#pending, sums: this.#sums.takeDelta() }
    this.#pending = 0
    return delta
  }

  restore(counted: JsonValue | undefined, sums: JsonValue | undefined): void {
    this.#counted = this.#pending + (typeof counted === 'number' ? counted : 0)
    this.#sums.restore(sums)
  }
}
