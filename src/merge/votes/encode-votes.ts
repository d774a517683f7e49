import { Codebook, type CodedVotes, type SourceVote, type Steps, type VoteTable, type VoteTask } from './vote-table.ts'

/** The names behind the numbers of a `VoteTable`. */
export interface Codebooks {
  readonly labels: Codebook
  readonly sources: Codebook
  readonly kinds: Codebook
}

/** Tasks encoded in one step. */
const tasksAStep = 2000

/** All tasks as numbers; the codebooks are filled on the way. */
export function* encode(
  tasks: readonly VoteTask[],
  { labels, sources, kinds }: Codebooks,
  open: boolean,
): Steps<VoteTable> {
  const coded: CodedVotes[] = []
  const truth: number[] = []
  const kind: number[] = []
  let most = 0
  for (const [t, task] of tasks.entries()) {
    if (t % tasksAStep === tasksAStep - 1) yield
    const book = open ? localBook(task.votes) : labels
    coded.push({
      source: Int32Array.from(task.votes, vote => sources.code(vote.source)),
      label: Int32Array.from(task.votes, vote => book.code(vote.label)),
    })
    truth.push(task.truth === undefined ? -1 : book.code(task.truth))
    kind.push(task.kind === undefined ? -1 : kinds.code(task.kind))
    most = Math.max(most, book.size)
  }
  return {
    tasks: coded,
    truth,
    kind,
    open,
    labels: open ? Math.max(10, most + 1) : Math.max(2, labels.size),
    sources: sources.size,
    kinds: kinds.size,
    lead: leads(tasks, sources),
  }
}

/** The labels of one task, in an order that does not depend on that of the votes. */
export function localBook(votes: readonly SourceVote[]): Codebook {
  const book = new Codebook()
  for (const label of votes.map(vote => vote.label).sort()) book.code(label)
  return book
}

/** By source: its believed skill in log-odds above the average of those whose skill is believed. */
function leads(tasks: readonly VoteTask[], sources: Codebook): readonly number[] {
  const sums = sources.texts.map(() => ({ total: 0, votes: 0 }))
  for (const task of tasks) {
    for (const { source, skill } of task.votes) {
      const sum = sums[sources.find(source)]
      if (!sum || skill === undefined || !(skill >= 0 && skill <= 1)) continue
      const p = Math.min(0.99, Math.max(0.01, skill))
      sum.total += Math.log(p / (1 - p))
      sum.votes++
    }
  }
  const voiced = sums.filter(sum => sum.votes > 0)
  const average = voiced.reduce((all, sum) => all + sum.total / sum.votes, 0) / Math.max(1, voiced.length)
  return sums.map(sum => (sum.votes === 0 ? 0 : sum.total / sum.votes - average))
}
