/** A source of chance: each call returns a number in [0, 1). */
export type Random = () => number

/** The platform's own chance: not reproducible. */
export const systemRandom: Random = () => Math.random()

/**
 * A reproducible source: the same seed gives the same numbers, in every runtime.
 * The generator is sfc32 by Chris Doty-Humphrey (PractRand): 128 bits of state, no multiplication.
 */
export function seededRandom(seed: number | string): Random {
  let a = hash32(`${seed}/a`)
  let b = hash32(`${seed}/b`)
  let c = hash32(`${seed}/c`)
  let counter = 1
  const next: Random = () => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    return (t >>> 0) / 4294967296
  }
  for (let i = 0; i < 12; i++) next()
  return next
}

/** A 32-bit hash of a string (FNV-1a with a final mix). Fast and well spread; not for secrets. */
export function hash32(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  return h >>> 0
}

/** A draw from the standard normal distribution (Box and Muller, 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
