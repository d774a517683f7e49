import { cacheLayer, KvCache } from '../cache/index.ts'
import type { ChatResponse, Target } from '../chat/index.ts'
import { TaskClassifier, textTokens } from '../classify/index.ts'
import { InvalidOptionsError } from '../errors/index.ts'
import { ParallelExecutor } from '../execution/index.ts'
import { type Attempt, type AttemptEnded, compose, type Handler, type Middleware } from '../handler/index.ts'
import { type Learner, LearningEngine } from '../learning/index.ts'
import { ConfidenceWeightedMerger, modelFamily } from '../merge/index.ts'
import { recordLayer } from '../observe/index.ts'
import { invoke, type ModelInfo, priceOf, structuredLayer } from '../providers/index.ts'
import {
  type CircuitChange,
  circuitLayer,
  CircuitPool,
  cooldownLayer,
  deadlineLayer,
  degradeLayer,
  HedgePolicy,
  limitLayer,
  RateTracker,
  relaxLayer,
  repairLayer,
  RetryBudget,
  retryLayer,
} from '../resilience/index.ts'
import { AdaptiveRouter, adaptive, type RoutingStrategy } from '../routing/index.ts'
import { type Clock, type Random, systemClock, systemRandom } from '../runtime/index.ts'
import { historyLayer, sessionLayer, sessionOf, withContinuity } from '../sessions/index.ts'
import { dispatch, type DispatchParts } from './dispatch.ts'
import { ledgerLayer } from './ledger-layer.ts'
import type { AttemptLayers, CallLayers, OrchestratorOptions } from './options.ts'
import { Patience } from './patience.ts'
import { pricePriors } from './price-priors.ts'
import { heldBack, taskOf } from './routing.ts'

/** What the assembled parts tell. */
export interface Listeners {
  readonly onDecision: DispatchParts['onDecision']
  readonly onAnswers: DispatchParts['onAnswers']
  readonly onAttemptEnd: (attempt: Attempt, ended: AttemptEnded) => void
  readonly onCircuitChange: (change: CircuitChange) => void
  readonly onSessionError: (error: unknown) => void
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

const CACHE_BYTES = 64 * 1024 * 1024
/** Output tokens set aside for an answer of which nothing is known, where a request has a limit on dollars. */
const UNKNOWN_OUTPUT_TOKENS = 1000

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

  /** A high estimate of what an attempt costs: the predicted mean and two deviations, or the list price. */
  function estimateUsd({ ledger, task, target, request }: Attempt): number {
    if (ledger.remaining.usd === Infinity) return 0
    const costUsd = learner.predict(task, [target])[0]?.costUsd
    if (costUsd && costUsd.samples > 0) return costUsd.mean + 2 * costUsd.stdDev
    const usage = { inputTokens: task.inputTokens, outputTokens: request.maxOutputTokens ?? UNKNOWN_OUTPUT_TOKENS }
    return priceOf(usage, modelOf(target), clock.now()) ?? 0
  }

  const attemptLayers: AttemptLayers = {
    // Outermost: how much of a session's history the target has room for is the same for all its tries.
    history: options.sessions
      ? historyLayer(attempt => (sessionOf(attempt) ? modelOf(attempt.target) : undefined), countTokens)
      : passAttempt,
    // Above limit: a wait holds no slot, and each try is judged by everything below.
    retry:
      options.retry === false
        ? passAttempt
        : retryLayer({
            ...options.retry,
            usualMs: ({ target, task }) => patience.usualMs(target, task),
            budget,
            clock,
            random,
          }),
    // Below retry: what does not fit is asked for again. Above record: it is billed all the same.
    structured: structuredLayer(),
    // Below retry: a repaired call is a try of its own, with its own slot, permit and measurement.
    repair: repairLayer({ clock }),
    // Above limit: a call that would be refused for its rate takes no slot, and no permit.
    rates: rates.layer,
    // Above circuit: leave is asked when the call goes out, not when it queues. Held until the reply ends.
    limit: limit.layer,
    // Above deadline: a timeout is a failure. Above record: a refusal of ours is no latency of the target's.
    circuit: circuits ? circuitLayer(circuits.breakerFor) : passAttempt,
    // Below circuit: what a target never saw says nothing of its speed.
    hedge: hedge ? hedge.layer : passAttempt,
    // Below limit: queueing is not the model's time.
    record: recordLayer({
      clock,
      learner,
      price: (usage, attempt) => priceOf(usage, modelOf(attempt.target), clock.now()),
      estimate: estimateUsd,
      countTokens,
      onEnd: listeners.onAttemptEnd,
    }),
    // Innermost: the provider's time and nothing else.
    deadline: deadlineLayer({
      attemptMs: deadlines.attemptMs ?? 120_000,
      firstTokenMs: patience.firstTokenMs,
      idleMs: deadlines.idleMs ?? 30_000,
      clock,
    }),
  }
  const callLayers: CallLayers = {
    // Outermost: who has run out of time gets the last answer there is, too, and it is no turn of a session.
    degrade: options.degrade?.answers ? degradeLayer(options.degrade.answers, { clock }) : passCall,
    // Above all that takes time: cache and classification spend the caller's patience too.
    ledger: ledgerLayer(clock),
    // Above the cache: what was said before changes the answer, and a cached answer is a turn too.
    session: options.sessions
      ? sessionLayer({
          sessions: options.sessions,
          classify: (request, call) => classifier.classify(request, call),
          onError: listeners.onSessionError,
          clock,
        })
      : passCall,
    // Above the core: a hit needs no classification, asks nobody and costs nothing.
    cache: cacheOf(options, clock, random),
    // Below the cache: what it holds needs no wait. Around the core: after a wait it is routed anew.
    cooldown: cooldownLayer({
      pool: circuits,
      usualMs: (target, call) => {
        const task = taskOf(call)
        return task && patience.usualMs(target, task)
      },
      heldBack: call => heldBack(call, clock.mono()),
      clock,
    }),
    // Below cooldown: another model now is better than the same one later.
    relax: options.degrade ? relaxLayer(options.degrade.relax, { clock }) : passCall,
  }
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

const passAttempt: Middleware<Attempt> = (attempt, next) => next(attempt)
const passCall: Middleware = (call, next) => next(call)

/** Without those that are switched off. */
function used<L extends Middleware<Attempt> | Middleware>(layers: readonly L[], option: string): readonly L[] {
  if (!Array.isArray(layers) || !layers.every(layer => typeof layer === 'function')) {
    throw new InvalidOptionsError('Orchestrator options', [{ path: option, message: 'must return a list of layers' }])
  }
  return layers.filter(layer => layer !== passAttempt && layer !== passCall)
}

function cacheOf({ cache, isolation = 'process' }: OrchestratorOptions, clock: Clock, random: Random): Middleware {
  if (cache === false) return passCall
  const answers = cache ?? new KvCache<ChatResponse>({ maxBytes: CACHE_BYTES, isolation, clock, random })
  return cacheLayer(answers, { clock })
}

function namesOf(layers: readonly { readonly name: string }[], ours: object): string[] {
  const known = new Map<unknown, string>(Object.entries(ours).map(([name, layer]) => [layer, name]))
  return layers.map(layer => known.get(layer) ?? (layer.name || 'anonymous'))
}
