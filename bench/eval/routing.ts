/**
 * npm run eval -- routing --in FILE.jsonl[.gz] --out FILE [--strategy S] [--learner engine|contextual] [--budget USD] [--seed N] [--seeds N]
 *   [--pool a,b,c] [--judge-error P] [--cost-weight W] [--calibrate N]
 *   [--worsen POINTS] [--later FILE] [--hide-categories] [--in-order]
 *
 * Replays recorded outcomes through the real AdaptiveRouter and LearningEngine, from a cold start, in a seeded order. The
 * router sees prompt and category, chooses, and is told the outcome of what it called and of nothing else. With
 * `--worsen 0.3` the best single model silently loses 0.3 points of its score at half time. With `--later FILE` the rows of
 * that file follow, of what the same models did later.
 * `--calibrate N` the first N rows of the order are its calibration set: shown with the outcome of every model, not scored.
 */
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { readRows } from './routing-rows.ts'
import { replayRows } from './routing-replay.ts'

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      in: { type: 'string' },
      out: { type: 'string' },
      strategy: { type: 'string', default: 'adaptive' },
      learner: { type: 'string', default: 'engine' },
      budget: { type: 'string' },
      seed: { type: 'string' },
      seeds: { type: 'string', default: '10' },
      pool: { type: 'string' },
      'judge-error': { type: 'string' },
      'cost-weight': { type: 'string' },
      calibrate: { type: 'string', default: '0' },
      worsen: { type: 'string' },
      later: { type: 'string' },
      'hide-categories': { type: 'boolean', default: false },
      'in-order': { type: 'boolean', default: false },
    },
  })
  if (values.in === undefined || values.out === undefined)
    throw new Error('routing: --in FILE and --out FILE are needed')
  const rows = readRows(values.in)
  const later = values.later === undefined ? [] : readRows(values.later)
  const models = Object.keys(rows[0]?.outcomes ?? {})
  const pool = values.pool?.split(',') ?? models
  const unknown = pool.filter(model => !models.includes(model))
  if (unknown.length > 0)
    throw new Error(`routing: no outcomes of ${unknown.join(', ')}; there are ${models.join(', ')}`)
  const seeds =
    values.seed === undefined ? Array.from({ length: Number(values.seeds) }, (_, i) => i + 1) : [Number(values.seed)]
  const out = createWriteStream(values.out)
  for (const seed of seeds) {
    const steps = replayRows(rows, {
      pool,
      seed,
      strategy: values.strategy,
      learner: values.learner,
      budgetUsd: number(values.budget),
      judgeError: number(values['judge-error']),
      costWeight: number(values['cost-weight']),
      calibrate: Number(values.calibrate),
      later,
      ...(values.worsen !== undefined && { worsen: Number(values.worsen) }),
      hideCategories: values['hide-categories'],
      shuffle: !values['in-order'],
    })
    for await (const step of steps) {
      if (!out.write(`${JSON.stringify({ seed, ...step })}\n`)) await once(out, 'drain')
    }
  }
  out.end()
  await once(out, 'finish')
}

const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text))
