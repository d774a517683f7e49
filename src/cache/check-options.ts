import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import type { FreshnessOptions } from './freshness.ts'
import type { KvCacheOptions } from './kv-cache-options.ts'

type NumberOption = 'maxBytes' | 'maxEntries' | 'storeTimeoutMs' | keyof FreshnessOptions

/** Throws `InvalidOptionsError` with every fault. */
export function checkCacheOptions(options: KvCacheOptions<never>): void {
  const faults: Fault[] = []
  const check = (path: NumberOption, ok: (value: number) => boolean, wanted: string): void => {
    const value = options[path]
    if (value !== undefined && !ok(value)) faults.push({ path, message: `${value} is not ${wanted}` })
  }
  const whole = (value: number): boolean => Number.isSafeInteger(value) && value > 0
  const notNegative = (value: number): boolean => value >= 0 && value < Infinity
  if (options.maxBytes === undefined)
    faults.push({ path: 'maxBytes', message: 'is missing: say how many bytes it may take' })
  check('maxBytes', whole, 'a whole number of bytes above 0')
  check('maxEntries', whole, 'a whole number above 0')
  check('ttlMs', value => value > 0 && value < Infinity, 'a time above 0')
  check('ttlJitter', value => value >= 0 && value < 1, 'in [0, 1)')
  check('staleWhileRevalidateMs', notNegative, '0 or above')
  check('staleIfErrorMs', notNegative, '0 or above')
  check('earlyRefresh', notNegative, '0 or above')
  check('storeTimeoutMs', value => value > 0, 'above 0')
  if (options.lease && !options.store)
    faults.push({ path: 'lease', message: 'is of no use without `store`, where the others find what one has computed' })
  if (faults.length > 0) throw new InvalidOptionsError('KvCache', faults)
}
