import {
  adaptive,
  BudgetPacer,
  ContextualEngine,
  cascade,
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
import { type RecordedOutcome, type RecordedRequest, replay } from 'routewise/evaluate'
import type { RecordedRow } from './routing-rows.ts'

export interface ReplayOptions {
  readonly pool: readonly string[]
  readonly seed: number
  readonly strategy: string
  /** `engine` or `contextual`. Default `engine`. */
  readonly learner?: string
  readonly budgetUsd: number | undefined
  readonly judgeError: number | undefined
  /** Of the cascade; its default where undefined. */
  readonly costWeight: number | undefined
  readonly hideCategories: boolean
  /** Rows that are shown beforehand with what every model did, and not replayed. */
  readonly calibrate: number
  readonly shuffle: boolean
  /** Rows that come after all others, in a seeded order of their own: what became of the same models later. */
  readonly later?: readonly RecordedRow[]
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

/** The library's own replay over the rows of a file, in a seeded order. */
export async function* replayRows(rows: readonly RecordedRow[], options: ReplayOptions): AsyncGenerator<ReplayStep> {
  const { pool, seed, budgetUsd, judgeError } = options
  const inOrder = (some: readonly RecordedRow[], salt: string) => (options.shuffle ? shuffled(some, salt) : some)
  const ordered = [...inOrder(rows, `${seed}`), ...inOrder(options.later ?? [], `${seed}/later`)]
  const half = options.calibrate + (ordered.length - options.calibrate) / 2
  const worsen = options.worsen === undefined ? undefined : worsened(rows, pool, options.worsen, seed)
  const requests = ordered.map((row, i) => requestOf(worsen && i >= half ? worsen(row) : row, options))
  const calibration = requests.slice(0, options.calibrate)
  const clock = new VirtualClock()
  const known = calibration.length > 0 ? { calibration } : {}
  const learning = new (options.learner === 'contextual' ? ContextualEngine : LearningEngine)({ clock, ...known })
  const pacer = budgetUsd === undefined ? undefined : new BudgetPacer({ usdPerRequest: budgetUsd })
  const decisions = replay(requests.slice(options.calibrate), {
    targets: pool.map(targetOf),
    strategy: strategyOf(options, pacer),
    learning,
    clock,
    seed,
    ...(judgeError !== undefined && { checkError: judgeError }),
  })
  let step = 0
  for await (const { id, targets, mode, totalUsd, score, propensity } of decisions) {
    yield { step: step++, id, targets: targets.map(modelOf), mode, costUsd: totalUsd, score, propensity }
  }
}

const targetOf = (model: string): Target => `recorded/${model}`
const modelOf = (target: Target): string => target.slice('recorded/'.length)

function strategyOf({ strategy, costWeight }: ReplayOptions, pacer: BudgetPacer | undefined): RoutingStrategy {
  const budget = pacer ? { pacer } : {}
  const worth = costWeight === undefined ? {} : { costWeight }
  if (strategy === 'adaptive') return adaptive({ ...budget, ...worth })
  if (strategy === 'cascade') return cascade({ ...budget, ...worth })
  if (strategy === 'thompson') return thompson(budget)
  if (strategy === 'single-fast') return singleFast()
  throw new Error(`routing: no strategy ${strategy}`)
}

/** The row as it would be had the best single model lost so many points: right answers of it are wrong by chance. */
function worsened(rows: readonly RecordedRow[], pool: readonly string[], points: number, seed: number) {
  const meanOf = (model: string): number =>
    rows.reduce((sum, row) => sum + (row.outcomes[model]?.score ?? 0), 0) / rows.length
  const [best = ''] = pool.toSorted((a, b) => meanOf(b) - meanOf(a))
  const share = points / meanOf(best)
  const random = seededRandom(`worse/${seed}`)
  return (row: RecordedRow): RecordedRow => {
    const score = random() < share ? 0 : (row.outcomes[best]?.score ?? 0)
    return { ...row, outcomes: { ...row.outcomes, [best]: { ...row.outcomes[best], score } } }
  }
}

const words = new WeakMap<RecordedRow, readonly number[]>()

function wordsIn(row: RecordedRow): readonly number[] {
  let found = words.get(row)
  if (!found) words.set(row, (found = wordsOf(row.prompt ?? '')))
  return found
}

function requestOf(row: RecordedRow, { pool, hideCategories }: ReplayOptions): RecordedRequest {
  const outcomes: Record<Target, RecordedOutcome> = {}
  for (const model of pool) {
    const outcome = row.outcomes[model]
    if (!outcome) throw new Error(`row ${row.id} has no outcome of ${model}`)
    outcomes[targetOf(model)] = outcome
  }
  return { id: row.id, task: taskOf(row, hideCategories), outcomes }
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

/** An order of arrival: Fisher and Yates. */
function shuffled<T>(rows: readonly T[], seed: string): readonly T[] {
  const random = seededRandom(`order/${seed}`)
  const order = [...rows]
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const [a, b] = [order[i], order[j]]
    if (a !== undefined && b !== undefined) [order[i], order[j]] = [b, a]
  }
  return order
}
