import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type Random, seededRandom } from 'routewise'

/** One real question and how each model really did on it. */
export interface Question {
  readonly id: string
  readonly prompt: string
  /** By `provider/model`. */
  readonly outcomes: Readonly<Record<string, { readonly score: number; readonly costUsd: number }>>
}

/** All recorded questions, in the order of this seed. */
export function questions(seed: number): Question[] {
  const file = new URL('../data/paretobandit.jsonl.gz', import.meta.url)
  const lines = gunzipSync(readFileSync(file)).toString().split('\n').filter(Boolean)
  return shuffled(
    lines.map(line => JSON.parse(line) as Question),
    seededRandom(`questions ${seed}`),
  )
}

function shuffled<T>(list: T[], random: Random): T[] {
  return list
    .map(item => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
