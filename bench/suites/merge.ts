/** npm run bench -- merge: what merging costs. Median of many runs; ratios travel better than times. */
import {
  type Answer,
  certainStop,
  ConfidenceWeightedMerger,
  type NonEmpty,
  seededRandom,
  unknownUsage,
  VoteModel,
} from 'routewise'

const context = { request: { messages: [] }, signal: new AbortController().signal }

export function run(): Promise<void> {
  const random = seededRandom('merge bench')
  const letters = ['A', 'B', 'C', 'D', 'E']
  const votes = answers(14, () => letters[Math.floor(random() * 5)] ?? 'A')
  const cold = new ConfidenceWeightedMerger({ shape: 'choice' })
  measure('14 votes, nothing learned', 2000, () => cold.merge(votes, context))
  measure('14 votes, majority by hand', 2000, () => majority(votes))

  const learned = new ConfidenceWeightedMerger({ shape: 'choice' })
  const past = Array.from({ length: 500 }, () => ({
    answers: answers(14, i => (random() < 0.4 + 0.04 * i ? 'A' : (letters[Math.floor(random() * 5)] ?? 'A'))),
  }))
  learned.learn(past)
  measure('14 votes, learned from 500 tasks', 2000, () => learned.merge(votes, context))
  measure('certainStop on 7 of 14', 2000, () =>
    certainStop().isEnough([votes[0], ...votes.slice(1, 7)], votes.slice(7)),
  )
  measure('learning from 500 tasks of 14 votes', 5, () => {
    const model = new VoteModel()
    model.learn(past.map(task => ({ votes: task.answers.map(a => ({ source: a.target, label: a.response.text })) })))
  })

  const records = new ConfidenceWeightedMerger({ records: { key: ['provider', 'model', 'gpu'] } })
  const lists = answers(3, i => JSON.stringify(offers(1000, i)))
  measure('3 lists of 1 000 records', 15, () => records.merge(lists, context))
  measure('3 lists of 1 000 records, JSON.parse alone', 15, () =>
    lists.map(({ response }) => JSON.parse(response.text)),
  )

  const prose = answers(5, i => Array.from({ length: 400 }, (_, w) => `word${(w * (i + 1)) % 97}`).join(' '))
  measure('5 texts of 400 words', 200, () => cold.merge(prose, context))
  return Promise.resolve()
}

function answers(count: number, textOf: (i: number) => string): NonEmpty<Answer> {
  const one = (i: number): Answer => ({
    target: `lab/${i}`,
    weight: 0.5 + 0.03 * i,
    response: { text: textOf(i), toolCalls: [], finishReason: 'stop', usage: unknownUsage, model: 'm' },
  })
  return [one(0), ...Array.from({ length: count - 1 }, (_, i) => one(i + 1))]
}

function offers(count: number, source: number): readonly object[] {
  return Array.from({ length: count }, (_, i) => ({
    provider: `p${i % 50}`,
    model: `m${i}`,
    gpu: 'H100',
    usd: 1 + (i % 7) + (i % 11 === source ? 0.5 : 0),
    memory: 80,
  }))
}

function majority(votes: readonly Answer[]): string {
  const counts = new Map<string, number>()
  for (const { response } of votes) counts.set(response.text, (counts.get(response.text) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? ''
}

function measure(name: string, runs: number, work: () => unknown): void {
  for (let i = 0; i < Math.min(runs, 50); i++) work()
  const times = Array.from({ length: runs }, () => {
    const start = performance.now()
    work()
    return (performance.now() - start) * 1000
  }).sort((a, b) => a - b)
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(1).padStart(10)
  console.log(`${name.padEnd(46)} median ${at(0.5)} µs   p95 ${at(0.95)} µs`)
}
