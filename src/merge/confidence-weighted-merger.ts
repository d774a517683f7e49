import {
  type ChatRequest,
  type ChatResponse,
  isNonEmpty,
  type JsonValue,
  type NonEmpty,
  type Target,
} from '../chat/index.ts'
import { type AnswerShape, shapeOf } from './answer-shape.ts'
import { type Ballot, type Electorate, kindOf, type Voter } from './election.ts'
import { checkMergerOptions, type ConfidenceWeightedMergerOptions, type MergerSettings } from './merger-options.ts'
import { type Heard, shapeMergers, type ShapeResult } from './merge-shapes.ts'
import type { Answer, MergeContext, Merged, MergeExample, Merger } from './merger.ts'
import { type NumberError, NumberErrors } from './number-errors.ts'
import { totalUsage } from './total-usage.ts'
import { VoteModel, type VoteTask } from './votes/index.ts'

/** The confidence below which answers need review where nothing better was learned. */
const usualReview = 0.8
/** Elections taken from one example: a list of thousands of records teaches no more about its sources than this many. */
const maxElections = 200

/**
 * Merges what several targets said by how often each has been right: choices and tool calls by vote, numbers by median,
 * objects member by member, lists of records by key, text by what most of it says. But for averages, what comes out was
 * said by somebody. Each voter counts by the log-odds of its skill: what was learned of it through `learn`, else the
 * answer's `weight`. Never throws for what answers hold: what cannot be read is named in `unread`.
 *
 * Cost: linear in the answers' size; quadratic in their number for text. No I/O, nothing remembered but by `learn`.
 */
export class ConfidenceWeightedMerger implements Merger {
  readonly #settings: MergerSettings
  readonly #choices: VoteModel
  readonly #fields: VoteModel
  readonly #errors: NumberErrors

  /** Throws `InvalidOptionsError`. */
  constructor(options: ConfidenceWeightedMergerOptions = {}) {
    this.#settings = checkMergerOptions(options)
    this.#choices = options.models?.choices ?? new VoteModel()
    this.#fields = options.models?.fields ?? new VoteModel({ labels: 'open', maxTasks: 2000 })
    this.#errors = options.models?.numbers ?? new NumberErrors()
  }

  /** Choices it has learned of, in canonical form. */
  get choices(): readonly string[] {
    return this.#choices.labels
  }

  merge(answers: NonEmpty<Answer>, context: MergeContext): Merged {
    context.signal.throwIfAborted()
    const shape = this.#shapeOf(answers, context.request)
    const model = this.#modelOf(shape)
    const heard = this.#hear(answers, model, context.task?.kind)
    const { correlation } = this.#settings
    const kind = context.task?.kind
    const electorate: Electorate = { model, kind, correlation, errors: this.#errors, agreed: new Map() }
    const result = this.#mergeAs(shape, heard, electorate) ?? nothing(heard)
    const speaker = heard.find(({ voter }) => voter === result.speaker) ?? heard[0]
    const from = [...new Set(result.agreeing.map(({ target }) => target))].sort()
    const review = this.#reviewBelow(model)
    const advice = model.advice && answers.find(({ target }) => target === model.advice?.source)
    return {
      response: speak(speaker.answer, result, answers),
      confidence: result.confidence,
      from: isNonEmpty(from) ? from : [speaker.voter.target],
      needsReview:
        result.confidence < (review ?? Infinity) || heard.every(({ voter }) => voter.skill < this.#settings.weakBelow),
      ...(this.#settings.atMostWrong !== undefined && { uncertified: review === undefined }),
      ...(result.value !== undefined && { value: result.value }),
      fields: Object.fromEntries(result.fields),
      weights: Object.fromEntries(heard.map(({ voter }) => [voter.target, voter.skill])) as Record<Target, number>,
      ...(result.unread.length > 0 && {
        unread: result.unread.map(({ voter, reason }) => ({ target: voter.target, reason })),
      }),
      ...(advice && { advise: { mode: 'single', target: advice.target } }),
    }
  }

  /**
   * Learns how far each target is to be believed: from known truths, and without them from who agrees with whom.
   * Cost: now and then a fit over all that is kept (see `VoteModel`), at once.
   */
  learn(examples: Iterable<MergeExample>): void {
    for (const [model, elections] of this.#electionsIn(examples)) model.learn(elections)
  }

  /** As `learn`, with the fit in slices between other work; settles when it is done. */
  async learnInBackground(examples: Iterable<MergeExample>): Promise<void> {
    const found = this.#electionsIn(examples)
    for (const [model, elections] of found) model.add(elections)
    for (const model of found.keys()) await model.refit({ clock: this.#settings.clock })
  }

  #electionsIn(examples: Iterable<MergeExample>): ReadonlyMap<VoteModel, readonly VoteTask[]> {
    const tasks = new Map<VoteModel, VoteTask[]>()
    for (const example of examples) {
      const { model, elections } = this.#electionsOf(example)
      const known = tasks.get(model) ?? []
      known.push(...elections)
      tasks.set(model, known)
    }
    return tasks
  }

  #electionsOf({ id, answers, truth, kind }: MergeExample): {
    readonly model: VoteModel
    readonly elections: VoteTask[]
  } {
    const request = { messages: [] }
    const shape = this.#shapeOf(answers, request)
    const model = this.#modelOf(shape)
    const known = truth === undefined ? undefined : trueAnswer(truth)
    const truthVoter: Voter = { target: known?.target ?? 'truth/known', family: '', skill: 0.99, mark: '' }
    const heard = this.#hear(answers, model, kind)
    const elections: { readonly ballots: readonly Ballot[]; readonly about: string | undefined }[] = []
    const errors: NumberError[] = []
    const electorate: Electorate = {
      model,
      kind,
      correlation: this.#settings.correlation,
      errors: this.#errors,
      onNumbers: found => errors.push(...found),
      onElection: (ballots, about) => elections.push({ ballots, about }),
      ...(known && { truth: truthVoter }),
    }
    this.#mergeAs(shape, known ? ([...heard, { voter: truthVoter, answer: known }] as const) : heard, electorate)
    this.#errors.add(errors, id)
    const step = Math.max(1, elections.length / maxElections)
    const taken = elections.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step))
    return {
      model,
      elections: taken.map(({ ballots, about }) => ({
        ...asTask(ballots, truthVoter, kindOf(kind, about)),
        ...(id !== undefined && { id }),
      })),
    }
  }

  #shapeOf(answers: NonEmpty<Answer>, request: ChatRequest): AnswerShape {
    return this.#settings.shape ?? shapeOf(counted(answers), request, this.#settings.records !== undefined)
  }

  /** Learned for choices, whose confidence is that of one vote; `undefined` while nothing can be promised. */
  #reviewBelow(model: VoteModel): number | undefined {
    const { reviewBelow, atMostWrong } = this.#settings
    const learned = model === this.#choices ? model : undefined
    if (atMostWrong !== undefined) return learned?.certifiedBelow(atMostWrong)
    return reviewBelow ?? learned?.reviewBelow(usualReview) ?? usualReview
  }

