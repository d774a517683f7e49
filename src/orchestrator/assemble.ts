import type { Target } from '../chat/index.ts'
import { TaskClassifier, textTokens } from '../classify/index.ts'
import { InvalidOptionsError } from '../errors/index.ts'
import { ParallelExecutor } from '../execution/index.ts'
import { type Attempt, compose, type Handler, type Middleware } from '../handler/index.ts'
import { type Learner, LearningEngine } from '../learning/index.ts'
import { ConfidenceWeightedMerger, modelFamily } from '../merge/index.ts'
import { invoke, type ModelInfo } from '../providers/index.ts'
import {
  type CircuitChange,
  CircuitPool,
  HedgePolicy,
  limitLayer,
  RateTracker,
  RetryBudget,
} from '../resilience/index.ts'
import { AdaptiveRouter, adaptive, type RoutingStrategy } from '../routing/index.ts'
import { type Clock, type Random, systemClock, systemRandom } from '../runtime/index.ts'
import { withContinuity } from '../sessions/index.ts'
import { dispatch } from './dispatch.ts'
import type { DispatchParts } from './dispatch-parts.ts'
import { attemptLayersOf, callLayersOf, isUsed, type Shared } from './layers.ts'
import type { OrchestratorOptions } from './options.ts'
import { Patience } from './patience.ts'
import { pricePriors } from './price-priors.ts'

/** What the assembled parts tell. */
export interface Listeners
  extends Pick<DispatchParts, 'onDecision' | 'onAnswers'>,
    Pick<Shared, 'onAttemptEnd' | 'onSessionError'> {
  readonly onCircuitChange: (change: CircuitChange) => void
}

/** Everything that an orchestrator is made of, wired. */
export interface Assembly {
  readonly parts: DispatchParts
  readonly strategy: RoutingStrategy
  readonly learner: Learner
  readonly clock: Clock
  readonly random: Random
  /** The whole path of a request under this strategy. */
  handlerFor(strategy: RoutingStrategy): Handler
  /** Names of the layers, outermost first. */
  readonly layers: { readonly call: readonly string[]; readonly attempt: readonly string[] }
}

export function assemble(options: OrchestratorOptions, listeners: Listeners): Assembly {
  const { clock = systemClock, random = systemRandom, deadlines = {}, countTokens = textTokens } = options
  const strategy = options.strategy ?? (options.sessions ? withContinuity(adaptive()) : adaptive())
  const classifier = options.classifier ?? new TaskClassifier({ countTokens })
  const targets = options.providers.flatMap(({ id, models }) =>
    models.map(model => ({ target: `${id}/${model.id}` as const, model })),
  )
  const learner = options.learning ?? new LearningEngine({ clock, priors: pricePriors(targets) })
  const models = new Map(targets.map(({ target, model }) => [target, model]))
  const modelOf = (target: Target): ModelInfo => models.get(target) ?? { id: target }

  const circuits =
    options.circuit === false
      ? undefined
      : new CircuitPool({ ...options.circuit, clock, random, onChange: listeners.onCircuitChange })
  const limit = limitLayer({ clock, ...(options.concurrency !== undefined && { concurrency: options.concurrency }) })
  const rates = new RateTracker({ clock })
  // One purse: retries and hedges together must not multiply the load of a target in trouble.
  const budget = new RetryBudget({ ...options.retryBudget, clock })
  const hedge = options.hedge
    ? new HedgePolicy({ ...(options.hedge === true ? {} : options.hedge), budget, clock })
    : undefined

  const patience = new Patience({ learner, hedge, firstTokenMs: deadlines.firstTokenMs ?? 30_000, clock })

  const shared: Shared = {
    ...listeners,
    budget,
    circuits,
    classifier,
    clock,
    countTokens,
    hedge,
    learner,
    limit,
    modelOf,
    patience,
    random,
    rates,
  }
  const attemptLayers = attemptLayersOf(options, shared)
  const callLayers = callLayersOf(options, shared)
  const aroundAttempt = used(
    options.attemptLayers ? options.attemptLayers(attemptLayers) : Object.values(attemptLayers),
    'attemptLayers',
  )
  const aroundCall = used(options.callLayers ? options.callLayers(callLayers) : Object.values(callLayers), 'callLayers')

  const parts: DispatchParts = {
    targets,
    modelOf,
    classifier,
    countTokens,
    sessions: options.sessions,
    router: new AdaptiveRouter({
      learning: learner,
      strategy,
      random,
      clock,
      ...(options.constraints && { constraints: options.constraints }),
    }),
    executor: new ParallelExecutor({
      clock,
      contextTokens: target => modelOf(target).contextTokens,
      weigh: (target, call) => Math.max(0.01, learner.predict(call.task, [target])[0]?.quality.mean ?? 0.5),
      ...(options.check && { check: options.check }),
      ...(hedge && { hedge }),
      ...(options.earlyStop && { earlyStop: options.earlyStop }),
    }),
    merger: options.merger ?? new ConfidenceWeightedMerger({ family: modelFamily, clock }),
    check: options.check,
    circuits,
    limit,
    rates,
    attempt: compose(aroundAttempt, invoke(options.providers)),
    afterCommit: options.afterCommit ?? 'fail',
    clock,
    readsWords: () => learner.readsWords === true,
    onDecision: listeners.onDecision,
    onAnswers: listeners.onAnswers,
  }
  return {
    parts,
    strategy,
    learner,
    clock,
    random,
    handlerFor: chosen => compose(aroundCall, dispatch(parts, chosen)),
    layers: { call: namesOf(aroundCall, callLayers), attempt: namesOf(aroundAttempt, attemptLayers) },
  }
}

/** Without those that are switched off. */
function used<L extends Middleware<Attempt> | Middleware>(layers: readonly L[], option: string): readonly L[] {
  if (!Array.isArray(layers) || !layers.every(layer => typeof layer === 'function')) {
    throw new InvalidOptionsError('Orchestrator options', [{ path: option, message: 'must return a list of layers' }])
  }
  return layers.filter(isUsed)
}

function namesOf(layers: readonly { readonly name: string }[], ours: object): string[] {
  const known = new Map<unknown, string>(Object.entries(ours).map(([name, layer]) => [layer, name]))
  return layers.map(layer => known.get(layer) ?? (layer.name || 'anonymous'))
}
