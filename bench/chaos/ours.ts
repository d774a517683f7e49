import {
  type Attempt,
  type CircuitChange,
  CircuitPool,
  circuitLayer,
  type ClassifiedCall,
  compose,
  cooldownLayer,
  deadlineLayer,
  drain,
  type Handler,
  HedgePolicy,
  limitLayer,
  linkSignal,
  type Middleware,
  ParallelExecutor,
  RateTracker,
  replyOf,
  RequestLedger,
  RetryBudget,
  retryLayer,
  seededRandom,
  Trace,
} from 'routewise'
import type { Contender } from './run.ts'
import { attemptMs, deadlineMs, type Name, targets, type World } from './world.ts'

const mechanisms = ['failover', 'deadline', 'retry', 'circuit', 'limits', 'hedge'] as const
export type Mechanism = (typeof mechanisms)[number]

/** The library with its mechanisms switched on one after the other. */
export const rows: readonly { readonly name: string; readonly upTo: Mechanism }[] = mechanisms.map((upTo, i) => ({
  name: i === 0 ? 'routewise, failover only' : `  + ${upTo}`,
  upTo,
}))

export function routewise(world: World, upTo: Mechanism, onChange: (change: CircuitChange) => void): Contender {
  const { clock } = world
  const random = seededRandom('chaos')
  const has = (mechanism: Mechanism): boolean => mechanisms.indexOf(mechanism) <= mechanisms.indexOf(upTo)
  const budget = new RetryBudget({ clock })
  const circuits = new CircuitPool({ clock, random, onChange })
  const hedge = new HedgePolicy({ clock, share: 0.1 })
  /** An attempt that takes three times what nineteen of twenty take is given up. */
  const learned = (call: Attempt): number | undefined => {
    const usualMs = hedge.usualMs(call.target, call)
    return usualMs === undefined ? undefined : 3 * usualMs
  }
  const layers: Middleware<Attempt>[] = [
    ...(has('retry') ? [retryLayer({ clock, random, budget })] : []),
    ...(has('limits') ? [limitLayer({ concurrency: 100, clock }).layer] : []),
    ...(has('limits') ? [new RateTracker({ clock }).layer] : []),
    ...(has('circuit') ? [circuitLayer(circuits.breakerFor)] : []),
    ...(has('hedge') ? [hedge.layer] : []),
    ...(has('deadline') ? [deadlineLayer({ clock, attemptMs, ...(has('hedge') && { firstTokenMs: learned }) })] : []),
  ]
  const attempt = compose(layers, async ({ id, target, signal }) => {
    const text = await world.call(Number(id), target as Name, signal)
    return replyOf({ text, toolCalls: [], finishReason: 'stop', usage, model: target }, target)
  })
  const executor = new ParallelExecutor({ clock, ...(has('hedge') && { hedge }) })
  const core: Handler<ClassifiedCall> = call => executor.open({ mode: 'in-order', targets }, attempt, call)
  const cooldown = has('circuit') ? cooldownLayer({ pool: circuits, clock }) : undefined

  return async request => {
    const link = linkSignal()
    const cancel = clock.after(deadlineMs, () => link.abort(new Error('deadline')))
    const call: ClassifiedCall = {
      id: String(request),
      request: { messages: [{ role: 'user', content: 'question' }] },
      mode: 'chat',
      signal: link.signal,
      options: {},
      ledger: new RequestLedger({ timeMs: deadlineMs }, clock),
      trace: new Trace(),
      task: { kind: 'general', confidence: 1, complexity: 0.5, inputTokens: 200, needs: [] },
    }
    try {
      const reply = await (cooldown ? cooldown(call, () => core(call)) : core(call))
      return (await drain(reply)).text
    } finally {
      cancel()
    }
  }
}

const usage = { inputTokens: 200, outputTokens: 100 }
