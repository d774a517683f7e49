import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { align, differenceOf, likeness, parseQuestion, QuestionIndex, scopedKey } from 'routewise'

/** Below this the default options never reuse. */
const MIN_LIKENESS = 0.74

/**
 * For each line `{a, b, …}` writes `{index, score, same}`: how alike `b` is to the stored question `a`, 0 where a guard
 * rules it out. All `a` are stored first, as they would be: how telling a word is comes from them, never from labels.
 */
export function judgePairs(path: string, out: string | undefined): void {
  const raw = readFileSync(path)
  const text = (raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw).toString()
  const pairs = text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as { a: string; b: string })
  const index = new QuestionIndex(pairs.length)
  pairs.forEach(({ a }, i) => index.add(scopedKey('eval', `${i}`), a))
  const lines = pairs.map(({ a, b }, i) => {
    const alignment = align(parseQuestion(a), parseQuestion(b))
    const score = differenceOf(alignment) ? 0 : likeness(alignment, index.weight)
    return `${JSON.stringify({ index: i, score, same: score >= MIN_LIKENESS ? 1 : 0 })}\n`
  })
  if (out === undefined) process.stdout.write(lines.join(''))
  else writeFileSync(out, lines.join(''))
}
