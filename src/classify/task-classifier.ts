import type { ChatRequest, TaskProfile } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import type { Classifier } from './classifier.ts'
import { featureNames, featuresOf } from './features.ts'
import { indexOfMax, LinearModel, softmax } from './linear-model.ts'
import { needsOf } from './needs.ts'
import { askedText, followUpText } from './request-text.ts'
import { type Scan, scan } from './scan.ts'
import { textTokens, type TokenCounter } from './text-tokens.ts'
import { estimateTokens } from './tokens.ts'
import { complexityOf, requestTypeOf, sensitivityOf } from './traits.ts'
import { aidWeights, categoryWeights, emotionWeights, formWeights } from './weights.ts'
import { WordTable } from './word-table.ts'

export interface TaskClassifierOptions {
  /**
   * What `kind` names. `category`: coding, math, research, language, empathy, general. `form`: simple-query,
   * complex-reasoning, data-extraction, creative, validation, and general where unsure. Default `category`.
   */
  readonly by?: 'category' | 'form'
  /**
   * Kinds of your own, each with the words and phrases (at most three words) that speak for it; under the name of a
   * built-in kind, more words for that. One word puts a kind a little ahead of the built-in ones, two clearly.
   */
  readonly kinds?: Readonly<Record<string, readonly string[]>>
  /** Below this confidence the kind is `general`, 0–1. Default 0.25. */
  readonly minConfidence?: number
  /** From this many input tokens on a request needs `long-context`. Default 32 000. */
  readonly longContextTokens?: number
  /** Counts the tokens of a text. Default `textTokens`, an estimate. */
  readonly countTokens?: TokenCounter
}

const GENERAL = 'general'

/** How much a word of the user's counts. */
const OWN_VOTE = 2
/** What a kind of the user's has to make up for. */
const OWN_HANDICAP = 1
/** From this share on a hint is given. */
const MIN_HINT = 0.5

/** A short message that is less sure than this of its kind is read together with the one before. */
const MIN_ALONE = 0.6

/** What a text says of its kind, and what the rest is told from. */
interface Reading {
  readonly features: Float64Array
  readonly categoryScores: Float64Array
  readonly formShares: Float64Array
  readonly kind: string
  readonly confidence: number
  readonly shares: Readonly<Record<string, number>>
}

/** A score per kind. */
type Scores = readonly [kinds: readonly string[], scores: ArrayLike<number>]

interface Models {
  readonly category: LinearModel
  readonly form: LinearModel
  readonly emotion: LinearModel
  readonly aid: LinearModel
}

let models: Models | undefined

/** Read at the first request: an application that never classifies does not pay for it. */
function builtIn(): Models {
  models ??= {
    category: LinearModel.parse(categoryWeights, featureNames),
    form: LinearModel.parse(formWeights, featureNames),
    emotion: LinearModel.parse(emotionWeights, featureNames),
    aid: LinearModel.parse(aidWeights, featureNames),
  }
  return models
}

/**
 * Tells from the words and the shape of the last user message what kind of work a request is. No network, no state, linear
 * in the text, and never more than its first 8 000 and last 4 000 characters: some ten microseconds for an ordinary request.
 */
export class TaskClassifier implements Classifier {
  readonly #by: 'category' | 'form'
  readonly #ownKinds: readonly string[]
  readonly #ownWords: WordTable
  readonly #minConfidence: number
  readonly #longContextTokens: number
  readonly #countTokens: TokenCounter

  /** @throws InvalidOptionsError */
  constructor(options: TaskClassifierOptions = {}) {
    check(options)
    const { by = 'category', kinds = {}, minConfidence = 0.25, longContextTokens = 32_000 } = options
    this.#by = by
    this.#ownKinds = Object.keys(kinds)
    this.#ownWords = new WordTable(Object.values(kinds))
    this.#minConfidence = minConfidence
    this.#longContextTokens = longContextTokens
    this.#countTokens = options.countTokens ?? textTokens
  }

