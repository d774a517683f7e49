import type { ChatResponse, NonEmpty, Target } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import { canonicalChoice, canonicalValue } from './canonical.ts'
import type { Answer, MergeContext, Merged } from './merger.ts'
import { parseQuantity } from './quantity.ts'
import { readJson } from './read-json.ts'
import { logOdds, tally } from './vote.ts'

/** A target that was asked and has not answered yet. */
export interface Outstanding {
  readonly target: Target
  /** As an answer's weight: the believed quality, 0–1. */
  readonly weight: number
}

/**
 * Says after each answer whether the rest need not be waited for. A pure function of what is known: an executor asks it
 * each time and, told to stop, aborts the rest; what they cost until then stays on the ledger.
 */
export interface EarlyStop {
  readonly name: string
  /** True: what is still outstanding is not worth its price. `context` is that of the merge that will follow. */
  isEnough(answers: NonEmpty<Answer>, outstanding: readonly Outstanding[], context?: MergeContext): boolean
}

/** What an answer votes for. */
export type LabelOf = (answer: Answer) => string

export interface EarlyStopOptions {
  /** Default: tool calls and JSON in canonical form, numbers with their unit, else the text without case and punctuation around it. */
  readonly labelOf?: LabelOf
}

export interface CertainOptions extends EarlyStopOptions {
  /**
   * The merger whose result must be certain, such as one that has learned whom to believe: it is asked about everything that
   * the outstanding answers could vote for, up to 500 cases. Default: votes are counted by the log-odds of their weights.
   */
  readonly merger?: {
    merge(answers: NonEmpty<Answer>, context: MergeContext): Merged
    /** Choices that it knows of, besides those in the answers. */
    readonly choices?: readonly string[]
  }
}

/** More cases than this are not tried: it is waited for the next answer. */
const maxCases = 500

/** Stops when the outstanding answers could not change what wins, whatever they vote for. Exact for votes. */
export function certainStop({ labelOf = answerLabel, merger }: CertainOptions = {}): EarlyStop {
  return {
    name: 'certain',
    isEnough(answers, outstanding, context) {
      if (outstanding.length === 0) return true
      if (merger) return isSettled(merger, answers, outstanding, labelOf, context)
      const most = Math.max(10, answers.length + outstanding.length + 1)
      // The weight of a vote depends on how many labels there turn out to be: it has to hold for every number.
      for (let labels = 10; labels <= most; labels++) {
        const [leader, runnerUp] = tally(votesOf(answers, labelOf), { labels })
        const rest = outstanding.reduce((sum, { weight }) => (weight > 0 ? sum + logOdds(weight, labels) : sum), 0)
        if (!leader || leader.score - (runnerUp?.score ?? 0) <= rest + 1e-9) return false
      }
      return true
    },
  }
}

/** Does the same label win in every case? */
function isSettled(
  merger: NonNullable<CertainOptions['merger']>,
  answers: NonEmpty<Answer>,
  outstanding: readonly Outstanding[],
  labelOf: LabelOf,
  context: MergeContext = { request: { messages: [] }, signal: new AbortController().signal },
): boolean {
  const seen = [...new Map(answers.map(answer => [labelOf(answer), answer.response])).values()]
  // The others may agree on something new, or each say something of their own.
  const saying = (text: string): ChatResponse => ({ ...answers[0].response, text, toolCalls: [] })
  const fresh = outstanding.map((_, i) => saying(`\u{fffd}${i}`))
  const said = new Set(seen.map(({ text }) => canonicalChoice(text)))
  const known = (merger.choices ?? []).filter(choice => !said.has(choice)).map(saying)
  const choices = [...seen, ...known, ...fresh]
  if (choices.length ** outstanding.length > maxCases) return false
  const winnerOf = (cases: readonly ChatResponse[]): string => {
    const rest = outstanding.flatMap(({ target, weight }, i): Answer[] => {
      const response = cases[i]
      return response ? [{ target, weight, response }] : []
    })
    const { response } = merger.merge([...answers, ...rest], context)
    return labelOf({ target: answers[0].target, weight: 1, response })
  }
  const winner = winnerOf([])
  const holds = (cases: readonly ChatResponse[]): boolean =>
    cases.length === outstanding.length
      ? winnerOf(cases) === winner
      : choices.every(response => holds([...cases, response]))
  return holds([])
}

