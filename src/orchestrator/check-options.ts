import type { Target } from '../chat/index.ts'
import { InvalidOptionsError } from '../errors/index.ts'
import type { Constraints } from '../handler/index.ts'
import type { AdaptiveLimitOptions } from '../resilience/index.ts'
import type { RouterSettings, ScoreWeights } from '../routing/index.ts'
import {
  above0,
  aFunction,
  anObject,
  anything,
  type Check,
  count,
  Faults,
  flag,
  has,
  having,
  is,
  isList,
  isObject,
  isText,
  listOf,
  members,
  oneOf,
  orMembers,
  share,
  whole,
} from './checks.ts'
import type { OrchestratorOptions } from './options.ts'

/** The options of a part that may also be switched off, or on, or be a number. */
type Part<K extends keyof OrchestratorOptions> = Extract<NonNullable<OrchestratorOptions[K]>, object>

const targets = listOf(
  is(value => typeof value === 'string' && /^[^/]+\/.+$/s.test(value), 'is not a target: write provider/model'),
)
const off = is(value => value === false, 'must be false, or options')
const method = having('plan')

const provider: Check = (value, path, faults) => {
  if (!has(value, 'chat') || !isObject(value)) return faults.add(path, 'needs chat()', value)
  const { id, models } = value
  if (typeof id !== 'string' || !/^[^/]+$/.test(id)) faults.add(path, 'needs an id without a slash')
  const named = isList(models, model => isObject(model) && isText(model['id']) && model['id'] !== '')
  if (!named || (models as []).length === 0) faults.add(path, 'needs at least one model, and each an id')
}

const constraints = members<Constraints>({
  maxCostUsd: above0,
  maxLatencyMs: above0,
  minQuality: share,
  allow: targets,
  deny: targets,
})

const settingsCheck = members<RouterSettings>({
  strategy: method,
  constraints,
  weights: members<ScoreWeights>({
    perUsd: anything,
    perSecond: anything,
    latencyGoalMs: anything,
    perGoalMissed: anything,
  }),
})

/** Of parts that check their numbers themselves, names alone. */
const optionsCheck = members<OrchestratorOptions>({
  providers: (value, path, faults) => Array.isArray(value) && listOf(provider)(value, path, faults),
  classifier: having('classify'),
  countTokens: aFunction,
  learning: having('predict', 'observe', 'takeDelta', 'restore'),
  strategy: method,
  merger: having('merge'),
  earlyStop: having('isEnough'),
  check: aFunction,
  feedback: members<Part<'feedback'>>({
    answers: flag,
    weights: anObject,
    ttlMs: above0,
    maxRecords: count,
    maxCharacters: count,
  }),
  storage: is(value => isObject(value) && has(value['values'], 'get', 'set'), 'needs values'),
  cache: is(value => value === false || has(value, 'find', 'set'), 'must be false, or needs find(), set()'),
  sessions: having('open', 'view', 'record'),
  constraints,
  degrade: members<Part<'degrade'>>({
    relax: listOf(oneOf('minQuality', 'maxLatencyMs')),
    answers: listOf(having('answer')),
  }),
  afterCommit: oneOf('fail', 'continue'),
  retry: orMembers<Part<'retry'>>(off, { retries: whole }),
  circuit: orMembers<Part<'circuit'>>(off, {
    failureThreshold: anything,
    failureRate: anything,
    minCalls: anything,
    windowMs: anything,
    slowMs: anything,
    slowRate: anything,
    successThreshold: anything,
    halfOpenMaxCalls: anything,
    openMs: anything,
    maxOpenMs: anything,
    tripOpenMs: anything,
    probeTimeoutMs: anything,
    rampMs: anything,
    maxEjectedShare: anything,
    make: aFunction,
  }),
  hedge: orMembers<Part<'hedge'>>(flag, {
    quantile: anything,
    minDelayMs: anything,
    minSamples: anything,
    share: anything,
    burst: anything,
    maxRefusedShare: anything,
  }),
  retryBudget: members<Part<'retryBudget'>>({
    concurrentShare: anything,
    minConcurrent: anything,
    share: anything,
    reserve: anything,
  }),
  concurrency: orMembers<AdaptiveLimitOptions>(count, {
    initial: anything,
    min: anything,
    max: anything,
    decrease: anything,
  }),
  deadlines: members<Part<'deadlines'>>({
    attemptMs: (value, path, faults) => typeof value === 'function' || above0(value, path, faults),
    firstTokenMs: above0,
    idleMs: above0,
    totalMs: above0,
  }),
  maxAttempts: count,
  callLayers: aFunction,
  attemptLayers: aFunction,
  clock: having('now', 'mono', 'after'),
  random: aFunction,
  waitUntil: aFunction,
  isolation: oneOf('process', 'request'),
})

/** Throws `InvalidOptionsError` with every fault there is, each with its path and value. */
export function checkOptions(options: OrchestratorOptions): void {
  const faults = new Faults(true)
  optionsCheck(options, '', faults)
  const { providers } = (options as OrchestratorOptions | undefined) ?? {}
  const ids = Array.isArray(providers) ? options.providers.map(one => one?.id) : undefined
  if (!ids?.length && isObject(options)) faults.add('providers', 'must be a list of providers, at least one')
  for (const id of new Set(ids?.filter((name, index) => ids.indexOf(name) !== index))) {
    faults.add('providers', `two of them have the id "${id}"`)
  }
  if (faults.list.length > 0) throw new InvalidOptionsError('Orchestrator options', faults.list)
}

/** Throws `InvalidOptionsError` with every fault of what is to be changed while running. */
export function checkSettings(settings: RouterSettings, targets: readonly { readonly target: Target }[]): void {
  const faults = new Faults(true)
  settingsCheck(settings, '', faults)
  const served = new Set(targets.map(({ target }) => target))
  const { allow = [], deny = [] } = (faults.list.length === 0 && settings.constraints) || {}
  for (const name of [...allow, ...deny].filter(name => !served.has(name))) {
    faults.add('constraints', `no target ${name}; there are ${[...served].join(', ')}`)
  }
  if (faults.list.length > 0) throw new InvalidOptionsError('configure', faults.list)
}
