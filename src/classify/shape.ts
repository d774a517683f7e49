import { kindOf, LETTER } from './characters.ts'

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

export function emptyShape(chars: number): Shape {
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

/** Counts the sign `c` that stands at `at`. */
export function countSign(shape: Shape, text: string, c: number, at: number): void {
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
