import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { QuantileSketch } from '../../src/runtime/index.ts'

const times = fc.array(fc.double({ min: 1, max: 3_600_000, noNaN: true }), { minLength: 1, maxLength: 200 })

function sketchOf(list: readonly number[], memory?: number): QuantileSketch {
  const sketch = new QuantileSketch(memory)
  for (const ms of list) sketch.add(ms)
  return sketch
}

describe('a quantile of the sketch', () => {
  it('is within 2 % of the exact one', () => {
    fc.assert(
      fc.property(times, fc.double({ min: 0, max: 1, noNaN: true }), (list, q) => {
        const rank = Math.max(0, Math.ceil(q * list.length) - 1)
        const exact = list.toSorted((a, b) => a - b)[rank] ?? 0
        expect(Math.abs((sketchOf(list).quantile(q) ?? 0) - exact)).toBeLessThanOrEqual(0.0201 * exact)
      }),
    )
  })

  it('follows the newer times where old ones fade', () => {
    const changed = [...Array.from({ length: 1000 }, () => 100), ...Array.from({ length: 300 }, () => 1000)]
    expect(sketchOf(changed).quantile(0.5)).toBeCloseTo(100, -1)
    expect((sketchOf(changed, 100).quantile(0.5) ?? 0) / 1000).toBeCloseTo(1, 1)
  })

  it('has as many samples behind it as count, and none before the first', () => {
    expect(new QuantileSketch().quantile(0.5)).toBeUndefined()
    expect(sketchOf(Array.from({ length: 5000 }, () => 7)).samples).toBe(5000)
    // So many that the weights are scaled down more than once.
    expect(
      sketchOf(
        Array.from({ length: 5000 }, () => 7),
        100,
      ).samples,
    ).toBeCloseTo(100, 6)
  })

  it('takes what is shorter than 1 ms or longer than an hour for those', () => {
    expect(sketchOf([0]).quantile(1)).toBeCloseTo(1, 1)
    expect((sketchOf([1e12]).quantile(1) ?? 0) / 3_600_000).toBeCloseTo(1, 1)
  })
})
