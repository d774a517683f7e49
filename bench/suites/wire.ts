/**
 * npm run bench -- wire: CPU of this process per call and per streamed chunk, against `openai` and
 * `@ai-sdk/openai-compatible`, all on one server in a process of its own, interleaved; and the size of a preset with its wire.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { build } from 'esbuild'
import OpenAI from 'openai'
import { openaiCompatible } from 'routewise'

const CHUNKS = 200
const ROUNDS = 24
const CALLS = 25

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

export async function run(): Promise<void> {
  const server = spawn(process.execPath, ['-e', serverCode], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const clients = clientsOf(await portOf(server))
    for (const mode of ['chat', 'stream'] as const) await compare(mode, clients)
  } finally {
    server.kill()
  }
  await sizes()
}

function portOf(server: ChildProcess): Promise<number> {
  return new Promise(resolve => server.stdout?.once('data', (data: Buffer) => resolve(Number(data.toString()))))
}

function clientsOf(port: number): readonly Client[] {
  const baseURL = `http://127.0.0.1:${port}/v1`
  const messages = [{ role: 'user' as const, content: 'Count.' }]
  const signal = new AbortController().signal
  const ours = openaiCompatible({ id: 'bench', baseUrl: baseURL, apiKey: 'x' })
  const openai = new OpenAI({ apiKey: 'x', baseURL, maxRetries: 0 })
  const ai = createOpenAICompatible({ name: 'bench', baseURL, apiKey: 'x' }).chatModel('m')
  const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Count.' }] }]
  return [
    {
      name: 'routewise',
      chat: async () => (await ours.chat({ messages }, { model: 'm', signal })).text.length,
      async stream() {
        let length = 0
        for await (const event of ours.stream?.({ messages }, { model: 'm', signal }) ?? []) {
          if (event.type === 'text-delta') length += event.text.length
        }
        return length
      },
    },
    {
      name: 'openai',
      chat: async () =>
        (await openai.chat.completions.create({ model: 'm', messages })).choices[0]?.message.content?.length ?? 0,
      async stream() {
        let length = 0
        for await (const chunk of await openai.chat.completions.create({ model: 'm', messages, stream: true })) {
          length += chunk.choices[0]?.delta.content?.length ?? 0
        }
        return length
      },
    },
    {
      name: '@ai-sdk/openai-compatible',
      async chat() {
        const { content } = await ai.doGenerate({ prompt })
        return content.reduce((length, part) => length + (part.type === 'text' ? part.text.length : 0), 0)
      },
      async stream() {
        let length = 0
        const reader = (await ai.doStream({ prompt })).stream.getReader()
        for (let step = await reader.read(); !step.done; step = await reader.read()) {
          if (step.value.type === 'text-delta') length += step.value.delta.length
        }
        return length
      },
    },
  ]
}

async function compare(mode: 'chat' | 'stream', clients: readonly Client[]): Promise<void> {
  const times = new Map<string, number[]>(clients.map(({ name }) => [name, []]))
  for (let round = -4; round < ROUNDS; round++) {
    for (let turn = 0; turn < clients.length; turn++) {
      const client = clients[(turn + Math.max(0, round)) % clients.length]
      if (!client) continue
      const before = process.cpuUsage()
      for (let call = 0; call < CALLS; call++) {
        const length = await client[mode]()
        if (length !== 5 * CHUNKS) throw new Error(`${client.name} read ${length} characters`)
      }
      const { user, system } = process.cpuUsage(before)
      if (round >= 0) times.get(client.name)?.push((user + system) / CALLS)
    }
  }
  const median = (name: string): number => (times.get(name) ?? []).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
  const own = median('routewise')
  console.log(
    `${mode}: CPU µs per call, median of ${ROUNDS} rounds of ${CALLS}${mode === 'stream' ? `, ${CHUNKS} chunks a call` : ''}`,
  )
  for (const { name } of clients) {
    const us = median(name)
    const perChunk = mode === 'stream' ? `${(us / CHUNKS).toFixed(2).padStart(8)} a chunk` : ''
    console.log(`  ${name.padEnd(28)} ${us.toFixed(0).padStart(7)}${perChunk}   ours is ${(own / us).toFixed(2)} of it`)
  }
}

async function sizes(): Promise<void> {
  console.log('minified and gzipped, bytes')
  const sources = {
    'routewise openaiCompatible': `export { openaiCompatible } from 'routewise'`,
    'routewise deepseek': `export { deepseek } from 'routewise'`,
    'routewise openai (both wires)': `export { openai } from 'routewise'`,
    'routewise anthropic': `export { anthropic } from 'routewise'`,
    openai: `export { OpenAI } from 'openai'`,
    '@ai-sdk/openai-compatible': `export { createOpenAICompatible } from '@ai-sdk/openai-compatible'`,
  }
  for (const [name, contents] of Object.entries(sources)) {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: process.cwd() },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      external: ['node:*'],
      logLevel: 'error',
    })
    console.log(`  ${name.padEnd(32)} ${gzipSync(outputFiles[0]?.contents ?? new Uint8Array()).byteLength}`)
  }
}
