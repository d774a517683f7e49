import { type Conversation, MemoryStorage, type Sessions, SessionStore, type Target } from 'routewise'
import { sessionsContract } from 'routewise/testing'
import { describe, expect, it } from 'vitest'

/** All that keeping conversations takes. */
function inMemory(): Sessions {
  const kept = new Map<string, Conversation & { readonly previous: Target }>()
  return {
    open: id => kept.get(id) ?? { id, messages: [] },
    view: ({ id }) => ({ id, sameTopic: true, switchCostUsd: 0, ...kept.get(id) }),
    record(id, { asked, response, target }) {
      const before = kept.get(id)?.messages ?? []
      kept.set(id, {
        id,
        messages: [...before, ...asked, { role: 'assistant', content: response.text }],
        previous: target,
      })
    },
  }
}

describe.each([
  ['SessionStore over records', () => new SessionStore({ storage: new MemoryStorage() })],
  ['SessionStore over values', () => new SessionStore({ storage: { values: new MemoryStorage().values } })],
  ['an object of ten lines', inMemory],
] as const)('%s', (_, make) => {
  for (const { name, run } of sessionsContract({ make })) it(name, run)
})

describe('sessionsContract', () => {
  it('finds a keeper that mixes conversations', async () => {
    const one = inMemory()
    const mixing: Sessions = { ...one, open: () => one.open('all'), record: (_, turn) => one.record('all', turn) }
    const results = await Promise.allSettled(sessionsContract({ make: () => mixing }).map(({ run }) => run()))
    expect(results.some(({ status }) => status === 'rejected')).toBe(true)
  })
})
