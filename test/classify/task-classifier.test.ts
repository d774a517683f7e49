import fc from 'fast-check'
import { type ChatRequest, InvalidOptionsError, TaskClassifier } from 'routewise'
import { charactersRead } from './characters-read.ts'
import { describe, expect, it } from 'vitest'

const ask = (content: string): ChatRequest => ({ messages: [{ role: 'user', content }] })
const classifier = new TaskClassifier()

describe('TaskClassifier', () => {
  it.each([
    ['coding', 'Write a Python function that sorts a list of tuples by the second element'],
    ['math', 'Solve the quadratic equation x^2 - 5x + 6 = 0 and find the sum of its roots'],
    ['language', 'Translate the following sentence into French: the weather is lovely'],
    ['empathy', 'I feel so lonely and anxious since my boyfriend left me, I cry every night'],
    ['general', 'play some music by Adele on my workout playlist'],
    ['coding', '请写一个函数,对数组进行排序'],
    ['language', '把这句话翻译成英文'],
  ])('sees %s in: %s', (kind, text) => {
    expect(classifier.classify(ask(text)).kind).toBe(kind)
  })

  it('says general where it cannot tell', () => {
    expect(classifier.classify(ask('')).kind).toBe('general')
    expect(classifier.classify({ messages: [] }).kind).toBe('general')
    expect(classifier.classify({ messages: [{ role: 'tool', toolCallId: '1', content: '' }] }).kind).toBe('general')
    expect(classifier.classify(ask('qwzx vlorp')).kind).toBe('general')
  })

  it('knows the kinds and words that its user adds', () => {
    const own = new TaskClassifier({ kinds: { legal: ['contract', 'clause', 'breach of contract'] } })
    expect(own.classify(ask('Is this clause a breach of contract?')).kind).toBe('legal')
    expect(own.classify(ask('Write a Python function that sorts a list')).kind).toBe('coding')
  })

  it('reports every fault in its options', () => {
    expect(() => new TaskClassifier({ kinds: { legal: [] }, minConfidence: 2 })).toThrow(InvalidOptionsError)
    expect(() => new TaskClassifier({ kinds: { legal: [] }, minConfidence: 2 })).toThrow(/kinds\.legal.*minConfidence/)
  })

  it('reads needs from the request itself', () => {
    const { needs } = classifier.classify({
      messages: [
        {
          role: 'user',
          content: [{ type: 'image', mediaType: 'image/png', data: new URL('https://example.com/a.png') }],
        },
      ],
      tools: [{ name: 'look', parameters: {} }],
      reasoning: 'high',
    })
    expect(needs).toEqual(['images', 'tools', 'reasoning'])
  })

  it('names the form instead of the category where asked to', () => {
    const byForm = new TaskClassifier({ by: 'form' })
    expect(byForm.classify(ask('Write a story about a dragon who is afraid of fire')).kind).toBe('creative')
    expect(byForm.classify(ask('who is the president of france')).kind).toBe('simple-query')
  })

  it('reads a short follow-up together with the question before it', () => {
    const { kind } = classifier.classify({
      messages: [
        { role: 'user', content: 'Write a Python function that removes duplicates from a list' },
        { role: 'assistant', content: 'def unique(items): return list(dict.fromkeys(items))' },
        { role: 'user', content: 'and faster?' },
      ],
    })
    expect(kind).toBe('coding')
  })

  it('tells a complaint about a program from a personal trouble', () => {
    const { kind } = classifier.classify({
      messages: [
        { role: 'user', content: 'Write a Python function that sorts a list of tuples' },
        { role: 'assistant', content: 'Here it is.' },
        { role: 'user', content: 'it fails for an empty list, fix that please' },
      ],
    })
    expect(kind).toBe('coding')
  })

  it('sees the mood, the stakes and the hurry of the writer', () => {
    const angry = classifier.classify(
      ask("This is ridiculous!! It STILL doesn't work, what a useless piece of garbage"),
    )
    expect(angry.emotion?.kind).toBe('frustrated')
    const glad = classifier.classify(ask('Thank you so much, this is wonderful, I love it!'))
    expect(glad.emotion?.kind).toBe('positive')
    const urgent = classifier.classify(ask('URGENT: production outage, the server is down, help immediately'))
    const idle = classifier.classify(ask('what are good names for a cat'))
    expect(urgent.sensitivity?.latency).toBeGreaterThan(idle.sensitivity?.latency ?? 1)
    expect(urgent.sensitivity?.stakes).toBeGreaterThan(idle.sensitivity?.stakes ?? 1)
  })

  it.each([
    'Write a Python function that sorts a list of tuples by the second element',
    'Prove that there is no largest prime number. Do not use the fundamental theorem of arithmetic.',
    'What is the capital of France?',
    'Translate this into German: the train did not wait for us',
    '请写一个函数,对数组进行排序',
    'def f(x):\n    if not x: raise ValueError("never empty")\n    return x\n\nAdd type hints, nothing else.',
  ])('takes nobody who only wants something done for frustrated: %s', text => {
    const { emotion } = classifier.classify(ask(text))
    expect(emotion?.kind).not.toBe('frustrated')
    expect(emotion?.scores?.['frustrated']).toBeLessThan(0.3)
  })

  it.each([
    'I asked for JSON and got prose, again. How many times do I have to say it? This is useless.',
    'why on earth would you delete my file?! I told you not to touch it',
    'Your answer is wrong, it still crashes, and I have wasted two hours on this garbage',
    '你们的客服太差劲了,我要投诉!',
    'The support is terrible: nobody answers, I have been waiting for days and I want my money back!',
  ])('hears the frustration in: %s', text => {
    expect(classifier.classify(ask(text)).emotion?.kind).toBe('frustrated')
  })

  it.each([
    ['debug', 'My code throws an error and the function is broken, how do I fix this bug?'],
    ['explain', 'what is the purpose of photosynthesis and how does it work'],
    ['transform', 'Summarize and rephrase this paragraph in German'],
    ['solve', 'Solve the equation and calculate the area of the triangle'],
  ])('calls for %s: %s', (type, text) => {
    expect(classifier.classify(ask(text)).requestType).toBe(type)
  })

  it('finds an olympiad problem harder than small talk', () => {
    const hard = classifier.classify(
      ask(
        'Prove that for all positive integers $n$, if $a_n = \\frac{n!}{2^n}$ then the sequence diverges; derive a bound.',
      ),
    )
    expect(hard.complexity).toBeGreaterThan(classifier.classify(ask('hi, how are you?')).complexity + 0.3)
  })

  it.each(['a', '((', '\\', ' a', '"', 'é', '中', '\u0000', 'a_', '😀', '\u202eא', "a'", 'lorem { } \n'])(
    'reads twice the text with twice the work, and none beyond a limit: %j',
    part => {
      const workOf = (length: number): number =>
        charactersRead(() => classifier.classify(ask(part.repeat(length / part.length))))
      expect(workOf(6_000)).toBeLessThan(2.1 * workOf(3_000))
      expect(workOf(3_000_000)).toBeLessThan(1.1 * workOf(30_000))
    },
  )

  it('gives a defined answer for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), text => {
        const { confidence, complexity, inputTokens } = classifier.classify(ask(text))
        expect(confidence).toBeGreaterThanOrEqual(0)
        expect(confidence).toBeLessThanOrEqual(1)
        expect(complexity).toBeGreaterThanOrEqual(0)
        expect(complexity).toBeLessThanOrEqual(1)
        expect(Number.isInteger(inputTokens)).toBe(true)
      }),
    )
  })
})
