import { mixAt, mixOf, type Point, pointsOf } from './routing-mix.ts'
import { replayRows, type ReplayOptions, type ReplayStep } from './routing-replay.ts'
import type { RecordedRow } from './routing-rows.ts'

/** Small pools, as a caller would have them, of files that hold many models. Others are replayed with all of theirs. */
const pools: Readonly<Record<string, readonly string[]>> = {
  zeroeval: [
    'gpt-4o-2024-08-06',
    'claude-3-5-sonnet-20240620',
    'llama-3.1-70b-instruct',
    'gpt-4o-mini-2024-07-18',
    'deepseek-v2.5-0908',
    'gemini-1.5-flash',
    'llama-3.1-8b-instruct',
  ],
  bfcl: [
    'claude-3-5-sonnet-20240620',
    'gpt-4-0125-preview',
    'gpt-4o-2024-08-06-FC',
    'gpt-4o-mini-2024-07-18',
    'gemini-1.5-flash-preview-0514',
    'claude-3-haiku-20240307',
  ],
  routerbench: [
    'gpt-4-1106-preview',
    'zero-one-ai/Yi-34B-Chat',
    'gpt-3.5-turbo-1106',
    'mistralai/mixtral-8x7b-chat',
    'claude-instant-v1',
    'mistralai/mistral-7b-chat',
  ],
}
const BUDGETS = 5
const CALIBRATION = 500

/** What a run of one set in one order brought. */
interface Brought extends Point {
  readonly secondHalf: number
}

/**
 * Prints, for one file of recorded outcomes, what the router gains over the best single model, over the best random mix of
 * models at the same spend (five budgets between the cheapest model and the best one), and what it saves at 95 % of the
 * best model's quality: from a cold start, after a calibration, and with a judge that errs one time in ten.
 */
export async function printTable(name: string, rows: readonly RecordedRow[], seeds: number): Promise<void> {
  const pool = pools[name] ?? Object.keys(rows[0]?.outcomes ?? {})
  const usual: ReplayOptions = {
    pool,
    seed: 0,
    strategy: 'adaptive',
    learner: 'engine',
    budgetUsd: undefined,
    judgeError: undefined,
    costWeight: undefined,
    hideCategories: false,
    calibrate: 0,
    shuffle: true,
  }
  const points = pointsOf(rows, pool)
  const mix = mixOf(points)
  const best = points.reduce((a, b) => (b.quality > a.quality ? b : a))
  const budgets = budgetsIn(mix)
  const mean = async (options: Partial<ReplayOptions>): Promise<Brought> => {
    const runs: Brought[] = []
    for (let seed = 1; seed <= seeds; seed++) {
      const steps: ReplayStep[] = []
      for await (const step of replayRows(rows, { ...usual, ...options, seed })) steps.push(step)
      runs.push(sumUp(steps))
    }
    const of = (what: (run: Brought) => number): number => runs.reduce((sum, run) => sum + what(run), 0) / runs.length
    return { quality: of(r => r.quality), costUsd: of(r => r.costUsd), secondHalf: of(r => r.secondHalf) }
  }
  const calibrate = Math.min(CALIBRATION, Math.floor(rows.length / 3))
  const ways: Readonly<Record<string, Partial<ReplayOptions>>> = {
    cold: {},
    [`after ${calibrate}`]: { calibrate },
    judge: { judgeError: 0.1 },
    [`judge, ${calibrate}`]: { judgeError: 0.1, calibrate },
  }
  console.log(`\n${name}: ${rows.length} requests, ${pool.length} models, ${seeds} orders of arrival`)
  console.log(
    'points against:   best single  2nd half  cost share |  best random mix at equal spend, per budget   mean  spend | saves at 95 %',
  )
  for (const [way, options] of Object.entries(ways)) {
    const free = await mean(options)
    const paced: (Brought & { readonly budgetUsd: number })[] = []
    for (const budgetUsd of budgets) paced.push({ budgetUsd, ...(await mean({ ...options, budgetUsd })) })
    // Near the cheapest model, where most is saved.
    const tight = await mean({ ...options, budgetUsd: 1.25 * (mix[0]?.costUsd ?? 0) })
    const over = paced.map(run => 100 * (run.quality - mixAt(mix, run.costUsd)))
    const spend = Math.max(...paced.map(run => run.costUsd / run.budgetUsd))
    const cells = [
      signed(100 * (free.quality - best.quality)).padStart(12),
      signed(100 * (free.secondHalf - best.quality)).padStart(9),
      (free.costUsd / best.costUsd).toFixed(2).padStart(11),
      ' |',
      ...over.map(value => signed(value).padStart(7)),
      signed(over.reduce((a, b) => a + b, 0) / over.length).padStart(9),
      spend.toFixed(2).padStart(6),
      ' |',
      `${(100 * savingAt(0.95, [tight, ...paced, free], best)).toFixed(1)} %`.padStart(7),
    ]
    console.log(way.padEnd(17), cells.join(' '))
  }
}

function sumUp(steps: readonly ReplayStep[]): Brought {
  const mean = (of: readonly ReplayStep[], what: (step: ReplayStep) => number): number =>
    of.reduce((sum, step) => sum + what(step), 0) / of.length
  return {
    quality: mean(steps, step => step.score),
    costUsd: mean(steps, step => step.costUsd),
    secondHalf: mean(steps.slice(steps.length / 2), step => step.score),
  }
}

/** Evenly spaced in the logarithm, between the cheapest and the dearest corner of the mix. */
function budgetsIn(mix: readonly Point[]): readonly number[] {
  const least = mix[0]?.costUsd ?? 0
  const most = mix.at(-1)?.costUsd ?? 0
  return Array.from({ length: BUDGETS }, (_, i) => least * (most / least) ** ((i + 1) / (BUDGETS + 1)))
}

/** Share of the best model's cost that the least dear mix of these runs saves at that share of its quality. */
function savingAt(share: number, runs: readonly Point[], best: Point): number {
  const wanted = share * best.quality
  const mix = mixOf(runs)
  for (const [i, point] of mix.entries()) {
    if (point.quality < wanted) continue
    const before = mix[i - 1]
    if (!before) return 1 - point.costUsd / best.costUsd
    const part = (wanted - before.quality) / (point.quality - before.quality)
    return 1 - (before.costUsd + part * (point.costUsd - before.costUsd)) / best.costUsd
  }
  return Number.NaN
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`
