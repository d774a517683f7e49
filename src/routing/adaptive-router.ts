import { isNonEmpty, type MaybePromise } from '../chat/index.ts'
import { NoCandidateError } from '../errors/index.ts'
import type { Constraints } from '../handler/index.ts'
import type { Learner, Prediction } from '../learning/index.ts'
import { type Clock, type Random, systemClock, systemRandom } from '../runtime/index.ts'
import { checkPlan } from './check-plan.ts'
import { checkConstraints, exclusionOf, heldBack, relaxed, stricter } from './constraints.ts'
import type { DecidedCandidate, Decision } from './decision.ts'
import { listCost } from './price.ts'
import type { RouteInput, TargetStatus } from './route-input.ts'
import type { Candidate, Plan, RoutingContext, RoutingStrategy } from './routing-strategy.ts'
import { scoreOf } from './score.ts'
import { adaptive } from './strategies/adaptive.ts'

export interface AdaptiveRouterOptions {
  /** What is believed of the targets. */
  readonly learning: Learner
  /** Default `adaptive()`. */
  readonly strategy?: RoutingStrategy
  /** Hold for every request. */
  readonly constraints?: Constraints
  /** Default: the platform's. With a seeded source, the same beliefs and requests give the same decisions. */
  readonly random?: Random
  /** Default: the platform's. */
  readonly clock?: Clock
}

/** Decides which targets serve a request: filters by what is hard, predicts, and lets a strategy plan. Calls nobody. */
export class AdaptiveRouter {
  readonly #learning: Learner
  readonly #strategy: RoutingStrategy
  readonly #constraints: Constraints
  readonly #random: Random
  readonly #clock: Clock

  /** Throws `InvalidOptionsError`. */
  constructor(options: AdaptiveRouterOptions) {
    checkConstraints(options.constraints ?? {})
    this.#learning = options.learning
    this.#strategy = options.strategy ?? adaptive()
    this.#constraints = options.constraints ?? {}
    this.#random = options.random ?? systemRandom
    this.#clock = options.clock ?? systemClock
  }

  /**
   * The plan for one request and why. A promise only where the strategy returns one. Throws `NoCandidateError` where
   * nobody may serve, `InvalidPlanError` where the strategy planned nonsense, `InvalidOptionsError` for constraints that
   * name unknown targets.
   */
  decide(input: RouteInput): MaybePromise<Decision> {
    const constraints = relaxed(stricter(this.#constraints, input.constraints ?? {}), input.relaxed)
    checkConstraints(constraints, input.targets)
    const nowMs = this.#clock.now()
    const predictions = this.#learning.predict(
      input.task,
      input.targets.map(status => status.target),
    )
    const candidates: Candidate[] = []
    const considered: DecidedCandidate[] = []
    for (const [i, status] of input.targets.entries()) {
      const learned = predictions[i]
      if (!learned) throw new TypeError(`the learner returned no prediction for ${status.target}`)
      const prediction = withListCost(learned, status, input, nowMs)
      const excluded = exclusionOf(status, prediction, input, constraints)
      const held = excluded === undefined ? heldBack(status) : { excluded }
      if (held) {
        considered.push({ target: status.target, prediction, ...held })
        continue
      }
      const { target, model, inFlight, weight } = status
      const circuit = status.circuit === 'half-open' ? 'half-open' : 'closed'
      const candidate = {
        target,
        model,
        prediction,
        inFlight,
        circuit,
        ...(weight !== undefined && { weight }),
      } as const
      candidates.push(candidate)
      considered.push({ target, prediction, score: scoreOf(candidate, input.task) })
    }
    if (!isNonEmpty(candidates)) {
      throw new NoCandidateError(
        considered.map(({ target, excluded = '', retryAfterMs }) => ({
          target,
          reason: excluded,
          ...(retryAfterMs !== undefined && { retryAfterMs }),
        })),
      )
    }
    const context: RoutingContext = {
      request: input.request,
      task: input.task,
      ...(input.session && { session: input.session }),
      constraints,
      explore: input.explore ?? true,
      candidates,
      random: input.random ?? this.#random,
      nowMs,
    }
    const strategy = input.strategy ?? this.#strategy
    const finish = (plan: Plan): Decision => decisionOf(plan, strategy, considered, context)
    const plan = strategy.plan(context)
    return plan instanceof Promise ? plan.then(finish) : finish(plan)
  }
}

function decisionOf(
  plan: Plan,
  strategy: RoutingStrategy,
  candidates: readonly DecidedCandidate[],
  context: RoutingContext,
): Decision {
  checkPlan(plan, context, strategy.name)
  const decision = { plan, strategy: strategy.name, candidates, context }
  Object.defineProperty(decision, 'context', { enumerable: false })
  return decision
}

function withListCost(learned: Prediction, status: TargetStatus, input: RouteInput, nowMs: number): Prediction {
  if (learned.costUsd.samples > 0 || learned.costUsd.mean > 0) return learned
  const costUsd = listCost(status.model, input.task, input.request.maxOutputTokens, nowMs)
  return costUsd ? { ...learned, costUsd } : learned
}
