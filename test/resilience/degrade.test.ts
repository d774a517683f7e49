import { AllTargetsFailedError, compose, degradeLayer, drain, staticAnswer, VirtualClock } from 'routewise'
import { describe, expect, it } from 'vitest'
import { attempt, failure, response } from './fakes.ts'

const clock = new VirtualClock()
const failing = (error: unknown) => async () => {
  throw error
}
const down = new AllTargetsFailedError([failure('server'), failure('timeout')])

describe.each(['chat', 'stream'] as const)('when all models have failed, in %s', mode => {
  it('the first rung that has an answer gives it, and the answer says so', async () => {
    const stale = { name: 'stale', answer: () => ({ ...response, text: 'of yesterday' }) }
    const none = { name: 'none', answer: () => undefined }
    const broken = {
      name: 'broken',
      answer: () => {
        throw new Error('no')
      },
    }
    const call = attempt(clock, mode)
    const layer = degradeLayer([none, broken, stale, staticAnswer('sorry')], { clock })
    const reply = await compose([layer], failing(down))(call)
    expect(reply.target).toBe('degraded/stale')
    expect(await drain(reply)).toMatchObject({
      text: 'of yesterday',
      warnings: ['no model answered: this is the "stale" answer'],
    })
    expect(call.trace.events).toMatchObject([{ type: 'degraded', step: 'stale', error: down }])
  })

  it('the static answer is the last', async () => {
    const reply = await compose(
      [degradeLayer([staticAnswer('We are back soon.')])],
      failing(down),
    )(attempt(clock, mode))
    expect(await drain(reply)).toMatchObject({ text: 'We are back soon.', confidence: 0 })
  })

  it.each([failure('invalid-request')])('nothing is made up for a request that is at fault', async error => {
    const run = compose([degradeLayer([staticAnswer('sorry')])], failing(error))
    await expect(run(attempt(clock, mode))).rejects.toBe(error)
  })

  it('nor for a caller who has left, nor without a rung that has an answer', async () => {
    const signal = AbortSignal.abort('bye')
    const run = compose([degradeLayer([staticAnswer('sorry')])], failing('bye'))
    await expect(run(attempt(clock, mode, { signal }))).rejects.toBe('bye')
    await expect(compose([degradeLayer([])], failing(down))(attempt(clock, mode))).rejects.toBe(down)
  })
})
