/** MINIMAX_API_KEY=… node examples/providers/minimax-thinking.ts: thinking as it comes, in blocks that are kept between turns. */
import { minimax } from 'routewise'

const provider = minimax({ apiKey: process.env['MINIMAX_API_KEY'] ?? '' })
const request = { messages: [{ role: 'user', content: 'Is 1,001 a prime number?' }], reasoning: 'medium' } as const
const options = { model: 'MiniMax-M3', signal: AbortSignal.timeout(120_000) }

for await (const event of provider.stream?.(request, options) ?? []) {
  if (event.type === 'reasoning-delta') process.stderr.write(event.text)
  else if (event.type === 'text-delta') process.stdout.write(event.text)
  else if (event.type === 'finish') console.log(`\n${event.finishReason}, ${event.usage.outputTokens} tokens`)
}
