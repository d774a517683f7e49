/**
 * npm run eval -- merge --in VOTES.jsonl[.gz] --out FILE [--labels SHARE] [--online] [--seed N]
 *
 * Runs the merger over recorded votes: a header line, then per task {"t", "y"?: truth, "v": [[source, label], …]}. Each vote
 * becomes an answer, each task a merge. `--labels 0.2` reveals the truth of that share of the tasks; `--online` takes the
 * tasks one by one, each merged before anything is learned of it; otherwise all votes are learned from first.
 * Writes one line a task: {"t", "label", "confidence", "needsReview", "revealed"}; prints a summary over what was not revealed:
 * accuracy, calibration error in ten bins of equal width and of equal mass, how often flagged answers are wrong, and the rest.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import {
  type Answer,
  ConfidenceWeightedMerger,
  isNonEmpty,
  type MergeExample,
  seededRandom,
  unknownUsage,
  VoteModel,
} from 'routewise'

interface Task {
  readonly t: string | number
  readonly y?: number | null
  readonly v: readonly (readonly [source: number, label: number])[]
}

export function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      in: { type: 'string' },
      out: { type: 'string' },
      labels: { type: 'string', default: '0' },
      online: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
    },
  })
  const share = Number(values.labels)
  if (!values.in || !values.out || !(share >= 0 && share <= 1)) {
    throw new Error('usage: npm run eval -- merge --in FILE --out FILE [--labels SHARE of 0–1] [--online] [--seed N]')
  }
  const bytes = readFileSync(values.in)
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8')
  const [, ...lines] = text.split('\n').filter(line => line.trim() !== '')
  const tasks = lines.map(line => JSON.parse(line) as Task)

  const random = seededRandom(`labels/${values.seed}`)
  const revealed = tasks.map(({ y }) => random() < share && typeof y === 'number')
  const examples = tasks.map((task, i) => exampleOf(task, revealed[i] === true))
  const choices = new VoteModel({ labels: 'closed', maxTasks: Math.max(1, tasks.length) })
  const merger = new ConfidenceWeightedMerger({ shape: 'choice', models: { choices } })
  let learnMs = 0
  const learn = (batch: readonly MergeExample[]): void => {
    const startMs = performance.now()
    merger.learn(batch)
    learnMs += performance.now() - startMs
  }
  if (!values.online) learn(examples.flatMap(example => example ?? []))

  const signal = new AbortController().signal
  const rows = tasks.map(({ t }, i) => {
    const example = examples[i]
    if (!example) return { t, label: null, confidence: 0, needsReview: true, revealed: revealed[i] === true }
    const merged = merger.merge(example.answers, {
      request: { messages: [] },
      signal,
      ...(example.kind !== undefined && { task: { kind: example.kind } }),
    })
    if (values.online) learn([example])
    const { confidence, needsReview } = merged
    const label = tasks[i]?.v.find(([, voted]) => String(voted) === merged.response.text)?.[1] ?? null
    return { t, label, confidence, needsReview, revealed: revealed[i] === true }
  })
  writeFileSync(values.out, rows.map(row => `${JSON.stringify(row)}\n`).join(''))
  summarize(rows, tasks, learnMs)
  return Promise.resolve()
}

/** The votes as answers; nothing is known of the sources beforehand. `undefined` for a task nobody voted on. */
function exampleOf({ t, y, v }: Task, isRevealed: boolean): MergeExample | undefined {
  const answers = v.map(
    ([source, label]): Answer => ({
      target: `votes/${source}`,
      weight: 0.7,
      response: {
        text: String(label),
        toolCalls: [],
        finishReason: 'stop',
        usage: unknownUsage,
        model: String(source),
      },
    }),
  )
  const kind = String(t).split('|')[1]
  if (!isNonEmpty(answers)) return undefined
  return { answers, ...(isRevealed && { truth: String(y) }), ...(kind !== undefined && { kind }) }
}

interface Row {
  readonly label: number | null
  readonly confidence: number
  readonly needsReview: boolean
  readonly revealed: boolean
}

function summarize(rows: readonly Row[], tasks: readonly Task[], learnMs: number): void {
  const scored = rows.flatMap((row, i) => {
    const y = tasks[i]?.y
    return typeof y !== 'number' || row.revealed ? [] : [{ ...row, right: row.label === y }]
  })
  const shareOf = (part: readonly { right: boolean }[]): number => part.filter(row => row.right).length / part.length
  const byConfidence = scored.toSorted((a, b) => a.confidence - b.confidence)
  const widths = Array.from({ length: 10 }, (_, b) =>
    scored.filter(row => Math.min(9, Math.floor(row.confidence * 10)) === b),
  )
  const masses = Array.from({ length: 10 }, (_, b) =>
    byConfidence.slice(Math.floor((b * scored.length) / 10), Math.floor(((b + 1) * scored.length) / 10)),
  )
  /** Expected calibration error (Naeini et al. 2015). */
  const errorOf = (bins: readonly (typeof scored)[]): number =>
    bins.reduce(
      (all, bin) => all + Math.abs(bin.reduce((sum, row) => sum + row.confidence - Number(row.right), 0)),
      0,
    ) / scored.length
  const flagged = scored.filter(row => row.needsReview)
  const rest = scored.filter(row => !row.needsReview)
  console.log(
    JSON.stringify({
      scored: scored.length,
      accuracy: round(shareOf(scored)),
      calibrationError: round(errorOf(widths)),
      calibrationErrorByMass: round(errorOf(masses)),
      flagged: round(flagged.length / scored.length),
      flaggedWrong: round(1 - shareOf(flagged)),
      restWrong: round(1 - shareOf(rest)),
      timesAsOftenWrong: round((1 - shareOf(flagged)) / (1 - shareOf(rest))),
      learnMs: Math.round(learnMs),
    }),
  )
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
