/**
 * How far the built-in estimate of tokens is from exact counts, and what both take. Texts: the prose, code and JSON of this
 * project, manuals in other languages that came with its tools, and with `--in=DIR` the `text` of every row of DIR/*.jsonl.gz.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { countTokens as cl100k } from 'gpt-tokenizer/encoding/cl100k_base'
import { textTokens, type TokenCounter } from 'routewise'
import { gptTokens } from 'routewise/gpt-tokenizer'

const root = resolve(import.meta.dirname, '../..')
const asText = { disallowedSpecial: new Set<string>() }
const fourChars: TokenCounter = text => Math.ceil(text.length / 4)

export async function run(): Promise<void> {
  const sets = { ...ownTexts(), ...manuals(), ...given() }
  console.log('error of the estimate, %   texts   o200k: sum  median  p90   cl100k: median   length/4 by o200k: median')
  for (const [name, texts] of Object.entries(sets)) {
    const o200k = errors(texts, textTokens, gptTokens)
    const older = errors(texts, textTokens, text => cl100k(text, asText))
    const naive = errors(texts, fourChars, gptTokens)
    const cells = [texts.length, percent(o200k.sum), percent(o200k.median), percent(o200k.p90)]
    const row = cells.map((cell, i) => String(cell).padStart([6, 13, 7, 5][i] ?? 0)).join(' ')
    console.log(`${name.padEnd(25)} ${row} ${percent(older.median).padStart(16)} ${percent(naive.median).padStart(26)}`)
  }
  const prose = 'Could you explain how the compressor of a refrigerator works, and why it gets warm? '.repeat(60)
  console.log(
    `\nµs for ${gptTokens(prose)} tokens: estimate ${micros(textTokens, prose)}, exact ${micros(gptTokens, prose)}`,
  )
  console.log(`µs for 100,000 letters without a break: exact ${micros(gptTokens, 'a'.repeat(100_000), 5)}`)
}

function ownTexts(): Record<string, readonly string[]> {
  const under = (folder: string, ending: RegExp): readonly string[] =>
    readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(file => ending.test(file))
      .map(file => readFileSync(resolve(root, folder, file), 'utf8'))
      .flatMap(pieces)
  return {
    'English prose (docs)': under('docs', /\.md$/),
    'TypeScript (src)': under('src', /\.ts$/),
    'JSON (test/fixtures)': under('test/fixtures', /\.jsonl?$/).slice(0, 400),
  }
}

function manuals(): Record<string, readonly string[]> {
  const folder = resolve(import.meta.dirname, '../../node_modules/@biomejs/biome')
  const found = [folder, resolve(root, '../node_modules/@biomejs/biome')].find(path => exists(path))
  if (found === undefined) return {}
  const languages = ['zh-CN', 'zh-TW', 'ja', 'kr', 'ru', 'uk', 'fr', 'es', 'pl', 'pt-BR', 'hi']
  return Object.fromEntries(
    languages.map(language => [`manual, ${language}`, pieces(readFileSync(`${found}/README.${language}.md`, 'utf8'))]),
  )
}

function exists(path: string): boolean {
  try {
    return readdirSync(path).length > 0
  } catch {
    return false
  }
}

function given(): Record<string, readonly string[]> {
  const folder = process.argv.find(arg => arg.startsWith('--in='))?.slice('--in='.length)
  if (folder === undefined) return {}
  const sets: Record<string, string[]> = {}
  for (const file of readdirSync(folder).filter(name => name.endsWith('.jsonl.gz'))) {
    for (const line of gunzipSync(readFileSync(resolve(folder, file)))
      .toString()
      .trim()
      .split('\n')) {
      const { text, category } = JSON.parse(line) as { text?: string; category?: string }
      if (text !== undefined && text.length >= 20)
        (sets[`${file.split('.')[0]}: ${category ?? 'any'}`] ??= []).push(text)
    }
  }
  return Object.fromEntries(Object.entries(sets).map(([name, texts]) => [name, sampled(texts, 500)]))
}

function sampled(texts: readonly string[], most: number): readonly string[] {
  const step = Math.max(1, texts.length / most)
  return Array.from({ length: Math.min(most, texts.length) }, (_, i) => texts[Math.floor(i * step)] ?? '')
}

/** Of the length of ordinary messages. */
const pieces = (text: string): string[] => text.match(/[^]{1,2000}/g)?.filter(piece => piece.length >= 100) ?? []

function errors(
  texts: readonly string[],
  estimate: TokenCounter,
  exact: TokenCounter,
): { readonly sum: number; readonly median: number; readonly p90: number } {
  const counts = texts.map(text => [estimate(text), exact(text)] as const)
  const total = (which: 0 | 1): number => counts.reduce((sum, pair) => sum + pair[which], 0)
  const off = counts.map(([estimated, counted]) => Math.abs(estimated / counted - 1)).sort((a, b) => a - b)
  return {
    sum: total(0) / total(1) - 1,
    median: off[Math.floor(off.length / 2)] ?? 0,
    p90: off[Math.floor(off.length * 0.9)] ?? 0,
  }
}

const percent = (share: number): string => (100 * share).toFixed(0)

function micros(count: TokenCounter, text: string, rounds = 200): string {
  count(text)
  const times = Array.from({ length: rounds }, () => {
    const startMs = performance.now()
    count(text)
    return (performance.now() - startMs) * 1000
  })
  return (times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0).toFixed(0)
}
