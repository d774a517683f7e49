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
  readonly learner: string
  readonly budgetUsd: number | undefined
  readonly judgeError: number | undefined
  /** Of the cascade; its default where undefined. */
  readonly costWeight: number | undefined
  readonly hideCategories: boolean
  /** Rows that are shown beforehand with what every model did, and not replayed. */
  readonly calibrate: number
  readonly shuffle: boolean
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
  const verdicts = new Map<Target, boolean>()
  const check =
    judgeError === undefined
      ? undefined
      : cascade({
          checkError: judgeError,
          check: answer => verdicts.get(answer.target) === true,
          ...(options.costWeight !== undefined && { costWeight: options.costWeight }),
        })
  const judge = seededRandom(`judge/${seed}`)
  const strategy = check ?? strategyOf(options, pacer)
  const router = new AdaptiveRouter({ learning, clock, random, strategy })
  const modelOf = new Map<Target, string>(pool.map(model => [`recorded/${model}`, model]))
  const targets = [...modelOf].map(([target, id]) => ({
    target,
    model: { id },
    inFlight: 0,
    circuit: 'closed' as const,
  }))
  for (const [step, i] of order.slice(options.calibrate).entries()) {
    const row = rows[i]
    if (!row) continue
    clock.jump(STEP_MS)
    const prompt = row.prompt ?? ''
    const task = taskOf(row, options.hideCategories)
    const decision = router.decide({ request: { messages: [{ role: 'user', content: prompt }] }, task, targets })
    if (decision instanceof Promise) throw new Error('recorded outcomes are replayed without waiting')
    const { plan, context } = decision
    const propensity = plan.propensity ?? 1
    const answers: Answer[] = []
    const scores = new Map<Target, number>()
    let spentUsd = 0
    verdicts.clear()
    for (let target: Target | undefined = plan.targets[0]; target !== undefined; ) {
      const { score, costUsd = 0, latencyMs = 0 } = outcomeOf(row, modelOf.get(target) ?? '')
      const atMs = clock.now()
      learning.observe({ type: 'attempt', task, target, status: 'ok', latencyMs, costUsd, atMs })
      // A second call is made where the first failed: its score would be held against it, for a hard question.
      if (answers.length === 0) {
        learning.observe({ type: 'feedback', task, target, score, weight: 1, source: 'validation', propensity, atMs })
      }
      scores.set(target, score)
      spentUsd += costUsd
      answers.push({ target, weight: 1, response: silence(target) })
      // The judge sees this answer alone, and errs.
      if (judgeError !== undefined) verdicts.set(target, judge() < score !== judge() < judgeError)
      const more = isNonEmpty(answers) ? check?.next?.(context, answers) : undefined
      if (more instanceof Promise) throw new Error('recorded outcomes are replayed without waiting')
      target = more?.targets[0]
    }
    pacer?.spent(spentUsd)
    if (!isNonEmpty(answers)) continue
    const used = check?.best(context, answers) ?? answers[0]
    yield {
      step,
      id: row.id,
      targets: answers.map(answer => modelOf.get(answer.target) ?? ''),
      mode: check ? 'cascade' : plan.mode,
      costUsd: spentUsd,
      score: scores.get(used.target) ?? 0,
      propensity,
    }
  }
}

/** An answer of which only the outcome was recorded. */
function silence(model: string): Answer['response'] {
  const usage = { inputTokens: undefined, outputTokens: undefined }
  return { text: '', toolCalls: [], finishReason: 'stop', usage, model }
}

function strategyOf({ strategy }: ReplayOptions, pacer: BudgetPacer | undefined): RoutingStrategy {
  const budget = pacer ? { pacer } : {}
  if (strategy === 'adaptive') return adaptive(budget)
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
