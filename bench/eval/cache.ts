import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { judgePairs } from './cache/pairs.ts'
import { newPolicy, policyNames } from './cache/policies.ts'
import { type Replay, replayTrace } from './cache/replay.ts'
import { readTrace } from './cache/traces.ts'

const usage = `usage: npm run eval -- cache --in TRACE --policy ${policyNames.join('|')}|all --size N[,N …] [--out FILE]
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
    },
  })
  if (values.pairs !== undefined) return judgePairs(values.pairs, values.out)
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
