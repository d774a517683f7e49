import { adaptive, InvalidOptionsError, shadow } from 'routewise'
import { describe, expect, it } from 'vitest'
import { broken, inOrder, request, world } from './world.ts'

describe('shadow', () => {
  it('has another target answer too, whom nobody waits for or hears', async () => {
    const behaviours = { a: { latencyMs: 50 }, b: { latencyMs: 5000, costUsd: 0.5 } }
    const strategy = shadow(inOrder('a/m'), { target: 'b/m', share: 1 })
    const { ask, asked, clock, orchestrator } = world(behaviours, { strategy, cache: false })
    const answer = await ask('chat')
    expect(answer.text).toBe('a')
    expect(answer.routing.latencyMs).toBe(50)
    expect(answer.routing.costUsd).toBeCloseTo(0.01, 9)
    expect(asked.toSorted()).toEqual(['a', 'b'])
    await clock.run(orchestrator[Symbol.asyncDispose]())
    const { targets, costUsd } = await orchestrator.report()
    expect(targets.find(({ target }) => target === 'b/m')).toMatchObject({ attempts: 1, failures: 0, costUsd: 0.5 })
    expect(costUsd).toBeCloseTo(0.51, 9)
    const beliefs = Object.values(targets.find(({ target }) => target === 'b/m')?.beliefs ?? {})
    expect(beliefs[0]?.latencyMs).toMatchObject({ samples: 1 })
  })

  it('learns what the check says of it', async () => {
    const strategy = shadow(inOrder('a/m'), { share: 1 })
    const { ask, orchestrator } = world(
      { a: {}, b: { text: 'wrong' } },
      { strategy, cache: false, check: ({ response }) => (response.text === 'wrong' ? 0 : 1) },
    )
    for (let i = 0; i < 30; i++) await ask('chat')
    await orchestrator[Symbol.asyncDispose]()
    const { targets } = await orchestrator.report()
    const [quality] = Object.values(targets.find(({ target }) => target === 'b/m')?.quality ?? {})
    expect(quality?.samples).toBeGreaterThan(5)
    expect(quality?.mean).toBeLessThan(0.4)
  })

  it('can be judged later, by its name only', async () => {
    const { ask, orchestrator } = world(
      { a: {}, b: {} },
      { strategy: shadow(inOrder('a/m'), { share: 1 }), cache: false },
    )
    const { id } = await ask('chat')
    await orchestrator.feedback(id, { score: 1 })
    const samples = async (target: string): Promise<number> => {
      const { targets } = await orchestrator.report()
      return Object.values(targets.find(one => one.target === target)?.quality ?? {})[0]?.samples ?? -1
    }
    expect(await samples('b/m')).toBe(0)
    await orchestrator.feedback(id, { score: 0, target: 'b/m' })
    expect(await samples('b/m')).toBeGreaterThan(0)
  })

  it('hurts nobody when it fails', async () => {
    const errors: unknown[] = []
    const { ask, orchestrator } = world(
      { a: {}, b: broken },
      { strategy: shadow(inOrder('a/m'), { share: 1 }), cache: false },
    )
    orchestrator.on('background-error', error => errors.push(error))
    expect((await ask('chat')).text).toBe('a')
    await orchestrator[Symbol.asyncDispose]()
    expect(errors).toEqual([])
  })

  it('is left out where the request may not be spent on learning', async () => {
    const { ask, asked } = world({ a: {}, b: {} }, { strategy: shadow(inOrder('a/m'), { share: 1 }), cache: false })
    await ask('chat', { explore: false })
    expect(asked).toEqual(['a'])
  })

  it('asks for as many as it is told to', async () => {
    const { ask, asked } = world(
      { a: {}, b: {} },
      { strategy: shadow(inOrder('a/m'), { target: 'b/m', share: 0.2 }), cache: false },
    )
    for (let i = 0; i < 200; i++) await ask('chat')
    const shadows = asked.filter(id => id === 'b').length
    expect(shadows).toBeGreaterThan(20)
    expect(shadows).toBeLessThan(65)
    expect(() => shadow(adaptive(), { share: 2 })).toThrow(InvalidOptionsError)
  })
})

describe('configure', () => {
  it('changes strategy and thresholds from the next request on', async () => {
    const { ask, orchestrator } = world({ a: {}, b: {} }, { strategy: inOrder('a/m'), cache: false })
    expect((await ask('chat')).routing.target).toBe('a/m')
    orchestrator.configure({ strategy: inOrder('b/m') })
    expect((await ask('chat')).routing.target).toBe('b/m')
    expect(JSON.stringify(orchestrator.describe())).toContain('fixed')
    orchestrator.configure({ strategy: adaptive(), constraints: { deny: ['b/m'] } })
    expect((await ask('chat')).routing.target).toBe('a/m')
    const { candidates } = await orchestrator.preview(request)
    expect(candidates.find(({ target }) => target === 'b/m')?.excluded).toBe('denied')
    orchestrator.configure({ constraints: {} })
    expect((await orchestrator.preview(request)).candidates.every(({ excluded }) => !excluded)).toBe(true)
  })

  it('changes what money and time are worth', async () => {
    const { ask, orchestrator } = world({ a: { costUsd: 0.1 }, b: { costUsd: 0.001 } }, { cache: false })
    for (let i = 0; i < 30; i++) {
      const { id } = await ask('chat', { constraints: { allow: [i % 2 === 0 ? 'a/m' : 'b/m'] } })
      await orchestrator.feedback(id, { score: i % 2 === 0 ? 1 : 0.2 })
    }
    const target = async () => (await ask('chat', { explore: false })).routing.target
    expect(await target()).toBe('a/m')
    orchestrator.configure({ weights: { perUsd: 100 } })
    expect(await target()).toBe('b/m')
    orchestrator.configure({ weights: { perUsd: 0 } })
    expect(await target()).toBe('a/m')
  })

  it('refuses what cannot work, and changes nothing then', async () => {
    const { ask, orchestrator } = world({ a: {}, b: {} }, { strategy: inOrder('a/m'), cache: false })
    const bad = [
      { constraints: { minQuality: 2 } },
      { constraints: { deny: ['no/body' as const] } },
      { weights: { perUsd: -1 } },
      { weights: { latencyGoalMs: 0 } },
      { strategy: {} as never },
      { spread: 1 } as never,
    ]
    for (const settings of bad) {
      const both = { strategy: inOrder('b/m'), ...settings }
      expect(() => orchestrator.configure(both), JSON.stringify(settings)).toThrow(InvalidOptionsError)
      expect((await ask('chat')).routing.target).toBe('a/m')
    }
  })
})
