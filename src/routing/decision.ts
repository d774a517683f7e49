import type { Target } from '../chat/index.ts'
import type { Prediction } from '../learning/index.ts'
import type { Plan, RoutingContext } from './routing-strategy.ts'

/** One target in a decision: what is believed of it, or why it was left out. */
export interface DecidedCandidate {
  readonly target: Target
  readonly prediction?: Prediction
  /** Expected quality less what cost and latency are worth here; higher is better. */
  readonly score?: number
  /** Why it may not serve this request. Absent: it may. */
  readonly excluded?: string
  /** When that passes by itself, ms from the decision: an open circuit, a used up rate limit. */
  readonly retryAfterMs?: number
}

/** What will be done, with everything it was decided from. */
export interface Decision {
  readonly plan: Plan
  /** Name of the strategy that made the plan. */
  readonly strategy: string
  readonly candidates: readonly DecidedCandidate[]
  /** What the strategy saw, to be handed to its `next`. Not enumerable: a decision as JSON holds neither request nor functions. */
  readonly context: RoutingContext
}

/** A decision whose account of the candidates is made when somebody reads it. */
export class Decided implements Decision {
  readonly plan: Plan
  readonly strategy: string
  readonly #context: RoutingContext
  readonly #consider: () => readonly DecidedCandidate[]
  #candidates: readonly DecidedCandidate[] | undefined

  constructor(plan: Plan, strategy: string, consider: () => readonly DecidedCandidate[], context: RoutingContext) {
    this.plan = plan
    this.strategy = strategy
    this.#consider = consider
    this.#context = context
  }

  get context(): RoutingContext {
    return this.#context
  }

  get candidates(): readonly DecidedCandidate[] {
    return (this.#candidates ??= this.#consider())
  }

  toJSON(): Omit<Decision, 'context'> {
    const { plan, strategy, candidates } = this
    return { plan, strategy, candidates }
  }
}
