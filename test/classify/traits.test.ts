import fc from 'fast-check'
import { type ChatRequest, type Message, TaskClassifier, topicShift, withMood } from 'routewise'
import { describe, expect, it } from 'vitest'

const ask = (content: string): ChatRequest => ({ messages: [{ role: 'user', content }] })
const classifier = new TaskClassifier()
const complexityOf = (text: string): number => classifier.classify(ask(text)).complexity

describe('the form of a request', () => {
  it.each([
    ['simple-query', 'who is the president of france'],
    [
      'complex-reasoning',
      'Seven lecturers speak on Monday to Sunday. If F speaks before G, and H speaks after J, which of the following must be true? (A) F speaks first (B) J speaks third (C) H speaks last',
    ],
    ['creative', 'Write a story about a dragon who is afraid of fire'],
    [
      'data-extraction',
      'Extract the names, dates and amounts from the text below and list them as a table: Invoice of May 3, Jane Roe, 40 dollars',
    ],
    [
      'validation',
      'Are the following two sentences paraphrases of each other? Answer yes or no. Is the claim correct?',
    ],
  ])('may be the kind, where the user chooses it: %s', (form, text) => {
    const byForm = new TaskClassifier({ by: 'form' })
    expect(byForm.classify(ask(text)).kind).toBe(form)
    expect(classifier.classify(ask(text)).form).toBe(form)
  })
})

describe('what is to be done', () => {
  it.each([
    ['debug', 'My code throws an error and the function is broken, how do I fix this bug?'],
    ['chat', 'hi, how are you today?'],
    ['generate', 'Write a poem about the sea and a short story about a lighthouse'],
    ['explain', 'what is the purpose of photosynthesis and how does it work'],
    ['analyze', 'Analyze the findings of the study and evaluate the evidence in the literature'],
    ['transform', 'Summarize and rephrase this paragraph in German'],
    ['solve', 'Solve the equation and calculate the area of the triangle'],
    ['extract', 'Extract all names and dates from the passage below and list them'],
    ['act', 'book a flight to Boston for tomorrow and set an alarm'],
  ])('is to %s: %s', (type, text) => {
    expect(classifier.classify(ask(text)).requestType).toBe(type)
  })
})

describe('what a target must be able to do', () => {
  const text: Message = { role: 'user', content: 'look at this' }
  const file = { type: 'file', mediaType: 'application/pdf', data: new URL('https://example.com/a.pdf') } as const
  const image = { type: 'image', mediaType: 'image/png', data: new Uint8Array(4) } as const

  it.each<[string, ChatRequest]>([
    ['images', { messages: [{ role: 'user', content: [image] }] }],
    ['files', { messages: [{ role: 'user', content: [file] }] }],
    ['tools', { messages: [text], tools: [{ name: 'look', parameters: {} }] }],
    ['json-schema', { messages: [text], responseFormat: { type: 'json', schema: { type: 'object' } } }],
    ['reasoning', { messages: [text], reasoning: 'high' }],
    ['search', { messages: [text], search: true }],
    ['long-context', { messages: [{ role: 'user', content: 'word '.repeat(40_000) }] }],
  ])('is %s, read from the request', (need, request) => {
    expect(classifier.classify(request).needs).toEqual([need])
  })

  it('is nothing where the request carries nothing, whatever its words say', () => {
    expect(classifier.classify(ask('Look at the attached image and search the web')).needs).toEqual([])
    expect(
      classifier.classify({ ...ask('hi'), tools: [{ name: 'a', parameters: {} }], toolChoice: 'none' }).needs,
    ).toEqual([])
    expect(classifier.classify({ ...ask('hi'), reasoning: 'off' }).needs).toEqual([])
  })
})

describe('how much cost, latency and being wrong matter', () => {
  const of = (text: string) => classifier.classify(ask(text)).sensitivity ?? { cost: 0, latency: 0, stakes: 0 }
  const plain = of('what are good names for a cat')

  it('follows what is said of it', () => {
    expect(of('give me a cheap and simple answer, in short: names for a cat').cost).toBeGreaterThan(plain.cost)
    expect(of('URGENT, production outage, I need names immediately').latency).toBeGreaterThan(plain.latency)
    expect(of('is this dosage of the medication safe with my diagnosis').stakes).toBeGreaterThan(plain.stakes)
    expect(of('is this dosage of the medication safe with my diagnosis').cost).toBeLessThan(plain.cost)
  })

  it('is 0.5, 0.5 and 0.2 where nothing is', () => {
    expect(of('')).toMatchObject({ cost: 0.5, latency: 0.5, stakes: expect.closeTo(0.2, 2) as number })
  })
})

