import { type ChatRequest, deepseek, moonshot, openaiChat } from 'routewise'
import { expect, it } from 'vitest'
import { sentBy } from './requests.ts'

const answer = { role: 'assistant', content: '```python' } as const
const question = { role: 'user', content: 'Write code.' } as const
const begun: ChatRequest = { messages: [question, answer] }

it('the beginning of an answer is marked so for the servers that continue it, and for no other', async () => {
  const beta = await sentBy(deepseek, begun, 'deepseek-flash')
  expect(beta.url).toMatch(/\/beta\/chat\/completions$/)
  expect(beta.body).toMatchObject({ messages: [question, { ...answer, prefix: true }] })
  const usual = await sentBy(deepseek, { messages: [question] }, 'deepseek-flash')
  expect(usual.url).not.toContain('beta')
  const { body } = await sentBy(moonshot, begun, 'kimi-k2.6')
  expect(body).toMatchObject({ messages: [question, { ...answer, partial: true }] })
  const plain = await sentBy(openaiChat, begun, 'gpt-4.1')
  expect(plain.body['messages']).toEqual([question, answer])
})
