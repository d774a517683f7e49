import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answer, mergeWith } from './answers.ts'

const options = { records: { key: ['provider', 'gpu'] } } as const
const list = (name: string, records: readonly object[], weight = 0.7) => answer(name, JSON.stringify(records), weight)
const offer = (provider: string, gpu: string, usd?: unknown) => ({ provider, gpu, ...(usd !== undefined && { usd }) })

describe('merging lists of records', () => {
  it('matches by key and merges each record as an object', () => {
    const merged = mergeWith(
      options,
      list('a', [offer('Acme', 'H100', 2.5), offer('Zeta', 'A100', 1)]),
      list('b', [offer('zeta', 'a100', 1.01), offer('acme', 'h100', 2.52)]),
      list('c', [offer('acme', 'H100', 9), offer('Zeta', 'A100', 1)]),
    )
    expect(merged.value).toEqual([offer('Acme', 'H100', 2.52), offer('Zeta', 'A100', 1)])
    expect(merged.fields?.['acme|h100.usd']).toMatchObject({
      from: ['lab/a', 'lab/b'],
      dissent: [{ target: 'lab/c', value: 9 }],
    })
  })

  it('votes on whether a record exists: what only one of three has is left out, and told', () => {
    const all = [offer('acme', 'h100', 2)]
    const merged = mergeWith(options, list('a', all), list('b', all), list('c', [...all, offer('fake', 'h900', 1)]))
    expect(merged.value).toEqual(all)
    expect(merged.fields?.['fake|h900']).toMatchObject({ from: ['lab/a', 'lab/b'], dissent: [{ target: 'lab/c' }] })
  })

  it('takes a list that broke off for an abstention, not a no', () => {
    const all = [offer('acme', 'h100', 2), offer('zeta', 'a100', 1)]
    const cut = (name: string) => answer(name, JSON.stringify(all).slice(0, 60))
    const merged = mergeWith(options, cut('a'), cut('b'), list('c', all))
    expect(merged.value).toEqual(all)
    expect(merged.unread).toContainEqual({ target: 'lab/a', reason: 'ends early: what came whole was kept' })
  })

  it('is not won by a source that repeats itself', () => {
    const honest = [offer('acme', 'h100', 2)]
    const hostile = Array.from({ length: 500 }, () => offer('acme', 'h100', 99))
    const merged = mergeWith(options, list('a', honest), list('b', honest), list('c', hostile))
    expect(merged.value).toEqual(honest)
    expect(merged.unread).toContainEqual({ target: 'lab/c', reason: 'a record of a key it already had (499 times)' })
  })

  it('names records without their key, and elements that are none', () => {
    const merged = mergeWith(options, answer('a', '[{"gpu":"h100"}, 7, {"provider":"x","gpu":"y"}]'))
    expect(merged.value).toEqual([offer('x', 'y')])
    expect(merged.unread).toEqual([
      { target: 'lab/a', reason: 'a record without provider' },
      { target: 'lab/a', reason: 'an element that is no record' },
    ])
  })

  it('makes up no value: every one stood in some answer', () => {
    const records = fc.array(
      fc.record({
        provider: fc.constantFrom('p', 'q'),
        gpu: fc.constantFrom('g', 'h'),
        usd: fc.oneof(fc.double(), fc.string()),
      }),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(records, records, records, (a, b, c) => {
        const merged = mergeWith(options, list('a', a), list('b', b), list('c', c))
        const said = new Set([a, b, c].flat().map(record => JSON.stringify(record.usd)))
        const value = Array.isArray(merged.value) ? (merged.value as readonly { readonly usd?: unknown }[]) : []
        for (const { usd } of value) if (usd !== undefined) expect(said).toContain(JSON.stringify(usd))
      }),
    )
  })

  it('merges 10 000 records', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => offer(`p${i}`, 'g', i))
    const merged = mergeWith(options, list('a', many), list('b', many))
    expect(merged.value).toHaveLength(10_000)
  })
})
