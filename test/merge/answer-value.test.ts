import { answerValue, modelFamily } from 'routewise'
import { describe, expect, it } from 'vitest'

describe('answerValue', () => {
  const says = (
    text: string,
    toolCalls: readonly { id: string; name: string; arguments: { readonly city: string } }[] = [],
  ) => answerValue({ text, toolCalls })

  it('is the object or list that an answer holds, else its text', () => {
    expect(says('{"a": 1}')).toEqual({ a: 1 })
    expect(says('```json\n[1, 2]\n```')).toEqual([1, 2])
    expect(says('Paris [the capital]')).toBe('Paris [the capital]')
    expect(says('{"a": 1, "b": ')).toBe('{"a": 1, "b": ')
    expect(says('  ')).toBeUndefined()
  })

  it('is the calls without their ids where tools are called', () => {
    const call = { id: 'x', name: 'weather', arguments: { city: 'Rome' } }
    expect(says('', [call])).toEqual([{ name: 'weather', arguments: { city: 'Rome' } }])
  })
})

describe('modelFamily', () => {
  it.each([
    ['openai/gpt-5-mini', 'gpt'],
    ['groq/openai/gpt-oss-120b', 'gpt'],
    ['anthropic/claude-haiku-5', 'claude'],
    ['dashscope/qwen3.8-max', 'qwen'],
    ['a/m', 'a/m'],
    ['votes/12', 'votes/12'],
  ] as const)('of %s is %s', (target, family) => {
    expect(modelFamily(target)).toBe(family)
  })
})
