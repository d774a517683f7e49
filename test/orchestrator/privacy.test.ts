import fc from 'fast-check'
import {
  type ChatOptions,
  type ChatRequest,
  anthropic,
  ConfidenceWeightedMerger,
  MemoryStorage,
  openaiCompatible,
  Orchestrator,
  type OrchestratorOptions,
  SessionStore,
  VirtualClock,
  dualValidation,
  seededRandom,
  staticAnswer,
} from 'routewise'
import { expect, it } from 'vitest'

const question = 'What is QUESTION 7f3a?'
const answer = 'It is ANSWER 9c1e.'
const key = 'KEY-51d0'

/** What a server, or the way to it, may do with a call. Whatever it says, it says the question and the key again. */
const servers = {
  answers: () => ok(`${answer} to ${question}`),
  'says nothing': () => ok(''),
  'refuses the key': () => refusal(401),
  'refuses the request': () => refusal(400),
  'is overloaded': () => refusal(529, { 'retry-after': '1' }),
  'has too many calls': () => refusal(429, { 'retry-after': '1' }),
  'is broken': () => refusal(500),
  'sends no JSON': () => new Response(`<html>${question} ${key}</html>`, { status: 200 }),
  'sends half of it': () => new Response(`{"choices":[{"message":{"content":"${question}`, { status: 200 }),
  // What a `fetch` throws is kept as the cause, as it came: the platform's tells of hosts and sockets.
  'cannot be reached': () => Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })),
  'throws something odd': () => Promise.reject('oops'),
} satisfies Record<string, () => Response | Promise<Response>>
type Fate = keyof typeof servers

function ok(text: string): Response {
  const message = { role: 'assistant', content: text }
  const usage = { prompt_tokens: 3, completion_tokens: 2 }
  return Response.json({ model: 'm', choices: [{ index: 0, message, finish_reason: 'stop' }], usage })
}

function refusal(status: number, headers: Record<string, string> = {}): Response {
  const error = { message: `cannot answer "${question}" under ${key}`, type: 'error', param: question }
  return Response.json({ error }, { status, headers })
}

/** Everything that an error tells to whoever logs it: names, messages, members, causes. */
function toldBy(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value === 'function' || typeof value === 'symbol') return ''
  if (typeof value !== 'object' || value === null) return String(value)
  if (seen.has(value)) return ''
  seen.add(value)
  const hidden = value instanceof Error ? [value.name, value.message, value.stack, value.cause] : []
  const members = value instanceof Map || value instanceof Set ? [...value] : Object.entries(value).flat()
  return [...hidden, ...members].map(one => toldBy(one, seen)).join('\n')
}

async function read(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
}

const fates = fc.array(fc.constantFrom(...(Object.keys(servers) as Fate[])), { minLength: 1, maxLength: 8 })
const ways = fc.record({
  mode: fc.constantFrom('chat', 'stream'),
  scope: fc.option(fc.constant('tenant'), { nil: undefined }),
  session: fc.option(fc.constant('s1'), { nil: undefined }),
  both: fc.boolean(),
  json: fc.boolean(),
  faulty: fc.constantFrom('nothing', 'role', 'content', 'tools', 'constraints'),
})

it('nothing that is said, and no key, is in any error, event, decision, report, description or log, whatever fails', async () => {
  await fc.assert(
    fc.asyncProperty(fates, ways, async (script, { mode, scope, session, both, json, faulty }) => {
      const clock = new VirtualClock({ startMs: 1_700_000_000_000, idle: () => new Promise(setImmediate) })
      const told: unknown[] = []
      let calls = 0
      const fetch = async () => servers[script[calls++ % script.length] ?? 'answers']()
      const storage = new MemoryStorage({ clock })
      const http = { apiKey: key, models: [{ id: 'm' }], fetch: fetch as typeof globalThis.fetch, clock }
      const options: OrchestratorOptions = {
        providers: [
          openaiCompatible({ id: 'a', baseUrl: 'https://a.example/v1', ...http }),
          openaiCompatible({ id: 'b', baseUrl: 'https://b.example/v1', ...http }),
          anthropic({ ...http, id: 'c' }),
        ],
        storage,
        sessions: new SessionStore({ storage, clock }),
        degrade: { relax: ['minQuality'], answers: [staticAnswer('later')] },
        merger: new ConfidenceWeightedMerger({ clock }),
        ...(both && { strategy: dualValidation() }),
        clock,
        random: seededRandom(1),
      }
      const orchestrator = new Orchestrator(options)
      for (const event of [
        'route-decided',
        'attempt-end',
        'circuit-change',
        'belief-change',
        'background-error',
      ] as const) {
        orchestrator.on(event, fact => told.push(fact))
      }
      const content = faulty === 'content' ? { [question]: question } : question
      const request = {
        messages: [{ role: faulty === 'role' ? question : 'user', content }],
        ...(faulty === 'tools' && { tools: [{ name: question }] }),
        ...(json && { responseFormat: { type: 'json', schema: { type: 'object' } } }),
      } as unknown as ChatRequest
      const asking: ChatOptions = {
        ...(scope && { scope, cache: 'use' }),
        ...(session && { session }),
        ...(faulty === 'constraints' && { constraints: { deny: ['nobody/m'] } }),
      }
      for (let i = 0; i < 3; i++) {
        try {
          if (mode === 'chat') {
            const { routing, id } = await clock.run(orchestrator.chat(request, asking))
            told.push({
              decision: routing.decision?.plan,
              candidates: routing.decision?.candidates,
              task: routing.task?.kind,
            })
            await clock.run(orchestrator.feedback(id, { score: 2 })).catch((error: unknown) => told.push(error))
          } else {
            const stream = orchestrator.stream(request, asking)
            await clock.run(read(stream))
          }
        } catch (error) {
          told.push(error)
        }
      }
      told.push(await clock.run(orchestrator.report()), orchestrator.describe())
      await clock.run(orchestrator[Symbol.asyncDispose]())
      for await (const { entry } of storage.log.read()) told.push(entry)
      const text = toldBy(told)
      expect(text).not.toContain(key)
      expect(text).not.toContain(question)
      expect(text).not.toContain(answer)
    }),
    { numRuns: 60 },
  )
})
