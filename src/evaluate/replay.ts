import { isNonEmpty, type NonEmpty, type Target, type TaskProfile, unknownUsage } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import type { Learner } from '../learning/index.ts'
import type { Answer } from '../merge/index.ts'
import { AdaptiveRouter, type Plan, type RoutingStrategy } from '../routing/index.ts'
import { type Random, seededRandom, type VirtualClock } from '../runtime/index.ts'
import type { PricedDecision } from './counterfactual.ts'

/** What one target did with one request. */
export interface RecordedOutcome {
  /** 0–1. */
  readonly score: number
  readonly costUsd?: number
  readonly latencyMs?: number
}

/** A request and what every target did with it. As an example of a calibration set it can be used as it is. */
export interface RecordedRequest {
  readonly id: string
  readonly task: TaskProfile
  readonly outcomes: Readonly<Record<Target, RecordedOutcome>>
}

export interface ReplayOptions {
  /** Those that may be chosen; each with an outcome in every request. */
  readonly targets: readonly Target[]
  readonly strategy: RoutingStrategy
  /** What it learns with, such as `new LearningEngine({ clock })`. */
  readonly learning: Learner
  /** The learner's clock: each request comes a second after the one before. */
  readonly clock: VirtualClock
  /** How often a judge of the answers errs, 0–1. Default: answers are not checked. */
  readonly checkError?: number
  /** Of chance. Default 1. */
  readonly seed?: number | string
}

/** One decision of a replay and what came of it; as a logged decision it is that of the target which was asked first. */
export interface ReplayedDecision extends PricedDecision {
  readonly id: string
  /** In the order in which they were asked. */
  readonly targets: NonEmpty<Target>
  readonly mode: Plan['mode']
  /** Of the answer that was used, 0–1. */
  readonly score: number
  /** Of all calls, USD; `costUsd` is that of the first. */
  readonly totalUsd: number
}

const STEP_MS = 1000

/**
 * Puts a strategy and a learner through requests of which is recorded what every target did. They are told the outcome of
 * whom they asked and of nobody else, in the order of the requests. The same seed gives the same decisions. Several that are
 * asked at once are asked one after the other. Throws `InvalidOptionsError`.
 */
export async function* replay(
  requests: readonly RecordedRequest[],
  options: ReplayOptions,
): AsyncGenerator<ReplayedDecision, void, undefined> {
  checkRecorded(requests, options)
  const { targets, strategy, learning, clock, checkError, seed = 1 } = options
  const router = new AdaptiveRouter({ learning, clock, strategy, random: seededRandom(`routing/${seed}`) })
  const judge = seededRandom(`judge/${seed}`)
  const statuses = targets.map(target => {
    return { target, model: { id: target }, inFlight: 0, circuit: 'closed' as const }
  })
  for (const { id, task, outcomes } of requests) {
    clock.jump(STEP_MS)
    const checked = checkError !== undefined
    const { plan, context } = await router.decide({ request: { messages: [] }, task, targets: statuses, checked })
    const answers: Answer[] = []
    let totalUsd = 0
    for (let current: Plan | undefined = plan; current; ) {
      for (const target of current.mode === 'ensemble' ? current.targets : [current.targets[0]]) {
        const { score, costUsd = 0, latencyMs = 0 } = outcomeOf(outcomes, target)
        const verdict = checkError === undefined ? {} : { verdict: judgement(score, checkError, judge) }
        const expected = target === current.targets[0] ? current.expected : undefined
        const propensity = target === plan.targets[0] ? (plan.propensity ?? 1) : 1
        const seen = { task, target, atMs: clock.now() }
        learning.observe({ type: 'attempt', ...seen, status: 'ok', latencyMs, costUsd })
        learning.observe({
          type: 'feedback',
          ...seen,
          score,
          weight: 1,
          source: 'user',
          propensity,
          ...verdict,
          ...(expected !== undefined && { expected }),
        })
        totalUsd += costUsd
        answers.push({ target, weight: 1, response: silence(target), ...verdict })
      }
      current = !current.final && isNonEmpty(answers) ? await strategy.next?.(context, answers) : undefined
    }
    strategy.spent?.(totalUsd, context)
    if (!isNonEmpty(answers)) continue
    const [first, ...more] = answers
    const used = strategy.best?.(context, answers) ?? first
    const { score: reward, costUsd = 0 } = outcomeOf(outcomes, first.target)
    yield {
      id,
      task,
      target: first.target,
      propensity: plan.propensity ?? 1,
      eligible: targets,
      reward,
      costUsd,
      targets: [first.target, ...more.map(answer => answer.target)],
      mode: more.length > 0 && plan.mode === 'in-order' ? 'cascade' : plan.mode,
      score: outcomeOf(outcomes, used.target).score,
      totalUsd,
    }
  }
}

/** Is the answer right, as a judge sees it who errs so often? An answer worth 0.9 is right nine times in ten. */
function judgement(score: number, error: number, random: Random): boolean {
  return random() < score !== random() < error
}

function outcomeOf(outcomes: RecordedRequest['outcomes'], target: Target): RecordedOutcome {
  return outcomes[target] ?? { score: 0 }
}

/** An answer of which only the outcome was recorded. */
function silence(model: string): Answer['response'] {
  return { text: '', toolCalls: [], finishReason: 'stop', usage: unknownUsage, model }
}

function checkRecorded(
  requests: readonly RecordedRequest[],
  { targets, checkError }: Pick<ReplayOptions, 'targets' | 'checkError'>,
): void {
  const faults: Fault[] = []
  if (targets.length === 0) faults.push({ path: 'targets', message: 'there is none' })
  if (checkError !== undefined && !(checkError >= 0 && checkError <= 1)) {
    faults.push({ path: 'checkError', message: `${checkError} is not within 0 and 1` })
  }
  for (const [i, { outcomes }] of requests.entries()) {
    for (const target of targets) {
      const score = outcomes[target]?.score
      if (score === undefined) faults.push({ path: `[${i}].outcomes`, message: `there is none of ${target}` })
      else if (!(score >= 0 && score <= 1)) {
        faults.push({ path: `[${i}].outcomes.${target}.score`, message: `${score} is not within 0 and 1` })
      }
    }
    if (faults.length >= 10) break
  }
  if (faults.length > 0) throw new InvalidOptionsError('replay', faults)
}
