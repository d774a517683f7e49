/**
 * npm run bench -- wire: CPU of this process per call and per streamed chunk, against `openai` and
 * `@ai-sdk/openai-compatible`, all on one server in a process of its own, interleaved; and the size of a preset with its wire.
 * Everybody over the platform's fetch and over `routewise/node`, beside what the bare transports cost: fetch, or `node:http`
 * with an agent, and JSON.parse. Every call has a signal of its own, as calls with a deadline have.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { Agent, request as httpRequest } from 'node:http'
import { gzipSync } from 'node:zlib'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { build } from 'esbuild'
import OpenAI from 'openai'
import { type HttpProviderOptions, openaiCompatible } from 'routewise'
import { nodeFetch } from 'routewise/node'

const CHUNKS = 200
/** Rounds and calls a round: enough for every client to be compiled as well as it gets. */
const plan = { chat: { rounds: 48, calls: 60 }, stream: { rounds: 24, calls: 25 } }
const WARM_UP = 20
/** What ours may cost of the cheaper of the two, each over the fetch that it has by default. */
const BAR = 0.5
const peers = ['openai', '@ai-sdk/openai-compatible'] as const
const bareFetchName = 'fetch + JSON.parse'

const serverCode = `
const { createServer } = require('node:http')
const chunk = (delta, finish = null) => 'data: ' + JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] }) + '\\n\\n'
const usage = { prompt_tokens: 9, completion_tokens: ${CHUNKS}, total_tokens: ${CHUNKS + 9} }
const whole = JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'word '.repeat(${CHUNKS}) }, finish_reason: 'stop' }], usage })
const stream = chunk({ role: 'assistant', content: '' }) + chunk({ content: 'word ' }).repeat(${CHUNKS}) + chunk({}, 'stop') + 'data: ' + JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [], usage }) + '\\n\\ndata: [DONE]\\n\\n'
createServer((request, response) => {
  let body = ''
  request.on('data', part => { body += part })
  request.on('end', () => {
    const streamed = body.includes('"stream":true')
    response.writeHead(200, { 'content-type': streamed ? 'text/event-stream' : 'application/json' })
    response.end(streamed ? stream : whole)
  })
}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`

interface Client {
  readonly name: string
  readonly chat: () => Promise<number>
  readonly stream: () => Promise<number>
}

type Fetch = typeof fetch

const shared = nodeFetch()
const agent = new Agent({ keepAlive: true })

export async function run(): Promise<void> {
  const server = spawn(process.execPath, ['-e', serverCode], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const baseURL = `http://127.0.0.1:${await portOf(server)}/v1`
    const overNode: Fetch = shared
    const clients = [
      routewise('routewise', baseURL),
      openai(peers[0], baseURL),
      aiSdk(peers[1], baseURL),
      routewise('routewise, routewise/node', baseURL, overNode),
      openai('openai, routewise/node', baseURL, overNode),
      aiSdk('@ai-sdk/…, routewise/node', baseURL, overNode),
      bareFetch(baseURL),
      bareHttp(baseURL),
    ]
    for (const mode of ['chat', 'stream'] as const) await compare(mode, clients)
  } finally {
    shared[Symbol.dispose]()
    agent.destroy()
    server.kill()
  }
  await sizes()
}

function portOf(server: ChildProcess): Promise<number> {
  return new Promise(resolve => server.stdout?.once('data', (data: Buffer) => resolve(Number(data.toString()))))
}

const messages = [{ role: 'user' as const, content: 'Count.' }]
const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Count.' }] }]
const anew = (): AbortSignal => new AbortController().signal

function routewise(name: string, baseUrl: string, fetch?: Fetch): Client {
  const options: HttpProviderOptions = { apiKey: 'x', ...(fetch && { fetch }) }
  const ours = openaiCompatible({ ...options, id: 'bench', baseUrl })
  return {
    name,
    chat: async () => (await ours.chat({ messages }, { model: 'm', signal: anew() })).text.length,
    async stream() {
      let length = 0
      for await (const event of ours.stream?.({ messages }, { model: 'm', signal: anew() }) ?? []) {
        if (event.type === 'text-delta') length += event.text.length
      }
      return length
    },
  }
}

function openai(name: string, baseURL: string, fetch?: Fetch): Client {
  const { completions } = new OpenAI({ apiKey: 'x', baseURL, maxRetries: 0, ...(fetch && { fetch }) }).chat
  return {
    name,
    async chat() {
      const { choices } = await completions.create({ model: 'm', messages }, { signal: anew() })
      return choices[0]?.message.content?.length ?? 0
    },
    async stream() {
      let length = 0
      for await (const chunk of await completions.create({ model: 'm', messages, stream: true }, { signal: anew() })) {
        length += chunk.choices[0]?.delta.content?.length ?? 0
      }
      return length
    },
  }
}

function aiSdk(name: string, baseURL: string, fetch?: Fetch): Client {
  const model = createOpenAICompatible({ name: 'bench', baseURL, apiKey: 'x', ...(fetch && { fetch }) }).chatModel('m')
  return {
    name,
    async chat() {
      const { content } = await model.doGenerate({ prompt, abortSignal: anew() })
      return content.reduce((length, part) => length + (part.type === 'text' ? part.text.length : 0), 0)
    },
    async stream() {
      let length = 0
      const reader = (await model.doStream({ prompt, abortSignal: anew() })).stream.getReader()
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        if (step.value.type === 'text-delta') length += step.value.delta.length
      }
      return length
    },
  }
}

