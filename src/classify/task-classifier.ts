import type { ChatRequest, TaskProfile } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import type { Classifier } from './classifier.ts'
import { builtInWords, groupNames, WordTable } from './lexicon.ts'
import { needsOf } from './needs.ts'
import { askedText } from './request-text.ts'
import { scan } from './scan.ts'
import { indexOfMax, softmax } from './softmax.ts'
import { estimateTokens } from './tokens.ts'

export interface TaskClassifierOptions {
  /**
   * Kinds of your own, each with the words and short phrases that speak for it; the name of a built-in kind adds to its
   * words. One word of these weighs as much as several built-in ones.
   */
  readonly kinds?: Readonly<Record<string, readonly string[]>>
  /** Below this confidence the kind is `general`, 0–1. Default 0.4. */
  readonly minConfidence?: number
  /** From this many input tokens on a request needs `long-context`. Default 32 000. */
  readonly longContextTokens?: number
}

const builtInKinds = ['coding', 'math', 'research', 'language', 'empathy', 'general']

/** How much one word of a group says for a kind. */
const votes: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  language: { coding: 1.5 },
  code: { coding: 1 },
  syntax: { coding: 0.6 },
  math: { math: 1 },
  wordProblem: { math: 0.7 },
  evidence: { research: 0.8 },
  science: { research: 0.6 },
  explain: { research: 0.6 },
  rewrite: { language: 1.4 },
  tongues: { language: 0.7 },
  feelings: { empathy: 0.9 },
  people: { empathy: 0.4 },
  burden: { empathy: 0.4 },
  self: { empathy: 0.3 },
  errand: { general: 0.9 },
  make: { general: 0.8 },
  fact: { general: 0.8 },
  chat: { general: 0.8 },
}
const OWN_VOTE = 2.5

/** Tells from its words and its shape what kind of work a request is. No network, no state, microseconds. */
export class TaskClassifier implements Classifier {
  readonly #kinds: readonly string[]
  readonly #own: WordTable
  readonly #minConfidence: number
  readonly #longContextTokens: number

  /** @throws InvalidOptionsError */
  constructor(options: TaskClassifierOptions = {}) {
    const { kinds = {}, minConfidence = 0.4, longContextTokens = 32_000 } = options
    check(kinds, minConfidence, longContextTokens)
    this.#kinds = [...new Set([...builtInKinds, ...Object.keys(kinds)])]
    this.#own = new WordTable()
    for (const [kind, words] of Object.entries(kinds)) this.#own.add(this.#kinds.indexOf(kind), words)
    this.#minConfidence = minConfidence
    this.#longContextTokens = longContextTokens
  }

  classify(request: ChatRequest, _options?: { readonly signal?: AbortSignal }): TaskProfile {
    const scanned = scan(askedText(request))
    const counts = new Float64Array(groupNames.length)
    builtInWords().count(scanned, counts)
    const own = new Float64Array(this.#kinds.length)
    this.#own.count(scanned, own)
    const scores = this.#kinds.map((kind, at) => {
      let score = OWN_VOTE * Math.log1p(own[at] ?? 0)
      for (const [group, name] of groupNames.entries()) {
        score += Math.log1p(counts[group] ?? 0) * (votes[name]?.[kind] ?? 0)
      }
      return score
    })
    const shares = softmax(scores)
    const best = indexOfMax(shares)
    const confidence = shares[best] ?? 0
    const sure = confidence >= this.#minConfidence
    const inputTokens = estimateTokens(request)
    return {
      kind: sure ? (this.#kinds[best] ?? 'general') : 'general',
      confidence: sure ? confidence : (shares[this.#kinds.indexOf('general')] ?? 0),
      complexity: Math.min(1, Math.log2(1 + scanned.shape.chars / 40) / 8),
      inputTokens,
      needs: needsOf(request, inputTokens, this.#longContextTokens),
    }
  }
}

function check(
  kinds: Readonly<Record<string, readonly string[]>>,
  minConfidence: number,
  longContextTokens: number,
): void {
  const faults: Fault[] = []
  for (const [kind, words] of Object.entries(kinds)) {
    if (
      !Array.isArray(words) ||
      words.length === 0 ||
      words.some(word => typeof word !== 'string' || word.trim() === '')
    ) {
      faults.push({ path: `kinds.${kind}`, message: 'write a list of words, at least one, none of them empty' })
    }
  }
  if (!(minConfidence >= 0 && minConfidence <= 1)) {
    faults.push({ path: 'minConfidence', message: `${minConfidence} is not between 0 and 1` })
  }
  if (!(longContextTokens > 0)) {
    faults.push({ path: 'longContextTokens', message: `${longContextTokens} is not above 0` })
  }
  if (faults.length > 0) throw new InvalidOptionsError('TaskClassifier', faults)
}
