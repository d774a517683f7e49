/**
 * npm run bench -- chaos: seeded workloads and one script of faults on a virtual clock, against the library with its
 * mechanisms switched on one after the other, and against its peers. The same request meets the same fate in every row.
 */
import { routewise, rows } from '../chaos/ours.ts'
import { peers } from '../chaos/peers.ts'
import { type Contender, type Result, run as play } from '../chaos/run.ts'
import { script, type World, world } from '../chaos/world.ts'

/** None of them was looked at while the mechanisms were tuned. */
const seeds = [101, 102, 103, 104, 105]

export async function run(): Promise<void> {
  console.log('\nchaos: what becomes of the requests under scripted faults, all seeds together')
  const columns = ['ok %', 'failed', 'wrong', 'lost', 'p50 s', 'p99 s', 'extra %', 'cost $', 'rescued %']
  console.log('row'.padEnd(28), ...columns.map(column => column.padStart(9)))
  for (const { name, make } of peers) print(name, await every(make))
  for (const { name, upTo } of rows) {
    const openedMs: number[] = []
    const make = (w: World): Contender => {
      let opened = false
      return routewise(w, upTo, change => {
        const sinceMs = w.clock.mono() - script.outage.fromMs
        if (opened || change.to !== 'open' || change.target !== script.outage.target || sinceMs < 0) return
        opened = true
        openedMs.push(Math.round(sinceMs))
      })
    }
    print(name, await every(make))
    if (openedMs.length > 0) console.log(`    circuit open ${openedMs.join(', ')} ms after the outage began`)
  }
}

async function every(make: (w: World) => Contender): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const seed of seeds) {
    const w = world(seed)
    results.push(await play(w, make(w)))
  }
  return results
}

function print(name: string, results: readonly Result[]): void {
  const sum = (of: (result: Result) => number): number => results.reduce((total, result) => total + of(result), 0)
  const latencies = results.flatMap(result => result.latenciesMs).sort((a, b) => a - b)
  const seconds = (q: number): string => ((latencies[Math.floor(q * (latencies.length - 1))] ?? 0) / 1000).toFixed(2)
  const requests = sum(r => r.requests)
  const failed = sum(r => r.failed)
  const cells = [
    ((100 * (requests - failed)) / requests).toFixed(3),
    failed,
    sum(r => r.wrong),
    sum(r => r.lost),
    seconds(0.5),
    seconds(0.99),
    ((100 * (sum(r => r.calls) - requests)) / requests).toFixed(1),
    sum(r => r.costUsd).toFixed(2),
    ((100 * sum(r => r.rescued)) / sum(r => r.firstFailed)).toFixed(2),
  ]
  console.log(name.padEnd(28), ...cells.map(cell => String(cell).padStart(9)))
}
