import type { Target, TaskProfile } from '../chat/index.ts'
import { type Neighbour, WordIndex } from './word-index.ts'

/** One prompt and what several targets did with it. */
export interface CalibrationExample {
  /** What kind of work it is, and its `words`. */
  readonly task: Pick<TaskProfile, 'kind' | 'words'>
  /** By target. One that failed to answer is best left out. */
  readonly outcomes: Readonly<Record<Target, CalibrationOutcome>>
}

export interface CalibrationOutcome {
  /** 0–1. */
  readonly score: number
  readonly costUsd?: number
}

/** What a calibration set says of one target at one task. */
export interface Calibrated {
  /** Expected score, 0–1. */
  readonly quality: number
  /** Expected cost, USD; `undefined` where none was recorded. */
  readonly costUsd: number | undefined
  /** Examples that this target was tried on. */
  readonly examples: number
}

const NEIGHBOURS = 40
/** Neighbours that nothing is added to: what the neighbours say is drawn towards their kind's average by so many. */
const PSEUDO_NEIGHBOURS = 20
const COST_PSEUDO_NEIGHBOURS = 5
/** Examples of a kind that how easy all targets find it is drawn towards the average by. */
const EASE_STRENGTH = 3
/** The same for what one target makes of a kind, at least: the best of several estimates is too good by their noise. */
const LEAST_LIKING_STRENGTH = 20
const MOST_LIKING_STRENGTH = 500
const COST_STRENGTH = 5
const SWEEPS = 3

/**
 * What a set of prompts, each tried on every target, says of prompts to come: score = average + how easy the kind is + how
 * good the target is + how the target does at the kind + how it does at prompts of the same words. How much the last two
 * are to be believed is learned from the set itself: kinds by the spread between them, words by how well each prompt is
 * foretold by its neighbours (leaving it out). Words that tell nothing count for nothing.
 *
 * Cost: once, examples² of word look-ups (1 000 examples: some 0.1 s); of a prediction one look-up, some 20 µs.
 */
export class Calibration {
  readonly size: number
  readonly #targets: readonly Target[]
  readonly #places: ReadonlyMap<Target, number>
  readonly #scores: readonly Float64Array[]
  readonly #costs: readonly Float64Array[]
  readonly #kindOf: readonly string[]
  readonly #index: WordIndex
  readonly #counts: Float64Array
  #average = 0
  readonly #skill: Float64Array
  /** How much easier each example is than the average, for all targets. */
  readonly #ease: Float64Array
  readonly #kinds = new Map<string, Kind>()
  readonly #typicalCost: Float64Array
  /** How far the neighbours' word is taken: on what is hard, and on who does better. */
  #trust = { ease: 0, liking: 0 }
  #latest: { readonly words: readonly number[] | undefined; readonly kind: string; readonly read: Reading } | undefined

