import { resolve } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { expect, it } from 'vitest'

/** What edge runtimes and browsers have in common, as far as it is needed. No `process`, no `Buffer`, no `setImmediate`. */
const webApis = {
  AbortController,
  AbortSignal,
  DOMException,
  Event,
  EventTarget,
  Headers,
  ReadableStream,
  Request,
  Response,
  TextDecoder,
  TextDecoderStream,
  TextEncoder,
  TransformStream,
  URL,
  URLSearchParams,
  clearTimeout,
  crypto,
  performance,
  setTimeout,
  structuredClone,
}

/** One Chat Completions answer, whole or as events. */
const answering: typeof fetch = async (_, init) => {
  const { stream } = JSON.parse(init?.body as string) as { stream?: boolean }
  const usage = { prompt_tokens: 3, completion_tokens: 2 }
  if (!stream) {
    const message = { role: 'assistant', content: 'Paris.' }
    return Response.json({ model: 'm', choices: [{ index: 0, message, finish_reason: 'stop' }], usage })
  }
  const chunks = [
    { choices: [{ index: 0, delta: { content: 'Par' } }] },
    { choices: [{ index: 0, delta: { content: 'is.' }, finish_reason: 'stop' }], usage },
  ]
  const lines = chunks.map(chunk => `data: ${JSON.stringify({ model: 'm', ...chunk })}\n\n`)
  return new Response(`${lines.join('')}data: [DONE]\n\n`, { headers: { 'content-type': 'text/event-stream' } })
}

const program = `(async () => {
  const { MemoryStorage, Orchestrator, SessionStore, openaiCompatible } = routewise
  const provider = openaiCompatible({ id: 'p', baseUrl: 'https://example.com/v1', apiKey: 'k', models: [{ id: 'm' }], fetch: answering })
  const storage = new MemoryStorage()
  const orchestrator = new Orchestrator({
    providers: [provider], storage, sessions: new SessionStore({ storage }), isolation: 'request', hedge: true,
  })
  const request = { messages: [{ role: 'user', content: 'What is the capital of France?' }] }
  const whole = await orchestrator.chat(request, { scope: 'all', cache: 'use' })
  const cached = await orchestrator.chat(request, { scope: 'all', cache: 'use' })
  await orchestrator.chat(request, { session: 's' })
  const stream = orchestrator.stream(request)
  let streamed = ''
  for await (const event of stream) if (event.type === 'text-delta') streamed += event.text
  await orchestrator.feedback(whole.id, { score: 1 })
  await orchestrator[Symbol.asyncDispose]()
  return JSON.stringify({ whole: whole.text, cached: cached.routing.cached, streamed, target: (await stream.response).routing.target })
})()`

it('answers, streams, caches, keeps sessions and learns where there is nothing but what browsers and edge runtimes have', async () => {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, '../src/index.ts')],
    bundle: true,
    format: 'iife',
    globalName: 'routewise',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import', 'default'],
    write: false,
  })
  const edge = createContext({ ...webApis, answering })
  runInContext(outputFiles[0]?.text ?? '', edge)
  expect(JSON.parse((await runInContext(program, edge)) as string)).toEqual({
    whole: 'Paris.',
    cached: true,
    streamed: 'Paris.',
    target: 'p/m',
  })
})
