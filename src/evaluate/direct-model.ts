import type { Target } from '../chat/index.ts'
import type { LoggedDecision } from './logged-decision.ts'

const FOLDS = 5
/** Decisions that a wider mean is worth against a narrower one. */
const STRENGTH = 10

class Mean {
  #sum = 0
  #count = 0

  add(value: number): void {
    this.#sum += value
    this.#count++
  }

  /** Drawn towards `wider` by a little. */
  towards(wider: number): number {
    return (this.#sum + STRENGTH * wider) / (this.#count + STRENGTH)
  }

  get plain(): number {
    return this.#count > 0 ? this.#sum / this.#count : 0
  }
}

/** Means of reward by target and kind of task, each drawn towards the wider one. */
class Means {
  readonly #all = new Mean()
  readonly #cells = new Map<string, Mean>()

  add({ target, task, reward }: LoggedDecision): void {
    this.#all.add(reward)
    this.#cell(target).add(reward)
    this.#cell(`${target} ${task.kind}`).add(reward)
  }

  predict(target: Target, kind: string): number {
    return this.#cell(`${target} ${kind}`).towards(this.#cell(target).towards(this.#all.plain))
  }

  #cell(key: string): Mean {
    let cell = this.#cells.get(key)
    if (!cell) this.#cells.set(key, (cell = new Mean()))
    return cell
  }
}

/**
 * Expected reward of a target at the task of decision `i`, fitted on the other folds: no decision has a part in its own
 * prediction, without which the residuals would look smaller than they are.
 */
export function crossFitted(log: readonly LoggedDecision[]): (i: number, target: Target) => number {
  const folds = Array.from({ length: FOLDS }, () => new Means())
  for (const [i, decision] of log.entries()) {
    for (const [fold, means] of folds.entries()) if (i % FOLDS !== fold) means.add(decision)
  }
  return (i, target) => folds[i % FOLDS]?.predict(target, log[i]?.task.kind ?? '') ?? 0
}
