import * as fc from 'fast-check'
import { gpuPriceRules, gridLoadRules, RuleSet, rules, tokenPriceRules, ValueHistory, VirtualClock } from 'routewise'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'

const nowMs = Date.parse('2026-01-10T00:00:00Z')
const clock = new VirtualClock({ startMs: nowMs })
const h100 = { provider: 'acme', gpu: 'H100', usdPerGpuHour: 2.5 }

describe('RuleSet', () => {
  it('reports every violation as data: rule, path, value, target', async () => {
    const set = new RuleSet('price', [rules.required('provider', 'price'), rules.range('price', { min: 0, max: 10 })])
    const report = await set.validate({ price: 12 }, { target: 'lab/a' })
    expect(report).toEqual({
      ok: false,
      checked: 1,
      failed: 1,
      violations: [
        { rule: 'required', path: 'provider', message: 'is missing', severity: 'error', target: 'lab/a' },
        { rule: 'range', path: 'price', value: 12, message: 'is outside 0 to 10', severity: 'error', target: 'lab/a' },
      ],
    })
  })

  it('takes any Standard Schema as a rule', async () => {
    const set = new RuleSet('offer', [rules.schema(z.object({ gpus: z.array(z.string()) }))])
    expect((await set.validate({ gpus: ['a'] })).ok).toBe(true)
    const { violations } = await set.validate({ gpus: ['a', 7] })
    expect(violations.map(({ rule, path }) => [rule, path])).toEqual([['schema', 'gpus[1]']])
  })

  it('takes a plain object with a function as a rule, and lives through one that throws', async () => {
    const even = {
      name: 'even',
      check: (value: unknown) => (Number(value) % 2 ? [{ path: '', message: 'is odd' }] : []),
    }
    const broken = {
      name: 'broken',
      check: () => {
        throw new TypeError('oops')
      },
    }
    const { violations } = await new RuleSet('number', [even]).and(broken).validate(3)
    expect(violations.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
      'even: is odd',
      'broken: could not be checked: TypeError',
    ])
  })

  it('checks each element of a list, and counts those that fail', async () => {
    const set = new RuleSet('price', [rules.range('price', { max: 10 })]).each(rules.unique('name'))
    const report = await set.validate([{ name: 'a', price: 1 }, { name: 'b', price: 99 }, { name: 'a' }])
    expect(report.checked).toBe(3)
    expect(report.failed).toBe(2)
    expect(report.violations.map(({ rule, path }) => [rule, path])).toEqual([
      ['unique', '[2]'],
      ['range', '[1].price'],
    ])
    expect((await set.validate('no list')).violations[0]).toMatchObject({ rule: 'list', message: 'is not a list' })
  })

  it('never throws, whatever the value', async () => {
    const sets = [gpuPriceRules(), tokenPriceRules(), gridLoadRules(), gpuPriceRules().each(rules.unique('gpu'))]
    await fc.assert(
      fc.asyncProperty(fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }), async value => {
        for (const set of sets) expect((await set.validate(value)).checked).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 200 },
    )
  })

  it('lists at most a thousand violations of a list, but counts them all', async () => {
    const report = await gpuPriceRules()
      .each()
      .validate(Array.from({ length: 10_000 }, () => ({})))
    expect(report.violations.length).toBe(1000)
    expect(report.failed).toBe(10_000)
  })
})

describe('the compute market rules', () => {
  const broken = async (set: RuleSet, value: unknown): Promise<string[]> =>
    (await set.validate(value, { nowMs })).violations.map(({ rule, path }) => `${rule} ${path}`.trim())

  it.each([
    [h100, []],
    [{ ...h100, gpus: 8, usdPerHour: 20, observedAt: '2026-01-09T00:00:00Z' }, []],
    [{ ...h100, gpus: 8, usdPerHour: 2.5 }, ['machine-is-sum-of-gpus usdPerHour']],
    [{ ...h100, spotUsdPerGpuHour: 3 }, ['spot-not-above-on-demand spotUsdPerGpuHour']],
    [{ ...h100, usdPerGpuHour: 2500 }, ['range usdPerGpuHour']],
    [{ ...h100, usdPerGpuHour: '2.5' }, ['range usdPerGpuHour']],
    [{ ...h100, usdPerGpuHour: Number.NaN }, ['range usdPerGpuHour']],
    [{ ...h100, observedAt: '2025-01-01' }, ['recent observedAt']],
    [{ ...h100, observedAt: nowMs + 3_600_000 }, ['recent observedAt']],
    [{ provider: '', gpu: 'H100' }, ['required provider', 'required usdPerGpuHour']],
  ])('find in the GPU price %j: %j', async (value, expected) => {
    expect(await broken(gpuPriceRules(), value)).toEqual(expected)
  })

  it.each([
    [{ provider: 'a', model: 'm', inputUsdPerMTok: 3, outputUsdPerMTok: 15, cacheReadUsdPerMTok: 0.3 }, []],
    [
      { provider: 'a', model: 'm', inputUsdPerMTok: 3, outputUsdPerMTok: 1 },
      ['output-not-below-input outputUsdPerMTok'],
    ],
    [
      { provider: 'a', model: 'm', inputUsdPerMTok: 3, outputUsdPerMTok: 15, cacheReadUsdPerMTok: 4 },
      ['cache-read-not-above-input cacheReadUsdPerMTok'],
    ],
  ])('find in the token price %j: %j', async (value, expected) => {
    expect(await broken(tokenPriceRules(), value)).toEqual(expected)
  })

  it.each([
    [{ region: 'DE', loadMw: 55_000, usdPerMwh: -40 }, []],
    [{ region: 'DE', loadMw: 55_000, capacityMw: 50_000 }, ['load-within-capacity loadMw']],
    [{ region: 'DE', loadMw: 55_000, renewableShare: 57 }, ['range renewableShare']],
  ])('find in the grid load %j: %j', async (value, expected) => {
    expect(await broken(gridLoadRules(), value)).toEqual(expected)
  })

  it('warns of a price that leaves its own history, and forgives a few wrong ones in it', async () => {
    const history = new ValueHistory()
    const series = rules.seriesOf(h100, 'usdPerGpuHour', ['provider', 'gpu'])
    for (const price of [2.4, 2.5, 2.45, 99, 2.5, 2.55]) history.add(series, price)
    const set = gpuPriceRules()
    const verdict = async (usdPerGpuHour: number) => set.validate({ ...h100, usdPerGpuHour }, { history: history.of })
    expect((await verdict(2.6)).violations).toEqual([])
    const odd = await verdict(9)
    expect(odd.ok).toBe(true)
    expect(odd.violations).toMatchObject([{ rule: 'plausible', path: 'usdPerGpuHour', value: 9, severity: 'warning' }])
  })
})

describe('ValueHistory', () => {
  it('keeps the newest values of the series used last', () => {
    const history = new ValueHistory({ perSeries: 2, series: 2 })
    for (const value of [1, 2, Number.NaN, 3]) history.add('a', value)
    history.add('b', 1)
    expect(history.of('a')).toEqual([2, 3])
    history.add('c', 1)
    expect(history.of('a')).toEqual([])
    expect(history.of('b')).toEqual([1])
  })
})

it('judges age by the clock that is given', async () => {
  const old = { ...h100, observedAt: '2025-12-01' }
  expect((await new RuleSet('x', gpuPriceRules().rules, { clock }).validate(old)).ok).toBe(false)
})
