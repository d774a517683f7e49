import { hash32 } from '../../runtime/index.ts'

/** An entry of a `LearnedIndex`. What is kept under its key is in a class of its own. */
export class Held {
  readonly key: string
  /** Of 32 bits, signed: engines keep such a number in place. */
  readonly hash: number
  readonly size: number
  slot = 0
  /** What it is useless without. */
  readonly after: Held | undefined

  constructor(key: string, size: number, after?: Held) {
    this.key = key
    this.hash = hash32(key) | 0
    this.size = size
    this.after = after
  }
}
