/**
 * node bench/train/classifier.ts --train FILE --topics FILE [--check FILE] [--check-topics FILE] [--write]
 *
 * Fits the linear models of `TaskClassifier` and, with `--write`, puts them into src/classify/weights.ts. The same files
 * give the same weights. Lines are `{text, source, category?, kind?, emotion?, needs?, raw?}`, of topics `{turns, shift}`.
 *
 * A label comes from its source, and sources of one label share a style. So that the style is not what is learned,
 *  - every source weighs nearly the same within its label, and every label the same;
 *  - weights are drawn to what was written down beforehand (prior.ts), not to 0;
 *  - how strongly, and how sharp the confidence is, is judged on sources that were left out.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { featureNames, featuresOf, groups } from '../../src/classify/features.ts'
import { scan } from '../../src/classify/scan.ts'
import { type Example, fit, sharesOf } from './logistic.ts'
import { aid, category, emotion, form, type Head } from './prior.ts'
import { topicTable } from './topics.ts'
import { table } from './table.ts'
import { read } from './read.ts'

interface Row {
  readonly text: string
  readonly source: string
  readonly category?: string | null
  readonly kind?: string
  readonly emotion?: string
  readonly needs?: readonly string[]
  readonly raw?: string | null
}

type LabelOf = (row: Row) => string | null | undefined

interface Task {
  readonly head: Head
  readonly labelOf: LabelOf
  /** The rows that it is learned from. Default: all. */
  readonly rowsOf?: (rows: readonly Row[]) => readonly Row[]
}

const heads: Readonly<Record<string, Task>> = {
  category: { head: category, labelOf: row => row.category },
  form: { head: form, labelOf: row => row.kind, rowsOf: byTemplate },
  emotion: { head: emotion, labelOf: row => row.emotion, rowsOf: withPlainRequests },
  aid: { head: aid, labelOf: aidOf },
}

/** Sources whose requests need nothing but a model that writes; of the others only what they say is known. */
const selfContained = [
  'gsm8k',
  'svamp',
  'aqua',
  'mbpp',
  'gpteacher-codegen',
  'gpteacher-roleplay',
  'counselchat',
  'clinc150',
  'p3',
]

function aidOf(row: Row): string | undefined {
  if (row.needs?.includes('tools')) return 'tools'
  if (row.needs?.includes('vision')) return 'images'
  return selfContained.includes(row.source) ? 'none' : undefined
}

/** How much of a source's size its weight keeps: 0 makes all sources of a label equal, 1 counts rows. */
const SIZE_SHARE = 0.3

/** A source with fewer rows of a label is not left out on its own. */
const LEAST_ROWS = 60

/** People tell of their trouble at any length; the source has long letters only, so some of their sentences are added. */
function withSentences(rows: readonly Row[]): Row[] {
  const sentences = rows
    .filter(row => row.category === 'empathy')
    .flatMap(row =>
      row.text.split(/(?<=[.!?])\s+|\n/).map(text => ({ text, source: `${row.source}/sentence`, category: 'empathy' })),
    )
    .filter((row, at) => row.text.length > 15 && at % 2 === 0)
  return [...rows, ...sentences]
}

/** A collection of prompts says its form by template: each is a source of its own there. */
function byTemplate(rows: readonly Row[]): Row[] {
  return rows.map(row =>
    row.source === 'p3' && row.raw ? { ...row, source: `p3/${row.raw.split('_').slice(0, 2).join('_')}` } : row,
  )
}

const PLAIN = ['coding', 'math', 'research', 'language', 'general']
/** People who talk about themselves are rarely neutral. */
const TALK = ['tiage-chat', 'gpteacher-roleplay']
/** One of so many requests is enough to say what a request without a mood looks like. */
const PLAIN_STEP = 5
const PARTS = 5

/**
 * Moods have one source. Its parts stand for sources where some are left out, which flatters: all have its style. Requests
 * for work are added as neutral: nobody is annoyed because a problem is long.
 */
