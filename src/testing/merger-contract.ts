import { canonicalJson, type ChatRequest, type NonEmpty, unknownUsage } from '../chat/index.ts'
import type { Answer, Merged, Merger } from '../merge/index.ts'
import type { ContractCase } from './storage-contract.ts'

export interface MergerContractOptions {
  readonly make: () => Merger
  /** Mergers that write an answer of their own, such as by a judge. Default false: what comes out was said by somebody. */
  readonly synthesizes?: boolean
}

/**
 * What every `Merger` must do, as cases for any test runner:
 * `for (const { name, run } of mergerContract({ make })) it(name, run)`.
 */
export function mergerContract({ make, synthesizes = false }: MergerContractOptions): readonly ContractCase[] {
  const merge = async (...answers: NonEmpty<Answer>): Promise<Merged> => make().merge(answers, context())
  const cases: Record<string, () => Promise<void>> = {
    'one answer is its own merge': async () => {
      const merged = await merge(answer('a', 'Paris'))
      equal(merged.response.text, 'Paris', 'text')
      equal(merged.from, ['lab/a'], 'from')
    },
    'answers that are the same give that answer': async () => {
      const merged = await merge(answer('a', 'Paris'), answer('b', 'Paris'), answer('c', 'Paris'))
      equal(merged.response.text, 'Paris', 'text')
    },
    'confidence is a number within 0–1, and `from` names targets that answered': async () => {
      for (const answers of hostile) {
        const { confidence, from } = await merge(...answers)
        if (!(confidence >= 0 && confidence <= 1)) throw new Error(`confidence is ${confidence}`)
        const targets = answers.map(({ target }) => target)
        if (from.length === 0 || !from.every(target => targets.includes(target))) {
          throw new Error(`from is ${from.join(', ')}, of ${targets.join(', ')}`)
        }
      }
    },
    'the order of the answers changes nothing': async () => {
      for (const [first, ...rest] of hostile) {
        const [last, ...others] = [first, ...rest].toReversed()
        equal(await merge(last ?? first, ...others), await merge(first, ...rest), 'in reverse')
      }
    },
    'its answers are left as they were': async () => {
      for (const answers of hostile) {
        const before = canonicalJson(answers)
        await merge(...answers)
        equal(canonicalJson(answers), before, 'answers')
      }
    },
    'an aborted signal ends it with its reason': async () => {
      const reason = new Error('the caller left')
      try {
        await make().merge([answer('a', 'x'), answer('b', 'y')], context(AbortSignal.abort(reason)))
      } catch (error) {
        if (error === reason) return
        throw error
      }
      throw new Error('it merged on')
    },
  }
  if (!synthesizes) {
    cases['what comes out was said by somebody'] = async () => {
      const merged = await merge(answer('a', 'Paris'), answer('b', 'Lyon'), answer('c', 'Rome'))
      if (!['Paris', 'Lyon', 'Rome'].includes(merged.response.text)) throw new Error(`made up: ${merged.response.text}`)
    }
  }
  return Object.entries(cases).map(([name, run]) => ({ name, run }))
}

function answer(name: string, text: string, weight = 0.7): Answer {
  return {
    target: `lab/${name}`,
    weight,
    response: { text, toolCalls: [], finishReason: 'stop', usage: unknownUsage, model: name },
  }
}

const hostile: readonly NonEmpty<Answer>[] = [
  [answer('a', ''), answer('b', ' \n'), answer('c', '')],
  [answer('a', '{"x": 1'), answer('b', 'Sure! {"x": 1}'), answer('c', '{"x": NaN, "x": 2}')],
  [answer('a', '[{"k": 1}, {"k": 1}]'), answer('b', '[]'), answer('c', 'null')],
  [answer('a', '$5'), answer('b', '5 EUR'), answer('c', 'five')],
  [answer('a', 'yes', 0), answer('b', 'no', 0)],
  [answer('a', 'x'.repeat(10_000)), answer('b', '['.repeat(10_000)), answer('c', '\u0000\uD800')],
]

function context(signal = new AbortController().signal): { request: ChatRequest; signal: AbortSignal } {
  return { request: { messages: [{ role: 'user', content: 'What is it?' }] }, signal }
}

function equal(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [canonicalJson(actual), canonicalJson(expected)]
  if (is !== should) throw new Error(`${what}: ${is} instead of ${should}`)
}
