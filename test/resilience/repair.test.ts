import {
  type Attempt,
  type ChatEvent,
  compose,
  drain,
  type Handler,
  repairLayer,
  replyOf,
  VirtualClock,
} from 'routewise'
import { expect, it } from 'vitest'
import { attempt, failure, FakeTarget, response } from './fakes.ts'

const clock = new VirtualClock()
const asked = (): Attempt => ({
  ...attempt(clock),
  request: { messages: [{ role: 'user', content: 'hi' }], temperature: 0.2, maxOutputTokens: 10, seed: 1 },
})

function picky(...wireNames: readonly ('temperature' | 'seed')[]): Handler<Attempt> & { calls: Attempt[] } {
  const calls: Attempt[] = []
  const handler: Handler<Attempt> = async call => {
    calls.push(call)
    const parameter = wireNames.find(name => call.request[name] !== undefined)
    if (parameter) throw failure('invalid-request', { parameter })
    return replyOf(response, call.target)
  }
  return Object.assign(handler, { calls })
}

it('leaves a refused parameter out and asks once more, says so in the answer, and remembers', async () => {
  const target = picky('temperature')
  const run = compose([repairLayer({ clock })], target)
  const answer = await drain(await run(asked()))
  expect(answer.warnings).toEqual(['test/model refuses "temperature": it was left out'])
  expect(target.calls.map(call => Object.keys(call.request))).toEqual([
    ['messages', 'temperature', 'maxOutputTokens', 'seed'],
    ['messages', 'maxOutputTokens', 'seed'],
  ])
  expect((await drain(await run(asked()))).warnings?.length).toBe(1)
  expect(target.calls.length).toBe(3)
  expect((await drain(await run(attempt(clock)))).warnings).toBe(undefined)
})

it('warns in a stream too', async () => {
  const fake = new FakeTarget(clock, { error: failure('invalid-request', { parameter: 'random_seed' }) }, {})
  const reply = await clock.run(compose([repairLayer()], fake.handler)({ ...asked(), mode: 'stream' }))
  const events: ChatEvent[] = []
  const read = async () => {
    for await (const event of reply.events) events.push(event)
  }
  await clock.run(read())
  expect(events.at(-1)).toMatchObject({ type: 'finish', warnings: ['test/model refuses "seed": it was left out'] })
  expect(await reply.outcome).toMatchObject({ status: 'ok', response: { warnings: [expect.anything()] } })
})

it('repairs one parameter a request, and learns the next from the next', async () => {
  const target = picky('temperature', 'seed')
  const run = compose([repairLayer()], target)
  await expect(run(asked())).rejects.toMatchObject({ parameter: 'seed' })
  expect((await drain(await run(asked()))).warnings?.length).toBe(2)
  expect(target.calls.length).toBe(4)
})

it.each([
  ['a parameter that changes the question', failure('invalid-request', { parameter: 'messages[0].content' })],
  ['a parameter that was not sent', failure('invalid-request', { parameter: 'reasoning_effort' })],
  ['a request that names none', failure('invalid-request')],
  ['a failure of another kind', failure('server', { parameter: 'temperature' })],
  ['a name from the prototype', failure('invalid-request', { parameter: 'constructor' })],
])('does not touch %s', async (_, error) => {
  const fake = new FakeTarget(clock, { error })
  await expect(clock.run(compose([repairLayer()], fake.handler)(asked()))).rejects.toBe(error)
  expect(fake.calls.length).toBe(1)
})
