import { mentions } from './signals.ts'

/** What each group of words says for a type of request. The first type wins a draw. */
const votes: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  chat: { chat: 0.8, feelings: 0.6, self: 0.3, joy: 0.3, bias: 0.3 },
  debug: { trouble: 0.5, code: 0.4, language: 0.3, syntax: 0.2, debugging: 2 },
  generate: { make: 0.7, code: 0.4, language: 0.4, making: 0.8 },
  explain: { explain: 0.7, whatIs: 0.6, why: 0.6, fact: 0.5, question: 0.4 },
  analyze: { evidence: 0.8, verify: 0.6, reason: 0.4, science: 0.2 },
  transform: { rewrite: 1.2, tongues: 0.5 },
  solve: { math: 0.9, wordProblem: 0.5 },
  extract: { extract: 0.9, passage: 0.2 },
  act: { act: 0.7, errand: 0.6, haste: 0.2 },
}

/** What is to be done: `debug`, `generate`, `explain`, `analyze`, `transform`, `solve`, `extract`, `act` or `chat`. */
export function requestTypeOf(features: Float64Array): string {
  let best = 'chat'
  let highest = Number.NEGATIVE_INFINITY
  for (const [type, groups] of Object.entries(votes)) {
    let score = groups['bias'] ?? 0
    for (const [group, vote] of Object.entries(groups)) score += vote * mentions(features, group)
    if (score > highest) {
      best = type
      highest = score
    }
  }
  return best
}
