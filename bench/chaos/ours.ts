import {
  type ChatEvent,
  type ChatRequest,
  type CircuitChange,
  isNonEmpty,
  Orchestrator,
  type OrchestratorOptions,
  type Provider,
  type RoutingStrategy,
  seededRandom,
  splitTarget,
  textOf,
} from 'routewise'
import type { Contender } from './run.ts'
import { deadlineMs, idleMs, type Name, price, targets, type World } from './world.ts'

const never = 1e9

/** Everything off: the next target is asked when one fails, and that is all. */
const off: Partial<OrchestratorOptions> = {
  retry: false,
  circuit: false,
  deadlines: { attemptMs: never, firstTokenMs: never, idleMs: never, totalMs: deadlineMs },
  callLayers: ({ ledger, session, cache }) => [ledger, session, cache],
  attemptLayers: ({ circuit, hedge, record, deadline }) => [circuit, hedge, record, deadline],
}
const limited = { attemptMs: 10_000, firstTokenMs: 8000, idleMs, totalMs: deadlineMs }

/** What each mechanism adds to those before it. */
const steps: readonly (readonly [name: string, options: Partial<OrchestratorOptions>])[] = [
  ['failover only', {}],
  ['deadlines', { deadlines: limited }],
  [
    'retries with a budget',
    {
      retry: {},
      attemptLayers: ({ retry, circuit, hedge, record, deadline }) => [retry, circuit, hedge, record, deadline],
    },
  ],
  [
    'circuits, cooldown',
    { circuit: {}, callLayers: ({ ledger, session, cache, cooldown }) => [ledger, session, cache, cooldown] },
  ],
  ['limits: as assembled', { concurrency: 100, attemptLayers: layers => Object.values(layers) }],
  ['hedging', { hedge: { share: 0.1, quantile: 0.9 } }],
  ['continued streams', { afterCommit: 'continue' }],
]

export interface Row {
  readonly name: string
  readonly options: Partial<OrchestratorOptions>
}

/** The orchestrator with its mechanisms switched on one after the other. */
export const rows: readonly Row[] = steps.map(([name], i) => ({
  name: i === 0 ? `routewise, ${name}` : `  + ${name}`,
  options: Object.assign(
    {},
    off,
    ...steps.slice(0, i + 1).map(([, options]) => options),
  ) as Partial<OrchestratorOptions>,
}))

export function routewise(world: World, { options }: Row, onChange: (change: CircuitChange) => void): Contender {
  const { clock, mode } = world
  const orchestrator = new Orchestrator({
    providers: targets.map(target => providerOf(world, target)),
    strategy: inOrder,
    clock,
    random: seededRandom('chaos'),
    ...options,
  })
  orchestrator.on('circuit-change', onChange)
  return async (request, signal, emit) => {
    const asking: ChatRequest = { messages: [{ role: 'user', content: `request ${request}` }] }
    if (mode === 'chat') return emit((await orchestrator.chat(asking, { signal })).text)
    for await (const event of orchestrator.stream(asking, { signal })) if (event.type === 'text-delta') emit(event.text)
  }
}

/** Everybody asks in the same order. */
const inOrder: RoutingStrategy = {
  name: 'in-order',
  plan({ candidates }) {
    const left = targets.filter(target => candidates.some(candidate => candidate.target === target))
    return { mode: 'in-order', targets: isNonEmpty(left) ? left : targets }
  },
}

function providerOf(world: World, target: Name): Provider {
  const { provider, model } = splitTarget(target)
  const usdPerMTok = price[target] * 1000
  const asked = ({ messages }: ChatRequest, signal: AbortSignal) => {
    const [question, begun] = messages
    return {
      request: Number(question && textOf(question).split(' ')[1]),
      target,
      signal,
      mode: world.mode,
      ...(begun && { begun: textOf(begun) }),
    }
  }
  const end = { finishReason: 'stop', usage: { inputTokens: 300, outputTokens: 700 }, model } as const
  return {
    id: provider,
    models: [
      {
        id: model,
        supports: ['prefix-continuation'],
        prices: [{ inputUsdPerMTok: usdPerMTok, outputUsdPerMTok: usdPerMTok }],
      },
    ],
    async chat(request, { signal }) {
      let text = ''
      for await (const piece of world.call(asked(request, signal))) text += piece
      return { text, toolCalls: [], ...end }
    },
    async *stream(request, { signal }): AsyncGenerator<ChatEvent> {
      for await (const text of world.call(asked(request, signal))) yield { type: 'text-delta', text }
      yield { type: 'finish', ...end }
    },
  }
}
