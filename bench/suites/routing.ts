/**
 * npm run bench -- routing: what a decision and an observation cost, and how both grow with the number of targets. With
 * ROUTING_OUTCOMES=DIRECTORY also what the router gains on the recorded outcomes there (ROUTING_SEEDS orders of arrival,
 * 10 by default; ROUTING_SETS=a,b for some of the files).
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AdaptiveRouter, LearningEngine, seededRandom, type Target, type TaskProfile } from 'routewise'

import { readRows } from '../eval/routing-rows.ts'
import { printTable } from '../eval/routing-table.ts'

const kinds = ['coding', 'math', 'research', 'language', 'empathy', 'general']
const request = { messages: [{ role: 'user' as const, content: 'hello' }] }

export async function run(): Promise<void> {
  console.log('\nrouting: µs per call, one score between two decisions')
  console.log('targets   decide p50   decide p99   observe   bytes per target and kind')
  for (const count of [10, 100, 1000]) {
    const { p50, p99, observeUs, bytes } = measure(count)
    const cells = [p50.toFixed(1), p99.toFixed(1), observeUs.toFixed(2), bytes.toFixed(0)].map(cell =>
      cell.padStart(11),
    )
    console.log(String(count).padEnd(7), ...cells)
  }
  const { ROUTING_OUTCOMES: path, ROUTING_SEEDS: seeds = '10', ROUTING_SETS: sets } = process.env
  if (path === undefined) return
  const names = readdirSync(path).filter(file => /\.jsonl(\.gz)?$/.test(file))
  const wanted = sets?.split(',')
  for (const file of names.sort()) {
    const name = file.replace(/\.jsonl(\.gz)?$/, '')
    if (!wanted || wanted.includes(name)) printTable(name, readRows(join(path, file)), Number(seeds))
  }
}

function measure(count: number): { p50: number; p99: number; observeUs: number; bytes: number } {
  const before = heapBytes()
  const random = seededRandom('bench')
  const learning = new LearningEngine()
  const router = new AdaptiveRouter({ learning, random })
  const targets = Array.from({ length: count }, (_, i) => {
    const target: Target = `provider/model-${i}`
    return { target, model: { id: target }, inFlight: 0, circuit: 'closed' as const }
  })
  const pick = (): { target: Target; task: TaskProfile } => {
    const kind = kinds[Math.floor(random() * kinds.length)] ?? 'general'
    const target = targets[Math.floor(random() * count)]?.target ?? 'provider/model-0'
    return { target, task: { kind, confidence: 1, complexity: 0.5, inputTokens: 100, needs: [] } }
  }
  const score = ({ target, task }: ReturnType<typeof pick>): void => {
    const fixed = { weight: 1, source: 'user', propensity: 1, atMs: 0 } as const
    learning.observe({ type: 'feedback', task, target, score: random() < 0.8 ? 1 : 0, ...fixed })
  }
  for (let i = 0; i < count * 60; i++) score(pick())
  learning.takeDelta()
  const bytes = (heapBytes() - before) / (count * kinds.length)

  const times: number[] = []
  for (let i = 0; i < Math.max(300, 200_000 / count); i++) {
    score(pick())
    const { task } = pick()
    const startMs = performance.now()
    void router.decide({ request, task, targets })
    times.push((performance.now() - startMs) * 1000)
  }
  const warm = times.slice(times.length / 4).sort((a, b) => a - b)
  const picks = Array.from({ length: 50_000 }, pick)
  const startMs = performance.now()
  for (const one of picks) score(one)
  const observeUs = ((performance.now() - startMs) * 1000) / picks.length
  return {
    p50: warm[Math.floor(warm.length / 2)] ?? 0,
    p99: warm[Math.floor(warm.length * 0.99)] ?? 0,
    observeUs,
    bytes,
  }
}

function heapBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
}
