import type { Random } from '../../runtime/index.ts'
import { clamped, type CodedVotes, type FittedVotes, type VoteTable } from './vote-table.ts'

/** A vote that was set aside, with the votes that were left. */
export interface HeldVote {
  readonly votes: CodedVotes
  readonly source: number
  readonly label: number
}

/** Votes set aside of each task with three votes or more: one, or this share of many. */
const heldShare = 0.1

/** Sets votes aside, of every second task. */
export function holdOut(
  table: VoteTable,
  random: Random,
): { readonly rest: VoteTable; readonly held: readonly HeldVote[] } {
  const held: HeldVote[] = []
  const tasks = table.tasks.map(task => {
    const voters = task.source.length
    if (voters < 3 || random() < 0.5) return task
    const out = new Set<number>()
    for (let i = 0; i < Math.max(1, voters * heldShare); i++) out.add(Math.floor(random() * voters))
    const keep = (_: number, v: number): boolean => !out.has(v)
    const votes = { source: task.source.filter(keep), label: task.label.filter(keep) }
    for (const v of out) held.push({ votes, source: task.source[v] ?? 0, label: task.label[v] ?? 0 })
    return votes
  })
  return { rest: { ...table, tasks }, held }
}

/**
 * Does one model foresee the votes set aside better than another, by more than chance would (two standard errors)? One that
 * foresees more of them knows more about the tasks.
 */
export function foreseesBetter(better: FittedVotes, other: FittedVotes, held: readonly HeldVote[]): boolean {
  let sum = 0
  let squares = 0
  for (const { votes, source, label } of held) {
    const gain = Math.log(better.likelihood(votes, source, label) / other.likelihood(votes, source, label))
    sum += gain
    squares += gain * gain
  }
  const mean = sum / held.length
  return mean > 2 * Math.sqrt(Math.max(0, squares / held.length - mean * mean) / held.length)
}

/** Votes' worth of trust that a source is as good as the average, and at one kind of task as at all. */
const rateStrength = 8

/** How often each source says what is believed, at every kind of task and, last, at all: index `source * (kinds + 1) + kind`. */
export function agreementRates(model: FittedVotes, table: VoteTable): Float64Array {
  const width = table.kinds + 1
  const right = new Float64Array(table.sources * width)
  const votes = new Float64Array(table.sources * width)
  let allRight = 1
  let all = 2
  table.tasks.forEach((task, t) => {
    const belief = clamped(model.posterior(task), table.truth[t] ?? -1)
    const kind = table.kind[t] ?? -1
    task.source.forEach((source, v) => {
      const share = belief[task.label[v] ?? 0] ?? 0
      allRight += share
      all++
      for (const at of kind < 0 ? [table.kinds] : [kind, table.kinds]) {
        right[source * width + at] = (right[source * width + at] ?? 0) + share
        votes[source * width + at] = (votes[source * width + at] ?? 0) + 1
      }
    })
  })
  const rate = (at: number, prior: number): number =>
    ((right[at] ?? 0) + rateStrength * prior) / ((votes[at] ?? 0) + rateStrength)
  return right.map((_, at) => {
    const overall = rate(at - (at % width) + table.kinds, allRight / all)
    return at % width === table.kinds ? overall : rate(at, overall)
  })
}
