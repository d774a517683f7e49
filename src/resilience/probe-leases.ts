import type { ProbeResult } from './shared-record.ts'

/** Leave to probe, as the store has granted it to this instance. */
export interface Lease {
  readonly id: string
  readonly generation: number
  /** On the local clock, from before it was granted. */
  readonly untilMs: number
  use: 'free' | 'probing' | 'done'
}

/** The leases of one instance, and how the probes ended of which the fleet has not been told yet. */
export class ProbeLeases {
  #leases: Lease[] = []
  #results: readonly ProbeResult[] = []

  /** What is still to be told. */
  get results(): readonly ProbeResult[] {
    return this.#results
  }

  get probing(): readonly Lease[] {
    return this.#leases.filter(({ use }) => use === 'probing')
  }

  /** One that may be used now. */
  free(generation: number, nowMs: number): Lease | undefined {
    return this.#leases.find(lease => lease.use === 'free' && lease.generation === generation && nowMs < lease.untilMs)
  }

  grant(lease: Omit<Lease, 'use'>): void {
    this.#leases.push({ ...lease, use: 'free' })
  }

  /** True where there is something to tell now. */
  end(lease: Lease, verdict: ProbeResult['verdict']): boolean {
    if (lease.use !== 'probing') return false
    lease.use = 'done'
    this.#results = [...this.#results, { lease: lease.id, generation: lease.generation, verdict }]
    return true
  }

  told(results: readonly ProbeResult[]): void {
    this.#results = this.#results.filter(result => !results.includes(result))
  }

  /** Forgets those that have expired or belong to another generation. */
  prune(generation: number, nowMs: number): void {
    this.#leases = this.#leases.filter(lease => lease.generation === generation && nowMs < lease.untilMs)
  }
}
