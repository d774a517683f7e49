/**
 * How many tokens a text costs: `textTokens`, the built-in estimate, or an exact tokenizer such as that of
 * `routewise/gpt-tokenizer`.
 */
export type TokenCounter = (text: string) => number

/** How much of a long text is looked at: this much of its beginning, of its middle and of its end. */
const SAMPLE_CHARS = 2_000

/** Tokens that one of each costs, fitted to the o200k vocabulary on prose, code, JSON and manuals in eleven languages. */
const cost = {
  /** A Latin word, or the part of one from a capital on. */
  word: 0.97,
  /** Its letters after the sixth, each. */
  longWordLetter: 0.24,
  /** Letters with accents, each, beside those. */
  accented: 0.82,
  /** Up to three digits. */
  digits: 1.73,
  /** A run of signs, and each of them after the first. */
  signs: 0.73,
  furtherSign: 0.32,
  /** A run of white space that is more than one space. */
  space: 0.82,
  /** A word in Cyrillic or Greek, and each of its letters. */
  cyrillicWord: 0.55,
  cyrillicLetter: 0.18,
  ideograph: 0.73,
  kana: 0.7,
  hangul: 0.71,
  /** Letters of other scripts, each. */
  other: 0.51,
  /** Half of a character beyond the basic plane: emoji, rare ideographs. */
  surrogate: 0.94,
}

const LETTER = 1
const CAPITAL = 2
const DIGIT = 3
const SIGN = 4
const SPACE = 5
const CYRILLIC = 6
const OTHER = 7

const asciiKind = new Uint8Array(128).map((_, c) => {
  if (c >= 97 && c <= 122) return LETTER
  if (c >= 65 && c <= 90) return CAPITAL
  if (c >= 48 && c <= 57) return DIGIT
  return c === 32 || (c >= 9 && c <= 13) ? SPACE : SIGN
})

/** How many tokens a text costs, estimated: within a tenth for most texts (figures in docs/tokens.md). Reads at most 6,000 characters. */
export function textTokens(text: string): number {
  const { length } = text
  if (length <= 3 * SAMPLE_CHARS) return Math.ceil(sampleTokens(text, 0, length))
  const middle = (length - SAMPLE_CHARS) >> 1
  const sampled =
    sampleTokens(text, 0, SAMPLE_CHARS) +
    sampleTokens(text, middle, middle + SAMPLE_CHARS) +
    sampleTokens(text, length - SAMPLE_CHARS, length)
  return Math.ceil((sampled * length) / (3 * SAMPLE_CHARS))
}

function sampleTokens(text: string, from: number, to: number): number {
  let tokens = 0
  let before = 0
  /** Of what the current run consists of, so far. */
  let run = 0
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i)
    const kind = c < 128 ? (asciiKind[c] ?? SIGN) : kindBeyondAscii(c)
    // A capital begins a word, except after another.
    const goesOn = kind === before || (kind === LETTER && before === CAPITAL)
    run = goesOn ? run + 1 : 1
    switch (kind) {
      case LETTER:
      case CAPITAL:
        if (run === 1) tokens += cost.word
        if (run > 6) tokens += cost.longWordLetter
        if (c > 127) tokens += cost.accented
        break
      case DIGIT:
        if (run % 3 === 1) tokens += cost.digits
        break
      case SIGN:
        tokens += run === 1 ? cost.signs : cost.furtherSign
        break
      case SPACE:
        // One space belongs to the word behind it.
        if (c === 32 ? run === 2 : run === 1) tokens += cost.space
        break
      case CYRILLIC:
        tokens += run === 1 ? cost.cyrillicWord + cost.cyrillicLetter : cost.cyrillicLetter
        break
      default:
        tokens += letterCost(c)
    }
    before = kind
  }
  return tokens
}

function kindBeyondAscii(c: number): number {
  if (c < 0xc0) return SIGN
  if (c < 0x250) return LETTER
  if (c < 0x530) return CYRILLIC
  if (c < 0x2000) return OTHER
  return c < 0x3040 || (c >= 0xff00 && c < 0xfff0) ? SIGN : OTHER
}

/** Of the scripts whose letters cost about the same wherever they stand. */
function letterCost(c: number): number {
  if (c < 0x3040) return cost.other
  if (c < 0x3100) return cost.kana
  if (c < 0xa000) return cost.ideograph
  if (c >= 0xac00 && c < 0xd7b0) return cost.hangul
  return c >= 0xd800 && c < 0xe000 ? cost.surrogate : cost.other
}
