import { type Fault, InvalidOptionsError } from '../../errors/index.ts'
import type { JsonObject, JsonValue } from '../../chat/index.ts'
import { localBook } from './encode-votes.ts'
import { type Fit, fitVotes, judge } from './fit-votes.ts'
import { certifiedThreshold, contrastingThreshold } from './review.ts'
import type { Advice } from './single-or-merge.ts'
import { type CodedVotes, finish, type SourceVote, type VoteTask } from './vote-table.ts'

export interface VoteModelOptions {
  /** Do labels mean the same in every task (`closed`), or only within one (`open`)? Default `auto`: closed up to 12 labels. */
  readonly labels?: 'closed' | 'open' | 'auto'
  /** Tasks kept, the newest. Default 20 000. */
  readonly maxTasks?: number
  /** Tasks needed before anything is believed of the sources. Default 20. */
  readonly minTasks?: number
  /** Truths needed before weights are fitted to them. Default 50. */
  readonly minTruths?: number
}

/** What a vote comes to. */
export interface Verdict {
  /** Labels that got votes, best first; their shares leave room for labels that nobody named. */
  readonly labels: readonly { readonly label: string; readonly posterior: number }[]
  /** What the weights rest on: known truths, or agreement alone. */
  readonly basis: 'truths' | 'agreement'
}

/** A fit is renewed when tasks or truths have grown by this factor. */
const growth = 1.25

/**
 * Learns from many votes how far each source is to be believed, with known truths or by agreement alone, and what to
 * believe of the next vote. Which sources confuse what (Dawid and Skene), or which err together on tasks with a
 * distractor, is decided by which foresees votes that were set aside. Deterministic: the same tasks give the same model.
 *
 * `posterior` is cheap; `learn` fits anew whenever a quarter has been added, at some 40 rounds over all votes kept.
 */
export class VoteModel {
  readonly #mode: 'closed' | 'open' | 'auto'
  readonly #maxTasks: number
  readonly #minTasks: number
  readonly #minTruths: number
  #tasks: VoteTask[] = []
  #truths = 0
  #seen = 0
  #fitAtTasks = 0
  #fitAtTruths = 0
  #fit: Fit | undefined
  readonly #thresholds = new Map<string, number | undefined>()

  /** Throws `InvalidOptionsError`. */
  constructor(options: VoteModelOptions = {}) {
    const { labels = 'auto', maxTasks = 20_000, minTasks = 20, minTruths = 50 } = options
    const faults: Fault[] = []
    if (!['closed', 'open', 'auto'].includes(labels)) {
      faults.push({ path: 'labels', message: `"${labels}" is none of closed, open, auto` })
    }
    for (const [path, value] of Object.entries({ maxTasks, minTasks, minTruths })) {
      if (!(Number.isInteger(value) && value > 0))
        faults.push({ path, message: `${value} is not a whole number above 0` })
    }
    if (faults.length > 0) throw new InvalidOptionsError('VoteModel', faults)
    this.#mode = labels
    this.#maxTasks = maxTasks
    this.#minTasks = minTasks
    this.#minTruths = minTruths
  }

  /** Tasks kept. */
  get size(): number {
    return this.#tasks.length
  }

  /** Whether one of the members does better than the merge, as far as truths tell. */
  get advice(): Advice | undefined {
    return this.#fit?.advice
  }

  /**
   * The confidence below which merged answers are worth a review: the one next to `usual` at which those below are expected
   * to be wrong three times as often as those above. `undefined` where confidence does not tell them apart, or before
   * anything was learned.
   */
  reviewBelow(usual: number): number | undefined {
    return this.#memo(`contrast ${usual}`, ({ risks }) => contrastingThreshold(risks, usual))
  }

