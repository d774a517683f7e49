import { seededRandom } from 'routewise'
import { Belady } from './belady.ts'
import { SampledGdsf } from './gdsf.ts'
import { Lru } from './lru.ts'
import type { Policy } from './policy.ts'
import { accessOrder } from './replay.ts'
import { Routewise } from './routewise.ts'
import { S3Fifo } from './s3-fifo.ts'
import { Sieve } from './sieve.ts'
import type { Trace } from './traces.ts'
import { WTinyLfu } from './w-tiny-lfu.ts'

export const policyNames = ['lru', 'sieve', 's3-fifo', 'w-tinylfu', 'gdsf', 'routewise', 'belady']

/** `belady` knows the future; it is optimal where all sizes and costs are equal, and means nothing elsewhere. */
export function newPolicy(name: string, limit: number, trace: Trace): Policy {
  switch (name) {
    case 'lru':
      return new Lru(limit)
    case 'sieve':
      return new Sieve(limit)
    case 's3-fifo':
      return new S3Fifo(limit)
    case 'w-tinylfu': {
      const meanSize = trace.sizes.reduce((sum, size) => sum + size, 0) / trace.sizes.length
      return new WTinyLfu(limit, { entries: Math.max(16, Math.round(limit / meanSize)), climbs: true })
    }
    case 'gdsf':
      return new SampledGdsf(limit, seededRandom('eval'))
    case 'routewise':
      return new Routewise(limit)
    case 'belady':
      return new Belady(
        limit,
        accessOrder(trace).map(i => trace.ids[i] ?? 0),
      )
    default:
      throw new Error(`no such policy: ${name}. There are: ${policyNames.join(', ')}`)
  }
}
