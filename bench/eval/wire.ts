/**
 * Plays recorded provider answers to the real adapters and writes what they read: one line a case,
 * `{ provider, case, read }`, `read` in the words of the recordings (see the README beside them).
 * `--score` also compares with each case's `expect` and prints what differs.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import * as routewise from 'routewise'
import type { ChatResponse, ExchangeEnd, HttpProviderOptions, Provider, Usage } from 'routewise'

export interface WireCase {
  readonly provider: string
  readonly protocol: string
  readonly case: string
  readonly model?: string
  readonly tags?: readonly string[]
  readonly request?: { readonly url?: string; readonly body?: { readonly model?: string; readonly stream?: boolean } }
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body?: unknown
    readonly sse?: readonly string[]
  }
  readonly expect?: Readonly<Record<string, unknown>>
}

type Read = Record<string, unknown>

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { in: { type: 'string' }, out: { type: 'string' }, score: { type: 'boolean' } },
  })
  if (!values.in || !values.out) throw new Error('usage: npm run eval -- wire --in FOLDER --out FILE [--score]')
  const lines: string[] = []
  let agreeing = 0
  let scored = 0
  for (const file of caseFiles(values.in)) {
    const recorded = JSON.parse(readFileSync(file, 'utf8')) as WireCase
    const read = await play(recorded)
    lines.push(JSON.stringify({ provider: recorded.provider, case: recorded.case, read }))
    if (!values.score || !recorded.expect) continue
    scored++
    const differing = differences(read, recorded.expect)
    if (differing.length === 0) agreeing++
    else console.log(`${recorded.provider}/${recorded.case}: ${differing.join('; ')}`)
  }
  writeFileSync(values.out, `${lines.join('\n')}\n`)
  if (values.score) console.log(`${agreeing} of ${scored} cases agree`)
}

function caseFiles(path: string): string[] {
  if (statSync(path).isFile()) return [path]
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' })
  return names
    .filter(name => name.endsWith('.json'))
    .map(name => join(path, name))
    .sort()
}

export async function play(recorded: WireCase): Promise<Read> {
  let end: ExchangeEnd | undefined
  const provider = providerOf(recorded, {
    apiKey: 'none',
    fetch: () => Promise.resolve(responseOf(recorded)),
    onExchangeEnd: exchange => {
      end = exchange
    },
  })
  const options = {
    model: recorded.model ?? recorded.request?.body?.model ?? 'model',
    signal: new AbortController().signal,
  }
  const request = { messages: [{ role: 'user', content: 'recorded' }] } as const
  const collector = new routewise.Collector()
  let response: ChatResponse | undefined
  let error: unknown
  try {
    if (isStream(recorded) && provider.stream) {
      for await (const event of provider.stream(request, options)) collector.add(event)
      response = collector.response()
    } else response = await provider.chat(request, options)
  } catch (thrown) {
    error = thrown
    response = collector.response()
  }
  return describe(recorded, response, end, error)
}

const isStream = ({ response, request, tags }: WireCase): boolean =>
  response.sse !== undefined || request?.body?.stream === true || tags?.includes('stream') === true

function responseOf({ response }: WireCase): Response {
  const { status, headers, body, sse } = response
  const text = sse ? sse.join('\n') : typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
  const type = sse ? 'text/event-stream' : 'application/json'
  const { 'content-length': _, 'content-encoding': __, ...kept } = headers
  return new Response(text, { status, headers: { 'content-type': type, ...kept } })
}

function providerOf({ provider, protocol }: WireCase, options: HttpProviderOptions): Provider {
  const local = { ...options, baseUrl: 'http://localhost' }
  if (protocol === 'anthropic-messages') {
    return provider === 'minimax' ? routewise.minimax(options) : routewise.anthropic({ ...options, id: provider })
  }
  if (protocol === 'gemini-generate-content') return routewise.google(options)
  if (protocol === 'openai-responses') return routewise.openai(options)
  switch (provider) {
    case 'openai':
      return routewise.openaiChat(options)
    case 'minimax':
      return routewise.minimaxChat(options)
    case 'groq':
      return routewise.groq(options)
    case 'deepseek':
      return routewise.deepseek(options)
    case 'qwen':
      return routewise.qwen(options)
    case 'doubao':
      return routewise.doubao(options)
    case 'kimi':
      return routewise.moonshot(options)
    case 'glm':
      return routewise.zai(options)
    default:
      return routewise.openaiCompatible({ ...local, id: provider })
  }
}

function describe(recorded: WireCase, response: ChatResponse, end: ExchangeEnd | undefined, error: unknown): Read {
  const read: Read = {}
  const set = (key: string, value: unknown): void => {
    if (value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)) read[key] = value
  }
  // A refusal is handed on as the answer's text; the recordings keep the two apart.
  set('text', end?.refusal === undefined ? response.text : response.text.replace(end.refusal, ''))
  set('refusal', end?.refusal)
  set('reasoning', (response.reasoning ?? []).map(part => part.text).join(''))
  set(
    'toolCalls',
    response.toolCalls.map(call => ({
      name: call.name,
      arguments: end?.partialArguments ? null : (call.rawArguments ?? printed(call.arguments)),
    })),
  )
  set('finishReason', response.rawFinishReason?.split(':')[0] ?? end?.rawFinishReason)
  set('usage', usageOf(end?.usage ?? response.usage))
  if (end?.endMarker) read['done'] = true
  if (end?.partialArguments) read['partialArgs'] = true
  set('serverTools', end?.serverTools)
  set('blockReason', end?.blockReason)
  if (end?.malformedFrames) read['badJson'] = end.malformedFrames
  const parts = [...(response.reasoning ?? []), ...response.toolCalls].map(part => part.provenance?.opaque)
  const redacted = parts.filter(opaque => opaque?.['redacted'] !== undefined).length
  const signatures = parts.filter(opaque => opaque?.['thoughtSignature'] !== undefined).length
  if (redacted > 0) read['redactedThinking'] = redacted
  if (signatures > 0) read['thoughtSignatures'] = signatures
  if (recorded.protocol === 'openai-responses' && isStream(recorded)) {
    set('streamedText', response.text)
    set(
      'streamedArguments',
      response.toolCalls.map(call => call.rawArguments),
    )
  }
  const filtered = recorded.protocol === 'gemini-generate-content' && response.finishReason === 'content-filter'
  if (error !== undefined || filtered) describeError(read, recorded, error, end)
  return read
}

function describeError(read: Read, recorded: WireCase, error: unknown, end: ExchangeEnd | undefined): void {
  const kind =
    error instanceof routewise.ProviderError ? error.kind : error === undefined ? 'content-policy' : 'unknown'
  // The recording itself was cut short: that its answer has no end is no finding.
  if (kind === 'network' && recorded.tags?.includes('abridged')) return
  // The recordings' vocabulary has no word for an answer that cannot be read.
  const unreadable = isStream(recorded) && recorded.response.status < 300 ? 'network' : 'server'
  read['errorClass'] = kind === 'malformed-response' || kind === 'unknown' ? unreadable : kind.replaceAll('-', '_')
  read['retryable'] = error instanceof routewise.ProviderError && error.retryable
  const retryAfter = end?.failure?.retryAfter
  const frame = end?.failure?.body as { error?: unknown } | undefined
  if (isStream(recorded) && recorded.response.status < 300 && frame?.error) read['streamError'] = frame.error
  if (!retryAfter) return
  read['retryAfterMs'] = retryAfter.ms
  read['retryAfterFrom'] = retryAfter.from
}

/** All of the input and all of the output, as the recordings count. */
function usageOf(usage: Usage): Read | undefined {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens, raw } = usage
  const details = (raw?.['completion_tokens_details'] ?? raw?.['output_tokens_details']) as Read | null | undefined
  const reasoning = details?.['reasoning_tokens'] ?? details?.['thinking_tokens'] ?? reasoningTokens
  const total = raw?.['total_tokens'] ?? raw?.['totalTokenCount']
  const read: Read = {
    ...(inputTokens !== undefined && { input: inputTokens + (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0) }),
    ...(outputTokens !== undefined && { output: outputTokens + (reasoningTokens ?? 0) }),
    ...(cacheReadTokens !== undefined && { cached: cacheReadTokens }),
    ...(cacheWriteTokens !== undefined && { cacheWrite: cacheWriteTokens }),
    ...(reasoning !== undefined && { reasoning }),
    ...(total !== undefined && { total }),
  }
  return Object.keys(read).length > 0 ? read : undefined
}

/** What came as a value and not as text, as the recordings print it: with a space behind commas and colons. */
function printed(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printed).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}: ${printed(member)}`)
    .join(', ')}}`
}

/** Keys that say something beside the answer itself. */
const asides = new Set(['choices', 'retryAfterFrom'])

export function differences(read: Read, expect: Readonly<Record<string, unknown>>): string[] {
  const keys = new Set([...Object.keys(read), ...Object.keys(expect)])
  return [...keys]
    .filter(key => !asides.has(key) && !isDeepStrictEqual(comparable(read[key]), comparable(expect[key])))
    .map(key => `${key}: ${short(read[key])} instead of ${short(expect[key])}`)
}

/** `note`: a remark of the recording. */
function comparable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const { note: _, ...members } = value as Record<string, unknown>
  return members
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}
