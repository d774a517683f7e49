import type { NonEmpty, Target } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import { type Clock, systemClock } from '../runtime/index.ts'
import type { AnswerShape } from './answer-shape.ts'
import type { NumberPolicy } from './merge-numbers.ts'
import type { NumberErrors } from './number-errors.ts'
import type { ShapeOptions } from './merge-shapes.ts'
import type { FieldPolicy } from './merge-value.ts'
import type { VoteModel } from './votes/index.ts'

export interface ConfidenceWeightedMergerOptions {
  /** What the answers are. Default: told from the request and the answers. */
  readonly shape?: AnswerShape
  /** Lists of records: the members that tell them apart, and those whose confidence counts (default: all). */
  readonly records?: { readonly key: NonEmpty<string>; readonly required?: readonly string[] }
  /** How fields are merged, by path. Default: numbers by `median`; ids, years and everything else by `vote`. */
  readonly fields?: Readonly<Record<string, FieldPolicy>>
  /** How answers that are one number are merged. Default `median`. */
  readonly numbers?: NumberPolicy
  /** Texts at least this alike (0–1) say the same. Default 0.75. */
  readonly sameText?: number
  /** Numbers of one unit at most this far apart, relative to the merged one, agree. Default 0.05. */
  readonly sameNumber?: number
  /**
   * Below this confidence a merged answer needs review, 0–1. Default: for choices, once something was learned, the
   * confidence next to 0.8 at which those below are expected to be wrong three times as often as those above; else 0.8.
   */
  readonly reviewBelow?: number
  /**
   * In place of `reviewBelow`, for choices: at most this share of all answers may pass without review and be wrong. The
   * threshold is learned from truths; until there are enough of them every answer needs review and is `uncertified`.
   */
  readonly atMostWrong?: number
  /** Where every voter is less often right than this, the merged answer needs review, 0–1. Default 0.3. */
  readonly weakBelow?: number
  /** How much of a voter's error is shared with the others, 0–1, where nothing was learned. Default 0.25. */
  readonly correlation?: number
  /** Which targets err together: models of one maker, samples of one model, such as `modelFamily`. Default: each its own. */
  readonly family?: (target: Target) => string
  /** For learning in slices. Default: the platform's. */
  readonly clock?: Clock
  /** What was learned of the voters, to share or to keep it: for choices, for everything else, and of their numbers. Default: its own. */
  readonly models?: { readonly choices?: VoteModel; readonly fields?: VoteModel; readonly numbers?: NumberErrors }
}

export interface MergerSettings extends ShapeOptions {
  readonly shape: AnswerShape | undefined
  readonly reviewBelow: number | undefined
  readonly atMostWrong: number | undefined
  readonly weakBelow: number
  readonly correlation: number
  readonly family: (target: Target) => string
  readonly clock: Clock
}

const shapes: readonly string[] = ['choice', 'scalar', 'json', 'records', 'tool-calls', 'text'] satisfies AnswerShape[]
const numberPolicies: readonly string[] = ['median', 'mean', 'robust', 'max', 'min'] satisfies NumberPolicy[]
const fieldPolicies: readonly string[] = [...numberPolicies, 'vote', 'union']

/** Throws `InvalidOptionsError` with every fault. */
export function checkMergerOptions(options: ConfidenceWeightedMergerOptions): MergerSettings {
  const faults: Fault[] = []
  const share = (path: string, value: number): number => {
    if (!(value >= 0 && value <= 1)) faults.push({ path, message: `${value} is not within 0–1` })
    return value
  }
  const oneOf = (path: string, value: string | undefined, allowed: readonly string[]): void => {
    if (value !== undefined && !allowed.includes(value)) {
      faults.push({ path, message: `"${value}" is none of ${allowed.join(', ')}` })
    }
  }
  oneOf('shape', options.shape, shapes)
  oneOf('numbers', options.numbers, numberPolicies)
  for (const [path, policy] of Object.entries(options.fields ?? {})) oneOf(`fields.${path}`, policy, fieldPolicies)
  if (options.records && options.records.key.length < 1)
    faults.push({ path: 'records.key', message: 'names no member' })
  if (options.shape === 'records' && !options.records) faults.push({ path: 'records', message: 'missing: say the key' })
  const { atMostWrong } = options
  if (atMostWrong !== undefined && !(atMostWrong > 0 && atMostWrong < 1)) {
    faults.push({ path: 'atMostWrong', message: `${atMostWrong} is not between 0 and 1` })
  }
  if (atMostWrong !== undefined && options.reviewBelow !== undefined) {
    faults.push({ path: 'atMostWrong', message: 'and reviewBelow exclude each other' })
  }
  const settings = {
    shape: options.shape,
    records: options.records,
    fields: options.fields ?? {},
    numbers: options.numbers ?? 'median',
    sameText: share('sameText', options.sameText ?? 0.75),
    sameNumber: share('sameNumber', options.sameNumber ?? 0.05),
    reviewBelow: options.reviewBelow === undefined ? undefined : share('reviewBelow', options.reviewBelow),
    atMostWrong,
    weakBelow: share('weakBelow', options.weakBelow ?? 0.3),
    correlation: share('correlation', options.correlation ?? 0.25),
    family: options.family ?? ((target: Target) => target),
    clock: options.clock ?? systemClock,
  }
  if (faults.length > 0) throw new InvalidOptionsError('ConfidenceWeightedMerger', faults)
  return settings
}
