import type { ChatRequest } from '../chat/index.ts'
import { askedText, excerpt } from './request-text.ts'
import { hashPair, scan } from './scan.ts'

/** Buckets that words and word pairs fall into; some share one, which costs little. */
const BUCKETS = 4096
/** A bucket is filled at most so often. */
const MOST = 8
/** Buckets of one request at most: some 600 words. */
const MOST_BUCKETS = 1024

/**
 * The words and word pairs of a text as numbers, for learners that compare requests by what they say: `bucket × 16`, plus 8
 * where the bucket counts down, plus how often (1–8) less one. Several thousand words share a bucket: no text can be
 * restored from it. Linear in the text.
 */
export function wordsOf(text: string): readonly number[] {
  const { words, count } = scan(excerpt(text))
  const counts = new Map<number, number>()
  const add = (hash: number): void => {
    const mixed = mix(hash)
    const bucket = mixed % BUCKETS
    const before = counts.get(bucket)
    // Opposite signs let words that share a bucket cancel out on average.
    if (before !== undefined || counts.size < MOST_BUCKETS) {
      counts.set(bucket, (before ?? 0) + (mixed >= 2 ** 31 ? -1 : 1))
    }
  }
  let previous = 0
  for (let i = 0; i < count; i++) {
    const word = words[i] ?? 0
    add(word)
    if (i > 0) add(hashPair(previous, word))
    previous = word
  }
  const coded: number[] = []
  for (const [bucket, sum] of counts) {
    if (sum !== 0) coded.push(bucket * 16 + (sum < 0 ? 8 : 0) + Math.min(MOST, Math.abs(sum)) - 1)
  }
  return coded
}

/** The words of what a request asks: its last user message. */
export function requestWords(request: ChatRequest): readonly number[] {
  return wordsOf(askedText(request))
}

function mix(hash: number): number {
  let h = hash ^ (hash >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
