import { type BeliefChange, LearningEngine, normal, type Observation, seededRandom, VirtualClock } from 'routewise'
import { describe, expect, it } from 'vitest'
import { attempt, score } from './observations.ts'

/** What is told of a target while observations come in, one a second. */
function told(count: number, observation: (i: number, random: () => number) => Observation): BeliefChange[] {
  const clock = new VirtualClock()
  const learning = new LearningEngine({ clock, halfLifeMs: 120_000, halfLifeScores: 100 })
  const changes: BeliefChange[] = []
  learning.onChange(change => changes.push(change))
  const random = seededRandom('changes')
  for (let i = 0; i < count; i++) {
    clock.jump(1000)
    learning.observe({ ...observation(i, random), atMs: clock.now() })
  }
  return changes
}

describe('significant changes', () => {
  it('are not told of beliefs that only grow firmer or wander within their doubt', () => {
    const changes = told(3000, (_, random) =>
      attempt('a/one', {
        latencyMs: 500 * Math.exp(0.5 * normal(random)),
        costUsd: 0.01 * random(),
        outputTokens: 100,
      }),
    )
    expect(changes).toEqual([])
    const scored = told(3000, (_, random) => score('a/one', random() < 0.8 ? 1 : 0))
    expect(scored.length).toBeLessThanOrEqual(1)
  })

  it('are told once, with what was believed before and what is now', () => {
    const changes = told(1200, (i, random) => {
      const latencyMs = (i < 600 ? 500 : 2500) * Math.exp(0.3 * normal(random))
      return attempt('a/one', { latencyMs, costUsd: i < 600 ? 0.01 : 0.001 })
    })
    const first = (what: BeliefChange['what']): BeliefChange | undefined => changes.find(change => change.what === what)
    expect(first('latencyMs')).toMatchObject({ target: 'a/one', cause: 'evidence' })
    expect(first('latencyMs')?.from).toBeLessThan(650)
    expect(first('latencyMs')?.to).toBeGreaterThan(700)
    expect(first('costUsd')?.to).toBeLessThan(0.008)
    expect(changes.length).toBeLessThan(15)
    expect(changes.every(change => change.samples > 0 && change.atMs > 0)).toBe(true)
  })

  it('are told of availability', () => {
    const changes = told(400, i =>
      attempt('a/one', i >= 200 && i % 2 === 0 ? { status: 'failed', failure: 'server' } : {}),
    )
    expect(changes.map(change => change.what)).toContain('availability')
  })

  it('are told to nobody who has stopped listening', () => {
    const learning = new LearningEngine({ clock: new VirtualClock(), halfLifeScores: 20 })
    let heard = 0
    const stop = learning.onChange(() => heard++)
    for (let i = 0; i < 200; i++) learning.observe(score('a/one', i < 100 ? 1 : 0))
    const before = heard
    expect(before).toBeGreaterThan(0)
    stop()
    for (let i = 0; i < 200; i++) learning.observe(score('a/one', i < 100 ? 1 : 0))
    expect(heard).toBe(before)
  })
})
