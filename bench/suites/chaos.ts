/**
 * npm run bench -- chaos: one seeded workload and one script of faults on a virtual clock, against the library with its
 * mechanisms switched on one after the other, and against its peers. The same request meets the same fate in every row.
 */
import { routewise, rows } from '../chaos/ours.ts'
import { peers } from '../chaos/peers.ts'
import { type Result, run } from '../chaos/run.ts'
import { script, world } from '../chaos/world.ts'

const seed = 1

async function suite(): Promise<void> {
  console.log('\nchaos: success, wrong answers, latency, extra calls and cost under scripted faults')
  console.log(
    'row'.padEnd(28),
    'ok %'.padStart(8),
    'failed'.padStart(7),
    'wrong'.padStart(6),
    'lost'.padStart(5),
    'p50 s'.padStart(7),
    'p99 s'.padStart(7),
    'extra %'.padStart(8),
    'cost $'.padStart(8),
    'rescued %'.padStart(10),
  )
  for (const { name, make } of peers) {
    const w = world(seed)
    print(name, await run(w, make(w)))
  }
  let openedAfterMs: number | undefined
  for (const { name, upTo } of rows) {
    const w = world(seed)
    openedAfterMs = undefined
    const contender = routewise(w, upTo, change => {
      const sinceMs = w.clock.mono() - script.outage.fromMs
      if (change.to === 'open' && change.target === script.outage.target && sinceMs >= 0) openedAfterMs ??= sinceMs
    })
    print(name, await run(w, contender))
  }
  console.log(`circuit of ${script.outage.target} open ${openedAfterMs?.toFixed(0)} ms after its outage began`)
}

function print(name: string, r: Result): void {
  console.log(
    name.padEnd(28),
    ((100 * (r.requests - r.failed)) / r.requests).toFixed(3).padStart(8),
    String(r.failed).padStart(7),
    String(r.wrong).padStart(6),
    String(r.lost).padStart(5),
    (r.p50Ms / 1000).toFixed(2).padStart(7),
    (r.p99Ms / 1000).toFixed(2).padStart(7),
    (100 * r.extraCalls).toFixed(1).padStart(8),
    r.costUsd.toFixed(2).padStart(8),
    (100 * r.fallbackSuccess).toFixed(2).padStart(10),
  )
}

export { suite as run }
