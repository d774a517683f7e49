/** A classifier: what kind of work is this? Here there are two kinds; learning and strategies go by them at once. */
import { type Classifier, estimateTokens, Orchestrator, simulated, textOf } from 'routewise'

const legalOrNot: Classifier = {
  classify(request) {
    const legal = request.messages.some(message => /\b(contract|clause|liable)\b/i.test(textOf(message)))
    const kind = legal ? 'legal' : 'other'
    return { kind, confidence: 0.9, complexity: legal ? 0.8 : 0.3, inputTokens: estimateTokens(request), needs: [] }
  },
}

const provider = simulated({ id: 'sim', models: [{ id: 'm' }], answer: () => ({ text: 'It depends.', latencyMs: 1 }) })
await using orchestrator = new Orchestrator({ providers: [provider], classifier: legalOrNot })
const { routing } = await orchestrator.chat({ messages: [{ role: 'user', content: 'Who is liable?' }] })
export const result = `${routing.task?.kind}, complexity ${routing.task?.complexity}`
console.log(result)