  /**
   * The confidence from which answers may pass without review, so that at most this share of all answers pass and are
   * wrong. Learned from truths; `undefined` while these are too few to promise it (at least `1 / atMostWrong`).
   */
  certifiedBelow(atMostWrong: number): number | undefined {
    return this.#memo(
      `certified ${atMostWrong}`,
      ({ risks, weights }) => weights && certifiedThreshold(risks, atMostWrong),
    )
  }

  /** What is the same until the next fit. */
  #memo(name: string, make: (fit: Fit) => number | undefined): number | undefined {
    const fit = this.#fit
    if (!fit) return undefined
    if (!this.#thresholds.has(name)) this.#thresholds.set(name, make(fit))
    return this.#thresholds.get(name)
  }

  /** Was anything learned of this source? */
  knows(source: string): boolean {
    return this.skillOf(source) !== undefined
  }

  /**
   * How often a source says what turns out to be believed, 0–1, at one kind of task or at all; `undefined` for one never
   * seen. At a kind it was seldom seen at, it is taken to be as good as at all.
   */
  skillOf(source: string, kind?: string): number | undefined {
    const fit = this.#fit
    const s = fit?.sources.find(source) ?? -1
    if (!fit || s < 0) return undefined
    const found = kind === undefined ? -1 : fit.kinds.find(kind)
    return fit.rates[s * (fit.kinds.size + 1) + (found < 0 ? fit.kinds.size : found)]
  }

  /** Adds tasks, and fits anew when enough has come. A task without votes is ignored; a source's repeated vote counts once. */
  learn(tasks: Iterable<VoteTask>): void {
    for (const task of tasks) {
      if (task.votes.length === 0) continue
      this.#tasks.push({ ...task, votes: withoutRepeats(task.votes) })
      this.#seen++
      if (task.truth !== undefined) this.#truths++
    }
    if (this.#tasks.length > this.#maxTasks * 1.1) this.#tasks = this.#tasks.slice(-this.#maxTasks)
    const due = Math.max(this.#minTasks, this.#fitAtTasks * growth)
    const dueTruths = Math.max(this.#minTruths, this.#fitAtTruths * growth)
    if (this.#seen >= due || this.#truths >= dueTruths) this.fit()
  }

  /** Fits to everything kept, now. Does nothing below `minTasks`. */
  fit(): void {
    if (this.#tasks.length < this.#minTasks) return
    this.#fitAtTasks = this.#seen
    this.#fitAtTruths = this.#truths
    this.#thresholds.clear()
    this.#fit = finish(fitVotes(this.#tasks, { mode: this.#mode, minTruths: this.#minTruths }))
  }

  /** Everything kept, as plain JSON. Size: that of the tasks. */
  snapshot(): JsonObject {
    const tasks = this.#tasks.map(({ votes, truth = null, kind = null }) => ({
      votes: votes.map(({ source, label, skill = null }) => [source, label, skill]),
      truth,
      kind,
    }))
    return { v: 1, tasks }
  }

  /** Learns from a snapshot in place of what was known. One of another version is not taken: the model starts cold. */
  restore(snapshot: JsonObject): void {
    this.#tasks = []
    this.#truths = 0
    this.#seen = 0
    this.#fitAtTasks = 0
    this.#fitAtTruths = 0
    this.#fit = undefined
    if (snapshot['v'] === 1 && Array.isArray(snapshot['tasks'])) this.learn(snapshot['tasks'].flatMap(storedTask))
  }

  /** What these votes come to; `undefined` before the first fit, for no votes, and for a closed label never seen. */
  posterior(votes: readonly SourceVote[], kind?: string, powers?: readonly number[]): Verdict | undefined {
    const fit = this.#fit
    if (!fit || votes.length === 0) return undefined
    const book = fit.table.open ? localBook(votes) : fit.labels
    if (votes.some(vote => book.find(vote.label) < 0) || (fit.table.open && book.size > fit.table.labels))
      return undefined
    const coded: CodedVotes = {
      source: Int32Array.from(votes, vote => fit.sources.find(vote.source)),
      label: Int32Array.from(votes, vote => book.find(vote.label)),
      power: powers,
    }
    const { rank, posterior, fitted } = judge(fit, coded, kind === undefined ? -1 : fit.kinds.find(kind))
    return {
      labels: [...new Set(votes.map(vote => vote.label))]
        .map(label => ({ label, code: book.find(label) }))
        .sort((a, b) => (rank[b.code] ?? 0) - (rank[a.code] ?? 0) || (a.label < b.label ? -1 : 1))
        .map(({ label, code }) => ({ label, posterior: posterior[code] ?? 0 })),
      basis: fitted ? 'truths' : 'agreement',
    }
  }
}

function withoutRepeats(votes: readonly SourceVote[]): readonly SourceVote[] {
  const seen = new Set<string>()
  return votes.filter(({ source, label }) => {
    const key = JSON.stringify([source, label])
    return !seen.has(key) && seen.add(key)
  })
}

/** A task from a snapshot; none where it is not one. */
function storedTask(stored: JsonValue): readonly VoteTask[] {
  const { votes, truth, kind } = (stored ?? {}) as Partial<Record<string, JsonValue>>
  if (!Array.isArray(votes)) return []
  return [
    {
      votes: (votes as readonly JsonValue[]).flatMap(vote => {
        const [source, label, skill] = Array.isArray(vote) ? (vote as readonly JsonValue[]) : []
        if (typeof source !== 'string' || typeof label !== 'string') return []
        return [{ source, label, ...(typeof skill === 'number' && { skill }) }]
      }),
      ...(typeof truth === 'string' && { truth }),
      ...(typeof kind === 'string' && { kind }),
    },
  ]
}
