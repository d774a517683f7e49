/** A merger: several answers become one. Here the longest wins, and all who gave one must look again if they differ. */
import { type Merger, Orchestrator, simulated } from 'routewise'

const longest: Merger = {
  merge(answers) {
    const best = answers.reduce((a, b) => (b.response.text.length > a.response.text.length ? b : a))
    const same = answers.every(({ response }) => response.text === best.response.text)
    return { response: best.response, confidence: same ? 1 : 0.5, from: [best.target], needsReview: !same }
  },
}

const provider = simulated({
  id: 'sim',
  models: [{ id: 'terse' }, { id: 'chatty' }],
  answer: ({ model }) => ({ text: model === 'terse' ? 'Four.' : 'Two and two are four.', latencyMs: 1 }),
})
const both = {
  name: 'both',
  plan: () => ({ mode: 'ensemble', targets: ['sim/terse', 'sim/chatty'], quorum: 2 }) as const,
}
await using orchestrator = new Orchestrator({ providers: [provider], strategy: both, merger: longest })
const { text, routing } = await orchestrator.chat({ messages: [{ role: 'user', content: '2 + 2?' }] })
export const result = `${text} (review: ${routing.merged?.needsReview})`
console.log(result)
