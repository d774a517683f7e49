/**
 * npm run bench -- chaos: seeded workloads and one script of faults on a virtual clock, as whole answers and as streams,
 * against the orchestrator with its mechanisms switched on one after the other, and against its peers. The same request meets
 * the same fate in every row. `--tune` plays the seeds on which settings may be chosen.
 */
import { routewise, rows } from '../chaos/ours.ts'
import { gluing, peers } from '../chaos/peers.ts'
import { type Contender, type Result, run as play } from '../chaos/run.ts'
import { type Mode, script, type World, world } from '../chaos/world.ts'

const tuningSeeds = [1, 2, 3, 4, 5, 6, 7, 8]
/** None of them was looked at while anything was chosen. */
const heldOutSeeds = [501, 502, 503, 504, 505]

export async function run(): Promise<void> {
  const tunes = process.argv.includes('--tune')
  const seeds = tunes ? tuningSeeds : heldOutSeeds
  for (const mode of ['chat', 'stream'] as const) {
    console.log(
      `\nchaos, ${mode}: what becomes of the requests under scripted faults, seeds ${seeds.join(', ')} together`,
    )
    const columns = ['ok %', 'failed', 'wrong', 'lost', 'p50 s', 'p99 s', 'extra %', 'cost $', 'rescued %']
    console.log('row'.padEnd(30), ...columns.map(column => column.padStart(9)))
    for (const { name, attemptMs, make } of mode === 'stream' ? [...peers, gluing] : peers) {
      for (const ms of tunes && attemptMs < Infinity ? [5000, 8000, 10_000] : [attemptMs]) {
        const label = tunes ? `${name} ${ms / 1000} s` : name
        print(label, await every(seeds, mode, w => make(w, ms)))
      }
    }
    for (const row of mode === 'chat' ? rows.slice(0, -1) : rows) {
      const openedMs: number[] = []
      print(
        row.name,
        await every(seeds, mode, w =>
          routewise(
            w,
            row,
            whenOpened(w, ms => openedMs.push(ms)),
          ),
        ),
      )
      if (openedMs.length > 0)
        console.log(`    circuit open ${openedMs.join(', ')} ms after the first call met the outage`)
    }
  }
}

/** Tells, once, how long after a call met the outage the circuit opened. */
function whenOpened(w: World, tell: (ms: number) => void): Parameters<typeof routewise>[2] {
  let opened = false
  return change => {
    const sinceMs = w.clock.mono() - w.calls.outageMetMs
    if (opened || change.to !== 'open' || change.target !== script.outage.target || !(sinceMs >= 0)) return
    opened = true
    tell(Math.round(sinceMs))
  }
}

async function every(seeds: readonly number[], mode: Mode, make: (w: World) => Contender): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const seed of seeds) {
    const w = world(seed, mode)
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
  console.log(name.padEnd(30), ...cells.map(cell => String(cell).padStart(9)))
}
