import type { ChatRequest, ChatResponse, NonEmpty, Usage } from '../chat/index.ts'
import { isNonEmpty } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import { canonicalText } from './canonical.ts'
import type { Answer, Merged, Merger } from './merger.ts'
import { parseQuantity } from './quantity.ts'
import { weightedMedian } from './robust.ts'
import { similarity, textFeatures } from './similarity.ts'
import { logOdds, tally } from './vote.ts'

export interface ConfidenceWeightedMergerOptions {
  /** Texts at least this alike (0–1) say the same. Default 0.75. */
  readonly sameText?: number
  /** Numbers of one unit at most this far apart, relative to the merged one, agree. Default 0.05. */
  readonly sameNumber?: number
  /** Below this confidence a merged answer needs review, 0–1. Default 0.6. */
  readonly reviewBelow?: number
}

/** The answers that say the same, and the one that speaks for them. */
interface Group {
  readonly speaker: Answer
  readonly members: readonly Answer[]
}

/**
 * Merges what several targets said by how often each is right. Numbers: the weighted median. Text: answers that say the
 * same are one vote, and the one most like the others speaks for them. What is returned was always said by somebody.
 * Cost: linear in the answers for numbers, quadratic in their count for text; no I/O.
 */
export class ConfidenceWeightedMerger implements Merger {
  readonly #sameText: number
  readonly #sameNumber: number
  readonly #reviewBelow: number

  constructor(options: ConfidenceWeightedMergerOptions = {}) {
    const faults: Fault[] = []
    const share = (path: string, value: number): number => {
      if (!(value >= 0 && value <= 1)) faults.push({ path, message: `${value} is not within 0–1` })
      return value
    }
    this.#sameText = share('sameText', options.sameText ?? 0.75)
    this.#sameNumber = share('sameNumber', options.sameNumber ?? 0.05)
    this.#reviewBelow = share('reviewBelow', options.reviewBelow ?? 0.6)
    if (faults.length > 0) throw new InvalidOptionsError('ConfidenceWeightedMerger', faults)
  }

  merge(answers: NonEmpty<Answer>, context: { readonly request: ChatRequest; readonly signal: AbortSignal }): Merged {
    context.signal.throwIfAborted()
    const counted = answers.filter(answer => answer.weight > 0)
    const voters = [...(isNonEmpty(counted) ? counted : answers)].sort(byTarget)
    const groups = this.#numberGroups(voters) ?? this.#textGroups(voters)
    const skillOf = (answer: Answer): number => (answer.weight > 0 ? Math.min(1, answer.weight) : 0.01)
    const counts = tally(
      groups.flatMap((group, label) => group.members.map(a => ({ label: String(label), skill: skillOf(a) }))),
    )
    const best = counts[0]
    const winner = groups[Number(best?.label ?? 0)] ?? { speaker: answers[0], members: answers }
    const confidence = best?.posterior ?? 0
    const from = winner.members.map(answer => answer.target)
    return {
      response: speak(winner.speaker, answers, confidence),
      confidence,
      from: isNonEmpty(from) ? from : [winner.speaker.target],
      needsReview: confidence < this.#reviewBelow,
    }
  }

  /** One group around the weighted median and one for each number apart from it; `undefined` unless all are numbers of one unit. */
  #numberGroups(voters: readonly Answer[]): readonly Group[] | undefined {
    const read = voters.flatMap(answer => {
      const quantity = parseQuantity(answer.response.text)
      return quantity ? [{ answer, quantity }] : []
    })
    if (read.length < voters.length || new Set(read.map(r => r.quantity.unit)).size > 1) return undefined
    const weighted = read.map(r => ({ value: r.quantity.value, weight: weightOf(r.answer) }))
    const median = weightedMedian(weighted)
    const apart = new Map<number, Answer[]>()
    for (const { answer, quantity } of read) {
      const near = Math.abs(quantity.value - median) <= this.#sameNumber * Math.abs(median)
      const key = near ? median : quantity.value
      apart.set(key, [...(apart.get(key) ?? []), answer])
    }
    return [...apart].map(([value, members]) => {
      const exact = members.filter(answer => parseQuantity(answer.response.text)?.value === value)
      return { speaker: heaviest(exact), members }
    })
  }

  #textGroups(voters: readonly Answer[]): readonly Group[] {
    const features = voters.map(answer => textFeatures(answer.response.text))
    const alike = features.map(a => features.map(b => similarity(a, b)))
    const same = voters.map(answer => canonicalText(answer.response.text))
    const joined = voters.map((_, i) => i)
    const rootOf = (i: number): number => {
      let root = i
      while (joined[root] !== root) root = joined[root] ?? root
      return root
    }
    for (let i = 0; i < voters.length; i++) {
      for (let j = 0; j < i; j++) {
        const together = same[i] === same[j] || (alike[i]?.[j] ?? 0) >= this.#sameText
        if (together) joined[rootOf(i)] = rootOf(j)
      }
    }
    const members = new Map<number, number[]>()
    voters.forEach((_, i) => members.set(rootOf(i), [...(members.get(rootOf(i)) ?? []), i]))
    return [...members.values()].map(group => {
      const support = (i: number): number =>
        group.reduce((sum, j) => {
          const other = voters[j]
          return other ? sum + weightOf(other) * (alike[i]?.[j] ?? 0) : sum
        }, 0)
      const best = group.reduce((a, b) => (support(b) > support(a) + 1e-12 ? b : a))
      const speakers = group.filter(i => Math.abs(support(i) - support(best)) <= 1e-12)
      return {
        speaker: heaviest(speakers.flatMap(i => voters[i] ?? [])),
        members: group.flatMap(i => voters[i] ?? []),
      }
    })
  }
}

function weightOf(answer: Answer): number {
  return answer.weight > 0 ? logOdds(answer.weight, 10) : 1e-9
}

/** Ties go to the target that comes first in the alphabet, so that the order of arrival changes nothing. */
function heaviest(answers: readonly Answer[]): Answer {
  return answers.reduce((a, b) => (b.weight > a.weight || (b.weight === a.weight && byTarget(a, b) > 0) ? b : a))
}

function byTarget(a: Answer, b: Answer): number {
  if (a.target !== b.target) return a.target < b.target ? -1 : 1
  return a.response.text < b.response.text ? -1 : 1
}

/** The speaker's response with everybody's usage. */
function speak(speaker: Answer, answers: readonly Answer[], confidence: number): ChatResponse {
  return { ...speaker.response, usage: totalUsage(answers), confidence }
}

/** What all answers together used: unknown as soon as one is. */
function totalUsage(answers: readonly Answer[]): Usage {
  const sum = (read: (usage: Usage) => number | undefined): number | undefined => {
    let total = 0
    for (const { response } of answers) {
      const tokens = read(response.usage)
      if (tokens === undefined) return undefined
      total += tokens
    }
    return total
  }
  const optional = (key: 'cacheReadTokens' | 'cacheWriteTokens' | 'reasoningTokens'): Partial<Usage> =>
    answers.some(answer => answer.response.usage[key] !== undefined) ? { [key]: sum(usage => usage[key] ?? 0) } : {}
  return {
    inputTokens: sum(usage => usage.inputTokens),
    outputTokens: sum(usage => usage.outputTokens),
    ...optional('cacheReadTokens'),
    ...optional('cacheWriteTokens'),
    ...optional('reasoningTokens'),
  }
}
