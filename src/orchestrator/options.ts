import * as z from 'zod/mini'
import type { KvCache } from '../cache/index.ts'
import type { ChatRequest, ChatResponse } from '../chat/index.ts'
import type { Classifier } from '../classify/index.ts'
import { InvalidOptionsError } from '../errors/index.ts'
import type { ParallelExecutorOptions } from '../execution/index.ts'
import type { Attempt, CallOptions, Constraints, Middleware } from '../handler/index.ts'
import type { Learner } from '../learning/index.ts'
import type { Merger } from '../merge/index.ts'
import type { Provider } from '../providers/index.ts'
import type { CircuitPoolOptions } from '../resilience/index.ts'
import type { RoutingStrategy } from '../routing/index.ts'
import type { Clock, Random } from '../runtime/index.ts'
import type { SessionStore } from '../sessions/index.ts'
import type { Storage } from '../storage/index.ts'

/** The layers around one request, outermost first. */
export interface CallLayers {
  readonly ledger: Middleware
  readonly session: Middleware
  readonly cache: Middleware
}

/** The layers around one attempt at one target, outermost first. */
export interface AttemptLayers {
  readonly retry: Middleware<Attempt>
  readonly repair: Middleware<Attempt>
  readonly limit: Middleware<Attempt>
  readonly circuit: Middleware<Attempt>
  readonly record: Middleware<Attempt>
  readonly deadline: Middleware<Attempt>
}

