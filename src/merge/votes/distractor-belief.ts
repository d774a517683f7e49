import type { CodedVotes, VoteTable } from './vote-table.ts'

/** How each source votes at each level of difficulty, index `source * levels + level`; the last source is one never seen. */
export interface DistractorRates {
  /** Share of votes for the right label. */
  readonly right: Float64Array
  /** Of the wrong votes, the share for the task's distractor. */
  readonly drawn: Float64Array
  /** How common each level is. */
  readonly level: Float64Array
  /** Log-likelihood of a vote for any one of the other labels, and what a vote gains on it as right or as drawn. */
  readonly logs: { readonly other: Float64Array; readonly right: Float64Array; readonly drawn: Float64Array }
}

/**
 * What is believed of one task at a time: over level, right label and distractor, among the labels voted for. The labels
 * that nobody voted for are alike, so they are counted together, in the last slot. Overwritten by the next task.
 */
export class DistractorBelief {
  /** The labels voted for; a label's place here is its slot. */
  readonly labels: Int32Array
  /** How many there are. */
  distinct = 0
  /** By `slot * levels + level`: that this label is the right one, and that it is the distractor. */
  readonly right: Float64Array
  readonly drawn: Float64Array
  readonly level: Float64Array
  readonly #levels: number
  readonly #table: VoteTable
  readonly #slots: Int32Array
  readonly #base: Float64Array
  readonly #shares: Float64Array

  constructor(table: VoteTable, levels: number) {
    this.#table = table
    this.#levels = levels
    this.#slots = new Int32Array(table.labels).fill(-1)
    this.labels = new Int32Array(table.labels)
    this.right = new Float64Array((table.labels + 1) * levels)
    this.drawn = new Float64Array((table.labels + 1) * levels)
    this.level = new Float64Array(levels)
    this.#base = new Float64Array(levels)
    this.#shares = new Float64Array(2 * (table.labels + 1))
  }

  /** The slot of a label; the last one for a label that nobody voted for. */
  slotOf(label: number): number {
    const slot = this.#slots[label] ?? -1
    return slot < 0 ? this.distinct : slot
  }

  /** `truth`: the right label, -1 where unknown. Cost: votes × levels + levels × distinct labels squared, in additions. */
  of(task: CodedVotes, rates: DistractorRates, truth: number): void {
    this.#gather(task, rates)
    let top = -Infinity
    for (let e = 0; e < this.#levels; e++) {
      const log = (this.#base[e] ?? 0) + Math.log(rates.level[e] ?? 0) + this.#weigh(e, truth)
      this.level[e] = log
      if (log > top) top = log
    }
    let total = 0
    for (let e = 0; e < this.#levels; e++) total += this.level[e] = Math.exp((this.level[e] ?? 0) - top)
    for (let e = 0; e < this.#levels; e++) {
      const share = (this.level[e] ?? 0) / total
      this.level[e] = share
      for (let at = e; at < (this.distinct + 1) * this.#levels; at += this.#levels) {
        this.right[at] = (this.right[at] ?? 0) * share
        this.drawn[at] = (this.drawn[at] ?? 0) * share
      }
    }
  }

  /** Sums of log-likelihoods by slot and level. */
  #gather({ source, label, power }: CodedVotes, { logs }: DistractorRates): void {
    const levels = this.#levels
    for (let slot = 0; slot < this.distinct; slot++) this.#slots[this.labels[slot] ?? 0] = -1
    this.distinct = 0
    this.#base.fill(0)
    for (let v = 0; v < label.length; v++) {
      const code = label[v] ?? 0
      let slot = this.#slots[code] ?? -1
      if (slot < 0) {
        slot = this.distinct++
        this.labels[slot] = code
        this.#slots[code] = slot
        this.right.fill(0, slot * levels, (slot + 1) * levels)
        this.drawn.fill(0, slot * levels, (slot + 1) * levels)
      }
      const from = source[v] ?? -1
      const at = (from >= 0 && from < this.#table.sources ? from : this.#table.sources) * levels
      const weight = power?.[v] ?? 1
      for (let e = 0; e < levels; e++) {
        this.#base[e] = (this.#base[e] ?? 0) + weight * (logs.other[at + e] ?? 0)
        this.right[slot * levels + e] = (this.right[slot * levels + e] ?? 0) + weight * (logs.right[at + e] ?? 0)
        this.drawn[slot * levels + e] = (this.drawn[slot * levels + e] ?? 0) + weight * (logs.drawn[at + e] ?? 0)
      }
    }
    this.right.fill(0, this.distinct * levels, (this.distinct + 1) * levels)
    this.drawn.fill(0, this.distinct * levels, (this.distinct + 1) * levels)
  }

  /** Turns the sums of one level into shares, and returns the logarithm of what they were shares of. */
  #weigh(level: number, truth: number): number {
    const { distinct: n, right, drawn } = this
    const levels = this.#levels
    const truthSlot = truth < 0 ? -1 : this.slotOf(truth)
    const unseen = Math.max(truthSlot === n ? 1 : 0, this.#table.labels - n)
    let topRight = -Infinity
    let topDrawn = -Infinity
    for (let at = level; at < (n + 1) * levels; at += levels) {
      if ((right[at] ?? 0) > topRight) topRight = right[at] ?? 0
      if ((drawn[at] ?? 0) > topDrawn) topDrawn = drawn[at] ?? 0
    }
    for (let k = 0; k <= n; k++) {
      const at = k * levels + level
      const ways = k < n ? 1 : unseen
      right[at] = truthSlot < 0 || truthSlot === k ? ways * Math.exp((right[at] ?? 0) - topRight) : 0
      drawn[at] = ways * Math.exp((drawn[at] ?? 0) - topDrawn)
    }
    // Each unseen label may be the right one, and each of the others the distractor.
    const both = unseen > 1 ? 1 - 1 / unseen : 0
    let total = 0
    const shares = this.#shares
    for (let k = 0; k <= n; k++) {
      let asRight = 0
      let asDrawn = 0
      for (let u = 0; u <= n; u++) {
        const ways = u === k ? (k === n ? both : 0) : 1
        asRight += ways * (drawn[u * levels + level] ?? 0)
        asDrawn += ways * (right[u * levels + level] ?? 0)
      }
      shares[2 * k] = (right[k * levels + level] ?? 0) * asRight
      shares[2 * k + 1] = (drawn[k * levels + level] ?? 0) * asDrawn
      total += shares[2 * k] ?? 0
    }
    const sum = Math.max(total, 1e-300)
    for (let k = 0; k <= n; k++) {
      right[k * levels + level] = (shares[2 * k] ?? 0) / sum
      drawn[k * levels + level] = (shares[2 * k + 1] ?? 0) / sum
    }
    return topRight + topDrawn + Math.log(sum)
  }
}
