/** DASHSCOPE_API_KEY=… node examples/providers/qwen-search.ts: lets Qwen search the web, and shows where it looked. */
import { qwen } from 'routewise'

const provider = qwen({ apiKey: process.env['DASHSCOPE_API_KEY'] ?? '', region: 'international' })
const request = {
  messages: [{ role: 'user', content: 'What is new in TypeScript this month?' }],
  search: true,
} as const
const response = await provider.chat(request, { model: 'qwen3.8-flash', signal: AbortSignal.timeout(60_000) })

console.log(response.text)
for (const { url, title } of response.sources ?? []) console.log(`- ${title ?? ''} ${url}`)
for (const warning of response.warnings ?? []) console.log(`! ${warning}`)
