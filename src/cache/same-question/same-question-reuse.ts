import { LRUCache } from 'lru-cache'
import { type ChatRequest, type ChatResponse, type MaybePromise, textOf } from '../../chat/index.ts'
import { type Random, systemRandom } from '../../runtime/index.ts'
import { type CacheKey, type RequestKeyOptions, requestKey } from '../cache-key.ts'
import { type Embedding, QuestionIndex } from './question-index.ts'
import { ReuseThreshold } from './reuse-threshold.ts'

export interface SameQuestionOptions {
  /** Questions less alike than this are never taken for the same, 0–1. Default 0.74; lower reaches more, and takes longer to learn. */
  readonly minLikeness?: number
  /** At most this share of the questions with a likely twin is answered wrongly, in expectation. Default 0.01. */
  readonly errorBound?: number
  /** Turns a question into numbers whose angle says how alike two are. Default: by words. The guards hold either way. */
  readonly embed?: (question: string) => MaybePromise<Embedding>
  /** Would either answer have served? Default: the texts are equal but for case, spaces and punctuation. */
  readonly sameAnswer?: (a: ChatResponse, b: ChatResponse) => MaybePromise<boolean>
  /** Questions remembered per scope and context. Default 1000. */
  readonly maxQuestions?: number
  readonly random?: Random
}

export interface SameQuestionMetrics {
  /** Questions answered with the answer to another. */
  readonly reused: number
  /** Questions with a likely twin that were asked all the same, to learn. */
  readonly verified: number
  /** Of those, the share where the twin's answer would have been wrong; `undefined` before the first. */
  readonly falseHitRate: number | undefined
}

/** A likely twin of a question, and whether its answer may be given. */
export interface Twin {
  readonly key: CacheKey
  readonly likeness: number
  readonly reuse: boolean
}

/** Where a question belongs: only questions of one scope, after the same context, are compared. */
export interface QuestionPlace {
  readonly context: CacheKey
  readonly text: string
  readonly embedding: Embedding | undefined
}

const MAX_CONTEXTS = 1000

/**
 * Answers a question with the stored answer to another that asks the same. Off unless handed to `cacheLayer`. Never
 * across scopes or different contexts, never with tools or pictures; a number, name, negation or kind of answer that
 * differs rules it out. How alike is alike enough is learned from questions that were asked all the same.
 */
export class SameQuestionReuse {
  readonly #options: SameQuestionOptions
  readonly #indexes = new LRUCache<CacheKey, QuestionIndex>({ max: MAX_CONTEXTS })
  readonly #threshold: ReuseThreshold
  #reused = 0
  #verified = 0
  #wrong = 0

  constructor(options: SameQuestionOptions = {}) {
    this.#options = options
    this.#threshold = new ReuseThreshold({ errorBound: options.errorBound, random: options.random ?? systemRandom })
  }

  /** Where the question of a request belongs; `undefined` where it must not be compared. */
  async placeOf(request: ChatRequest, scope: string, options: RequestKeyOptions): Promise<QuestionPlace | undefined> {
    const last = request.messages.at(-1)
    if (last?.role !== 'user' || typeof last.content !== 'string') return undefined
    if ((request.tools?.length ?? 0) > 0 || request.messages.some(message => message.role === 'tool')) return undefined
    const context = await requestKey({ ...request, messages: request.messages.slice(0, -1) }, scope, options)
    if (!context) return undefined
    const text = textOf(last)
    return { context, text, embedding: await this.#options.embed?.(text) }
  }

  find(place: QuestionPlace): Twin | undefined {
    const match = this.#indexes.get(place.context)?.find(place.text, place.embedding)
    if (!match || match.likeness < (this.#options.minLikeness ?? 0.74)) return undefined
    return { ...match, reuse: this.#threshold.mayReuse(match.likeness) }
  }

  add(place: QuestionPlace, key: CacheKey): void {
    const index = this.#indexes.get(place.context) ?? new QuestionIndex(this.#options.maxQuestions ?? 1000)
    this.#indexes.set(place.context, index)
    index.add(key, place.text, place.embedding)
  }

  /** The twin's answer is gone. */
  forget(place: QuestionPlace, key: CacheKey): void {
    this.#indexes.get(place.context)?.delete(key)
  }

  countReuse(): void {
    this.#reused++
  }

  /** A question with a twin was asked all the same: learns whether the twin's answer would have done. */
  async verify(twin: Twin, stored: ChatResponse, fresh: ChatResponse): Promise<void> {
    const same = await (this.#options.sameAnswer ?? sameText)(stored, fresh)
    this.#threshold.observe(twin.likeness, same)
    this.#verified++
    if (!same) this.#wrong++
  }

  get metrics(): SameQuestionMetrics {
    const falseHitRate = this.#verified === 0 ? undefined : this.#wrong / this.#verified
    return { reused: this.#reused, verified: this.#verified, falseHitRate }
  }
}

function sameText(a: ChatResponse, b: ChatResponse): boolean {
  const plain = (text: string): string =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[\p{P}\s]+/gu, ' ')
      .trim()
  return plain(a.text) === plain(b.text)
}
