import type { TaskProfile } from '../chat/index.ts'

/** What can be told of a request in a fixed number of numbers, of length 1: what a regression goes by. */
export class TaskFeatures {
  readonly size: number

  constructor(size: number) {
    this.size = size
  }

  /** `features` of the task where the classifier gave some (an embedding), else its hashed words. Zeros where it has neither. */
  of(task: TaskProfile): Float64Array {
    const x = new Float64Array(this.size)
    if (task.features)
      for (const [i, value] of task.features.entries()) this.#add(x, i, Number.isFinite(value) ? value : 0)
    else for (const code of task.words ?? []) this.#add(x, code >> 4, (code & 8 ? -1 : 1) * Math.sqrt((code & 7) + 1))
    const length = Math.hypot(...x)
    if (length > 0) for (let i = 0; i < x.length; i++) x[i] = (x[i] ?? 0) / length
    return x
  }

  /** Several fall into one place, with signs that let them cancel out on average (feature hashing: Weinberger et al., 2009). */
  #add(x: Float64Array, index: number, value: number): void {
    const mixed = Math.imul(index + 1, 0x9e3779b1) >>> 0
    const place = mixed % this.size
    x[place] = (x[place] ?? 0) + (mixed & 0x40000000 ? -value : value)
  }
}
