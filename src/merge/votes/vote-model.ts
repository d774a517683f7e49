import { type Fault, InvalidOptionsError } from '../../errors/index.ts'
import type { JsonObject } from '../../chat/index.ts'
import { type Clock, sleep, systemClock } from '../../runtime/index.ts'
import { localBook } from './encode-votes.ts'
import { type Fit, fitVotes, judge } from './fit-votes.ts'
import { certifiedThreshold, contrastingThreshold } from './review.ts'
import type { Advice } from './single-or-merge.ts'
import { TaskLog, tasksIn } from './task-log.ts'
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

export interface RefitOptions {
  /** How long other work is held up at a time, ms. Default 8. */
  readonly sliceMs?: number
  /** Default: the platform's. */
  readonly clock?: Clock
}

/**
 * Learns from many votes how far each source is to be believed, with known truths or by agreement alone, and what to
 * believe of the next vote. Which sources confuse what (Dawid and Skene), or which err together on tasks with a
 * distractor, is decided by which foresees votes that were set aside. Deterministic: the same tasks give the same model.
 *
 * `posterior` is cheap. A fit is due whenever a quarter has been added, at some 40 rounds over all votes kept: `learn` makes
 * it at once, `add` and `refit` in slices between other work.
 */
export class VoteModel {
  readonly #mode: 'closed' | 'open' | 'auto'
  readonly #minTasks: number
  readonly #minTruths: number
  readonly #log: TaskLog
  #fitAt = { tasks: 0, truths: 0 }
  #fit: Fit | undefined
  /** Counts the fits begun: one that was overtaken by a later one is thrown away. */
  #begun = 0
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
    this.#log = new TaskLog(maxTasks)
    this.#minTasks = minTasks
    this.#minTruths = minTruths
  }

  /** The labels that mean the same in every task, as far as any were learned. */
  get labels(): readonly string[] {
    return this.#fit && !this.#fit.table.open ? this.#fit.labels.texts : []
  }

  /** Do labels mean something else in every task, so that only who agrees with whom counts? */
  get isOpen(): boolean {
    return this.#mode === 'open'
  }

  /** Tasks kept. */
  get size(): number {
    return this.#log.size
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
    return this.#memo(`contrast ${usual}`, ({ expected }) => contrastingThreshold(expected, usual))
  }

  /**
   * The confidence from which answers may pass without review, so that at most this share of all answers pass and are
   * wrong. Learned from truths; `undefined` while these are too few to promise it (at least `1 / atMostWrong`).
   */
  certifiedBelow(atMostWrong: number): number | undefined {
    return this.#memo(
      `certified ${atMostWrong}`,
      ({ proven, weights }) => weights && certifiedThreshold(proven, atMostWrong),
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

  /** Adds tasks, and fits anew when enough has come. */
  learn(tasks: Iterable<VoteTask>): void {
    this.add(tasks)
    if (this.#isDue()) this.fit()
  }

  /**
   * Adds tasks without fitting. A task without votes is ignored; a source's repeated vote counts once; tasks with an `id`
   * that came before replace what was then said under it.
   */
  add(tasks: Iterable<VoteTask>): void {
    this.#log.add(tasks)
  }

  /** Fits to everything kept, now. Does nothing below `minTasks`. */
  fit(): void {
    const steps = this.#begin()
    if (steps) this.#adopt(finish(steps))
  }

  /** Fits, if that is due, in slices of a few ms. What was learned before is used until it is done. */
  async refit({ sliceMs = 8, clock = systemClock }: RefitOptions = {}): Promise<void> {
    if (!this.#isDue()) return
    const steps = this.#begin()
    const begun = this.#begun
    let sinceMs = clock.mono()
    for (let step = steps?.next(); step; step = steps?.next()) {
      if (step.done === true) return begun === this.#begun ? this.#adopt(step.value) : undefined
      if (clock.mono() - sinceMs < sliceMs) continue
      await sleep(clock, 0)
      if (begun !== this.#begun) return
      sinceMs = clock.mono()
    }
  }

  #isDue(): boolean {
    const { truths, seen } = this.#log
    const isDue = (now: number, least: number, before: number): boolean => now >= Math.max(least, before * growth)
    const moreTruths = truths >= this.#minTruths && isDue(seen.truths, this.#minTruths, this.#fitAt.truths)
    return moreTruths || isDue(seen.tasks, this.#minTasks, this.#fitAt.tasks)
  }

  #begin(): ReturnType<typeof fitVotes> | undefined {
    if (this.#log.size < this.#minTasks) return undefined
    this.#begun++
    this.#fitAt = this.#log.seen
    return fitVotes(this.#log.tasks, { mode: this.#mode, minTruths: this.#minTruths })
  }

  #adopt(fit: Fit): void {
    this.#fit = fit
    this.#thresholds.clear()
  }

  /** Everything kept, as plain JSON. Size: that of the tasks. */
  snapshot(): JsonObject {
    return this.#log.snapshot()
  }

  /** Learns from a snapshot in place of what was known. One of another version is not taken: the model starts cold. */
  restore(snapshot: JsonObject): void {
    this.#log.clear()
    this.#begun++
    this.#fitAt = { tasks: 0, truths: 0 }
    this.#fit = undefined
    this.learn(tasksIn(snapshot))
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
