/**
 * What the orchestrator itself costs: `chat` and `stream` over a provider that answers at once, 10 targets, default layers,
 * against the bare provider call, cockatiel (retry + breaker + timeout) and `generateText` of `ai`. The contestants take
 * turns in short rounds, so that a noisy machine disturbs all alike; figures are medians of rounds.
 */
import { GCProfiler } from 'node:v8'
import { generateText } from 'ai'
import {
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleAll,
  retry,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel'
import { type ChatEvent, type ChatRequest, Orchestrator, type Provider } from 'routewise'

const question = 'What is the capital of France, and since when?'
const request: ChatRequest = { messages: [{ role: 'user', content: question }] }
const usage = { inputTokens: 10, outputTokens: 10 }
const response = { text: 'Paris.', toolCalls: [], finishReason: 'stop', usage, model: 'm0' } as const
const CHUNKS = 100
const ROUNDS = 40
const CALLS_PER_ROUND = 200

async function* words(): AsyncGenerator<ChatEvent> {
  for (let i = 0; i < CHUNKS; i++) yield { type: 'text-delta', text: 'word ' }
  yield { type: 'finish', finishReason: 'stop', usage, model: 'm0' }
}
const provider: Provider = {
  id: 'p',
  models: Array.from({ length: 10 }, (_, i) => ({ id: `m${i}` })),
  chat: async () => response,
  stream: words,
}
const orchestrator = new Orchestrator({ providers: [provider] })
const policy = wrap(
  retry(handleAll, { maxAttempts: 2, backoff: new ExponentialBackoff() }),
  circuitBreaker(handleAll, { halfOpenAfter: 60_000, breaker: new ConsecutiveBreaker(5) }),
  timeout(120_000, TimeoutStrategy.Cooperative),
)
const aiModel = {
  specificationVersion: 'v4',
  provider: 'p',
  modelId: 'm0',
  supportedUrls: {},
  doGenerate: async () => ({
    content: [{ type: 'text', text: response.text }],
    finishReason: { unified: 'stop', raw: 'stop' },
    usage: {
      inputTokens: { total: 10, noCache: 10, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: 10, text: 10, reasoning: undefined },
    },
    warnings: [],
  }),
  doStream: () => Promise.reject(new Error('not streamed here')),
}

async function read(events: AsyncIterable<ChatEvent>): Promise<void> {
  for await (const _ of events);
}

const { signal } = new AbortController()
const bare = 'bare provider.chat'
const cockatiel = 'cockatiel: retry, breaker, timeout'
const ai = 'ai: generateText'
const chat = 'orchestrator.chat'
const bareStream = `bare provider.stream, ${CHUNKS} chunks`
const stream = `orchestrator.stream, ${CHUNKS} chunks`
const contestants: Readonly<Record<string, () => Promise<unknown>>> = {
  [bare]: () => provider.chat(request, { model: 'm0', signal }),
  [cockatiel]: () => policy.execute(context => provider.chat(request, { model: 'm0', signal: context.signal })),
  [ai]: () => generateText({ model: aiModel as never, prompt: question }),
  [chat]: () => orchestrator.chat(request),
  [bareStream]: () => read(words()),
  [stream]: () => read(orchestrator.stream(request)),
}

export async function run(): Promise<void> {
  const rounds = new Map<string, number[]>()
  const singles = new Map<string, number[]>()
  for (const call of Object.values(contestants)) for (let i = 0; i < 1000; i++) await call()
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, call] of Object.entries(contestants)) {
      const startMs = performance.now()
      for (let i = 0; i < CALLS_PER_ROUND; i++) {
        const oneMs = performance.now()
        await call()
        push(singles, name, performance.now() - oneMs)
      }
      push(rounds, name, (performance.now() - startMs) / CALLS_PER_ROUND)
    }
    await new Promise(setImmediate)
  }
  const us = (name: string): number => 1000 * quantile(rounds.get(name) ?? [], 0.5)
  const rows = []
  for (const [name, call] of Object.entries(contestants)) {
    const p99 = 1000 * quantile(singles.get(name) ?? [], 0.99)
    rows.push([name, us(name).toFixed(2), p99.toFixed(1), String(Math.round(await bytesPerCall(call)))])
  }
  print([['', 'µs per call, median', 'p99', 'bytes per call'], ...rows])
  const added = us(chat) - us(bare)
  const ratio = (peer: string): string => (added / (us(peer) - us(bare))).toFixed(2)
  console.log(`\norchestrator.chat adds ${added.toFixed(1)} µs to a call:`)
  console.log(`  ${ratio(cockatiel)} × what cockatiel adds, ${ratio(ai)} × what generateText adds`)
  console.log(
    `orchestrator.stream adds ${((us(stream) - us(bareStream) - added) / CHUNKS).toFixed(2)} µs to a streamed chunk`,
  )
}

/** Allocation: growth of the heap between collections while the call is repeated. */
async function bytesPerCall(call: () => Promise<unknown>): Promise<number> {
  const calls = 2000
  globalThis.gc?.()
  const profiler = new GCProfiler()
  profiler.start()
  let lastBytes = process.memoryUsage().heapUsed
  let allocated = 0
  for (let i = 0; i < calls; i++) await call()
  const endBytes = process.memoryUsage().heapUsed
  for (const { beforeGC, afterGC } of profiler.stop()?.statistics ?? []) {
    allocated += beforeGC.heapStatistics.usedHeapSize - lastBytes
    lastBytes = afterGC.heapStatistics.usedHeapSize
  }
  return (allocated + endBytes - lastBytes) / calls
}

function push(map: Map<string, number[]>, name: string, value: number): void {
  const list = map.get(name)
  if (list) list.push(value)
  else map.set(name, [value])
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(q * (sorted.length - 1))] ?? Number.NaN
}

function print(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map(row => row[i]?.length ?? 0))) ?? []
  const cell = (text: string, i: number): string => (i ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0))
  for (const row of rows) console.log(row.map(cell).join('  '))
}
