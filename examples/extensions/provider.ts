/** A provider: anything that answers. Here one that asks nobody. */
import { Orchestrator, type Provider, textOf } from 'routewise'

const parrot: Provider = {
  id: 'parrot',
  models: [{ id: 'grey' }],
  async chat({ messages }, { model }) {
    const text = `you said: ${messages.map(textOf).join(' ')}`
    return { text, toolCalls: [], finishReason: 'stop', usage: { inputTokens: 1, outputTokens: 1 }, model }
  },
}

await using orchestrator = new Orchestrator({ providers: [parrot] })
const { text, routing } = await orchestrator.chat({ messages: [{ role: 'user', content: 'hello' }] })
export const result = `${routing.target}: ${text}`
console.log(result)
