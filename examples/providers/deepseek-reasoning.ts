/** DEEPSEEK_API_KEY=… node examples/providers/deepseek-reasoning.ts: thinks aloud, calls a tool, and gets its thoughts back. */
import { collect, deepseek, type Message } from 'routewise'

const provider = deepseek({ apiKey: process.env['DEEPSEEK_API_KEY'] ?? '' })
const options = { model: 'deepseek-flash', signal: AbortSignal.timeout(120_000) }
const tools = [
  {
    name: 'weather',
    description: 'Weather of a place, now',
    parameters: { type: 'object', properties: { place: { type: 'string' } } },
  },
]
const messages: Message[] = [{ role: 'user', content: 'Shall I take an umbrella in Lisbon?' }]

for (let turn = 0; turn < 4; turn++) {
  const response = await collect(provider.stream?.({ messages, tools, reasoning: 'high' }, options) ?? [])
  for (const { text } of response.reasoning ?? []) console.log(`[thinks] ${text}`)
  if (response.text !== '') console.log(response.text)
  if (response.toolCalls.length === 0) break
  // Its reasoning goes back with the turn: DeepSeek demands it between tool calls.
  const content = [...(response.reasoning ?? []), { type: 'text' as const, text: response.text }]
  messages.push({ role: 'assistant', content, toolCalls: response.toolCalls })
  for (const { id } of response.toolCalls) messages.push({ role: 'tool', toolCallId: id, content: 'rain, 14 °C' })
}
