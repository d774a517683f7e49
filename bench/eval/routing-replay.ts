import {
  AdaptiveRouter,
  type Answer,
  adaptive,
  BudgetPacer,
  type CalibrationExample,
  type CalibrationOutcome,
  ContextualEngine,
  cascade,
  isNonEmpty,
  LearningEngine,
  type Plan,
  type RoutingStrategy,
  seededRandom,
  singleFast,
  type Target,
  type TaskProfile,
  thompson,
  VirtualClock,
  wordsOf,
} from 'routewise'
import type { RecordedOutcome, RecordedRow } from './routing-rows.ts'

export interface ReplayOptions {
  readonly pool: readonly string[]
  readonly seed: number
  readonly strategy: string
  readonly learner?: string
  readonly budgetUsd: number | undefined
  readonly judgeError: number | undefined
  /** Of the cascade; its default where undefined. */
  readonly costWeight: number | undefined
  readonly hideCategories: boolean
  /** Rows that are shown beforehand with what every model did, and not replayed. */
  readonly calibrate: number
  readonly shuffle: boolean
  /** By how much the best single model becomes worse at half time, in points of its mean score. Default 0. */
  readonly worsen?: number
}

export interface ReplayStep {
  readonly step: number
  readonly id: string
  /** In the order in which they were called. */
  readonly targets: readonly string[]
  readonly mode: Plan['mode']
  readonly costUsd: number
  /** Of the answer that was used. */
  readonly score: number
  readonly propensity: number
}

/** Time between two requests. */
const STEP_MS = 1000

export function* replay(rows: readonly RecordedRow[], options: ReplayOptions): Generator<ReplayStep> {
  const { pool, seed } = options
  const clock = new VirtualClock()
  const order = options.shuffle ? shuffled(rows.length, seed) : [...rows.keys()]
  const known = order.slice(0, options.calibrate).flatMap(i => rows[i] ?? [])
  const learning =
    options.learner === 'contextual'
      ? new ContextualEngine({ clock })
      : new LearningEngine({
          clock,
          ...(known.length > 0 && { calibration: known.map(row => exampleOf(row, options)) }),
        })
  const random = seededRandom(`routing/${seed}`)
  const { budgetUsd, judgeError } = options
  const pacer = budgetUsd === undefined ? undefined : new BudgetPacer({ usdPerRequest: budgetUsd })
  const judge = seededRandom(`judge/${seed}`)
  const strategy = strategyOf(options, pacer)
  const router = new AdaptiveRouter({ learning, clock, random, strategy })
  const modelOf = new Map<Target, string>(pool.map(model => [`recorded/${model}`, model]))
  const targets = [...modelOf].map(([target, id]) => ({
    target,
    model: { id },
    inFlight: 0,
    circuit: 'closed' as const,
  }))
  const scored = order.slice(options.calibrate)
  const worsen = options.worsen === undefined ? undefined : worsened(rows, pool, options.worsen, seed)
  for (const [step, i] of scored.entries()) {
    const recorded = rows[i]
    if (!recorded) continue
    const row = worsen && step >= scored.length / 2 ? worsen(recorded) : recorded
    clock.jump(STEP_MS)
    const prompt = row.prompt ?? ''
    const task = taskOf(row, options.hideCategories)
    const request = { messages: [{ role: 'user' as const, content: prompt }] }
    const decision = router.decide({ request, task, targets, checked: judgeError !== undefined })
    if (decision instanceof Promise) throw new Error('recorded outcomes are replayed without waiting')
    const { context } = decision
    const { mode, propensity = 1 } = decision.plan
    const answers: Answer[] = []
    const scores = new Map<Target, number>()
    let spentUsd = 0
    let plan: Plan | undefined = decision.plan
    while (plan) {
      const [target] = plan.targets
      const { score, costUsd = 0, latencyMs = 0 } = outcomeOf(row, modelOf.get(target) ?? '')
      // The judge sees this answer alone, and errs.
      const checked = judgeError === undefined ? {} : { verdict: judge() < score !== judge() < judgeError }
      const { expected } = plan
      const atMs = clock.now()
      learning.observe({ type: 'attempt', task, target, status: 'ok', latencyMs, costUsd, atMs })
      learning.observe({
        type: 'feedback',
        task,
        target,
        score,
        weight: 1,
        source: 'user',
        propensity: answers.length === 0 ? propensity : 1,
        ...checked,
        ...(expected !== undefined && { expected }),
        atMs,
      })
      scores.set(target, score)
      spentUsd += costUsd
      answers.push({ target, weight: 1, response: silence(target), ...checked })
      const more: ReturnType<NonNullable<RoutingStrategy['next']>> =
        isNonEmpty(answers) && !plan.final ? strategy.next?.(context, answers) : undefined
      if (more instanceof Promise) throw new Error('recorded outcomes are replayed without waiting')
      plan = more
    }
    strategy.spent?.(spentUsd, context)
    if (!isNonEmpty(answers)) continue
    const used = strategy.best?.(context, answers) ?? answers[0]
    yield {
      step,
      id: row.id,
      targets: answers.map(answer => modelOf.get(answer.target) ?? ''),
      mode: judgeError === undefined ? mode : 'cascade',
      costUsd: spentUsd,
      score: scores.get(used.target) ?? 0,
      propensity,
    }
  }
}

