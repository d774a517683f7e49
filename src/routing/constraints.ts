import type { Target } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import type { Constraints, Relaxable } from '../handler/index.ts'
import type { Belief, Prediction } from '../learning/index.ts'
import type { Capability } from '../providers/index.ts'
import type { RouteInput, TargetStatus } from './route-input.ts'

/** Both at once: the lower limit, the higher demand, allowed by both, denied by either. */
export function stricter(a: Constraints, b: Constraints): Constraints {
  const allow = a.allow && b.allow ? a.allow.filter(target => b.allow?.includes(target)) : (a.allow ?? b.allow)
  const deny = [...(a.deny ?? []), ...(b.deny ?? [])]
  const maxCostUsd = least(a.maxCostUsd, b.maxCostUsd)
  const maxLatencyMs = least(a.maxLatencyMs, b.maxLatencyMs)
  const minQuality = a.minQuality === undefined ? b.minQuality : Math.max(a.minQuality, b.minQuality ?? 0)
  return {
    ...(maxCostUsd !== undefined && { maxCostUsd }),
    ...(maxLatencyMs !== undefined && { maxLatencyMs }),
    ...(minQuality !== undefined && { minQuality }),
    ...(allow && { allow }),
    ...(deny.length > 0 && { deny }),
  }
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b)
}

/** Throws `InvalidOptionsError` for limits that cannot hold and for targets that nobody serves. */
export function checkConstraints(constraints: Constraints, targets?: readonly TargetStatus[]): void {
  const { maxCostUsd, maxLatencyMs, minQuality, allow = [], deny = [] } = constraints
  const faults: Fault[] = []
  if (maxCostUsd !== undefined && !(maxCostUsd >= 0)) {
    faults.push({ path: 'maxCostUsd', message: `${maxCostUsd} is not a number from 0 on` })
  }
  if (maxLatencyMs !== undefined && !(maxLatencyMs > 0)) {
    faults.push({ path: 'maxLatencyMs', message: `${maxLatencyMs} is not above 0` })
  }
  if (minQuality !== undefined && !(minQuality >= 0 && minQuality <= 1)) {
    faults.push({ path: 'minQuality', message: `${minQuality} is not within 0 and 1` })
  }
  if (targets) {
    const served = new Set(targets.map(status => status.target))
    const unknown = (path: string, list: readonly Target[]): void => {
      for (const [i, target] of list.entries()) {
        if (served.has(target)) continue
        faults.push({ path: `${path}[${i}]`, message: `no target ${target}; there are ${[...served].join(', ')}` })
      }
    }
    unknown('allow', allow)
    unknown('deny', deny)
  }
  if (faults.length > 0) throw new InvalidOptionsError('constraints', faults)
}

/** The limits that are left when some are given up. */
export function relaxed(constraints: Constraints, givenUp: readonly Relaxable[] = []): Constraints {
  const left: { -readonly [K in keyof Constraints]: Constraints[K] } = { ...constraints }
  for (const name of givenUp) delete left[name]
  return left
}

/** What a task may need of a model, by the name of the need. Needs of other names exclude nobody. */
const capabilities: ReadonlySet<string> = new Set<Capability>([
  'tools',
  'parallel-tools',
  'images',
  'files',
  'json-schema',
  'reasoning',
  'search',
  'prefix-continuation',
])

/** How far the truth may be on the better side of a belief before a limit excludes: one is not judged by a guess. */
const DOUBT = 2

const lower = (belief: Belief): number => belief.mean - DOUBT * belief.stdDev
const upper = (belief: Belief): number => belief.mean + DOUBT * belief.stdDev

/** Why a target may not serve this request, or nothing where it may. Hard limits only; preferences are the strategy's. */
export function exclusionOf(
  status: TargetStatus,
  prediction: Prediction,
  input: RouteInput,
  constraints: Constraints,
): string | undefined {
  const { model, target } = status
  const { allow, deny, maxCostUsd, maxLatencyMs, minQuality } = constraints
  if (deny?.includes(target)) return 'denied'
  if (allow && !allow.includes(target)) return 'not among the allowed'
  const { needs, inputTokens } = input.task
  if (model.supports && needs.length > 0) {
    const missing = needs.filter(need => capabilities.has(need) && !supports(model.supports ?? [], need))
    if (missing.length > 0) return `does not support ${missing.join(', ')}`
  }
  const wantedTokens = (input.leastTokens ?? inputTokens) + (input.request.maxOutputTokens ?? 0)
  if (model.contextTokens !== undefined && wantedTokens > model.contextTokens) {
    return `holds ${model.contextTokens} tokens, the request needs about ${wantedTokens}`
  }
  if (maxCostUsd !== undefined && prediction.costUsd.mean > maxCostUsd) {
    return `predicted cost $${round(prediction.costUsd.mean)} is above $${maxCostUsd}`
  }
  if (maxLatencyMs !== undefined && lower(prediction.latencyMs) > maxLatencyMs) {
    return `predicted latency ${Math.round(prediction.latencyMs.mean)} ms is above ${maxLatencyMs} ms`
  }
  if (minQuality !== undefined && upper(prediction.quality) < minQuality) {
    return `predicted quality ${round(prediction.quality.mean)} is below ${minQuality}`
  }
  return undefined
}

/** Why a target that may serve cannot just now, and in how many ms it can; nothing where it can. */
export function heldBack({
  circuit,
  retryAfterMs = 0,
  busyMs = 0,
}: TargetStatus): { readonly excluded: string; readonly retryAfterMs: number } | undefined {
  const inMs = Math.max(circuit === 'open' ? retryAfterMs : 0, busyMs)
  if (circuit !== 'open' && inMs <= 0) return undefined
  const reason = circuit === 'open' ? 'circuit open' : 'rate limit used up'
  return { excluded: inMs > 0 ? `${reason}, ask again in ${Math.ceil(inMs)} ms` : reason, retryAfterMs: inMs }
}

const supports = (supported: readonly string[], need: string): boolean => supported.includes(need)

const round = (value: number): number => Number(value.toPrecision(3))