const headers = { 'content-type': 'application/json', authorization: 'Bearer x' }
const bodyOf = (stream: boolean): string => JSON.stringify({ model: 'm', messages, ...(stream && { stream }) })

interface Answer {
  readonly choices: readonly { readonly message?: { content: string }; readonly delta?: { content?: string } }[]
}

/** The length of an answer in one piece, or of all the whole frames of a piece of a stream. */
const wholeLength = (text: string): number => (JSON.parse(text) as Answer).choices[0]?.message?.content.length ?? 0
function frameLength(frame: string): number {
  if (frame === '' || frame === 'data: [DONE]') return 0
  return (JSON.parse(frame.slice(6)) as Answer).choices[0]?.delta?.content?.length ?? 0
}

/** Adds up the frames of a stream that comes in pieces. */
function frameCounter(): (piece: string) => number {
  let rest = ''
  return piece => {
    const frames = (rest + piece).split('\n\n')
    rest = frames.pop() ?? ''
    return frames.reduce((length, frame) => length + frameLength(frame), 0)
  }
}

function bareFetch(baseURL: string): Client {
  const post = (stream: boolean): Promise<Response> =>
    fetch(`${baseURL}/chat/completions`, { method: 'POST', headers, body: bodyOf(stream), signal: anew() })
  return {
    name: bareFetchName,
    chat: async () => wholeLength(await (await post(false)).text()),
    async stream() {
      const count = frameCounter()
      const decoder = new TextDecoder()
      let length = 0
      for await (const chunk of (await post(true)).body ?? []) length += count(decoder.decode(chunk, { stream: true }))
      return length
    },
  }
}

function bareHttp(baseURL: string): Client {
  const post = (stream: boolean, read: (piece: string) => number): Promise<number> =>
    new Promise((resolve, reject) => {
      const body = bodyOf(stream)
      const length = { 'content-length': Buffer.byteLength(body) }
      const options = { method: 'POST', headers: { ...headers, ...length }, agent }
      const request = httpRequest(`${baseURL}/chat/completions`, options, response => {
        let total = 0
        response.setEncoding('utf8')
        response.on('data', (piece: string) => (total += read(piece)))
        response.on('end', () => resolve(total))
      })
      request.on('error', reject)
      request.end(body)
    })
  return {
    name: 'node:http + JSON.parse',
    chat: () => post(false, wholeLength),
    stream: () => post(true, frameCounter()),
  }
}

async function compare(mode: 'chat' | 'stream', clients: readonly Client[]): Promise<void> {
  const times = new Map<string, number[]>(clients.map(({ name }) => [name, []]))
  const { rounds, calls } = plan[mode]
  for (let round = -WARM_UP; round < rounds; round++) {
    for (let turn = 0; turn < clients.length; turn++) {
      const client = clients[(turn + Math.max(0, round)) % clients.length]
      if (!client) continue
      const before = process.cpuUsage()
      for (let call = 0; call < calls; call++) {
        const length = await client[mode]()
        if (length !== 5 * CHUNKS) throw new Error(`${client.name} read ${length} characters`)
      }
      const { user, system } = process.cpuUsage(before)
      if (round >= 0) times.get(client.name)?.push((user + system) / calls)
    }
  }
  const median = (name: string): number => (times.get(name) ?? []).sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0
  const [own, overNode] = [median('routewise'), median('routewise, routewise/node')]
  console.log(
    `${mode}: CPU µs per call, median of ${rounds} rounds of ${calls}${mode === 'stream' ? `, ${CHUNKS} chunks a call` : ''}`,
  )
  for (const { name } of clients) {
    const us = median(name)
    const perChunk = mode === 'stream' ? `${(us / CHUNKS).toFixed(2).padStart(8)} a chunk` : ''
    const shares = `ours is ${(own / us).toFixed(2)} of it, over routewise/node ${(overNode / us).toFixed(2)}`
    console.log(`  ${name.padEnd(28)} ${us.toFixed(0).padStart(7)}${perChunk}   ${shares}`)
  }
  const peer = Math.min(...peers.map(median))
  const share = (us: number): string =>
    `${(us / peer).toFixed(2)} of the cheaper peer's (${us / peer <= BAR ? 'at most' : 'more than'} half)`
  console.log(`  over routewise/node ours costs ${share(overNode)}`)
  console.log(
    `  over the platform's fetch ours costs ${share(own)}; that fetch and JSON.parse alone ${share(median(bareFetchName))}`,
  )
}

const presetNames =
  'openai openaiChat anthropic google groq deepseek qwen doubao doubaoResponses moonshot zai minimax minimaxChat openaiCompatible'.split(
    ' ',
  )

async function sizes(): Promise<void> {
  console.log('minified and gzipped, bytes')
  const presets = presetNames.map(name => [`routewise ${name}`, `export { ${name} } from 'routewise'`] as const)
  const sources = [
    ...presets,
    ['openai', `export { OpenAI } from 'openai'`],
    ['@ai-sdk/openai-compatible', `export { createOpenAICompatible } from '@ai-sdk/openai-compatible'`],
  ] as const
  for (const [name, contents] of sources) {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: process.cwd() },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      external: ['node:*'],
      logLevel: 'error',
      // What is published, not its sources, to which tsconfig.json leads.
      tsconfigRaw: {},
    })
    console.log(`  ${name.padEnd(32)} ${gzipSync(outputFiles[0]?.contents ?? new Uint8Array()).byteLength}`)
  }
}
