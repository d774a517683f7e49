import { cacheLayer, KvCache } from '../cache/index.ts'
import type { ChatResponse, Target } from '../chat/index.ts'
import type { Classifier, TokenCounter } from '../classify/index.ts'
import type { Attempt, AttemptEnded, Middleware } from '../handler/index.ts'
import type { Learner } from '../learning/index.ts'
import { recordLayer } from '../observe/index.ts'
import { type ModelInfo, priceOf, structuredLayer } from '../providers/index.ts'
import {
  circuitLayer,
  type CircuitPool,
  type ConcurrencyLimit,
  cooldownLayer,
  deadlineLayer,
  degradeLayer,
  type HedgePolicy,
  type RateTracker,
  relaxLayer,
  repairLayer,
  type RetryBudget,
  retryLayer,
} from '../resilience/index.ts'
import type { Clock, Random } from '../runtime/index.ts'
import { historyLayer, sessionLayer, sessionOf } from '../sessions/index.ts'
import { ledgerLayer } from './ledger-layer.ts'
import type { AttemptLayers, CallLayers, OrchestratorOptions } from './options.ts'
import type { Patience } from './patience.ts'
import { heldBack, taskOf } from './routing.ts'

/** What several layers share. */
export interface Shared {
  readonly clock: Clock
  readonly random: Random
  readonly learner: Learner
  readonly classifier: Classifier
  readonly countTokens: TokenCounter
  readonly modelOf: (target: Target) => ModelInfo
  readonly circuits: CircuitPool | undefined
  readonly limit: ConcurrencyLimit
  readonly rates: RateTracker
  readonly budget: RetryBudget
  readonly hedge: HedgePolicy | undefined
  readonly patience: Patience
  readonly onAttemptEnd: (attempt: Attempt, ended: AttemptEnded) => void
  readonly onSessionError: (error: unknown) => void
}

const CACHE_BYTES = 64 * 1024 * 1024
/** Output tokens set aside for an answer of which nothing is known, where a request has a limit on dollars. */
const UNKNOWN_OUTPUT_TOKENS = 1000

/** What stands in the place of a layer that is switched off. */
const passAttempt: Middleware<Attempt> = (attempt, next) => next(attempt)
const passCall: Middleware = (call, next) => next(call)

export const isUsed = (layer: unknown): boolean => layer !== passAttempt && layer !== passCall

/** Around a request, outermost first. */
export function callLayersOf(options: OrchestratorOptions, shared: Shared): CallLayers {
  const { circuits, classifier, clock, onSessionError, patience } = shared
  return {
    // Outermost: who has run out of time gets the last answer there is, too, and it is no turn of a session.
    degrade: options.degrade?.answers ? degradeLayer(options.degrade.answers, { clock }) : passCall,
    // Above all that takes time: cache and classification spend the caller's patience too.
    ledger: ledgerLayer(clock),
    // Above the cache: what was said before changes the answer, and a cached answer is a turn too.
    session: options.sessions
      ? sessionLayer({
          sessions: options.sessions,
          classify: (request, call) => classifier.classify(request, call),
          onError: onSessionError,
          clock,
        })
      : passCall,
    // Above the core: a hit needs no classification, asks nobody and costs nothing.
    cache: cacheOf(options, shared),
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
}

/** Around an attempt at one target, outermost first. */
export function attemptLayersOf(options: OrchestratorOptions, shared: Shared): AttemptLayers {
  const { budget, circuits, clock, countTokens, hedge, learner, limit, modelOf, patience, random, rates } = shared
  const { deadlines = {} } = options
  return {
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
      estimate: attempt => estimateUsd(attempt, shared),
      countTokens,
      onEnd: shared.onAttemptEnd,
    }),
    // Innermost: the provider's time and nothing else.
    deadline: deadlineLayer({
      attemptMs: deadlines.attemptMs ?? 120_000,
      firstTokenMs: patience.firstTokenMs,
      idleMs: deadlines.idleMs ?? 30_000,
      clock,
    }),
  }
}

/** A high estimate of what an attempt costs: the predicted mean and two deviations, or the list price. */
function estimateUsd({ ledger, task, target, request }: Attempt, { learner, modelOf, clock }: Shared): number {
  if (ledger.remaining.usd === Infinity) return 0
  const costUsd = learner.predict(task, [target])[0]?.costUsd
  if (costUsd && costUsd.samples > 0) return costUsd.mean + 2 * costUsd.stdDev
  const usage = { inputTokens: task.inputTokens, outputTokens: request.maxOutputTokens ?? UNKNOWN_OUTPUT_TOKENS }
  return priceOf(usage, modelOf(target), clock.now()) ?? 0
}

function cacheOf({ cache, isolation = 'process' }: OrchestratorOptions, { clock, random }: Shared): Middleware {
  if (cache === false) return passCall
  const answers = cache ?? new KvCache<ChatResponse>({ maxBytes: CACHE_BYTES, isolation, clock, random })
  return cacheLayer(answers, { clock })
}