function withPlainRequests(rows: readonly Row[]): Row[] {
  const moods = rows.filter(row => row.emotion !== undefined)
  const plain = rows.filter(
    row => row.emotion === undefined && PLAIN.includes(row.category ?? '') && !TALK.includes(row.source),
  )
  return [
    ...moods.map((row, at) => ({ ...row, source: `${row.source} part ${at % PARTS}` })),
    ...plain.filter((_, at) => at % PLAIN_STEP === 0).map(row => ({ ...row, source: 'requests', emotion: 'neutral' })),
  ]
}

function examplesOf(rows: readonly Row[], labelOf: LabelOf, labels: readonly string[]): Example[] {
  return rows.flatMap(row => {
    const label = labels.indexOf(labelOf(row) ?? '')
    return label < 0 ? [] : [{ features: featuresOf(scan(row.text)), label, source: row.source, weight: 1 }]
  })
}

function weigh(examples: readonly Example[], { labels, shares = [] }: Head): void {
  const keyOf = (example: Example): string => `${example.label} ${example.source}`
  const sizes = Map.groupBy(examples, keyOf)
  const totals = new Float64Array(labels.length)
  for (const of of sizes.values()) {
    const label = of[0]?.label ?? 0
    totals[label] = (totals[label] ?? 0) + of.length ** SIZE_SHARE
  }
  for (const example of examples) {
    const size = sizes.get(keyOf(example))?.length ?? 1
    example.weight = ((shares[example.label] ?? 1) * size ** (SIZE_SHARE - 1)) / (totals[example.label] ?? 1)
  }
}

function priorOf({ labels, votes, within }: Head): Float64Array {
  const prior = new Float64Array(featureNames.length * labels.length)
  for (const [i, name] of featureNames.entries()) {
    const share = name.endsWith(' within') ? within : 1
    for (const [k, vote] of (votes[name.replace(' within', '')] ?? []).entries())
      prior[i * labels.length + k] = share * vote
  }
  return prior
}

/** Pulls that strongly, nothing moves a weight. */
const FIXED = 1_000

function pullsOf({ pull, shapePull = pull, ignores = [] }: Head): Float64Array {
  return Float64Array.from(featureNames, (name, i) => {
    if (name === 'bias') return pull / 3
    if (ignores.includes(name.replace(' within', ''))) return FIXED
    return i < 2 * groups.length ? pull : shapePull
  })
}

interface Judged {
  readonly shares: Float64Array
  readonly example: Example
}

/** Every source judged by a model that has not seen it, at most 300 of its rows. Only labels that another source has, too. */
function leaveSourcesOut(examples: readonly Example[], head: Head): Judged[] {
  const family = (source: string): string => source.split('/')[0] ?? source
  const prior = priorOf(head)
  const judged: Judged[] = []
  for (const [source, own] of Map.groupBy(examples, example => family(example.source))) {
    if (own.length < LEAST_ROWS) continue
    const others = examples.filter(example => family(example.source) !== source)
    const known = new Set(others.map(example => example.label))
    weigh(others, head)
    const { weights } = fit(others, head.labels.length, prior, pullsOf(head))
    const step = Math.ceil(own.length / 300)
    for (const [at, example] of own.entries()) {
      if (at % step !== 0 || !known.has(example.label)) continue
      judged.push({ shares: sharesOf(weights, example.features, head.labels.length), example })
    }
  }
  return judged
}

/** How much sharper the shares must be for the least surprise over what was left out, every source weighing the same. */
function sharpnessOf(judged: readonly Judged[]): number {
  const bySource = [...Map.groupBy(judged, ({ example }) => `${example.label} ${example.source}`).values()]
  const surprise = (sharpness: number): number =>
    mean(
      bySource.map(group =>
        mean(
          group.map(({ shares, example }) => {
            const powers = Array.from(shares, share => share ** sharpness)
            return -Math.log((powers[example.label] ?? 0) / powers.reduce((sum, power) => sum + power, 0) + 1e-9)
          }),
        ),
      ),
    )
  const grid = Array.from({ length: 28 }, (_, i) => 0.3 + i * 0.1)
  return grid.reduce((best, sharpness) => (surprise(sharpness) < surprise(best) ? sharpness : best))
}

