import fc from 'fast-check'
import { type ChatRequest, requestKey, scopedKey } from 'routewise'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'

const request: ChatRequest = { messages: [{ role: 'user', content: 'hi' }], temperature: 0 }

describe('scopedKey', () => {
  it('never gives two scopes the same key, whatever they are called', () => {
    const name = fc.string({ unit: fc.constantFrom('a', ':', '%', '3', 'A', '/') })
    const scope = name.filter(text => text !== '')
    fc.assert(
      fc.property(scope, name, scope, name, (scopeA, a, scopeB, b) => {
        const same = scopeA === scopeB && a === b
        return (scopedKey(scopeA, a) === scopedKey(scopeB, b)) === same
      }),
    )
  })

  it('refuses an empty scope', () => {
    expect(() => scopedKey('', 'a')).toThrow('scope of a cache key is empty')
  })
})

describe('requestKey', () => {
  it('is versioned, shows the scope, and hashes the rest', async () => {
    expect(await requestKey(request, 'tenant')).toMatch(/^v1:tenant:[0-9a-f]{64}$/)
  })

  it('is the same for the same request in another order of members', async () => {
    const turned: ChatRequest = { temperature: 0, messages: [{ content: 'hi', role: 'user' }] }
    expect(await requestKey(turned, 't')).toBe(await requestKey(request, 't'))
  })

  it('differs by everything that changes the answer', async () => {
    const message = (content: string) => [{ role: 'user' as const, content }]
    const picture = (bytes: number[]): ChatRequest => ({
      messages: [{ role: 'user', content: [{ type: 'image', mediaType: 'image/png', data: new Uint8Array(bytes) }] }],
    })
    const variants: [ChatRequest, string, Parameters<typeof requestKey>[2]?][] = [
      [request, 't'],
      [request, 'u'],
      [{ ...request, messages: message('ho') }, 't'],
      [{ ...request, temperature: 1 }, 't'],
      [{ ...request, seed: 1 }, 't'],
      [{ ...request, stop: ['x'] }, 't'],
      [{ ...request, maxOutputTokens: 10 }, 't'],
      [{ ...request, reasoning: 'high' }, 't'],
      [{ ...request, tools: [{ name: 'f', parameters: {} }] }, 't'],
      [{ ...request, tools: [{ name: 'f', parameters: { type: 'object' } }] }, 't'],
      [{ ...request, tools: [{ name: 'f', parameters: {} }], toolChoice: 'required' }, 't'],
      [{ ...request, responseFormat: { type: 'json' } }, 't'],
      [{ ...request, responseFormat: { type: 'json', schema: {} } }, 't'],
      [{ ...request, providerOptions: { a: { b: 1 } } }, 't'],
      [picture([1]), 't'],
      [picture([2]), 't'],
      [request, 't', { vary: 'de' }],
      [request, 't', { constraints: { deny: ['a/b'] } }],
      [request, 't', { constraints: { allow: ['a/b'] } }],
      [request, 't', { constraints: { minQuality: 0.9 } }],
    ]
    const keys = await Promise.all(variants.map(([one, scope, options]) => requestKey(one, scope, options)))
    expect(new Set(keys).size).toBe(variants.length)
  })

  it('does not differ by what a stored answer meets anyway: price and latency', async () => {
    const constraints = { maxCostUsd: 1, maxLatencyMs: 5 }
    expect(await requestKey(request, 't', { constraints })).toBe(await requestKey(request, 't'))
  })

  it('compares schemas of other libraries by their JSON Schema, and gives up where there is none', async () => {
    const key = (schema: object) =>
      requestKey({ ...request, responseFormat: { type: 'json', schema: schema as z.ZodType } }, 't')
    expect(await key(z.object({ a: z.string() }))).toBe(await key(z.object({ a: z.string() })))
    expect(await key(z.object({ a: z.string() }))).not.toBe(await key(z.object({ a: z.number() })))
    expect(await key(mini.object({ a: mini.string() }))).toBeUndefined()
  })
})
