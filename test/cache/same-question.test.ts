import fc from 'fast-check'
import {
  align,
  differenceOf,
  likeness,
  parseQuestion,
  QuestionIndex,
  ReuseThreshold,
  scopedKey,
  seededRandom,
} from 'routewise'
import { describe, expect, it, vi } from 'vitest'

const difference = (a: string, b: string) => differenceOf(align(parseQuestion(a), parseQuestion(b)))

describe('differenceOf', () => {
  it.each([
    ['How do I install version 4?', 'How do I install version 5?', 'number'],
    ['Is a dose of 5 mg safe?', 'Is a dose of 5 g safe?', 'number'],
    ['What is the weather in Paris?', 'What is the weather in London?', 'value'],
    ['Is the shop open on monday?', 'Is the shop open on tuesday?', 'value'],
    ['Which plans include support?', 'Which plans do not include support?', 'negation'],
    ['Which planet is the largest?', 'Which planet is the smallest?', 'opposite'],
    ['Who wrote the report?', 'When was the report written?', 'answer-kind'],
    ['flights from berlin to madrid', 'flights from madrid to berlin', 'roles'],
    ['Does Initech own Globex?', 'Does Globex own Initech?', 'roles'],
    [
      'The old red bridge crosses the wide blue river near the small town',
      'The small red bridge crosses the wide blue river near the old town',
      'roles',
    ],
    ['Who heads Acme Labs in Paris?', 'Who heads the Labs of Acme in Paris?', 'names'],
  ])('tells "%s" from "%s" by %s', (a, b, expected) => {
    expect([difference(a, b), difference(b, a)]).toEqual([expected, expected])
  })

  it.each([
    ['How many users signed up in May?', 'What is the number of users that signed up in May?'],
    ['When was EECS 281 last taught?', 'EECS 281 was last taught when?'],
    ['Can I get a refund?', 'Could I please get a refund?'],
    ['Are there three options?', 'Are there 3 options?'],
    [
      'In 1998 the small company moved its main office to the old harbour',
      'The small company moved its main office to the old harbour in 1998',
    ],
    [
      'When the bridge was closed, how did trucks cross the wide blue river?',
      'How did trucks cross the wide blue river when the bridge was closed?',
    ],
  ])('finds nothing that tells "%s" from "%s"', (a, b) => {
    expect(difference(a, b)).toBeUndefined()
  })

  it('is the same both ways, finds nothing between a question and itself, and gives likeness 0–1, for any text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom('who', 'Paris', '5', 'km', 'not', 'cheap', 'to')).map(words => words.join(' ')),
    )
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [a, b] = [parseQuestion(one), parseQuestion(other)]
        const alike = likeness(align(a, b), () => 1)
        expect(differenceOf(align(a, a))).toBeUndefined()
        expect(differenceOf(align(a, b))).toBe(differenceOf(align(b, a)))
        expect(alike).toBe(likeness(align(b, a), () => 1))
        expect(alike).toBeGreaterThanOrEqual(0)
        expect(alike).toBeLessThanOrEqual(1)
      }),
    )
  })

  const made = (count: number): string[] =>
    Array.from({ length: count }, (_, i) => `w${`${i}`.replaceAll(/./g, digit => 'abcdefghij'.charAt(Number(digit)))}`)

  it('gives its patterns twice the characters to read for twice the text', () => {
    const matched = vi.spyOn(RegExp.prototype, 'test')
    const readOf = (count: number): number => {
      matched.mockClear()
      parseQuestion(made(count).join(' '))
      return matched.mock.calls.reduce((sum, [text]) => sum + text.length, 0)
    }
    try {
      expect(readOf(4_000)).toBeLessThan(2.5 * readOf(2_000))
    } finally {
      matched.mockRestore()
    }
  })

  // With work that grows by the square these would take minutes.
  it.each(['a1-', 'why ', 'what is ', 'W', '. ', '"'])('takes apart %j twenty thousand times over', part => {
    expect(parseQuestion(part.repeat(20_000)).negations).toBe(0)
  })

  it('finds the turned order of twenty thousand words', () => {
    const words = made(20_000)
    const [long, turned] = [parseQuestion(words.join(' ')), parseQuestion(words.toReversed().join(' '))]
    expect(differenceOf(align(long, turned))).toBe('roles')
  })
})

describe('likeness', () => {
  const alike = (a: string, b: string) => likeness(align(parseQuestion(a), parseQuestion(b)), () => 1)

  it('takes forms of a word for the word', () => {
    expect(alike('Which courses need programming?', 'Which course needs a programmer?')).toBeGreaterThan(0.9)
  })

  it('counts a changed word as much in a long text as in one of eight words', () => {
    const text = Array.from({ length: 100 }, (_, i) => `word${String.fromCharCode(97 + (i % 26))}${'x'.repeat(i % 9)}`)
    const short = text.slice(0, 8)
    const changed = alike(['summarise', ...short].join(' '), ['criticise', ...short].join(' '))
    expect(alike(['summarise', ...text].join(' '), ['criticise', ...text].join(' '))).toBeCloseTo(changed, 1)
    expect(changed).toBeLessThan(0.85)
  })
})

describe('QuestionIndex', () => {
  it('finds the most alike question that nothing speaks against', () => {
    const index = new QuestionIndex(10)
    index.add(scopedKey('t', '1'), 'What is the refund policy for shoes?')
    index.add(scopedKey('t', '2'), 'What is the delivery time for shoes?')
    expect(index.find('the refund policy for shoes, what is it?')).toMatchObject({ key: 'v1:t:1', likeness: 1 })
    expect(index.find('Is there no refund policy for shoes?')).toBeUndefined()
  })

  it('compares by embeddings where there are any, and the guards still hold', () => {
    const index = new QuestionIndex(10)
    index.add(scopedKey('t', '1'), 'How warm is it in Rome?', [1, 0])
    expect(index.find('temperature Rome', [1, 0.1])?.likeness).toBeGreaterThan(0.99)
    expect(index.find('temperature Oslo', [1, 0])).toBeUndefined()
  })

  it('forgets the oldest where there are too many', () => {
    const index = new QuestionIndex(2)
    for (const word of ['apples', 'pears', 'plums']) index.add(scopedKey('t', word), word)
    expect(index.size).toBe(2)
    expect(index.find('apples')).toBeUndefined()
  })
})

describe('ReuseThreshold', () => {
  it('never reuses before it has seen enough', () => {
    const threshold = new ReuseThreshold({ random: () => 0 })
    for (let i = 0; i < 5; i++) threshold.observe(0.9, true)
    expect(threshold.mayReuse(1)).toBe(false)
  })

  it('keeps wrong answers within the bound, wherever errors set in', () => {
    for (const cut of [0.3, 0.7, 0.95]) {
      const random = seededRandom(`cut ${cut}`)
      const threshold = new ReuseThreshold({ errorBound: 0.02, random })
      let wrong = 0
      let reused = 0
      const total = 2000
      for (let i = 0; i < total; i++) {
        const likeness = random()
        const same = random() < (likeness > cut ? 0.998 : likeness * 0.5)
        if (!threshold.mayReuse(likeness)) threshold.observe(likeness, same)
        else {
          reused++
          if (!same) wrong++
        }
      }
      expect(wrong / total).toBeLessThan(0.02)
      expect(reused).toBeGreaterThan(0)
    }
  })
})
