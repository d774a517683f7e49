import * as z from 'zod/mini'
import { InvalidOptionsError } from '../errors/index.ts'
import type { Target } from '../chat/index.ts'
import type { RouterSettings } from '../routing/index.ts'
import type { Provider } from '../providers/index.ts'
import type { Storage } from '../storage/index.ts'
import type { OrchestratorOptions } from './options.ts'

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
const settingsSchema = z.strictObject({
  strategy: z.optional(having('plan')),
  constraints: z.optional(constraintsSchema),
  weights: z.optional(z.looseObject({})),
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
  countTokens: z.optional(z.custom(value => typeof value === 'function', { error: 'must be a function' })),
  learning: z.optional(having('predict', 'observe', 'takeDelta', 'restore')),
  strategy: z.optional(having('plan')),
  merger: z.optional(having('merge')),
  earlyStop: z.optional(having('isEnough')),
  check: z.optional(z.custom(value => typeof value === 'function', { error: 'must be a function' })),
  feedback: z.optional(
    z.strictObject({
      answers: z.optional(z.boolean()),
      weights: z.optional(z.looseObject({})),
      ttlMs: z.optional(above0),
      maxRecords: z.optional(count),
      maxCharacters: z.optional(count),
    }),
  ),
  storage: z.optional(
    z.custom<object>(value => typeof (value as Storage | null)?.values?.get === 'function', { error: 'needs values' }),
  ),
  cache: z.optional(z.union([z.literal(false), having('find', 'set')])),
  sessions: z.optional(having('open', 'view', 'record')),
  constraints: z.optional(constraintsSchema),
  afterCommit: z.optional(z.enum(['fail', 'continue'])),
  retry: z.optional(z.union([z.literal(false), z.strictObject({ retries: z.optional(whole) })])),
  circuit: z.optional(z.union([z.literal(false), z.looseObject({})])),
  degrade: z.optional(
    z.strictObject({
      relax: z.optional(z.array(z.enum(['minQuality', 'maxLatencyMs']))),
      answers: z.optional(z.array(having('answer'))),
    }),
  ),
  hedge: z.optional(z.union([z.boolean(), z.looseObject({})])),
  retryBudget: z.optional(z.looseObject({})),
  concurrency: z.optional(z.union([count, z.looseObject({})])),
  deadlines: z.optional(
    z.strictObject({
      attemptMs: z.optional(
        z.union([above0, z.custom(value => typeof value === 'function')], 'must be above 0, or a function'),
      ),
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

/** Throws `InvalidOptionsError` with every fault of what is to be changed while running. */
export function checkSettings(settings: RouterSettings, targets: readonly { readonly target: Target }[]): void {
  const { success, error } = z.safeParse(settingsSchema, settings)
  const faults = success
    ? []
    : error.issues.map(issue => ({ path: issue.path.join('.'), message: told(issue, settings) }))
  const served = new Set(targets.map(({ target }) => target))
  const { allow = [], deny = [] } = (success && settings.constraints) || {}
  for (const name of [...allow, ...deny].filter(name => !served.has(name))) {
    faults.push({ path: 'constraints', message: `no target ${name}; there are ${[...served].join(', ')}` })
  }
  if (faults.length > 0) throw new InvalidOptionsError('configure', faults)
}

/** Names the value where it is a plain one: objects may hold secrets. */
function told(issue: z.core.$ZodIssue, options: object): string {
  const value = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    options,
  )
  const shown = typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
  return shown ? `${JSON.stringify(value)} ${issue.message}` : issue.message
}