/** The row as it would be had the best single model lost so many points: right answers of it are wrong by chance. */
function worsened(rows: readonly RecordedRow[], pool: readonly string[], points: number, seed: number) {
  const meanOf = (model: string): number =>
    rows.reduce((sum, row) => sum + outcomeOf(row, model).score, 0) / rows.length
  const [best = ''] = pool.toSorted((a, b) => meanOf(b) - meanOf(a))
  const share = points / meanOf(best)
  const random = seededRandom(`worse/${seed}`)
  return (row: RecordedRow): RecordedRow => {
    const outcome = outcomeOf(row, best)
    const score = random() < share ? 0 : outcome.score
    return { ...row, outcomes: { ...row.outcomes, [best]: { ...outcome, score } } }
  }
}

/** An answer of which only the outcome was recorded. */
function silence(model: string): Answer['response'] {
  const usage = { inputTokens: undefined, outputTokens: undefined }
  return { text: '', toolCalls: [], finishReason: 'stop', usage, model }
}

function strategyOf({ strategy, costWeight }: ReplayOptions, pacer: BudgetPacer | undefined): RoutingStrategy {
  const budget = pacer ? { pacer } : {}
  const worth = costWeight === undefined ? {} : { costWeight }
  if (strategy === 'adaptive') return adaptive({ ...budget, ...worth })
  if (strategy === 'cascade') return cascade({ ...budget, ...worth })
  if (strategy === 'thompson') return thompson(budget)
  if (strategy === 'single-fast') return singleFast()
  throw new Error(`routing: no strategy ${strategy}`)
}

function exampleOf(row: RecordedRow, { pool, hideCategories }: ReplayOptions): CalibrationExample {
  const outcomes: Record<Target, CalibrationOutcome> = {}
  for (const model of pool) outcomes[`recorded/${model}`] = outcomeOf(row, model)
  return { task: taskOf(row, hideCategories), outcomes }
}

const words = new WeakMap<RecordedRow, readonly number[]>()

function wordsIn(row: RecordedRow): readonly number[] {
  let found = words.get(row)
  if (!found) words.set(row, (found = wordsOf(row.prompt ?? '')))
  return found
}

function taskOf(row: RecordedRow, hideCategories: boolean): TaskProfile {
  return {
    kind: hideCategories ? 'general' : (row.category ?? 'general'),
    confidence: 1,
    complexity: 0.5,
    inputTokens: Math.ceil((row.prompt ?? '').length / 4),
    needs: [],
    words: wordsIn(row),
  }
}

function outcomeOf(row: RecordedRow, model: string): RecordedOutcome {
  const outcome = row.outcomes[model]
  if (!outcome) throw new Error(`row ${row.id} has no outcome of ${model}`)
  return outcome
}

/** An order of arrival: Fisher and Yates. */
function shuffled(length: number, seed: number): readonly number[] {
  const random = seededRandom(`order/${seed}`)
  const order = Array.from({ length }, (_, i) => i)
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const [a = 0, b = 0] = [order[i], order[j]]
    order[i] = b
    order[j] = a
  }
  return order
}
