import { isNonEmpty, type MaybePromise, type Target, type TaskProfile } from '../chat/index.ts'
import { NoCandidateError } from '../errors/index.ts'
import type { Constraints } from '../handler/index.ts'
import type { CheckBelief, Learner, Prediction } from '../learning/index.ts'
import { type Clock, type Random, systemClock, systemRandom } from '../runtime/index.ts'
import { checkPlan } from './check-plan.ts'
import { checkConstraints, exclusionOf, heldBack, relaxed, stricter } from './constraints.ts'
import { type DecidedCandidate, Decided, type Decision } from './decision.ts'
import { listCost } from './price.ts'
import type { RouteInput, TargetStatus } from './route-input.ts'
import type { Candidate, Plan, RoutingContext, RoutingStrategy } from './routing-strategy.ts'
import { checkWeights, type ScoreWeights, scoreOf } from './score.ts'
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

/** What can be changed while a router is in use. */
export interface RouterSettings {
  readonly strategy?: RoutingStrategy
  /** In place of those that hold for every request. */
  readonly constraints?: Constraints
  /** Quality over cost and time: what a dollar, a second, a missed latency goal are worth, in quality points. */
  readonly weights?: ScoreWeights
}

/** Of a check of which nothing is known. */
const unknownCheck: CheckBelief = { acceptsRight: 0.8, acceptsWrong: 0.2, samples: 0 }

/** Decides which targets serve a request: filters by what is hard, predicts, and lets a strategy plan. Calls nobody. */
export class AdaptiveRouter {
  readonly #learning: Learner
  #strategy: RoutingStrategy
  #constraints: Constraints
  #weights: ScoreWeights | undefined
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
   * Changes what the router was made with, from the next decision on; what is not named stays. Throws `InvalidOptionsError`,
   * and changes nothing then.
   */
  configure({ strategy, constraints, weights }: RouterSettings): void {
    if (constraints) checkConstraints(constraints)
    if (weights) checkWeights(weights)
    this.#strategy = strategy ?? this.#strategy
    this.#constraints = constraints ?? this.#constraints
    this.#weights = weights ?? this.#weights
  }

  /**
   * The plan for one request and why. A promise only where the strategy returns one. Throws `NoCandidateError` where
   * nobody may serve, `InvalidPlanError` where the strategy planned nonsense, `InvalidOptionsError` for constraints that
   * name unknown targets.
   */
  decide(input: RouteInput): MaybePromise<Decision> {
    const { targets } = input
    const constraints = this.#constraintsOf(input)
    const nowMs = this.#clock.now()
    const learned = this.#learning.predict(input.task, targets.map(targetOf))
    const predictions: Prediction[] = []
    const exclusions: (Exclusion | undefined)[] = []
    const candidates: Candidate[] = []
    for (let i = 0; i < targets.length; i++) {
      const status = targets[i]
      const known = learned[i]
      if (!status) continue
      if (!known) throw new TypeError(`the learner returned no prediction for ${status.target}`)
      const prediction = withListCost(known, status, input, nowMs)
      const reason = exclusionOf(status, prediction, input, constraints)
      const exclusion = reason === undefined ? heldBack(status) : { excluded: reason }
      predictions.push(prediction)
      exclusions.push(exclusion)
      if (!exclusion) candidates.push(candidateOf(status, prediction))
    }
    const weights = this.#weights
    const considered = (): readonly DecidedCandidate[] =>
      targets.map((status, i) => decided(status, predictions[i], exclusions[i], input.task, weights))
    if (!isNonEmpty(candidates)) {
      throw new NoCandidateError(
        considered().map(({ target, excluded = '', retryAfterMs }) => ({
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
      ...(this.#weights && { weights: this.#weights }),
      ...(input.checked === true && { check: this.#learning.predictCheck?.(input.task) ?? unknownCheck }),
      candidates,
      random: input.random ?? this.#random,
      nowMs,
    }
    const strategy = input.strategy ?? this.#strategy
    const plan = strategy.plan(context)
    if (plan instanceof Promise) return plan.then(made => decisionOf(made, strategy, considered, context))
    return decisionOf(plan, strategy, considered, context)
  }

  /** The router's own are checked but for the targets that they name. */
  #constraintsOf({ constraints, relaxed: givenUp, targets }: RouteInput): Constraints {
    const own = this.#constraints
    const all = constraints || givenUp ? relaxed(stricter(own, constraints ?? {}), givenUp) : own
    if (constraints || all.allow || all.deny) checkConstraints(all, targets)
    return all
  }
}

type Exclusion = Pick<DecidedCandidate, 'excluded' | 'retryAfterMs'>

const targetOf = (status: TargetStatus): Target => status.target

function candidateOf(status: TargetStatus, prediction: Prediction): Candidate {
  const { target, model, inFlight, weight } = status
  const circuit = status.circuit === 'half-open' ? 'half-open' : 'closed'
  const candidate = { target, model, prediction, inFlight, circuit } as const
  return weight === undefined ? candidate : { ...candidate, weight }
}

function decided(
  status: TargetStatus,
  prediction: Prediction | undefined,
  exclusion: Exclusion | undefined,
  task: TaskProfile,
  weights: ScoreWeights | undefined,
): DecidedCandidate {
  const { target } = status
  if (!prediction) return { target }
  if (exclusion) return { target, prediction, ...exclusion }
  return { target, prediction, score: scoreOf(candidateOf(status, prediction), task, weights) }
}

/** Why each target was or was not eligible is put into words when somebody asks for it. */
function decisionOf(
  plan: Plan,
  strategy: RoutingStrategy,
  considered: () => readonly DecidedCandidate[],
  context: RoutingContext,
): Decision {
  checkPlan(plan, context, strategy.name)
  return new Decided(plan, strategy.name, considered, context)
}

function withListCost(learned: Prediction, status: TargetStatus, input: RouteInput, nowMs: number): Prediction {
  if (learned.costUsd.samples > 0) return learned
  const costUsd = listCost(status.model, input.task, input.request.maxOutputTokens, nowMs)
  return costUsd ? { ...learned, costUsd } : learned
}
