import type { ChatRequest, Target } from '../chat/index.ts'
import { failureEffects, ProviderError } from '../errors/index.ts'
import type { Attempt, Handler, Middleware, Reply } from '../handler/index.ts'
import { type Clock, systemClock } from '../runtime/index.ts'
import { withWarnings } from './with-warnings.ts'

/** What may be left out of a request without changing what is asked for. */
type Optional = 'temperature' | 'seed' | 'reasoning' | 'maxOutputTokens'

/** Providers' own names of them. */
const optionalByWireName: Readonly<Record<string, Optional>> = {
  temperature: 'temperature',
  seed: 'seed',
  random_seed: 'seed',
  reasoning: 'reasoning',
  reasoning_effort: 'reasoning',
  'reasoning.effort': 'reasoning',
  thinking: 'reasoning',
  enable_thinking: 'reasoning',
  max_tokens: 'maxOutputTokens',
  max_completion_tokens: 'maxOutputTokens',
  max_output_tokens: 'maxOutputTokens',
  'generationConfig.maxOutputTokens': 'maxOutputTokens',
  'generationConfig.temperature': 'temperature',
  'generationConfig.seed': 'seed',
}

export interface RepairOptions {
  readonly clock?: Clock
}

/**
 * When a target refuses one of the optional parameters by name, asks it once more without, and leaves it out from then
 * on. The answer carries a warning. Nothing that changes the question (messages, tools, format, stop) is ever left out.
 */
export function repairLayer(options: RepairOptions = {}): Middleware<Attempt> {
  const clock = options.clock ?? systemClock
  const refused = new Map<Target, ReadonlySet<Optional>>()

  return async function repair(call, next) {
    const known = refused.get(call.target)
    try {
      return await without(known, call, next)
    } catch (error) {
      const name = refusedBy(error)
      const alreadyOut = name === undefined || known?.has(name) || call.request[name] === undefined
      if (alreadyOut || call.signal.aborted || call.ledger.remaining.attempts < 1) throw error
      const names = new Set(refused.get(call.target)).add(name)
      refused.set(call.target, names)
      call.trace.add({ type: 'repair', atMs: clock.mono(), target: call.target, parameter: name })
      return without(names, call, next)
    }
  }
}

function refusedBy(error: unknown): Optional | undefined {
  if (!(error instanceof ProviderError) || failureEffects[error.kind].remedy !== 'repair') return undefined
  const name = error.parameter
  return name !== undefined && Object.hasOwn(optionalByWireName, name) ? optionalByWireName[name] : undefined
}

async function without(
  names: ReadonlySet<Optional> | undefined,
  call: Attempt,
  next: Handler<Attempt>,
): Promise<Reply> {
  const left = names ? [...names].filter(name => call.request[name] !== undefined) : []
  if (left.length === 0) return next(call)
  const request: { -readonly [K in keyof ChatRequest]: ChatRequest[K] } = { ...call.request }
  for (const name of left) delete request[name]
  const reply = await next({ ...call, request })
  return withWarnings(
    reply,
    left.map(name => `${call.target} refuses "${name}": it was left out`),
  )
}
