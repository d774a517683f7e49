import * as fc from 'fast-check'
import { ConfidenceWeightedMerger, type JsonValue, type Merged } from 'routewise'
import { describe, expect, it } from 'vitest'
import { answer, context, mergeWith, nonEmpty } from './answers.ts'

const scalarValue = fc.oneof(fc.integer({ min: -99, max: 99 }), fc.constantFrom('x', 'y', 'Zürich', ''), fc.boolean())
const documents = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd'),
  fc.oneof(scalarValue, fc.array(scalarValue, { maxLength: 3 })),
  {
    minKeys: 1,
  },
)

/** Every text, number and the like in a value. */
function leaves(value: JsonValue | undefined): readonly string[] {
  if (value === undefined) return []
  if (typeof value !== 'object' || value === null) return [JSON.stringify(value)]
  return Object.values(value).flatMap(inner => leaves(inner))
}

const reasons = (merged: Merged): string =>
  (merged.unread ?? []).map(({ target, reason }) => `${target}: ${reason}`).join('\n')

describe('what is not the shape that was asked for', () => {
  it('is kept as far as it came whole: no leaf is made up, wherever three documents are cut', () => {
    const cut = fc.tuple(documents, fc.double({ min: 0, max: 1, noNaN: true }))
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), parts => {
        const texts = parts.map(([value, share]) => {
          const text = JSON.stringify(value)
          return text.slice(0, 1 + Math.ceil(share * text.length))
        })
        const merged = mergeWith({ shape: 'json' }, ...nonEmpty(texts.map((text, i) => answer(`m${i}`, text))))
        const said = new Set(parts.flatMap(([value]) => leaves(value)))
        for (const leaf of leaves(merged.value)) expect(said).toContain(leaf)
        texts.forEach((text, i) => {
          if (text !== JSON.stringify(parts[i]?.[0])) expect(reasons(merged)).toContain(`lab/m${i}: `)
        })
      }),
    )
  })

  it('reads the same through prose, fences and line feeds', () => {
    const around = fc.constantFrom(
      (json: string) => `Sure! Here it is:\n${json}\nAnything else?`,
      (json: string) => `\`\`\`json\n${json}\n\`\`\``,
      (json: string) => `\uFEFF  ${json}\r\n`,
      (json: string) => `[1] says:\n\`\`\`\n${json}\n\`\`\`\n(see [2])`,
    )
    fc.assert(
      fc.property(documents, documents, around, (one, two, wrap) => {
        const value = (wrapped: boolean) =>
          mergeWith(
            { shape: 'json' },
            answer('a', wrapped ? wrap(JSON.stringify(one)) : JSON.stringify(one)),
            answer('b', JSON.stringify(two)),
          ).value
        fc.pre(JSON.stringify(one).length > 9)
        expect(value(true)).toEqual(value(false))
      }),
    )
  })

  it.each(['NaN', 'Infinity', '-Infinity', '1e999', 'undefined'])('leaves %s out and names it', word => {
    const merged = mergeWith({ shape: 'json' }, answer('a', `{"usd": ${word}, "gpu": "h100"}`))
    expect(merged.value).toEqual({ gpu: 'h100' })
    expect(reasons(merged)).toContain('usd')
  })

  it('takes the last of a key that came twice, and names it', () => {
    const merged = mergeWith({ shape: 'json' }, answer('a', '{"usd": 1, "usd": 2}'))
    expect(merged.value).toEqual({ usd: 2 })
    expect(reasons(merged)).toBe('lab/a: key "usd" twice')
  })

  it('never mixes units: the value is one that was said in its own, the other units are named', () => {
    const said = fc.tuple(fc.integer({ min: 1, max: 999 }), fc.constantFrom('$', '€', 'ms ', 'GB '))
    fc.assert(
      fc.property(fc.array(said, { minLength: 1, maxLength: 7 }), quantities => {
        const texts = quantities.map(([value, unit]) =>
          /^[$€]/u.test(unit) ? `${unit}${value}` : `${value} ${unit.trim()}`,
        )
        const merged = mergeWith({ shape: 'scalar' }, ...nonEmpty(texts.map((text, i) => answer(`m${i}`, text))))
        expect(texts).toContain(merged.response.text)
        const winner = quantities[texts.indexOf(merged.response.text)]
        const foreign = quantities.filter(([, unit]) => unit !== winner?.[1])
        expect(merged.unread?.length ?? 0).toBe(foreign.length)
      }),
    )
  })

  it('is no less than text: numbers without digits, dates and ranges are not guessed at', () => {
    for (const text of ['about ten', '2024-05-01', '3 to 5', '1.2.3', '--5', '$', '1,23,4']) {
      const merged = mergeWith({ shape: 'scalar' }, answer('a', text), answer('b', '7'))
      expect(merged.value).toBe(7)
      expect(merged.unread).toEqual([{ target: 'lab/a', reason: 'not one number' }])
    }
  })
})

