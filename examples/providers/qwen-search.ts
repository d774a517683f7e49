/**
 * node examples/providers/qwen-search.ts: lets Qwen search the web. On this wire it does not say where it looked. With
 * DASHSCOPE_API_KEY the real service, else one of this machine that searches only when it is told to.
 */
import { qwen } from 'routewise'
import { service } from './service.ts'

const apiKey = process.env['DASHSCOPE_API_KEY']
await using here = apiKey
  ? undefined
  : await service([
      body => ({
        json: {
          model: 'qwen3.8-flash',
          choices: [
            {
              message: {
                role: 'assistant',
                content: body['enable_search']
                  ? 'A release candidate came out on Monday.'
                  : 'I cannot know: my data ends last year.',
              },
              finish_reason: 'stop',
            },
          ],
          usage: { prompt_tokens: 812, completion_tokens: 14, total_tokens: 826 },
        },
      }),
    ])
const provider = qwen({ apiKey: apiKey ?? 'none', ...(here && { baseUrl: here.baseUrl }) })

const response = await provider.chat(
  { messages: [{ role: 'user', content: 'What is new in TypeScript this month?' }], search: true, reasoning: 'off' },
  { model: 'qwen3.8-flash', signal: AbortSignal.timeout(60_000) },
)
export const said = [
  response.text,
  ...(response.warnings ?? []).map(warning => `! ${warning}`),
  `[tokens] ${response.usage.inputTokens} in, ${response.usage.outputTokens} out`,
]
for (const line of said) console.log(line)
