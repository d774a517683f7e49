/**
 * How long one classification takes and what it allocates: a hundred and ten thousand tokens of prose, of code, of Chinese.
 * The texts are made here; medians of rounds, so that a busy machine disturbs little.
 */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { type ChatRequest, TaskClassifier, textTokens, topicShift } from 'routewise'

const prose =
  'Could you explain to me how the compressor of a refrigerator works, and why it gets warm at the back while the inside stays cold? '
const code = 'export function area(width: number, height: number): number {\n  return width * height\n}\n'
const chinese = '请帮我解释一下这个函数为什么会报错,并写出正确的代码。'

const classifier = new TaskClassifier()

export async function run(): Promise<void> {
  console.log('classify                        tokens   µs (median)   µs (p95)   bytes allocated')
  for (const [name, text] of Object.entries({ prose, code, chinese })) {
    for (const tokens of [100, 10_000]) measure(name, request(text, tokens))
  }
  measure('repeated character', { messages: [{ role: 'user', content: 'a'.repeat(100_000) }] })
  measure('10 MB', { messages: [{ role: 'user', content: 'word '.repeat(2_000_000) }] }, 50)
  const turns = Array.from({ length: 6 }, () => prose)
  report('topicShift over six turns', 6 * textTokens(prose), () => topicShift(turns, prose), 300)
  for (const file of ['weights', 'lexicon', 'mood-lexicon']) {
    const bytes = readFileSync(new URL(`../../src/classify/${file}.ts`, import.meta.url))
    console.log(`${file}.ts: ${bytes.byteLength} bytes, ${gzipSync(bytes).byteLength} gzipped`)
  }
}

function request(text: string, tokens: number): ChatRequest {
  const content = text.repeat(Math.ceil(tokens / textTokens(text)))
  return {
    messages: [
      { role: 'user', content: content.slice(0, Math.round((content.length * tokens) / textTokens(content))) },
    ],
  }
}

function measure(name: string, asked: ChatRequest, rounds = 300): void {
  const { inputTokens } = classifier.classify(asked)
  report(name, inputTokens, () => classifier.classify(asked), rounds)
}

function report(name: string, tokens: number, work: () => unknown, rounds: number): void {
  for (let i = 0; i < rounds; i++) work()
  const perRound = tokens < 1_000 ? 50 : 1
  const times = Array.from({ length: rounds }, () => {
    const startedMs = performance.now()
    for (let i = 0; i < perRound; i++) work()
    return ((performance.now() - startedMs) * 1_000) / perRound
  }).sort((a, b) => a - b)
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < 20; i++) work()
  const bytes = Math.max(0, (process.memoryUsage().heapUsed - before) / 20)
  const at = (share: number): string => (times[Math.floor(share * times.length)] ?? 0).toFixed(1)
  console.log(
    `${name.padEnd(28)} ${String(tokens).padStart(9)} ${at(0.5).padStart(13)} ${at(0.95).padStart(10)} ${bytes.toFixed(0).padStart(17)}`,
  )
}