describe('one hostile source', () => {
  const records = { records: { key: ['id'] } } as const
  it('wins nothing by saying it often, in one list or in elements of any kind', () => {
    const noise = fc.oneof(
      fc.constant({ id: 'x', usd: 99 }),
      fc.constant({ id: 'fake', usd: 1 }),
      fc.constant(null),
      fc.integer(),
    )
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 60 }), list => {
        const honest = JSON.stringify([{ id: 'x', usd: 2 }])
        const merged = mergeWith(
          records,
          answer('a', honest),
          answer('b', honest),
          answer('evil', JSON.stringify(list), 0.7),
        )
        expect(merged.value).toEqual([{ id: 'x', usd: 2 }])
      }),
    )
  })

  it('cannot pass one record for another by a bar in its key', () => {
    const two = { records: { key: ['a', 'b'] } } as const
    const merged = mergeWith(
      two,
      answer(
        'm',
        JSON.stringify([
          { a: 'x|y', b: 'z' },
          { a: 'x', b: 'y|z' },
        ]),
      ),
    )
    expect(merged.value).toHaveLength(2)
    expect(merged.unread).toBeUndefined()
  })

  it('makes no key of an object into code', () => {
    const merged = mergeWith(
      { shape: 'json' },
      answer('a', '{"__proto__": {"polluted": 1}, "constructor": 2, "toString": 3}'),
    )
    expect(JSON.stringify(merged.value)).toContain('"constructor":2')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('is heard in time in proportion to what it says', () => {
    const deep = '['.repeat(50_000)
    const wide = JSON.stringify(Array.from({ length: 10_000 }, (_, i) => ({ id: `r${i}`, usd: i })))
    const merged = mergeWith(
      records,
      answer('a', wide),
      answer('b', wide),
      answer('evil', deep),
      answer('mad', `${wide.slice(0, 9000)}${'{"id":'.repeat(9000)}`),
    )
    expect(merged.value).toHaveLength(10_000)
    expect(merged.unread?.map(({ target }) => target)).toContain('lab/evil')
  })
})

describe('learning from bad input', () => {
  const merger = () => new ConfidenceWeightedMerger()
  it('never throws, whatever the answers and the truth hold', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), fc.jsonValue(), (texts, truth) => {
        const learning = merger()
        const answers = nonEmpty(texts.map((text, i) => answer(`m${i}`, text)))
        learning.learn(Array.from({ length: 25 }, () => ({ answers, truth: truth as JsonValue })))
        const { confidence } = learning.merge(answers, context)
        expect(confidence).toBeGreaterThanOrEqual(0)
        expect(confidence).toBeLessThanOrEqual(1)
      }),
      { numRuns: 60 },
    )
  })

  it('a truth of one member says nothing of the others', () => {
    const learning = merger()
    const say = (name: string, usd: number) => answer(name, JSON.stringify({ usd, city: 'Rome' }))
    const answers = [say('a', 2), say('b', 3), say('c', 3)] as const
    learning.learn(Array.from({ length: 60 }, () => ({ answers, truth: { usd: 2 } })))
    expect(learning.merge(answers, context).value).toEqual({ city: 'Rome', usd: 2 })
  })
})