describe('complexity', () => {
  const harder: readonly (readonly [string, string])[] = [
    [
      'hi, how are you?',
      'Analyze how a refrigerator works and why it needs a compressor; reason from the laws of thermodynamics',
    ],
    ['what is 2 + 2', 'Prove that there are infinitely many primes of the form $4n+3$'],
    [
      'play some music',
      'Derive step by step why the algorithm needs $O(n \\log n)$ comparisons, and prove the lower bound',
    ],
    [
      'translate "good morning"',
      'Compare the evidence of the randomized trials and evaluate whether the conclusion follows',
    ],
  ]
  it.each(harder)('puts "%s" below "%s"', (easy, hard) => {
    expect(complexityOf(hard)).toBeGreaterThan(complexityOf(easy) + 0.1)
  })

  it('does not fall when more of the same is asked', () => {
    const words = fc.constantFrom(
      'matrix',
      'table',
      'green',
      'prove',
      'river',
      'reason',
      'therefore',
      'study',
      'vector',
    )
    fc.assert(
      fc.property(fc.array(words, { minLength: 2, maxLength: 12 }), list => {
        const text = list.join(' ')
        expect(complexityOf(`${text}. ${text}.`)).toBeGreaterThanOrEqual(complexityOf(`${text}.`) - 0.02)
      }),
      { numRuns: 60 },
    )
  })

  it('rises when a proof is asked for on top', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 120 }), text => {
        const proof = 'Prove step by step that it follows, and derive a bound for all $n$.'
        expect(complexityOf(`${text}\n${proof}`)).toBeGreaterThan(complexityOf(text))
      }),
      { numRuns: 60 },
    )
  })
})

describe('bad input', () => {
  const bombs: Readonly<Record<string, string>> = {
    'one character 100 000 times': 'a'.repeat(100_000),
    'a bomb for backtracking': `${'a'.repeat(50_000)}!`,
    'nested brackets': '('.repeat(100_000),
    'nested quantifiers': '(a+)+$'.repeat(20_000),
    'white space': ' \t'.repeat(50_000),
    'bytes of all values': Array.from({ length: 100_000 }, (_, i) => String.fromCharCode(i % 256)).join(''),
    'half characters': '\ud83d'.repeat(50_000),
    'right to left, mixed with left to right': 'שלום hello \u202e مرحبا 你好 '.repeat(5_000),
    'combining marks': `e${'\u0301'.repeat(100_000)}`,
    'ten megabytes': 'word '.repeat(2_000_000),
  }
  it.each(Object.entries(bombs))('%s: a defined answer', (_, text) => {
    const { kind, confidence, complexity, emotion } = classifier.classify(ask(text))
    const { score } = topicShift([text, text], text)
    expect(kind).toBeTypeOf('string')
    for (const share of [confidence, complexity, score, ...Object.values(emotion?.scores ?? {})]) {
      expect(share).toBeGreaterThanOrEqual(0)
      expect(share).toBeLessThanOrEqual(1)
    }
    expect(withMood(ask(text), emotion).messages.at(-1)?.content).toBe(text)
  })

  it('reads the first 8 000 and the last 4 000 characters of a text, and nothing between', () => {
    const [start, end] = ['Why does this take so long? '.repeat(300), 'And (B) is what I expect. '.repeat(160)]
    const told = (between: string) => {
      const { features: _, ...rest } = classifier.classify(ask(start + between + end))
      return { ...rest, shift: topicShift([start], start + between + end) }
    }
    const expected = told('x'.repeat(1_000))
    fc.assert(
      fc.property(fc.string({ minLength: 1_000, maxLength: 1_000, unit: 'grapheme-ascii' }), between => {
        expect({ ...told(between), inputTokens: 0 }).toEqual({ ...expected, inputTokens: 0 })
      }),
    )
  })
})
