import type { Fault } from '../errors/index.ts'

/** What is believed of a target before anything was seen. Entries that are absent take the engine's own. */
export interface Prior {
  /** 0–1. Default: 0.7, more for dearer targets. */
  readonly quality?: number
  /** How many scores that is worth. Default: as many as targets are found to be alike, some 20. */
  readonly strength?: number
  /**
   * Published scores by kind of task, 0–1, all targets' on one scale. Each counts as 60 scores of one's own traffic before
   * the first one.
   */
  readonly benchmarks?: Readonly<Record<string, number>>
  /** Share of attempts that bring an answer, 0–1. Default 0.98. */
  readonly availability?: number
  /** Default 1 s. */
  readonly latencyMs?: number
  /** Default: as `latencyMs`. */
  readonly firstTokenMs?: number
  /** Default 300. */
  readonly outputTokens?: number
  /**
   * Of an answer, until one was paid for; a list price of the model goes before it. Whoever is dearer by this is expected to be
   * better, so say what the same call costs at each target.
   */
  readonly costUsd?: number
}

export function faultsOfPriors(priors: Readonly<Record<string, Prior>>): Fault[] {
  const faults: Fault[] = []
  for (const [target, prior] of Object.entries(priors)) {
    for (const name of ['strength', 'latencyMs', 'firstTokenMs', 'outputTokens'] as const) {
      const value = prior[name]
      if (value === undefined || (value > 0 && value < Infinity)) continue
      faults.push({ path: `priors.${target}.${name}`, message: `${value} is not above 0` })
    }
    for (const name of ['quality', 'availability'] as const) {
      const value = prior[name]
      if (value === undefined || (value >= 0 && value <= 1)) continue
      faults.push({ path: `priors.${target}.${name}`, message: `${value} is not within 0 and 1` })
    }
    for (const [kind, score] of Object.entries(prior.benchmarks ?? {})) {
      if (score >= 0 && score <= 1) continue
      faults.push({ path: `priors.${target}.benchmarks.${kind}`, message: `${score} is not within 0 and 1` })
    }
    const { costUsd } = prior
    if (costUsd !== undefined && !(costUsd >= 0 && costUsd < Infinity)) {
      faults.push({ path: `priors.${target}.costUsd`, message: `${costUsd} is not a number from 0 on` })
    }
  }
  return faults
}
