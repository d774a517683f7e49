import { type ChatRequest, withMood } from 'routewise'
import { describe, expect, it } from 'vitest'

const request: ChatRequest = {
  messages: [
    { role: 'system', content: 'You are a support agent.' },
    { role: 'user', content: 'It fails again!' },
  ],
}

describe('withMood', () => {
  it('tells the model after the system messages how the writer sounds', () => {
    const { messages } = withMood(request, { kind: 'frustrated', confidence: 0.8 })
    expect(messages.map(message => message.role)).toEqual(['system', 'system', 'user'])
    expect(messages[1]?.content).toMatch(/frustrated/)
  })

  it('leaves the request as it is for a mood that is unsure or has no words', () => {
    expect(withMood(request, { kind: 'frustrated', confidence: 0.3 })).toBe(request)
    expect(withMood(request, { kind: 'neutral', confidence: 1 })).toBe(request)
    expect(withMood(request, undefined)).toBe(request)
  })

  it('uses the words it is given', () => {
    const { messages } = withMood(request, { kind: 'bored', confidence: 0.9 }, { prompts: { bored: 'Be brief.' } })
    expect(messages[1]?.content).toBe('Be brief.')
  })
})
