import { type BeliefChange, LearningEngine, MemoryStorage, VirtualClock } from 'routewise'
import { describe, expect, it } from 'vitest'
import { world } from './world.ts'

describe('what has changed significantly', () => {
  it('is an event, and stays in the log of the storage', async () => {
    const storage = new MemoryStorage()
    const behaviours = { a: { latencyMs: 100 } }
    const learning = new LearningEngine({ clock: new VirtualClock({ startMs: 1_700_000_000_000 }) })
    const { ask, orchestrator } = world(behaviours, { storage, learning, cache: false })
    const heard: BeliefChange[] = []
    orchestrator.on('belief-change', change => heard.push(change))
    for (let i = 0; i < 160; i++) {
      if (i === 40) behaviours.a.latencyMs = 900
      await ask('chat')
    }
    expect(heard.map(change => change.what)).toContain('latencyMs')
    await orchestrator[Symbol.asyncDispose]()
    const logged: unknown[] = []
    for await (const { entry } of storage.log.read()) logged.push(JSON.parse(entry))
    expect(logged).toEqual(heard.map(change => ({ type: 'belief-change', ...change })))
  })
})
