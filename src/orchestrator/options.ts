import type { KvCache } from '../cache/index.ts'
import type { ChatResponse } from '../chat/index.ts'
import type { Classifier, TokenCounter } from '../classify/index.ts'
import type { ParallelExecutorOptions } from '../execution/index.ts'
import type { FeedbackBookOptions } from '../feedback/index.ts'
import type { Attempt, CallOptions, Constraints, Middleware, Relaxable } from '../handler/index.ts'
import type { Learner } from '../learning/index.ts'
import type { EarlyStop, Merger } from '../merge/index.ts'
import type { Provider } from '../providers/index.ts'
import type {
  AdaptiveLimitOptions,
  CircuitPoolOptions,
  DegradeStep,
  HedgeOptions,
  RetryBudgetOptions,
} from '../resilience/index.ts'
import type { RoutingStrategy } from '../routing/index.ts'
import type { Clock, Random } from '../runtime/index.ts'
import type { Sessions } from '../sessions/index.ts'
import type { Storage } from '../storage/index.ts'

/** The layers around one request, outermost first. */
export interface CallLayers {
  readonly degrade: Middleware
  readonly ledger: Middleware
  readonly session: Middleware
  readonly cache: Middleware
  readonly cooldown: Middleware
  readonly relax: Middleware
}

/** The layers around one attempt at one target, outermost first. */
export interface AttemptLayers {
  readonly history: Middleware<Attempt>
  readonly retry: Middleware<Attempt>
  readonly structured: Middleware<Attempt>
  readonly repair: Middleware<Attempt>
  readonly rates: Middleware<Attempt>
  readonly limit: Middleware<Attempt>
  readonly circuit: Middleware<Attempt>
  readonly hedge: Middleware<Attempt>
  readonly record: Middleware<Attempt>
  readonly deadline: Middleware<Attempt>
}

/** The rungs below the plan, from the top. */
export interface DegradeOptions {
  /** Limits that may be given up for an answer, by any model that can serve the request. Default: none, only the plan is left. */
  readonly relax?: readonly Relaxable[]
  /** Answers when no model has one, the first that has any: a stale one, a static one. Default: none. */
  readonly answers?: readonly DegradeStep[]
}

/** Everything but `providers` has a default, and everything may be replaced. */
export interface OrchestratorOptions {
  /** At least one. */
  readonly providers: readonly Provider[]
  /** Default `new TaskClassifier()`. */
  readonly classifier?: Classifier
  /**
   * Counts tokens where nobody has yet: the size of a request, what of a conversation fits a window, what a broken answer is
   * billed. Default `textTokens`, an estimate; `gptTokens` of `routewise/gpt-tokenizer` is exact. A classifier of your own does
   * its own counting.
   */
  readonly countTokens?: TokenCounter
  /** Default `new LearningEngine()`. */
  readonly learning?: Learner
  /** Default `adaptive()`, with continuity where there are sessions. */
  readonly strategy?: RoutingStrategy
  /** Default `new ConfidenceWeightedMerger()`. */
  readonly merger?: Merger
  /** When an ensemble need not wait for the rest, such as `certainStop()`. Default: never before its quorum. */
  readonly earlyStop?: EarlyStop
  /**
   * How sure one may be of an answer, 0–1: a judge, a test, a look-up. With one, `adaptive()` asks again where the answer
   * seems to be wrong and a second call pays; how far it is to be trusted is learned from feedback. One that throws says
   * nothing. Default: none, and plans of mode `cascade` go by the answer's own confidence.
   */
  readonly check?: ParallelExecutorOptions['check']
  /**
   * Decisions are kept with what each target said for as long as feedback is awaited (`ttlMs`, default 7 days): in memory and,
   * where there is one, in `storage`; nowhere else. `answers: false` keeps none, and corrections then judge nobody.
   * `weights`: how much the word of each source counts.
   */
  readonly feedback?: Pick<FeedbackBookOptions, 'weights' | 'ttlMs' | 'maxRecords' | 'maxCharacters'> & {
    readonly answers?: boolean
  }
  /** Where beliefs and decisions outlive the process. Default: memory only. Who made it closes it. */
  readonly storage?: Storage
  /** Answers to calls with a `scope`. Default: 64 MiB in memory. */
  readonly cache?: KvCache<ChatResponse> | false
  /** Conversations, by the `session` of a call: send only what is new. Default: none, and a call with a session is refused. */
  readonly sessions?: Sessions
  /** Hold for every request, on top of its own. */
  readonly constraints?: Constraints
  /**
   * What to do when nobody can answer as asked: other models than the plan named, without limits that may be given up,
   * then answers of your own. `routing.degraded` says which it was. Default: the request fails.
   */
  readonly degrade?: DegradeOptions
  /**
   * What to do when a stream breaks after its first words. `continue`: text without tools is continued, from where it broke,
   * by a target whose model declares `prefix-continuation`; `routing.continued` says by whom. Default `fail`.
   */
  readonly afterCommit?: 'fail' | 'continue'
  /** `retries`: how often one target is asked again. Default 2. */
  readonly retry?: { readonly retries?: number } | false
  /** When a target is left alone. Default: after 5 failures in a row or half of 20, for a minute. */
  readonly circuit?: Omit<CircuitPoolOptions, 'clock' | 'random' | 'onChange'> | false
  /**
   * Asks a second target beside one that is slower than it usually is, and gives an attempt up that takes three times as
   * long, once enough is known of its times. `true` for one extra call in twenty. Default: no hedging.
   */
  readonly hedge?: boolean | Omit<HedgeOptions, 'clock' | 'budget'>
  /** Retries and hedges of all requests together. Default: a fifth of the calls under way, and 10 + 0.2 per first call in a minute. */
  readonly retryBudget?: Omit<RetryBudgetOptions, 'clock'>
  /** Calls under way at one target; options for as many as it turns out to bear. Default: no limit. */
  readonly concurrency?: number | AdaptiveLimitOptions
  /**
   * ms. Defaults: attempt 120 000, first token 30 000, idle 30 000, total 300 000. While other targets are left to be asked,
   * an attempt has at most its part of the time left, a third or half, until its first content. `attemptMs` may be a
   * function, for targets that think longer than others.
   */
  readonly deadlines?: {
    readonly attemptMs?: number | ((attempt: Attempt) => number | undefined)
    readonly firstTokenMs?: number
    readonly idleMs?: number
    readonly totalMs?: number
  }
  /** Attempts that one request may make at all targets together. Default 10. */
  readonly maxAttempts?: number
  /** The layers around a request. Default: those given, in their order. */
  readonly callLayers?: (layers: CallLayers) => readonly Middleware[]
  /** The layers around an attempt. Default: those given, in their order. */
  readonly attemptLayers?: (layers: AttemptLayers) => readonly Middleware<Attempt>[]
  readonly clock?: Clock
  /** With a seeded source the same requests in the same order get the same ids and decisions. Default: the platform's. */
  readonly random?: Random
  /** Takes work that goes on after an answer (edge runtimes). Default: it is awaited on disposal. */
  readonly waitUntil?: (work: Promise<unknown>) => void
  /** `request`: no call ever awaits a promise made by another, as some edge runtimes demand. Default `process`. */
  readonly isolation?: 'process' | 'request'
}

/** Options of one `chat()` or `stream()`. */
export interface ChatOptions extends CallOptions {
  /** In place of the orchestrator's, for this request. */
  readonly strategy?: RoutingStrategy
  /** Of the request; chance is drawn from it, so the same id over the same beliefs decides the same. Default: a new one. */
  readonly id?: string
}