export interface PosteriorOptions extends EarlyStopOptions {
  /** Of the leading label, 0.5–1. Default 0.95. */
  readonly atLeast?: number
  /** As of `ConfidenceWeightedMerger`. Default 0.25. */
  readonly correlation?: number
}

/** Stops when the leading label is probable enough. The later answers would seldom have changed it. */
export function probableStop(options: PosteriorOptions = {}): EarlyStop {
  const { labelOf = answerLabel, atLeast = 0.95, correlation = 0.25 } = options
  const faults: Fault[] = []
  if (!(atLeast >= 0.5 && atLeast < 1))
    faults.push({ path: 'atLeast', message: `${atLeast} is not from 0.5 to below 1` })
  if (!(correlation >= 0 && correlation <= 1)) {
    faults.push({ path: 'correlation', message: `${correlation} is not within 0–1` })
  }
  if (faults.length > 0) throw new InvalidOptionsError('probableStop', faults)
  return {
    name: 'probable',
    isEnough: answers => (tally(votesOf(answers, labelOf), { correlation })[0]?.posterior ?? 0) >= atLeast,
  }
}

export interface SequentialOptions extends EarlyStopOptions {
  /** That the leading label has the majority of all that could be asked, 0.5–1. Default 0.95. */
  readonly atLeast?: number
}

/**
 * For voters of equal standing, such as samples of one model: stops when the leader has more of the votes than the
 * runner-up by the odds of a Beta(1 + leader, 1 + runner-up) above one half. 4 to 0 stops by default, 3 to 0 does not.
 * Source: adaptive consistency (Aggarwal et al. 2023).
 */
export function sequentialStop({ labelOf = answerLabel, atLeast = 0.95 }: SequentialOptions = {}): EarlyStop {
  if (!(atLeast >= 0.5 && atLeast < 1)) {
    throw new InvalidOptionsError('sequentialStop', [
      { path: 'atLeast', message: `${atLeast} is not from 0.5 to below 1` },
    ])
  }
  return {
    name: 'sequential',
    isEnough(answers) {
      const counts = new Map<string, number>()
      for (const answer of answers) counts.set(labelOf(answer), (counts.get(labelOf(answer)) ?? 0) + 1)
      const [first = 0, second = 0] = [...counts.values()].sort((a, b) => b - a)
      return majorityOdds(first, second) > atLeast
    },
  }
}

/** P(Beta(a + 1, b + 1) > 1/2): the chance of at most `a` heads in `a + b + 1` throws of a fair coin. */
function majorityOdds(a: number, b: number): number {
  const n = a + b + 1
  let term = 2 ** -n
  let sum = 0
  for (let k = 0; k <= a; k++) {
    sum += term
    term *= (n - k) / (k + 1)
  }
  return sum
}

/** What an answer says, so that equal answers have equal labels. */
export function answerLabel({ response }: Answer): string {
  if (response.toolCalls.length > 0) {
    return response.toolCalls
      .map(({ name, arguments: args }) => canonicalValue({ name, arguments: args }, true))
      .sort()
      .join('\n')
  }
  const quantity = parseQuantity(response.text)
  if (quantity) return `${quantity.value} ${quantity.unit}`
  const json = readJson(response.text)
  return json && !json.truncated ? canonicalValue(json.value) : canonicalChoice(response.text)
}

function votesOf(answers: readonly Answer[], labelOf: LabelOf): { label: string; skill: number }[] {
  return answers.map(answer => ({ label: labelOf(answer), skill: answer.weight > 0 ? Math.min(1, answer.weight) : 0 }))
}
