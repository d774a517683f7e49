import { RuleSet } from './rule-set.ts'
import { plausible, range, recent, required, together } from './rules.ts'

export interface ComputeMarketOptions {
  /** How old an observation may be. Default 7 days. */
  readonly maxAgeMs?: number
}

const week = 7 * 24 * 3_600_000

/**
 * What one GPU costs to rent: `{ provider, gpu, usdPerGpuHour, gpus?, usdPerHour?, spotUsdPerGpuHour?, memoryGb?, observedAt? }`.
 * Prices per GPU hour between 2 cents and 100 dollars; a machine costs the sum of its GPUs within a quarter; spot is not
 * dearer than on demand; a price does not leave its history without a warning.
 */
export function gpuPriceRules(options: ComputeMarketOptions = {}): RuleSet {
  return new RuleSet('gpu-price', [
    required('provider', 'gpu', 'usdPerGpuHour'),
    range('usdPerGpuHour', { min: 0.02, max: 100 }),
    range('spotUsdPerGpuHour', { min: 0.005, max: 100 }),
    range('usdPerHour', { min: 0.02, max: 10_000 }),
    range('gpus', { min: 1, max: 1024 }),
    range('memoryGb', { min: 4, max: 1024 }),
    recent('observedAt', { maxAgeMs: options.maxAgeMs ?? week }),
    together('machine-is-sum-of-gpus', ['usdPerHour', 'gpus', 'usdPerGpuHour'], (machine, gpus, gpu) =>
      within(number(machine) / (number(gpus) * number(gpu)), 0.8, 1.25),
    ),
    together(
      'spot-not-above-on-demand',
      ['spotUsdPerGpuHour', 'usdPerGpuHour'],
      (spot, full) => number(spot) <= number(full),
    ),
    plausible('usdPerGpuHour', { series: ['provider', 'gpu'] }),
  ])
}

/**
 * What tokens cost: `{ provider, model, inputUsdPerMTok, outputUsdPerMTok, cacheReadUsdPerMTok?, contextTokens?, observedAt? }`.
 * Dollars per million tokens, from free to 1 000; reading the cache is not dearer than not having it; output below input is unusual.
 */
export function tokenPriceRules(options: ComputeMarketOptions = {}): RuleSet {
  return new RuleSet('token-price', [
    required('provider', 'model', 'inputUsdPerMTok', 'outputUsdPerMTok'),
    range('inputUsdPerMTok', { min: 0, max: 1000 }),
    range('outputUsdPerMTok', { min: 0, max: 1000 }),
    range('cacheReadUsdPerMTok', { min: 0, max: 1000 }),
    range('contextTokens', { min: 256, max: 100_000_000 }),
    recent('observedAt', { maxAgeMs: options.maxAgeMs ?? week }),
    together(
      'cache-read-not-above-input',
      ['cacheReadUsdPerMTok', 'inputUsdPerMTok'],
      (read, full) => number(read) <= number(full),
    ),
    together(
      'output-not-below-input',
      ['outputUsdPerMTok', 'inputUsdPerMTok'],
      (output, input) => number(output) >= number(input),
      'warning',
    ),
    plausible('inputUsdPerMTok', { series: ['provider', 'model'] }),
    plausible('outputUsdPerMTok', { series: ['provider', 'model'] }),
  ])
}

/**
 * What a power grid carries: `{ region, loadMw, capacityMw?, renewableShare?, usdPerMwh?, gramsCo2PerKwh?, observedAt? }`.
 * Load within capacity; shares 0–1; prices from −1 000, for surplus has been paid for taking, to 20 000 dollars.
 */
export function gridLoadRules(options: ComputeMarketOptions = {}): RuleSet {
  return new RuleSet('grid-load', [
    required('region', 'loadMw'),
    range('loadMw', { min: 0, max: 3_000_000 }),
    range('capacityMw', { min: 0, max: 5_000_000 }),
    range('renewableShare', { min: 0, max: 1 }),
    range('usdPerMwh', { min: -1000, max: 20_000 }),
    range('gramsCo2PerKwh', { min: 0, max: 2000 }),
    recent('observedAt', { maxAgeMs: options.maxAgeMs ?? week }),
    together(
      'load-within-capacity',
      ['loadMw', 'capacityMw'],
      (load, capacity) => number(load) <= 1.05 * number(capacity),
    ),
    plausible('loadMw', { series: ['region'], freeFactor: 2 }),
  ])
}

/** NaN for what is no number, so that every comparison with it fails. */
function number(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN
}

function within(value: number, min: number, max: number): boolean {
  return value >= min && value <= max
}
