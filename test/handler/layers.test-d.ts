import type { Attempt, Call, Handler, Middleware } from 'routewise'
import { describe, expectTypeOf, it } from 'vitest'

const forCalls: Middleware = (call, next) => next(call)
const forAttempts: Middleware<Attempt> = (attempt, next) => next({ ...attempt, target: attempt.target })
const forEither = <C extends Call>(call: C, next: Handler<C>) => next(call)

describe('a layer at the wrong level', () => {
  it('does not compile', () => {
    // @ts-expect-error a layer around calls knows no target
    const attemptLayers: Middleware<Attempt>[] = [forCalls]
    // @ts-expect-error a layer around attempts needs a target, which a call has not
    const callLayers: Middleware[] = [forAttempts]
    expectTypeOf(attemptLayers).toBeArray()
    expectTypeOf(callLayers).toBeArray()
  })

  it('a generic layer fits both', () => {
    expectTypeOf(forEither).toExtend<Middleware>()
    expectTypeOf(forEither).toExtend<Middleware<Attempt>>()
  })
})
