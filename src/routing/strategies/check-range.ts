import { type Fault, InvalidOptionsError } from '../../errors/index.ts'

/** Throws `InvalidOptionsError` naming every number that is not within `least` and `most`. */
export function checkRange(
  owner: string,
  numbers: Readonly<Record<string, number>>,
  least: number,
  most: number,
): void {
  const faults: Fault[] = Object.entries(numbers)
    .filter(([, value]) => !(value >= least && value <= most))
    .map(([path, value]) => ({ path, message: `${value} is not within ${least} and ${most}` }))
  if (faults.length > 0) throw new InvalidOptionsError(owner, faults)
}