  constructor(examples: readonly CalibrationExample[]) {
    const names = examples.flatMap(example => Object.keys(example.outcomes) as Target[])
    this.size = examples.length
    this.#targets = [...new Set(names)].sort()
    this.#places = new Map(this.#targets.map((target, i) => [target, i]))
    const read = (field: 'score' | 'costUsd') =>
      examples.map(({ outcomes }) => Float64Array.from(this.#targets, t => outcomes[t]?.[field] ?? Number.NaN))
    this.#scores = read('score')
    this.#costs = read('costUsd')
    this.#kindOf = examples.map(example => example.task.kind)
    this.#index = new WordIndex(examples.map(example => example.task.words ?? []))
    const width = this.#targets.length
    this.#skill = new Float64Array(width)
    this.#counts = new Float64Array(width)
    this.#ease = new Float64Array(examples.length)
    this.#typicalCost = new Float64Array(width).fill(Number.NaN)
    this.#fitAverages()
    this.#fitKinds()
    this.#fitTrust(examples)
  }

  /** One per target, in the same order; a target that was not tried is taken to be average. */
  predict(task: Pick<TaskProfile, 'kind' | 'words'>, targets: readonly Target[]): readonly Calibrated[] {
    const { base, liking, cost } = this.#read(task)
    return targets.map(target => {
      const t = this.#places.get(target)
      if (t === undefined) return { quality: clip(base), costUsd: undefined, examples: 0 }
      const costUsd = cost[t] ?? Number.NaN
      return {
        quality: clip(base + (this.#skill[t] ?? 0) + (liking[t] ?? 0)),
        costUsd: Number.isNaN(costUsd) ? undefined : costUsd,
        examples: this.#counts[t] ?? 0,
      }
    })
  }

  /** What is said of a task; the latest is kept, because a request asks several times. */
  #read({ kind, words }: Pick<TaskProfile, 'kind' | 'words'>): Reading {
    const latest = this.#latest
    if (latest && latest.words === words && latest.kind === kind) return latest.read
    const known = this.#kinds.get(kind)
    const near = words ? this.#index.nearest(words, NEIGHBOURS) : []
    const told = this.#ask(near)
    const width = this.#targets.length
    const read: Reading = {
      base: this.#average + (known?.ease ?? 0) + this.#trust.ease * told.ease,
      liking: new Float64Array(width),
      cost: new Float64Array(width),
    }
    for (let t = 0; t < width; t++) {
      read.liking[t] = (known?.liking[t] ?? 0) + this.#trust.liking * (told.liking[t] ?? 0)
      read.cost[t] = (known?.cost[t] ?? this.#typicalCost[t] ?? Number.NaN) * (told.costRatio[t] ?? 1)
    }
    this.#latest = { words, kind, read }
    return read
  }

  /** Average, targets and examples, in turns until they agree. Where every target was tried on every example at once. */
  #fitAverages(): void {
    let sum = 0
    let count = 0
    for (const row of this.#scores) {
      for (const [t, score] of row.entries()) {
        if (Number.isNaN(score)) continue
        sum += score
        count++
        this.#counts[t] = (this.#counts[t] ?? 0) + 1
      }
    }
    this.#average = count > 0 ? sum / count : 0
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      for (const [i, row] of this.#scores.entries()) {
        const ease = meanOf(row, t => -(this.#skill[t] ?? 0)) - this.#average
        this.#ease[i] = Number.isNaN(ease) ? 0 : ease
      }
      for (let t = 0; t < this.#skill.length; t++) {
        const column = this.#scores.map(row => row[t] ?? Number.NaN)
        this.#skill[t] = meanOf(column, i => -(this.#ease[i] ?? 0)) - this.#average
      }
    }
    for (let t = 0; t < this.#skill.length; t++) {
      this.#typicalCost[t] = meanOf(this.#costs.map(row => row[t] ?? Number.NaN))
    }
  }

  #fitKinds(): void {
    const width = this.#targets.length
    const members = new Map<string, number[]>()
    for (const [i, kind] of this.#kindOf.entries()) {
      const list = members.get(kind)
      if (list) list.push(i)
      else members.set(kind, [i])
    }
    const noise = new Spread()
    const between = new Spread()
    const raw = [...members].map(([kind, rows]) => {
      const sums = new Float64Array(width)
      const counts = new Float64Array(width)
      for (let t = 0; t < width; t++) {
        const rest = rows.map(i => this.#residual(i, t)).filter(r => !Number.isNaN(r))
        const sum = rest.reduce((a, b) => a + b, 0)
        const mean = sum / Math.max(1, rest.length)
        sums[t] = sum
        counts[t] = rest.length
        for (const r of rest) noise.add((r - mean) ** 2, 0)
        noise.add(0, rest.length - 1)
      }
      return { kind, rows, sums, counts }
    })
    for (const { sums, counts } of raw) {
      for (const [t, sum] of sums.entries()) {
        const n = counts[t] ?? 0
        if (n > 0) between.add(sum ** 2 / n - noise.mean, n)
      }
    }
    const strength = Math.min(
      MOST_LIKING_STRENGTH,
      Math.max(LEAST_LIKING_STRENGTH, noise.mean / Math.max(1e-6, between.mean)),
    )
    for (const { kind, rows, sums, counts } of raw) {
      const ease = rows.reduce((sum, i) => sum + (this.#ease[i] ?? 0), 0) / (rows.length + EASE_STRENGTH)
      const cost = Float64Array.from(this.#typicalCost, (typical, t) => {
        const known = rows.map(i => this.#costs[i]?.[t] ?? Number.NaN).filter(c => !Number.isNaN(c))
        return (known.reduce((a, b) => a + b, 0) + COST_STRENGTH * typical) / (known.length + COST_STRENGTH)
      })
      this.#kinds.set(kind, { ease, liking: sums.map((sum, t) => sum / ((counts[t] ?? 0) + strength)), cost })
    }
  }

  /** How much better a target did at an example than its skill and the example's ease explain. */
  #residual(i: number, t: number): number {
    return (this.#scores[i]?.[t] ?? Number.NaN) - this.#average - (this.#ease[i] ?? 0) - (this.#skill[t] ?? 0)
  }

  /** What is left of that when the kind is explained too. */
  #unexplained(i: number, t: number): number {
    return this.#residual(i, t) - (this.#kinds.get(this.#kindOf[i] ?? '')?.liking[t] ?? 0)
  }

  #unexplainedEase(i: number): number {
    return (this.#ease[i] ?? 0) - (this.#kinds.get(this.#kindOf[i] ?? '')?.ease ?? 0)
  }

  /** The slope of what came out on what the neighbours said, each example left out of its own. */
  #fitTrust(examples: readonly CalibrationExample[]): void {
    const ease = new Slope()
    const liking = new Slope()
    for (const [i, { task }] of examples.entries()) {
      if (!task.words) continue
      const told = this.#ask(this.#index.nearest(task.words, NEIGHBOURS, i))
      ease.add(told.ease, this.#unexplainedEase(i))
      for (let t = 0; t < this.#skill.length; t++) {
        const actual = this.#unexplained(i, t)
        if (!Number.isNaN(actual)) liking.add(told.liking[t] ?? 0, actual)
      }
    }
    this.#trust = { ease: ease.value, liking: liking.value }
  }

  /** What the neighbours say, each in proportion to its squared likeness. */
  #ask(near: readonly Neighbour[]): Told {
    const width = this.#targets.length
    const weights = near.map(neighbour => neighbour.likeness ** 2)
    const typical = weights.reduce((a, b) => a + b, 0) / Math.max(1, weights.length)
    let ease = 0
    let total = PSEUDO_NEIGHBOURS * typical
    const liking = new Weighted(width, PSEUDO_NEIGHBOURS * typical)
    const costRatio = new Weighted(width, COST_PSEUDO_NEIGHBOURS * typical, 1)
    for (const [n, { index }] of near.entries()) {
      const weight = weights[n] ?? 0
      ease += weight * this.#unexplainedEase(index)
      total += weight
      const kind = this.#kinds.get(this.#kindOf[index] ?? '')
      for (let t = 0; t < width; t++) {
        liking.add(t, weight, this.#unexplained(index, t))
        const usual = kind?.cost[t] ?? 0
        if (usual > 0) costRatio.add(t, weight, (this.#costs[index]?.[t] ?? Number.NaN) / usual)
      }
    }
    return { ease: total > 0 ? ease / total : 0, liking: liking.means(), costRatio: costRatio.means() }
  }
}

interface Kind {
  readonly ease: number
  readonly liking: Float64Array
  readonly cost: Float64Array
}

interface Told {
  readonly ease: number
  readonly liking: Float64Array
  readonly costRatio: Float64Array
}

interface Reading {
  readonly base: number
  readonly liking: Float64Array
  readonly cost: Float64Array
}

const clip = (quality: number): number => Math.min(1, Math.max(0, quality))

/** Mean of what is known, each with something added; `NaN` where nothing is. */
function meanOf(values: ArrayLike<number>, plus: (i: number) => number = () => 0): number {
  let sum = 0
  let count = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (Number.isNaN(value)) continue
    sum += value + plus(i)
    count++
  }
  return sum / count
}

class Spread {
  #sum = 0
  #count = 0

  add(square: number, count: number): void {
    this.#sum += square
    this.#count += count
  }

  get mean(): number {
    return this.#count > 0 ? this.#sum / this.#count : 0
  }
}

/** Least squares through the origin, within 0 and 1. */
class Slope {
  #products = 0
  #squares = 1e-9

  add(x: number, y: number): void {
    this.#products += x * y
    this.#squares += x * x
  }

  get value(): number {
    return Math.min(1, Math.max(0, this.#products / this.#squares))
  }
}

/** Weighted means, several at once, each drawn towards `start` with weight `strength`. */
class Weighted {
  readonly #sums: Float64Array
  readonly #weights: Float64Array
  readonly #start: number

  constructor(width: number, strength: number, start = 0) {
    this.#sums = new Float64Array(width).fill(strength * start)
    this.#weights = new Float64Array(width).fill(strength)
    this.#start = start
  }

  add(i: number, weight: number, value: number): void {
    if (Number.isNaN(value)) return
    this.#sums[i] = (this.#sums[i] ?? 0) + weight * value
    this.#weights[i] = (this.#weights[i] ?? 0) + weight
  }

  means(): Float64Array {
    return this.#sums.map((sum, i) => ((this.#weights[i] ?? 0) > 0 ? sum / (this.#weights[i] ?? 1) : this.#start))
  }
}
