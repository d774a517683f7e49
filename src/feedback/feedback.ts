import type { JsonValue, Target } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import type { FeedbackSource } from '../learning/index.ts'

/** What somebody says about an answer, at any time after it and from any process. */
export interface Feedback {
  /** Of this piece of feedback: it counts once, however often it arrives. Default: made from its content. */
  readonly id?: string
  /** 0 useless … 1 perfect. Needed unless a correction is given. */
  readonly score?: number
  /** Default `correction` where one is given, else `user`. */
  readonly source?: FeedbackSource
  /** What the answer should have been: ground truth. `kind` is the caller's own word for what was wrong (`price`, `tone` …). */
  readonly correction?: { readonly kind: string; readonly value: JsonValue }
  /** Whom it is about. Default: everybody whose answer was delivered. */
  readonly target?: Target
}

const sources: ReadonlySet<string> = new Set([
  'user',
  'correction',
  'validation',
  'judge',
  'agreement',
  'benchmark',
] satisfies FeedbackSource[])

/** Throws `InvalidOptionsError` with every fault of a piece of feedback, which may come from outside. */
export function checkFeedback(feedback: Feedback): void {
  const faults: Fault[] = []
  const { id, score, source, correction } = (feedback as Feedback | null | undefined) ?? {}
  if (id === '') faults.push({ path: 'id', message: 'an empty text is no id' })
  if (score === undefined && correction === undefined) {
    faults.push({ path: 'score', message: 'missing, and there is no correction either' })
  }
  if (score !== undefined && !(typeof score === 'number' && score >= 0 && score <= 1)) {
    faults.push({ path: 'score', message: `${String(score)} is not a number within 0–1` })
  }
  if (source !== undefined && !sources.has(source)) {
    faults.push({ path: 'source', message: `"${source}" is none of ${[...sources].join(', ')}` })
  }
  if (correction !== undefined && !correction.kind) {
    faults.push({ path: 'correction.kind', message: 'say in a word what was wrong' })
  }
  if (correction !== undefined && correction.value === undefined) {
    faults.push({ path: 'correction.value', message: 'missing: say what is right' })
  }
  if (faults.length > 0) throw new InvalidOptionsError('feedback', faults)
}
