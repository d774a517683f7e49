/**
 * node examples/providers/minimax-thinking.ts: thinking in signed blocks that go back with the next turn. With
 * MINIMAX_API_KEY the real service, else one of this machine that looks for the signature like the real one.
 */
import { collect, type Message, minimax } from 'routewise'
import { type Said, service } from './service.ts'

const answer = (thinking: string, signature: string, text: string, tokens: number): Said => ({
  frames: [
    { type: 'message_start', message: { model: 'MiniMax-M3', usage: { input_tokens: 20, output_tokens: 0 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking } },
    { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature } },
    { type: 'content_block_stop', index: 0 },
    { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
    ...(text.match(/\S+\s*/g) ?? []).map(word => ({
      type: 'content_block_delta',
      index: 1,
      delta: { type: 'text_delta', text: word },
    })),
    { type: 'content_block_stop', index: 1 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: tokens } },
    { type: 'message_stop' },
  ],
})

const apiKey = process.env['MINIMAX_API_KEY']
await using here = apiKey
  ? undefined
  : await service([
      () => answer('7 × 143 is 1,001.', 'c2lnbmVk', 'No: 1,001 is 7 × 11 × 13.', 31),
      ({ messages }) => {
        const kept = JSON.stringify(messages[1]?.['content'] ?? '').includes('"signature":"c2lnbmVk"')
        return answer(kept ? 'I had 7 × 143.' : 'What was it?', 'b3RoZXI=', kept ? 'By 7, 11 and 13.' : 'Of what?', 17)
      },
    ])
const provider = minimax({ apiKey: apiKey ?? 'none', ...(here && { baseUrl: here.baseUrl }) })

const options = { model: 'MiniMax-M3', signal: AbortSignal.timeout(120_000) }
const messages: Message[] = []
export const said: string[] = []

for (const question of ['Is 1,001 a prime number?', 'By which primes can it be divided?']) {
  messages.push({ role: 'user', content: question })
  const response = await collect(provider.stream?.({ messages, reasoning: 'medium' }, options) ?? [])
  const { text, reasoning = [], finishReason, usage } = response
  for (const part of reasoning) said.push(`[thinks] ${part.text}`)
  said.push(text, `[${finishReason}] ${usage.outputTokens} tokens`)
  // Its thoughts with their signatures: the next turn shows them to the model, and to no other.
  messages.push({ role: 'assistant', content: [...reasoning, { type: 'text', text }] })
}
for (const line of said) console.log(line)
