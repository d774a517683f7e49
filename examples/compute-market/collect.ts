/** One round of collecting prices: ask, validate, merge, learn. */
import {
  type Answer,
  ConfidenceWeightedMerger,
  FeedbackBook,
  feedbackFromAgreement,
  feedbackFromValidation,
  gpuPriceRules,
  isNonEmpty,
  LearningEngine,
  type Merged,
  type NonEmpty,
  type Provider,
  readJson,
  rules,
  type Target,
  type TaskProfile,
  type ValidationReport,
  VoteModel,
} from 'routewise'
import { market, type Offer } from './market.ts'

const task: TaskProfile = { kind: 'gpu-prices', confidence: 1, complexity: 0.4, inputTokens: 50, needs: [] }
const request = { messages: [{ role: 'user' as const, content: 'Which GPUs are for rent, and at which price?' }] }

export interface Round {
  readonly merged: Merged
  readonly offers: readonly Offer[]
  readonly reports: ReadonlyMap<Target, ValidationReport>
  /** Offers that a person should look at: little confidence, or a rule broken. */
  readonly flagged: readonly string[]
}

export class PriceCollector {
  readonly #learning = new LearningEngine({ priors: { '*': { quality: 0.7, strength: 5 } } })
  readonly #book = new FeedbackBook()
  readonly #fields = new VoteModel({ labels: 'open', maxTasks: 2000 })
  readonly #merger = new ConfidenceWeightedMerger({
    records: { key: ['provider', 'gpu'], required: ['usdPerGpuHour'] },
    sameNumber: 0.02,
    models: { fields: this.#fields },
  })
  readonly #rules = gpuPriceRules().each(rules.unique('provider', 'gpu'))
  readonly #sources: readonly Provider[]
  readonly #answers = new Map<string, NonEmpty<Answer>>()

  constructor(sources: readonly Provider[]) {
    this.#sources = sources
  }

  /** What is believed of each source now, 0–1. */
  weights(): Readonly<Record<Target, number>> {
    const targets = this.#sources.map(({ id }): Target => `${id}/prices`)
    const predictions = this.#learning.predict(task, targets)
    return Object.fromEntries(predictions.map(({ target, quality }) => [target, quality.mean])) as Record<
      Target,
      number
    >
  }

  /** How often each source is right about a price, as the merger counts it; before it learned, what is believed of the source. */
  priceWeights(): Readonly<Record<Target, number>> {
    const weights = this.weights()
    const entries = Object.entries(weights) as [Target, number][]
    const learned = entries.map(([target, weight]) => [
      target,
      this.#fields.skillOf(target, `${task.kind}#usdPerGpuHour`) ?? weight,
    ])
    return Object.fromEntries(learned) as Record<Target, number>
  }

  async collect(id: string): Promise<Round> {
    const signal = new AbortController().signal
    const weights = this.weights()
    const answers = await Promise.all(
      this.#sources.map(async (source): Promise<Answer> => {
        const target: Target = `${source.id}/prices`
        const response = await source.chat(request, { model: 'prices', signal })
        return { target, response, weight: weights[target] ?? 0.5 }
      }),
    )
    if (!isNonEmpty(answers)) throw new RangeError('no sources')
    this.#answers.set(id, answers)
    const merged = this.#merger.merge(answers, { request, signal, task })
    const offers = (merged.value ?? []) as unknown as readonly Offer[]
    await this.#book.remember(id, {
      id,
      atMs: Date.now(),
      task,
      targets: [toDecided(answers[0]), ...answers.slice(1).map(toDecided)],
      merged: { from: merged.from },
    })
    const reports = await this.#learnFrom(id, answers, merged)
    const verdict = await this.#rules.validate(offers)
    const broken = verdict.violations.map(({ path }) => offers[Number(/\d+/.exec(path)?.[0])])
    const doubtful = offers.filter(offer => (merged.fields?.[keyOf(offer)]?.confidence ?? 0) < 0.7)
    const flagged = [...new Set([...broken, ...doubtful].flatMap(offer => (offer ? [keyOf(offer)] : [])))]
    return { merged, offers, reports, flagged }
  }

  /** A person looked the true prices up: every source is scored against them, and the merger learns. */
  async correct(id: string, truth: readonly Offer[]): Promise<void> {
    const observations = await this.#book.apply(id, {
      correction: { kind: 'price', value: Object.fromEntries(truth.map(offer => [keyOf(offer), offer.usdPerGpuHour])) },
    })
    for (const observation of observations) this.#learning.observe(observation)
    const answers = this.#answers.get(id)
    if (answers) this.#merger.learn([{ id, answers, truth: truth.map(offer => ({ ...offer })), kind: task.kind }])
  }

  /** The corrections so far, as a labelled set. */
  async *labelled(): AsyncGenerator<string> {
    for await (const correction of this.#book.corrections()) yield JSON.stringify(correction)
  }

  async #learnFrom(
    id: string,
    answers: readonly Answer[],
    merged: Merged,
  ): Promise<ReadonlyMap<Target, ValidationReport>> {
    const reports = new Map<Target, ValidationReport>()
    for (const { target, response } of answers) {
      reports.set(target, await this.#rules.validate(readJson(response.text)?.value, { target }))
    }
    const feedback = [
      ...[...reports].map(([target, report]) => feedbackFromValidation(report, target)),
      ...feedbackFromAgreement(merged),
    ]
    for (const piece of feedback) {
      for (const observation of await this.#book.apply(id, piece)) this.#learning.observe(observation)
    }
    return reports
  }
}

/** Prices by key: a form in which an answer can be compared with a correction. */
function toDecided({ target, response }: Answer) {
  const list = readJson(response.text)?.value
  const offers = (Array.isArray(list) ? list : []) as unknown as readonly Offer[]
  const answer = Object.fromEntries(offers.map(offer => [keyOf(offer), offer.usdPerGpuHour]))
  return { target, propensity: 1, answer }
}

export function keyOf({ provider, gpu }: Pick<Offer, 'provider' | 'gpu'>): string {
  return `${provider}|${gpu}`.toLowerCase()
}

/** The share of the true offers whose merged price is right to the cent, and the number of offers that never were. */
export function grade(offers: readonly Offer[], week: number): { readonly right: number; readonly invented: number } {
  const truth = new Map(market(week).map(offer => [keyOf(offer), offer.usdPerGpuHour]))
  const right = offers.filter(offer => truth.get(keyOf(offer)) === offer.usdPerGpuHour).length / truth.size
  return { right, invented: offers.filter(offer => !truth.has(keyOf(offer))).length }
}
