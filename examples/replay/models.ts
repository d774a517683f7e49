import {
  type ChatRequest,
  type Clock,
  type NonEmpty,
  normal,
  type Provider,
  type Random,
  simulated,
  type SimulatedFault,
  type Target,
} from 'routewise'
import type { Question } from './questions.ts'

interface Model {
  readonly target: Target
  readonly label: string
  /** USD per million output tokens, to tell from the recorded cost how long the answer was. */
  readonly outputUsdPerMTok: number
  readonly firstTokenMs: number
  readonly tokensPerSecond: number
}

/** Whose outcomes were recorded. Latencies were not: they are simulated from typical speeds and the length of the answer. */
export const models: NonEmpty<Model> = [
  {
    target: 'meta-llama/llama-3.1-8b-instruct',
    label: 'llama-3.1-8b',
    outputUsdPerMTok: 0.05,
    firstTokenMs: 300,
    tokensPerSecond: 150,
  },
  {
    target: 'mistralai/mistral-large-2512',
    label: 'mistral-large',
    outputUsdPerMTok: 1.5,
    firstTokenMs: 500,
    tokensPerSecond: 80,
  },
  {
    target: 'google/gemini-2.5-flash',
    label: 'gemini-2.5-flash',
    outputUsdPerMTok: 2.5,
    firstTokenMs: 400,
    tokensPerSecond: 200,
  },
  {
    target: 'google/gemini-2.5-pro',
    label: 'gemini-2.5-pro',
    outputUsdPerMTok: 10,
    firstTokenMs: 2500,
    tokensPerSecond: 120,
  },
]

export const labelOf = (target: string): string => models.find(model => model.target === target)?.label ?? target

/** A replayed request says which question it is. */
const idOf = (request: ChatRequest): string => {
  const id = request.providerOptions?.['replay']?.['id']
  return typeof id === 'string' ? id : ''
}

/** The models' providers, which answer each question with its recorded outcome. */
export function providers(
  byId: ReadonlyMap<string, Question>,
  clock: Clock,
  random: Random,
  fault: (provider: string, atMs: number) => SimulatedFault | undefined,
): NonEmpty<Provider> {
  const make = (id: string): Provider =>
    simulated({
      id,
      clock,
      random,
      models: models
        .filter(({ target }) => target.startsWith(`${id}/`))
        .map(({ target }) => ({ id: target.slice(id.length + 1) })),
      fault: ({ atMs }) => fault(id, atMs),
      answer: ({ request, model: name }) => {
        const questionId = idOf(request)
        const model = models.find(({ target }) => target === `${id}/${name}`)
        const outcome = byId.get(questionId)?.outcomes[`${id}/${name}`]
        if (!model || !outcome) throw new Error(`no outcome of ${id}/${name} was recorded for ${questionId}`)
        const outputTokens = Math.ceil((outcome.costUsd * 1e6) / model.outputUsdPerMTok)
        const typicalMs = model.firstTokenMs + (1000 * outputTokens) / model.tokensPerSecond
        return {
          text: `the recorded answer of ${name}`,
          latencyMs: typicalMs * Math.exp(0.3 * normal(random)),
          usage: { inputTokens: undefined, outputTokens, costUsd: outcome.costUsd },
        }
      },
    })
  return [make('meta-llama'), make('mistralai'), make('google')]
}