/** Everything but `providers` has a default, and everything may be replaced. */
export interface OrchestratorOptions {
  /** At least one. */
  readonly providers: readonly Provider[]
  /** Default `new TaskClassifier()`. */
  readonly classifier?: Classifier
  /** Default `new LearningEngine()`. */
  readonly learning?: Learner
  /** Default `adaptive()`, with continuity where there are sessions. */
  readonly strategy?: RoutingStrategy
  /** Default `new ConfidenceWeightedMerger()`. */
  readonly merger?: Merger
  /** How sure one may be of an answer, 0–1: what cascades go by. Default: the answer's own confidence. */
  readonly check?: ParallelExecutorOptions['check']
  /** Where beliefs and decisions outlive the process. Default: memory only. Who made it closes it. */
  readonly storage?: Storage
  /** Answers to calls with a `scope`. Default: 64 MiB in memory. */
  readonly cache?: KvCache<ChatResponse> | false
  /** Conversations, by the `session` of a call: send only what is new. Default: none, and a call with a session is refused. */
  readonly sessions?: SessionStore
  /** Hold for every request, on top of its own. */
  readonly constraints?: Constraints
  /** `retries`: how often one target is asked again. Default 2. */
  readonly retry?: { readonly retries?: number } | false
  /** When a target is left alone. Default: after 5 failures in a row or half of 20, for a minute. */
  readonly circuit?: Omit<CircuitPoolOptions, 'clock' | 'random' | 'onChange'> | false
  /** Calls under way at one target. Default: no limit. */
  readonly concurrency?: number
  /** ms. Defaults: attempt 120 000, first token 30 000, idle 30 000, total 300 000. */
  readonly deadlines?: {
    readonly attemptMs?: number
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

const above0 = z.number().check(z.positive('must be above 0'))
const whole = z.int('must be a whole number').check(z.nonnegative('must not be negative'))
const count = z.int('must be a whole number').check(z.positive('must be above 0'))
const share = z.number().check(z.gte(0, 'must be within 0–1'), z.lte(1, 'must be within 0–1'))
const target = z.string().check(z.regex(/^[^/]+\/.+$/s, 'is not a target: write provider/model'))

/** An object with methods of these names. */
const having = (...methods: string[]) =>
  z.custom<object>(
    value =>
      typeof value === 'object' && value !== null && methods.every(name => typeof value[name as never] === 'function'),
    { error: `needs ${methods.map(name => `${name}()`).join(', ')}` },
  )
const layers = z.custom(value => typeof value === 'function', {
  error: 'must be a function from layers to a list of layers',
})

const constraintsSchema = z.strictObject({
  maxCostUsd: z.optional(above0),
  maxLatencyMs: z.optional(above0),
  minQuality: z.optional(share),
  allow: z.optional(z.array(target)),
  deny: z.optional(z.array(target)),
})
const optionsSchema = z.strictObject({
  providers: z
    .array(
      having('chat').check(
        z.refine(
          value => typeof (value as Provider).id === 'string' && /^[^/]+$/.test((value as Provider).id),
          'needs an id without a slash',
        ),
        z.refine(
          value => Array.isArray((value as Provider).models) && (value as Provider).models.length > 0,
          'needs at least one model',
        ),
      ),
      'must be a list of providers',
    )
    .check(z.minLength(1, 'at least one is needed')),
  classifier: z.optional(having('classify')),
  learning: z.optional(having('predict', 'observe', 'takeDelta', 'restore')),
  strategy: z.optional(having('plan')),
  merger: z.optional(having('merge')),
  check: z.optional(z.custom(value => typeof value === 'function', { error: 'must be a function' })),
  storage: z.optional(
    z.custom<object>(value => typeof (value as Storage | null)?.values?.get === 'function', { error: 'needs values' }),
  ),
  cache: z.optional(z.union([z.literal(false), having('find', 'set')])),
  sessions: z.optional(having('open', 'view', 'record')),
  constraints: z.optional(constraintsSchema),
  retry: z.optional(z.union([z.literal(false), z.strictObject({ retries: z.optional(whole) })])),
  circuit: z.optional(z.union([z.literal(false), z.looseObject({})])),
  concurrency: z.optional(count),
  deadlines: z.optional(
    z.strictObject({
      attemptMs: z.optional(above0),
      firstTokenMs: z.optional(above0),
      idleMs: z.optional(above0),
      totalMs: z.optional(above0),
    }),
  ),
  maxAttempts: z.optional(count),
  callLayers: z.optional(layers),
  attemptLayers: z.optional(layers),
  clock: z.optional(having('now', 'mono', 'after')),
  random: z.optional(z.custom(value => typeof value === 'function', { error: 'must be a function' })),
  waitUntil: z.optional(z.custom(value => typeof value === 'function', { error: 'must be a function' })),
  isolation: z.optional(z.enum(['process', 'request'])),
})

/** Throws `InvalidOptionsError` with every fault there is, each with its path and value. */
export function checkOptions(options: OrchestratorOptions): void {
  const { success, error } = z.safeParse(optionsSchema, options)
  const faults = success
    ? []
    : error.issues.map(issue => ({ path: issue.path.join('.'), message: told(issue, options) }))
  const ids = success ? options.providers.map(provider => provider.id) : []
  for (const id of new Set(ids.filter((name, index) => ids.indexOf(name) !== index))) {
    faults.push({ path: 'providers', message: `two of them have the id "${id}"` })
  }
  if (faults.length > 0) throw new InvalidOptionsError('Orchestrator options', faults)
}

/** Names the value where it is a plain one: objects may hold secrets. */
function told(issue: z.core.$ZodIssue, options: OrchestratorOptions): string {
  const value = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    options,
  )
  const shown = typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
  return shown ? `${JSON.stringify(value)} ${issue.message}` : issue.message
}

const requestSchema = z.looseObject({
  messages: z
    .array(
      z.looseObject({
        role: z.enum(['system', 'user', 'assistant', 'tool'], 'must be system, user, assistant or tool'),
        content: z.union(
          [z.string(), z.array(z.looseObject({ type: z.string() }))],
          'must be a text or a list of parts',
        ),
      }),
      'must be a list of messages',
    )
    .check(z.minLength(1, 'at least one message is needed')),
})

/** What of a request cannot be asked of anybody: path and fault, never content. */
export function faultsOf(request: ChatRequest): { readonly path: string; readonly message: string }[] {
  // The happy path is a loop over roles; the schema is asked only for words to say.
  const { messages } = request ?? {}
  const fine = Array.isArray(messages) && messages.length > 0 && messages.every(isMessage)
  if (fine) return []
  const { error } = z.safeParse(requestSchema, request)
  return (error?.issues ?? []).map(issue => ({ path: issue.path.join('.') || 'request', message: issue.message }))
}

function isMessage(message: unknown): boolean {
  const { role, content } = (message ?? {}) as { role?: unknown; content?: unknown }
  const known = role === 'user' || role === 'system' || role === 'assistant' || role === 'tool'
  return known && typeof content === 'string'
}
