import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import type { Clock } from '../runtime/index.ts'
import type { CalibrationExample } from './calibration.ts'
import { faultsOfPriors, type Prior } from './prior.ts'

export interface LearningEngineOptions {
  /**
   * After how many further scores of the same target a score counts half. All that is known of a target does, too, while four
   * times as many of others come in. Default 1000.
   */
  readonly halfLifeScores?: number
  /** After which time a latency, a cost or a failure counts half, ms. Default 1 hour. */
  readonly halfLifeMs?: number
  /** What is believed before anything was seen: of each target, and of any other under `'*'`. */
  readonly priors?: Readonly<Record<string, Prior>>
  /**
   * By how much a target that costs ten times as much is believed to be better before its scores tell, in quality points.
   * Default 0.1.
   */
  readonly perTenfoldPrice?: number
  /** Prompts that were tried on every target beforehand: what is believed starts from them. `calibrate` replaces them. */
  readonly calibration?: readonly CalibrationExample[]
  /** Default: the platform's. */
  readonly clock?: Clock
}

/** Throws `InvalidOptionsError`. */
export function checkOptions(options: LearningEngineOptions): void {
  const faults: Fault[] = []
  const above0 = (path: string, value: number | undefined): void => {
    if (value !== undefined && !(value > 0 && value < Infinity))
      faults.push({ path, message: `${value} is not above 0` })
  }
  above0('halfLifeScores', options.halfLifeScores)
  above0('halfLifeMs', options.halfLifeMs)
  const { perTenfoldPrice } = options
  if (perTenfoldPrice !== undefined && !Number.isFinite(perTenfoldPrice)) {
    faults.push({ path: 'perTenfoldPrice', message: `${perTenfoldPrice} is not a number` })
  }
  faults.push(...faultsOfPriors(options.priors ?? {}))
  if (faults.length > 0) throw new InvalidOptionsError('LearningEngine', faults)
}

/** Throws `InvalidOptionsError`. */
export function checkExamples(examples: readonly CalibrationExample[]): void {
  const faults: Fault[] = []
  for (const [i, { outcomes }] of examples.entries()) {
    for (const [target, { score, costUsd }] of Object.entries(outcomes)) {
      const path = `calibration[${i}].outcomes.${target}`
      if (!(score >= 0 && score <= 1)) faults.push({ path: `${path}.score`, message: `${score} is not within 0 and 1` })
      if (costUsd !== undefined && !(costUsd >= 0 && costUsd < Infinity)) {
        faults.push({ path: `${path}.costUsd`, message: `${costUsd} is not a number from 0 on` })
      }
    }
    if (faults.length >= 10) break
  }
  if (faults.length > 0) throw new InvalidOptionsError('LearningEngine', faults)
}
