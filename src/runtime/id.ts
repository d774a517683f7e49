import type { Random } from './random.ts'

/** A new id of 20 characters, about 100 bits from `random`. Two processes with one seed make the same ids. */
export function newId(random: Random): string {
  return part(random) + part(random)
}

function part(random: Random): string {
  return Math.floor(random() * 36 ** 10)
    .toString(36)
    .padStart(10, '0')
}