  #modelOf(shape: AnswerShape): VoteModel {
    return shape === 'choice' ? this.#choices : this.#fields
  }

  /** The answers that count, in an order that does not depend on that of arrival. */
  #hear(answers: NonEmpty<Answer>, model: VoteModel, kind: string | undefined): NonEmpty<Heard> {
    const [first, ...others] = counted(answers).toSorted(inOrder)
    const hear = (answer: Answer, place: number): Heard => {
      const { target, weight } = answer
      const skill = model.skillOf(target, kind) ?? (weight > 0 ? Math.min(1, weight) : 0.5)
      const mark = String.fromCharCode(place + 1)
      return { answer, voter: { target, family: this.#settings.family(target), skill, mark } }
    }
    return [hear(first ?? answers[0], 0), ...others.map((answer, i) => hear(answer, i + 1))]
  }

  /** Answers that have not the shape that was expected are merged as text. */
  #mergeAs(shape: AnswerShape, heard: NonEmpty<Heard>, electorate: Electorate): ShapeResult | undefined {
    return (
      shapeMergers[shape](heard, this.#settings, electorate) ??
      (shape === 'text' ? undefined : shapeMergers.text(heard, this.#settings, electorate))
    )
  }
}

/** Without those of weight 0, unless there are no others. */
function counted(answers: NonEmpty<Answer>): NonEmpty<Answer> {
  const present = answers.filter(({ weight }) => weight > 0)
  return isNonEmpty(present) ? present : answers
}

function nothing(heard: NonEmpty<Heard>): ShapeResult {
  return {
    speaker: heard[0].voter,
    confidence: 0,
    agreeing: [],
    fields: new Map(),
    unread: heard.map(({ voter }) => ({ voter, reason: 'nothing to merge' })),
  }
}

/** The speaker's response with everybody's usage. */
function speak(speaker: Answer, result: ShapeResult, answers: readonly Answer[]): ChatResponse {
  return {
    ...speaker.response,
    ...(result.text !== undefined && { text: result.text }),
    usage: totalUsage(answers.map(({ response }) => response.usage)),
    confidence: result.confidence,
  }
}

function trueAnswer(truth: JsonValue): Answer {
  const text = typeof truth === 'string' ? truth : JSON.stringify(truth)
  const usage = { inputTokens: undefined, outputTokens: undefined }
  return {
    target: 'truth/known',
    weight: 1,
    response: { text, toolCalls: [], finishReason: 'stop', usage, model: '' },
  }
}

function asTask(ballots: readonly Ballot[], truthVoter: Voter, kind: string | undefined): VoteTask {
  const truth = ballots.find(({ voter }) => voter === truthVoter)?.label
  const votes = ballots
    .filter(({ voter }) => voter !== truthVoter)
    .map(({ voter, label }) => ({ source: voter.target, label, skill: voter.skill }))
  return { votes, ...(truth !== undefined && { truth }), ...(kind !== undefined && { kind }) }
}

function inOrder(a: Answer, b: Answer): number {
  return compare(a.target, b.target) || compare(a.response.text, b.response.text) || a.weight - b.weight
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
