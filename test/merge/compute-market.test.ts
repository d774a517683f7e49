import { expect, it } from 'vitest'
import { grade, PriceCollector } from '../../examples/compute-market/collect.ts'
import { market, sources } from '../../examples/compute-market/market.ts'

it('collects a market from three faulty sources, better the more it was corrected', async () => {
  let week = 1
  const collector = new PriceCollector(sources(() => week))
  const before = collector.weights()
  const right: number[] = []
  for (; week <= 8; week++) {
    const { offers, reports } = await collector.collect(`week-${week}`)
    const graded = grade(offers, week)
    expect(graded.invented).toBe(0)
    right.push(graded.right)
    expect(reports.get('sloppy/prices')?.ok).toBe(false)
    expect(reports.get('careful/prices')?.ok).toBe(true)
    if (week % 2 === 0) await collector.correct(`week-${week}`, market(week))
  }
  const mean = (part: readonly number[]) => part.reduce((sum, share) => sum + share, 0) / part.length
  expect(mean(right.slice(4))).toBeGreaterThan(mean(right.slice(0, 4)))
  expect(mean(right.slice(4))).toBeGreaterThan(0.9)
  const after = collector.weights()
  expect(new Set(Object.values(before)).size).toBe(1)
  expect(after['careful/prices']).toBeGreaterThan((after['sloppy/prices'] ?? 1) + 0.1)
  const lines: string[] = []
  for await (const line of collector.labelled()) lines.push(line)
  expect(lines).toHaveLength(4)
})
