import type { ChatResponse } from '../chat/index.ts'
import {
  type Correction,
  type DecisionRecord,
  exampleFromCorrection,
  type Feedback,
  FeedbackBook,
  type FeedbackBookOptions,
  feedbackFromAgreement,
  feedbackFromJudge,
  jsonLength,
} from '../feedback/index.ts'
import type { Call } from '../handler/index.ts'
import type { Learner, Observation } from '../learning/index.ts'
import { type Answer, answerValue, type MergeExample, type Merger } from '../merge/index.ts'
import { systemClock } from '../runtime/index.ts'
import type { Background } from './background.ts'
import { judgedIn, type Routing } from './routing.ts'

export interface FeedbackLoopOptions {
  readonly book: Omit<FeedbackBookOptions, 'onCorrection'>
  readonly learner: Learner
  readonly merger: Merger
  readonly background: Background
  /** Told after each observation. */
  readonly onObserved: () => void
  /** False: answers are not kept with their decision, and corrections judge nobody. */
  readonly answers: boolean
}

/** An answer longer than this, as JSON, is not kept. */
const maxCharacters = 100_000
/** Corrections learned from when a process begins. */
const maxCorrections = 2000

/**
 * From what was decided to what is learned of it: keeps each decision with what every target said, turns what is said of it
 * later into observations for the learner, and corrections and agreement into examples for the merger. All of it in the
 * background; nothing that was said is ever in an event.
 */
export class FeedbackLoop {
  readonly #options: FeedbackLoopOptions
  readonly #book: FeedbackBook
  /** What each target said, until the answer is delivered. By trace: a call is copied on its way. */
  readonly #answers = new WeakMap<Call['trace'], readonly Answer[]>()
  #loading: Promise<void> | undefined

  /** Throws `InvalidOptionsError`. */
  constructor(options: FeedbackLoopOptions) {
    this.#options = options
    this.#book = new FeedbackBook({ ...options.book, onCorrection: correction => this.#learn([correction]) })
  }

  /** Several targets have answered a call. */
  heard({ trace }: Call, answers: readonly Answer[]): void {
    this.#answers.set(trace, answers)
  }

  /** Keeps what was decided, and learns from who agrees with whom. */
  remember(call: Call, { task, decision, target, merged }: Routing, response: ChatResponse): void {
    if (!task || !decision) return
    const { book, background, merger } = this.#options
    const heard = this.#answers.get(call.trace) ?? []
    const answers = heard.length > 1 ? heard : [{ target, response }]
    const costs = new Map(call.trace.attempts.map(attempt => [attempt.target, attempt.costUsd]))
    const propensityOf = (asked: string): number =>
      asked === decision.plan.targets[0] ? (decision.plan.propensity ?? 1) : 1
    const decided = (answer: Pick<Answer, 'target' | 'response'>): DecisionRecord['targets'][0] => ({
      target: answer.target,
      propensity: propensityOf(answer.target),
      costUsd: costs.get(answer.target) ?? 0,
      ...judgedIn(call.trace, answer.target),
      ...this.#kept(answer.response),
    })
    const [first = { target, response }, ...rest] = answers
    const { shadow } = decision.plan
    // It can be judged, by its name, but was not delivered.
    const shadows = shadow === undefined ? [] : [{ target: shadow, propensity: 1 }]
    const record: DecisionRecord = {
      id: call.id,
      atMs: (book.clock ?? systemClock).now(),
      task,
      targets: [decided(first), ...rest.map(decided), ...shadows],
      ...(answers.length + shadows.length > 1 && { merged: { from: merged?.from ?? [target] } }),
    }
    const stored = this.#book.remember(call.id, record)
    if (book.storage) background.run('storing a decision', () => stored)
    if (!merged) return
    const [one, ...others] = heard
    if (one && merger.learnInBackground) this.#teach([{ id: call.id, answers: [one, ...others], kind: task.kind }])
    const found = merged.passedOver ? feedbackFromJudge(merged) : feedbackFromAgreement(merged)
    for (const piece of found) this.#observe(this.#book.judge(record, piece, 'merge'))
  }

  /** Throws as `FeedbackBook.apply`. */
  async apply(id: string, feedback: Feedback): Promise<void> {
    this.#observe(await this.#book.apply(id, feedback))
  }

  corrections(): AsyncGenerator<Correction, void, undefined> {
    return this.#book.corrections()
  }

  /** Once, in the background: the merger learns from what was corrected before this process began. */
  begin(): void {
    const { book, merger, background } = this.#options
    if (this.#loading || !book.storage || !merger.learnInBackground) return
    this.#loading = this.#learnStored()
    background.run('loading corrections', () => this.#loading ?? Promise.resolve())
  }

  async #learnStored(): Promise<void> {
    const found: Correction[] = []
    for await (const correction of this.#book.corrections()) {
      found.push(correction)
      if (found.length >= maxCorrections) break
    }
    this.#learn(found)
  }

  #learn(corrections: readonly Correction[]): void {
    this.#teach(corrections.flatMap(correction => exampleFromCorrection(correction) ?? []))
  }

  #teach(examples: readonly MergeExample[]): void {
    const { merger, background } = this.#options
    if (examples.length === 0) return
    background.run('learning whom to believe', () => merger.learnInBackground?.(examples) ?? Promise.resolve())
  }

  #observe(observations: readonly Observation[]): void {
    for (const observation of observations) {
      this.#options.learner.observe(observation)
      this.#options.onObserved()
    }
  }

  #kept(response: ChatResponse): Pick<DecisionRecord['targets'][0], 'answer'> {
    const answer = this.#options.answers ? answerValue(response) : undefined
    return answer !== undefined && jsonLength(answer) <= maxCharacters ? { answer } : {}
  }
}