  classify(request: ChatRequest, _options?: { readonly signal?: AbortSignal }): TaskProfile {
    const alone = this.#read(askedText(request))
    const followUp = alone.confidence < MIN_ALONE ? followUpText(request) : undefined
    const { features, categoryScores, formShares, kind, confidence, shares } =
      followUp === undefined ? alone : this.#read(followUp)
    const { form, emotion, aid } = builtIn()
    // The mood is that of the last message alone: what was said before may have been answered.
    const moods = softmax(emotion.score(alone.features))
    const mood = indexOfMax(moods)
    const aids = softmax(aid.score(features))
    const inputTokens = estimateTokens(request, this.#countTokens)
    const complexity = complexityOf(features, formShares[form.labels.indexOf('complex-reasoning')] ?? 0)
    return {
      kind,
      confidence,
      shares,
      complexity,
      inputTokens,
      needs: needsOf(request, inputTokens, this.#longContextTokens),
      hints: aid.labels.filter((label, i) => label !== 'none' && (aids[i] ?? 0) >= MIN_HINT),
      form: form.labels[indexOfMax(formShares)] ?? 'simple-query',
      requestType: requestTypeOf(features),
      emotion: {
        kind: emotion.labels[mood] ?? 'neutral',
        confidence: moods[mood] ?? 0,
        scores: Object.fromEntries(emotion.labels.map((label, i) => [label, moods[i] ?? 0])),
      },
      sensitivity: sensitivityOf(features),
      features: [...softmax(categoryScores), ...formShares, complexity, Math.log10(1 + inputTokens) / 6],
    }
  }

  #read(text: string): Reading {
    const scanned = scan(text)
    const features = featuresOf(scanned)
    const { category, form } = builtIn()
    const categoryScores = category.score(features)
    const formScores = form.score(features)
    const builtInKinds: Scores = this.#by === 'form' ? [form.labels, formScores] : [category.labels, categoryScores]
    const [kinds, scores] = this.#ownKinds.length > 0 ? this.#withOwn(builtInKinds, scanned) : builtInKinds
    return { features, categoryScores, formShares: softmax(formScores), ...this.#choose(kinds, scores) }
  }

  /** The built-in kinds and those of the user's that something in the text speaks for. */
  #withOwn([labels, scores]: Scores, scanned: Scan): Scores {
    const own = new Float64Array(this.#ownKinds.length)
    this.#ownWords.count(scanned, 0, scanned.count, own)
    const kinds = [...labels]
    const all = Array.from(scores)
    const highest = scores[indexOfMax(scores)] ?? 0
    for (const [i, kind] of this.#ownKinds.entries()) {
      const vote = OWN_VOTE * Math.log1p(own[i] ?? 0)
      if (vote === 0) continue
      const known = kinds.indexOf(kind)
      if (known >= 0) all[known] = (all[known] ?? 0) + vote
      else {
        kinds.push(kind)
        all.push(highest + vote - OWN_HANDICAP)
      }
    }
    return [kinds, all]
  }

  /** The likeliest of all kinds, or `general` where none is likely. */
  #choose(...[kinds, scores]: Scores): Pick<Reading, 'kind' | 'confidence' | 'shares'> {
    const likely = softmax(scores)
    const best = indexOfMax(likely)
    const confidence = likely[best] ?? 0
    const shares = Object.fromEntries(kinds.map((kind, i) => [kind, likely[i] ?? 0]))
    if (confidence >= this.#minConfidence) return { kind: kinds[best] ?? GENERAL, confidence, shares }
    return { kind: GENERAL, confidence: shares[GENERAL] ?? 0, shares }
  }
}

function check({ by, kinds = {}, minConfidence = 0, longContextTokens = 1 }: TaskClassifierOptions): void {
  const faults: Fault[] = []
  if (by !== undefined && by !== 'category' && by !== 'form') {
    faults.push({ path: 'by', message: `${String(by)} is neither category nor form` })
  }
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
