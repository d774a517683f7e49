import { policyNames } from './policies.ts'
import type { Replay } from './replay.ts'
import type { Trace } from './traces.ts'

/** A trace is replayed at these shares of all that it asks for; cells of fewer than `MIN_ENTRIES` entries are left out. */
const SHARES = [0.005, 0.02, 0.08, 0.25]
const MIN_ENTRIES = 20

/** What a cell counts: requests where all cost the same, else what the requests cost. */
type Measure = 'hits' | 'cost'

/** One trace at one size: every policy's share of hits or cost, 0–100. */
export interface Cell {
  readonly trace: string
  readonly size: number
  readonly rates: ReadonlyMap<string, number>
}

/** The sizes at which a trace is replayed. */
export function sizesOf({ ids, sizes }: Trace): number[] {
  const known = new Map<number, number>()
  ids.forEach((id, i) => known.set(id, sizes[i] ?? 1))
  const all = [...known.values()].reduce((sum, size) => sum + size, 0)
  const mean = all / known.size
  return SHARES.map(share => Math.round(share * all)).filter(size => size / mean >= MIN_ENTRIES)
}

/** `Belady` and the gap to it mean something only where all sizes and costs are equal, and no request asks for a chain. */
export function isPlain({ sizes, costs, groups }: Trace): boolean {
  return !groups && sizes.every(size => size === sizes[0]) && costs.every(cost => cost === costs[0])
}

export function measureOf({ costs }: Trace): Measure {
  return costs.every(cost => cost === costs[0]) ? 'hits' : 'cost'
}

export function rateOf(replay: Replay, measure: Measure): number {
  return 100 * (measure === 'hits' ? replay.hits / replay.requests : replay.hitCost / replay.cost)
}

/** A table in Markdown: a row a cell, the mean, and what each policy makes of the room between LRU and the optimum. */
export function tableOf(title: string, cells: readonly Cell[]): string {
  const names = policyNames.filter(name => cells.every(({ rates }) => rates.has(name)))
  const row = (label: string, texts: readonly string[]): string => `| ${[label, ...texts].join(' | ')} |`
  const mean = (of: (cell: Cell) => number): number => cells.reduce((sum, cell) => sum + of(cell), 0) / cells.length
  const rate = (cell: Cell, name: string): number => cell.rates.get(name) ?? Number.NaN
  const means = new Map(names.map(name => [name, mean(cell => rate(cell, name))]))
  const meanOf = (name: string): number => means.get(name) ?? Number.NaN
  const lines = [
    `\n${title}\n`,
    row('', names),
    row(
      '---',
      names.map(() => '---:'),
    ),
    ...cells.map(cell =>
      row(
        `${cell.trace} ${cell.size}`,
        names.map(name => rate(cell, name).toFixed(1)),
      ),
    ),
    row(
      `mean of ${cells.length}`,
      names.map(name => meanOf(name).toFixed(1)),
    ),
    row(
      'more than LRU, %',
      names.map(name => (100 * (meanOf(name) / meanOf('lru') - 1)).toFixed(1)),
    ),
    row(
      'worst against LRU, points',
      names.map(name => Math.min(...cells.map(cell => rate(cell, name) - rate(cell, 'lru'))).toFixed(2)),
    ),
  ]
  if (names.includes('belady')) {
    const gap = meanOf('belady') - meanOf('lru')
    const shares = names.map(name => (meanOf(name) - meanOf('lru')) / gap)
    const climbing = shares[names.indexOf('w-tinylfu')] ?? Number.NaN
    lines.push(
      row(
        'share of the gap from LRU to the optimum',
        shares.map(share => share.toFixed(3)),
      ),
      row(
        'times the share of W-TinyLFU',
        shares.map(share => (share / climbing).toFixed(2)),
      ),
    )
  }
  return lines.join('\n')
}
