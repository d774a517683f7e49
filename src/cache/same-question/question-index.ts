import type { CacheKey } from '../cache-key.ts'
import { align } from './alignment.ts'
import { differenceOf } from './guards.ts'
import { likeness } from './likeness.ts'
import { parseQuestion, type Question } from './question.ts'

export type Embedding = readonly number[] | Float32Array

/** A stored question that may be the same. */
export interface QuestionMatch {
  readonly key: CacheKey
  /** 0–1: by words, or by embeddings where there are any. */
  readonly likeness: number
}

interface Indexed {
  readonly question: Question
  readonly embedding: Embedding | undefined
}

/** Questions by their words: finds the most alike that nothing speaks against. Costs grow with the questions that share a rare word. */
export class QuestionIndex {
  readonly #byKey = new Map<CacheKey, Indexed>()
  readonly #byWord = new Map<string, Set<CacheKey>>()
  readonly #maxQuestions: number

  constructor(maxQuestions: number) {
    this.#maxQuestions = maxQuestions
  }

  get size(): number {
    return this.#byKey.size
  }

  /** The oldest question goes where there are too many. */
  add(key: CacheKey, text: string, embedding?: Embedding): void {
    this.delete(key)
    const question = parseQuestion(text)
    this.#byKey.set(key, { question, embedding })
    for (const word of question.content) {
      const keys = this.#byWord.get(word) ?? new Set()
      this.#byWord.set(word, keys.add(key))
    }
    const [oldest] = this.#byKey.keys()
    if (oldest !== undefined && this.#byKey.size > this.#maxQuestions) this.delete(oldest)
  }

  delete(key: CacheKey): void {
    for (const word of this.#byKey.get(key)?.question.content ?? []) {
      const keys = this.#byWord.get(word)
      keys?.delete(key)
      if (keys?.size === 0) this.#byWord.delete(word)
    }
    this.#byKey.delete(key)
  }

  /** The most alike; `undefined` where none is. */
  find(text: string, embedding?: Embedding): QuestionMatch | undefined {
    const asked = parseQuestion(text)
    let best: QuestionMatch | undefined
    for (const key of this.#candidates(asked, embedding !== undefined)) {
      const stored = this.#byKey.get(key)
      if (!stored) continue
      const alignment = align(asked, stored.question)
      if (differenceOf(alignment)) continue
      const alike =
        embedding && stored.embedding ? cosine(embedding, stored.embedding) : likeness(alignment, this.weight)
      if (alike > (best?.likeness ?? 0)) best = { key, likeness: alike }
    }
    return best
  }

  /** Rare words tell more: the logarithm of how few questions have them. */
  readonly weight = (word: string): number =>
    Math.log(1 + (this.#byKey.size + 50) / ((this.#byWord.get(word)?.size ?? 0) + 1))

  /** Those that share one of the three rarest known words: a question that shares none of them cannot be much alike. */
  #candidates(asked: Question, all: boolean): Iterable<CacheKey> {
    if (all) return this.#byKey.keys()
    const lists = [...asked.content].flatMap(word => this.#byWord.get(word) ?? [])
    const rarest = lists.sort((a, b) => a.size - b.size).slice(0, 3)
    return new Set(rarest.flatMap(keys => [...keys]))
  }
}

function cosine(a: Embedding, b: Embedding): number {
  let dot = 0
  let squaresA = 0
  let squaresB = 0
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0]
    dot += x * y
    squaresA += x * x
    squaresB += y * y
  }
  return squaresA === 0 || squaresB === 0 ? 0 : dot / Math.sqrt(squaresA * squaresB)
}
