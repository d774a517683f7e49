/** Counts of what a text is made of. */
export interface Shape {
  /** UTF-16 units that were looked at. */
  chars: number
  letters: number
  upper: number
  digits: number
  /** Runs of digits. */
  numbers: number
  /** Chinese characters and kana. */
  ideographs: number
  /** Letters of other scripts than Latin, ideographs left out. */
  otherLetters: number
  lines: number
  /** Lines that begin with white space. */
  indented: number
  questions: number
  exclamations: number
  /** Full stops, semicolons of prose and the like: ends of sentences. */
  stops: number
  /** Three of the same quote in a row: a block of code. */
  fences: number
  /** Braces, angle and square brackets, semicolons, vertical bars, underscores. */
  brackets: number
  parentheses: number
  /** A capital or an underscore within a word, or a point or bracket right after one: names of programs. */
  identifiers: number
  /** Two signs that stand together in programs: `->`, `==`, `()`, `//`, a semicolon or brace at the end of a line. */
  codeSigns: number
  /** Signs of arithmetic and comparison. */
  operators: number
  /** Backslashes and dollar signs beside letters: LaTeX. */
  commands: number
  quotes: number
  /** Words of three capitals and more. */
  shouted: number
  /** `A)`, `(b)`, `C.` at the start of a line or after a space. */
  choices: number
  ellipses: number
  /** Pictographs, and smileys of punctuation. */
  emoji: number
}

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
const MAX_WORDS = 4_096

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

const OTHER = 0
const LETTER = 1
const DIGIT = 2
const SPACE = 3
const IDEOGRAPH = 4

const asciiKind = new Uint8Array(128)
for (let c = 0; c < 128; c++) {
  const letter = (c >= 97 && c <= 122) || (c >= 65 && c <= 90)
  asciiKind[c] = letter ? LETTER : c >= 48 && c <= 57 ? DIGIT : c === 32 || (c >= 9 && c <= 13) ? SPACE : OTHER
}

function kindOf(c: number): number {
  if (c < 128) return asciiKind[c] ?? OTHER
  if (c < 0xc0) return c === 0xa0 ? SPACE : OTHER
  if (c < 0x2000) return LETTER
  if (c < 0x3040) return OTHER
  if (c < 0xa000) return IDEOGRAPH
  if (c < 0xd800) return LETTER
  return c >= 0xf900 && c < 0xfb00 ? IDEOGRAPH : c >= 0xfb00 && c < 0xff00 ? LETTER : OTHER
}

/** One pass; no regular expression and no text per word, so time is linear whatever the text holds. */
export function scan(text: string): Scan {
  const size = Math.min(MAX_WORDS, 2 * text.length + 2)
  const words = new Uint32Array(size)
  const stems = new Uint32Array(size)
  const lowered = text.toLowerCase()
  const lower = lowered.length === text.length ? lowered : text
  const shape = emptyShape(text.length)
  let count = 0
  let previous = 10
  let i = 0

  const add = (word: number, stem: number): void => {
    if (count === size) return
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
    } else countSign(c, i)
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

  function countSign(c: number, at: number): void {
    if (isCodeSign(c, text.charCodeAt(at + 1), text.charCodeAt(at - 1))) shape.codeSigns++
    switch (c) {
      case 63:
      case 0xff1f:
      case 0x61f:
        shape.questions++
        break
      case 33:
      case 0xff01:
        shape.exclamations++
        break
      case 46:
        if (text.charCodeAt(at + 1) === 46) shape.ellipses++
        else if (kindOf(text.charCodeAt(at + 1)) !== LETTER) shape.stops++
        break
      case 0x3002:
        shape.stops++
        break
      case 0x2026:
        shape.ellipses++
        break
      case 34:
      case 39:
      case 0x201c:
      case 0x201d:
      case 0x300c:
        shape.quotes++
        if (c === 34 && text.charCodeAt(at + 1) === 34 && text.charCodeAt(at + 2) === 34) shape.fences++
        break
      case 96:
        shape.quotes++
        if (text.charCodeAt(at + 1) === 96 && text.charCodeAt(at + 2) === 96) shape.fences++
        break
      case 40:
        if (text.charCodeAt(at - 1) === 58) shape.emoji++
        shape.parentheses++
        break
      case 41:
        if (text.charCodeAt(at - 1) === 58) shape.emoji++
        break
      case 91:
      case 93:
      case 123:
      case 125:
      case 124:
      case 59:
      case 95:
        shape.brackets++
        break
      case 43:
      case 42:
      case 47:
      case 61:
      case 94:
      case 37:
      case 60:
      case 62:
      case 0xd7:
      case 0xf7:
        shape.operators++
        break
      case 92:
      case 36:
        if (c === 92 || kindOf(text.charCodeAt(at + 1)) === LETTER || text.charCodeAt(at + 1) === 92) shape.commands++
        break
      default:
        if (c >= 0x2200 && c < 0x2300) shape.operators++
        else if ((c >= 0xd83c && c <= 0xd83e) || (c >= 0x2600 && c < 0x27c0)) shape.emoji++
    }
  }
}

/** Whether two signs in a row are of the kind that programs are full of and prose is not. */
function isCodeSign(c: number, next: number, before: number): boolean {
  switch (c) {
    case 45: // ->
      return next === 62
    case 61: // => ==
      return next === 62 || next === 61
    case 33: // !=
      return next === 61
    case 43: // += ++
      return next === 61
    case 40: // ()
      return next === 41
    case 91: // []
      return next === 93
    case 62: // >> >=
      return next === 62
    case 60: // </ <=
      return next === 47 || next === 33
    case 58: // :: and ): at the end of a line
      return next === 58 || (next === 10 && before === 41)
    case 38: // &&
    case 124: // ||
      return next === c
    case 47: // // /* outside of addresses
      return (next === 47 && before !== 58) || next === 42
    case 59: // ; at the end of a line
    case 123: // {
    case 125: // }
      return next === 10
    default:
      return false
  }
}

function emptyShape(chars: number): Shape {
  return {
    chars,
    letters: 0,
    upper: 0,
    digits: 0,
    numbers: 0,
    ideographs: 0,
    otherLetters: 0,
    lines: 1,
    indented: 0,
    questions: 0,
    exclamations: 0,
    stops: 0,
    fences: 0,
    brackets: 0,
    parentheses: 0,
    identifiers: 0,
    codeSigns: 0,
    operators: 0,
    commands: 0,
    quotes: 0,
    shouted: 0,
    choices: 0,
    ellipses: 0,
    emoji: 0,
  }
}
