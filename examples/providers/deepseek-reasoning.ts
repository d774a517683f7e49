/**
 * node examples/providers/deepseek-reasoning.ts: thinks aloud, calls a tool, and gets its thoughts back. With
 * DEEPSEEK_API_KEY the real service, else one of this machine that insists on its thoughts like the real one.
 */
import { collect, deepseek, type Message } from 'routewise'
import { service } from './service.ts'

const delta = (content: object, finish_reason: string | null = null): object => ({
  model: 'deepseek-flash',
  choices: [{ index: 0, delta: content, finish_reason }],
})
const usage = (prompt: number, completion: number, reasoning: number): object => ({
  choices: [],
  usage: {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    completion_tokens_details: { reasoning_tokens: reasoning },
  },
})

const apiKey = process.env['DEEPSEEK_API_KEY']
await using here = apiKey
  ? undefined
  : await service([
      () => ({
        frames: [
          delta({ role: 'assistant', reasoning_content: 'They ask about an umbrella: ' }),
          delta({ reasoning_content: 'I need the weather in Lisbon.' }),
          delta({ tool_calls: [{ index: 0, id: 'call_0', function: { name: 'weather', arguments: '{"place":' } }] }),
          delta({ tool_calls: [{ index: 0, function: { arguments: '"Lisbon"}' } }] }),
          delta({}, 'tool_calls'),
          usage(61, 48, 22),
        ],
        end: 'data: [DONE]\n\n',
      }),
      ({ messages }) =>
        messages[1]?.['reasoning_content'] === 'They ask about an umbrella: I need the weather in Lisbon.'
          ? {
              frames: [
                delta({ reasoning_content: 'Rain at 14 °C.' }),
                delta({ content: 'Yes, take one: it is raining.' }, 'stop'),
                usage(118, 21, 9),
              ],
              end: 'data: [DONE]\n\n',
            }
          : {
              json: { error: { message: 'Missing reasoning_content field', type: 'invalid_request_error' } },
              status: 400,
            },
    ])
const provider = deepseek({ apiKey: apiKey ?? 'none', ...(here && { baseUrl: here.baseUrl }) })

const options = { model: 'deepseek-flash', signal: AbortSignal.timeout(120_000) }
const tools = [
  {
    name: 'weather',
    description: 'Weather of a place, now',
    parameters: { type: 'object', properties: { place: { type: 'string' } } },
  },
]
const messages: Message[] = [{ role: 'user', content: 'Shall I take an umbrella in Lisbon?' }]

export const said: string[] = []
for (let turn = 0; turn < 4; turn++) {
  const response = await collect(provider.stream?.({ messages, tools, reasoning: 'high' }, options) ?? [])
  for (const { text } of response.reasoning ?? []) said.push(`[thinks] ${text}`)
  for (const call of response.toolCalls) said.push(`[calls] ${call.name}(${JSON.stringify(call.arguments)})`)
  if (response.text !== '') said.push(response.text)
  const { inputTokens, outputTokens, reasoningTokens } = response.usage
  said.push(`[tokens] ${inputTokens} in, ${outputTokens} out, ${reasoningTokens ?? 0} of thinking`)
  if (response.toolCalls.length === 0) break
  // Its reasoning goes back with the turn: DeepSeek demands it between tool calls.
  const content = [...(response.reasoning ?? []), { type: 'text' as const, text: response.text }]
  messages.push({ role: 'assistant', content, toolCalls: response.toolCalls })
  for (const { id } of response.toolCalls) messages.push({ role: 'tool', toolCallId: id, content: 'rain, 14 °C' })
}
for (const line of said) console.log(line)
