import { DIGIT, IDEOGRAPH, kindOf, LETTER, SPACE } from './characters.ts'
import { countSign, emptyShape, type Shape } from './shape.ts'

/** A text as numbers: its words as 32-bit hashes, and its shape. */
export interface Scan {
  /** Words, lower-cased. Any number is `NUMBER`; Chinese and Japanese give every pair and triple of characters. */
  readonly words: Uint32Array
  /** The same words without a plural, `-ed` or `-ing`. */
  readonly stems: Uint32Array
  /** How many of `words` are filled. */
  readonly count: number
  readonly shape: Shape
}

const SEED = 0x811c9dc5
const PRIME = 0x01000193

/** The word that stands for every number. */
export const NUMBER: number = hashWord('0')

/** The hash of a word as `scan` finds it: lower case, letters and apostrophes. FNV-1a. */
export function hashWord(word: string): number {
  let h = SEED
  for (let i = 0; i < word.length; i++) h = Math.imul(h ^ word.charCodeAt(i), PRIME)
  return h >>> 0
}

/** The hash of words in a row, from theirs. */
export function hashPair(first: number, second: number): number {
  return (Math.imul(first, 0x9e3779b1) ^ second) >>> 0
}

/** One pass; no regular expression and no text per word, so time is linear whatever the text holds. */
export function scan(text: string): Scan {
  // Two words a character at most, and only where characters are words.
  const size = 2 * text.length
  const words = new Uint32Array(size)
  const stems = new Uint32Array(size)
  const lowered = text.toLowerCase()
  const lower = lowered.length === text.length ? lowered : text
  const shape = emptyShape(text.length)
  let count = 0
  let previous = 10
  let i = 0

  const add = (word: number, stem: number): void => {
    words[count] = word
    stems[count] = stem
    count++
  }

  while (i < text.length) {
    const c = text.charCodeAt(i)
    const kind = kindOf(c)
    if (kind === LETTER) {
      i = readWord(i, previous)
      previous = 97
      continue
    }
    if (kind === DIGIT) {
      const start = i
      while (i < text.length && kindOf(text.charCodeAt(i)) === DIGIT) i++
      shape.digits += i - start
      shape.numbers++
      add(NUMBER, NUMBER)
      previous = 48
      continue
    }
    if (kind === IDEOGRAPH) {
      shape.ideographs++
      if (i + 1 < text.length && kindOf(text.charCodeAt(i + 1)) === IDEOGRAPH) {
        const pair = Math.imul(Math.imul(SEED ^ c, PRIME) ^ text.charCodeAt(i + 1), PRIME) >>> 0
        add(pair, pair)
        if (i + 2 < text.length && kindOf(text.charCodeAt(i + 2)) === IDEOGRAPH) {
          const triple = Math.imul(pair ^ text.charCodeAt(i + 2), PRIME) >>> 0
          add(triple, triple)
        }
      }
    } else if (kind === SPACE) {
      if (c === 10) shape.lines++
      else if (previous === 10) shape.indented++
    } else countSign(shape, text, c, i)
    previous = c
    i++
  }
  return { words, stems, count, shape }

  /** Reads the word that starts at `start` and returns where it ends. */
  function readWord(start: number, before: number): number {
    let h = SEED
    let h1 = SEED
    let h2 = SEED
    let h3 = SEED
    let upper = 0
    let inner = 0
    let end = start
    for (; end < text.length; end++) {
      let c = text.charCodeAt(end)
      if (c >= 97 && c <= 122) {
        // The common case first.
      } else if (c >= 65 && c <= 90) {
        upper++
        if (end > start && (text.charCodeAt(end - 1) | 32) === text.charCodeAt(end - 1)) inner++
        c |= 32
      } else if (c === 39 || c === 0x2019) {
        if (end + 1 >= text.length || kindOf(text.charCodeAt(end + 1)) !== LETTER) break
        c = 39
      } else if (c < 128 || kindOf(c) !== LETTER) break
      else {
        c = lower.charCodeAt(end)
        if (c >= 0x0370 && c < 0x1e00) shape.otherLetters++
      }
      h3 = h2
      h2 = h1
      h1 = h
      h = Math.imul(h ^ c, PRIME)
    }
    const length = end - start
    shape.letters += length
    shape.upper += upper
    if (upper >= 3 && upper === length) shape.shouted++
    else if (inner > 0) shape.identifiers++
    const next = end < text.length ? text.charCodeAt(end) : 32
    if (length === 1) {
      if ((next === 41 || next === 46) && (before === 10 || before === 32 || before === 40)) shape.choices++
      if (next === 35) h = Math.imul(h ^ 35, PRIME)
      if (next === 43 && text.charCodeAt(end + 1) === 43) h = Math.imul(Math.imul(h ^ 43, PRIME) ^ 43, PRIME)
    }
    // A bracket after a short name is as likely mathematics: f(x), sin(x).
    if (before === 95 || before === 46 || (next === 40 && length > 3)) shape.identifiers++
    if (before === 92 || before === 36) shape.commands++
    let stem = h
    if (length > 3 && upper < length) {
      const last = lower.charCodeAt(end - 1)
      const beforeLast = lower.charCodeAt(end - 2)
      // -s, -ed, -ing, by the hashes from before those letters.
      if (last === 115 && beforeLast !== 115) stem = h1
      else if (last === 100 && beforeLast === 101 && length > 4) stem = h2
      else if (last === 103 && beforeLast === 110 && lower.charCodeAt(end - 3) === 105 && length > 5) stem = h3
    }
    add(h >>> 0, stem >>> 0)
    return end
  }
}
