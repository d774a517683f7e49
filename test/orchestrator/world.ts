import {
  type ChatOptions,
  type ChatRequest,
  type ChatResponse,
  type ModelInfo,
  Orchestrator,
  type OrchestratorOptions,
  type Provider,
  ProviderError,
  seededRandom,
  simulated,
  type SimulatedFault,
  VirtualClock,
} from 'routewise'

export const request: ChatRequest = { messages: [{ role: 'user', content: 'What is 2 + 2?' }] }

/** What the provider of that name does; it answers with its own name after 100 ms. */
export type Behaviour = Partial<{
  text: string
  latencyMs: number
  costUsd: number
  fault: SimulatedFault
  confidence: number
  model: Omit<ModelInfo, 'id'>
}>

/** Keys are hashed on another thread, which no clock knows of: idle is who has no hash under way either. */
const hashing = new Set<Promise<unknown>>()
const digest = crypto.subtle.digest.bind(crypto.subtle)
crypto.subtle.digest = (...args) => {
  const hash = digest(...args)
  hashing.add(hash)
  return hash.finally(() => hashing.delete(hash))
}
async function idle(): Promise<void> {
  await new Promise(setImmediate)
  while (hashing.size > 0) await new Promise(setImmediate)
}

/** An orchestrator over simulated providers `a`, `b` …, each with one model `m`, on a virtual clock. */
export function world(behaviours: Record<string, Behaviour>, options: Partial<OrchestratorOptions> = {}) {
  const clock = new VirtualClock({ startMs: 1_700_000_000_000, idle })
  const asked: string[] = []
  const [first, ...rest] = Object.entries(behaviours).map(
    ([id, { model }]): Provider =>
      simulated({
        id,
        models: [{ id: 'm', ...model }],
        clock,
        answer: () => {
          asked.push(id)
          const { text = id, latencyMs = 100, costUsd = 0.01, confidence } = behaviours[id] ?? {}
          const usage = { inputTokens: 10, outputTokens: 10, costUsd }
          return { text, latencyMs, usage, ...(confidence !== undefined && { confidence }) }
        },
        fault: () => behaviours[id]?.fault,
      }),
  )
  if (!first) throw new Error('at least one provider')
  const random = seededRandom(1)
  const orchestrator = new Orchestrator({ providers: [first, ...rest], clock, random, ...options })

  /** Asks in either mode and gives the whole answer. */
  async function ask(mode: 'chat' | 'stream', options: ChatOptions = {}, asking = request) {
    if (mode === 'chat') return clock.run(orchestrator.chat(asking, options))
    const stream = orchestrator.stream(asking, options)
    return clock.run(
      (async () => {
        for await (const _ of stream);
        return stream.response
      })(),
    )
  }
  return { clock, orchestrator, asked, ask }
}

export const broken: Behaviour = { fault: { type: 'error', kind: 'server' } }

export const inOrder = (...targets: [`${string}/${string}`, ...`${string}/${string}`[]]) => ({
  name: 'fixed',
  plan: () => ({ mode: 'in-order', targets }) as const,
})

export const answer = (text: string): ChatResponse => ({
  text,
  toolCalls: [],
  finishReason: 'stop',
  usage: { inputTokens: 1, outputTokens: 1 },
  model: 'm',
})

export const refusing = (kind: ProviderError['kind']): Provider => ({
  id: 'p',
  models: [{ id: 'm' }],
  chat: () => Promise.reject(new ProviderError({ target: 'p/m', kind, message: 'no' })),
})
