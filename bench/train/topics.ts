import { topicFeatureNames, topicFeatures } from '../../src/classify/topic-features.ts'
import { type Example, fit, sharesOf } from './logistic.ts'
import { read } from './read.ts'
import { table } from './table.ts'

interface Dialogue {
  readonly turns: readonly string[]
  readonly shift: readonly number[]
}

const labels = ['same', 'new']
const FOLDS = 5
/** Of five strengths tried, the strongest that cost nothing in cross-validation. */
const PULL = 0.005

/** The weights of `topicShift`, and on the console how good they are on dialogues that were left out. */
export function topicTable(path: string, checkPath: string | undefined): string {
  const examples = examplesOf(read<Dialogue>(path))
  const prior = new Float64Array(labels.length * topicFeatureNames.length)
  const pulls = new Float64Array(topicFeatureNames.length).fill(PULL)
  const held = Array.from({ length: FOLDS }, (_, fold) => {
    const { weights } = fit(
      examples.filter(example => example.source !== String(fold)),
      labels.length,
      prior,
      pulls,
    )
    return examples.filter(example => example.source === String(fold)).map(example => judge(weights, example))
  }).flat()
  const thresholds = Array.from({ length: 50 }, (_, i) => 0.05 + i / 100)
  const threshold = thresholds.reduce((best, other) => (f1(held, other) > f1(held, best) ? other : best))
  console.log(`\ntopics: F1 ${f1(held, threshold).toFixed(3)} at ${threshold.toFixed(2)}, dialogues left out`)
  const { weights } = fit(examples, labels.length, prior, pulls)
  if (checkPath !== undefined) {
    const unseen = examplesOf(read<Dialogue>(checkPath)).map(example => judge(weights, example))
    console.log(`topics on ${checkPath}: F1 ${f1(unseen, threshold).toFixed(3)}`)
  }
  return table(weights, topicFeatureNames, labels, 1)
}

function examplesOf(dialogues: readonly Dialogue[]): Example[] {
  return dialogues.flatMap(({ turns, shift }, number) =>
    turns.map((_, at) => ({
      features: topicFeatures(turns, at),
      label: shift[at] ?? 0,
      source: String(number % FOLDS),
      weight: 1,
    })),
  )
}

interface Judged {
  readonly score: number
  readonly changed: boolean
}

function judge(weights: Float64Array, example: Example): Judged {
  return { score: sharesOf(weights, example.features, labels.length)[1] ?? 0, changed: example.label === 1 }
}

function f1(judged: readonly Judged[], threshold: number): number {
  const said = judged.filter(({ score }) => score >= threshold)
  const hits = said.filter(({ changed }) => changed).length
  return (2 * hits) / (said.length + judged.filter(({ changed }) => changed).length)
}