/** How often an example of a label gets a larger share of it than one of another label: the area under the ROC curve. */
function areaUnderCurve(judged: readonly Judged[], label: number): number {
  const sorted = judged.toSorted((a, b) => (a.shares[label] ?? 0) - (b.shares[label] ?? 0))
  let ranks = 0
  for (const [rank, { example }] of sorted.entries()) if (example.label === label) ranks += rank + 1
  const own = judged.filter(({ example }) => example.label === label).length
  return (ranks - (own * (own + 1)) / 2) / (own * (judged.length - own))
}

function report(name: string, judged: readonly Judged[], labels: readonly string[]): void {
  const groups = Map.groupBy(judged, ({ example }) => `${example.source}/${labels[example.label]}`)
  const recalls = labels.map(() => [] as number[])
  for (const [group, own] of groups) {
    const right = mean(own.map(({ shares, example }) => (argmax(shares) === example.label ? 1 : 0)))
    recalls[own[0]?.example.label ?? 0]?.push(right)
    console.log(`  ${group.padEnd(40)} ${right.toFixed(2)}  of ${own.length}`)
  }
  for (const [k, label] of labels.entries()) {
    const said = labels.map((_, j) => judged.filter(one => one.example.label === k && argmax(one.shares) === j).length)
    console.log(`  ${label.padEnd(20)} ${said.map(count => String(count).padStart(6)).join('')}`)
  }
  const f1 = labels.map((_, k) => {
    const hits = judged.filter(({ shares, example }) => example.label === k && argmax(shares) === k).length
    const said = judged.filter(({ shares }) => argmax(shares) === k).length
    const there = judged.filter(({ example }) => example.label === k).length
    return said + there === 0 ? Number.NaN : (2 * hits) / (said + there)
  })
  console.log(
    `${name}: recall by label, sources alike: ${labels.map((label, k) => `${label} ${mean(recalls[k] ?? []).toFixed(2)}`).join(', ')}`,
  )
  const areas = labels.map((label, k) => `${label} ${areaUnderCurve(judged, k).toFixed(3)}`)
  console.log(`${name}: area under the curve ${areas.join(', ')}`)
  console.log(
    `${name}: macro-F1 ${mean(f1.filter(value => !Number.isNaN(value))).toFixed(3)} (${f1.map(value => value.toFixed(2)).join(' ')})`,
  )
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const argmax = (values: Float64Array): number => values.indexOf(Math.max(...values))

const { values } = parseArgs({
  options: {
    train: { type: 'string' },
    topics: { type: 'string' },
    check: { type: 'string' },
    'check-topics': { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})
if (values.train === undefined || values.topics === undefined) {
  throw new Error(
    'usage: node bench/train/classifier.ts --train FILE --topics FILE [--check FILE] [--check-topics FILE] [--write]',
  )
}
const rows = withSentences(read<Row>(values.train))
const tables: string[] = []
for (const [name, { head, labelOf, rowsOf = (all: readonly Row[]) => all }] of Object.entries(heads)) {
  const examples = examplesOf(rowsOf(rows), labelOf, head.labels)
  const judged = leaveSourcesOut(examples, head)
  const sharpness = judged.length > 0 ? sharpnessOf(judged) : 1
  console.log(
    `\n${name}: ${examples.length} examples; sources left out, one at a time (sharpness ${sharpness.toFixed(1)}):`,
  )
  report(name, judged, head.labels)
  weigh(examples, head)
  const { weights } = fit(examples, head.labels.length, priorOf(head), pullsOf(head))
  if (values.check !== undefined) {
    const unseen = examplesOf(read<Row>(values.check), labelOf, head.labels)
    const shares = unseen.map(example => ({
      shares: sharesOf(weights, example.features, head.labels.length, sharpness),
      example,
    }))
    report(`${name} on ${values.check}`, shares, head.labels)
  }
  tables.push(`export const ${name}Weights = \`${table(weights, featureNames, head.labels, sharpness)}\`\n`)
}
tables.push(`export const topicWeights = \`${topicTable(values.topics, values['check-topics'])}\`\n`)
if (values.write) {
  const note = `/**
 * Weights of the linear models of \`TaskClassifier\`, in hundredths: made by bench/train/classifier.ts, not by hand.
 * Learned from public requests (docs/classification.md names the data sets and their licences); none of their text is here.
 */
`
  writeFileSync(new URL('../../src/classify/weights.ts', import.meta.url), note + tables.join('\n'))
}
