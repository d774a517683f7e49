import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { mixes } from './cache/mixes.ts'
import { judgePairs } from './cache/pairs.ts'
import { newPolicy, policyNames } from './cache/policies.ts'
import { type Replay, replayTrace } from './cache/replay.ts'
import { type Cell, isPlain, measureOf, rateOf, sizesOf, tableOf } from './cache/table.ts'
import { readTrace, type Trace } from './cache/traces.ts'

const usage = `usage: npm run eval -- cache --in TRACE --policy ${policyNames.join('|')}|all --size N[,N …] [--out FILE]
   or: npm run eval -- cache --in TRACE|FOLDER --table      every policy at four sizes of each trace
   or: npm run eval -- cache --mixes                        the same over made-up requests, by dollars
   or: npm run eval -- cache --pairs FILE [--out FILE]`

/**
 * Replays a trace through cache policies: one line of `{trace, policy, size, requests, hits, bytes, hitBytes, cost, hitCost}`
 * per policy and size. A size is a number of entries, of bytes where the trace has sizes, of blocks for prompts.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      in: { type: 'string' },
      out: { type: 'string' },
      policy: { type: 'string', default: 'routewise' },
      size: { type: 'string' },
      pairs: { type: 'string' },
      table: { type: 'boolean', default: false },
      mixes: { type: 'boolean', default: false },
    },
  })
  if (values.pairs !== undefined) return judgePairs(values.pairs, values.out)
  if (values.mixes) return printTables(mixes())
  if (values.in !== undefined && values.table) return printTables(tracesAt(values.in).map(readTrace))
  if (values.in === undefined || values.size === undefined) throw new Error(usage)
  const trace = readTrace(values.in)
  const names = values.policy === 'all' ? policyNames : [values.policy]
  const results: Replay[] = []
  for (const size of values.size.split(',').map(Number))
    for (const name of names) results.push(replayTrace(trace, name, size, newPolicy(name, size, trace)))
  const lines = results.map(result => `${JSON.stringify(result)}\n`).join('')
  if (values.out === undefined) process.stdout.write(lines)
  else writeFileSync(values.out, lines)
}

function tracesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  const names = readdirSync(path).filter(name => /\.(trace|sized|llm)(\.gz)?$/.test(name))
  return names.sort().map(name => join(path, name))
}

function printTables(traces: readonly Trace[]): void {
  const [plain, others]: [Cell[], Cell[]] = [[], []]
  for (const trace of traces) (isPlain(trace) ? plain : others).push(...cellsOf(trace))
  if (plain.length > 0) console.log(tableOf('Hits, %, where all sizes and costs are equal', plain))
  if (others.length > 0) console.log(tableOf('Saved, % of cost (of requests, where all cost the same)', others))
}

function cellsOf(trace: Trace): Cell[] {
  const names = isPlain(trace) ? policyNames : policyNames.filter(name => name !== 'belady')
  const measure = measureOf(trace)
  return sizesOf(trace).map(size => ({
    trace: trace.name,
    size,
    rates: new Map(
      names.map(name => [name, rateOf(replayTrace(trace, name, size, newPolicy(name, size, trace)), measure)]),
    ),
  }))
}
