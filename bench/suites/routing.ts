/**
 * npm run bench -- routing: what a decision and an observation cost, and how both grow with the number of targets. With
 * ROUTING_OUTCOMES=DIRECTORY also what the router gains on the recorded outcomes there (ROUTING_SEEDS orders of arrival,
 * 10 by default; ROUTING_SETS=a,b for some of the files).
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  AdaptiveRouter,
  LearningEngine,
  type Observation,
  seededRandom,
  type Target,
  type TaskProfile,
} from 'routewise'

import { readRows } from '../eval/routing-rows.ts'
import { printTable } from '../eval/routing-table.ts'

const kinds = ['coding', 'math', 'research', 'language', 'empathy', 'general']
const fallback: TaskProfile = { kind: 'general', confidence: 1, complexity: 0.5, inputTokens: 100, needs: [] }
const request = { messages: [{ role: 'user' as const, content: 'hello' }] }

export async function run(): Promise<void> {
  console.log('\nrouting: µs per call; between two decisions an answer and a score, of any target at any kind')
  console.log('targets   decide p50   decide p99       score     attempt   bytes per target and kind')
  measure(10)
  for (const count of [10, 100, 1000]) {
    const { p50, p99, scoreUs, attemptUs, bytes } = measure(count)
    const cells = [p50.toFixed(1), p99.toFixed(1), scoreUs.toFixed(2), attemptUs.toFixed(2), bytes.toFixed(0)]
    console.log(String(count).padEnd(7), ...cells.map(cell => cell.padStart(11)))
  }
  const { ROUTING_OUTCOMES: path, ROUTING_SEEDS: seeds = '10', ROUTING_SETS: sets } = process.env
  if (path === undefined) return
  const names = readdirSync(path).filter(file => /\.jsonl(\.gz)?$/.test(file))
  const wanted = sets?.split(',')
  for (const file of names.sort()) {
    const name = file.replace(/\.jsonl(\.gz)?$/, '')
    if (!wanted || wanted.includes(name)) await printTable(name, readRows(join(path, file)), Number(seeds))
  }
}

interface Measured {
  readonly p50: number
  readonly p99: number
  readonly scoreUs: number
  readonly attemptUs: number
  readonly bytes: number
}

function measure(count: number): Measured {
  const random = seededRandom('bench')
  const tasks = kinds.map(
    (kind): TaskProfile => ({ kind, confidence: 1, complexity: 0.5, inputTokens: 100, needs: [] }),
  )
  const targets = Array.from({ length: count }, (_, i) => {
    const target: Target = `provider/model-${i}`
    return { target, model: { id: target }, inFlight: 0, circuit: 'closed' as const }
  })
  const pickTask = (): TaskProfile => tasks[Math.floor(random() * tasks.length)] ?? fallback
  const pickTarget = (): Target => targets[Math.floor(random() * count)]?.target ?? 'provider/model-0'
  const score = (): Observation => {
    const fixed = { weight: 1, source: 'user', propensity: 1, atMs: Date.now() } as const
    return { type: 'feedback', task: pickTask(), target: pickTarget(), score: random() < 0.8 ? 1 : 0, ...fixed }
  }
  const attempt = (): Observation => {
    const measured = { latencyMs: 500 + 1000 * random(), firstTokenMs: 200 + 100 * random(), outputTokens: 300 }
    const fixed = { status: 'ok', costUsd: 0.001, atMs: Date.now() } as const
    return { type: 'attempt', task: pickTask(), target: pickTarget(), ...measured, ...fixed }
  }

  const before = heapBytes()
  const learning = new LearningEngine()
  const router = new AdaptiveRouter({ learning, random })
  for (let i = 0; i < count * 60; i++) for (const make of [attempt, score]) learning.observe(make())
  learning.takeDelta()
  for (const task of tasks) void router.decide({ request, task, targets })
  const bytes = (heapBytes() - before) / (count * kinds.length)

  const times: number[] = []
  for (let i = 0; i < Math.max(300, 200_000 / count); i++) {
    for (const make of [attempt, score]) learning.observe(make())
    const task = pickTask()
    const startMs = performance.now()
    void router.decide({ request, task, targets })
    times.push((performance.now() - startMs) * 1000)
  }
  const warm = times.slice(times.length / 4).sort((a, b) => a - b)
  const perObservation = (make: () => Observation): number => {
    const observations = Array.from({ length: 50_000 }, make)
    const startMs = performance.now()
    for (const observation of observations) learning.observe(observation)
    return ((performance.now() - startMs) * 1000) / observations.length
  }
  return {
    p50: warm[Math.floor(warm.length / 2)] ?? 0,
    p99: warm[Math.floor(warm.length * 0.99)] ?? 0,
    scoreUs: perObservation(score),
    attemptUs: perObservation(attempt),
    bytes,
  }
}

function heapBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
}
