import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anthropic, google, openai, openaiCompatible, type Provider, type Usage } from 'routewise'

const tokens = fc.nat(100_000)
const options = { model: 'm', signal: new AbortController().signal }
const request = { messages: [{ role: 'user', content: 'x' }] } as const

function sum({ inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens }: Usage): number {
  return (
    (inputTokens ?? 0) + (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0) + (outputTokens ?? 0) + (reasoningTokens ?? 0)
  )
}

async function usageOf(make: (fetch: () => Promise<Response>) => Provider, body: object): Promise<Usage> {
  return (await make(() => Promise.resolve(Response.json(body))).chat(request, options)).usage
}

const counts = fc.record({ fresh: tokens, read: tokens, written: tokens, visible: tokens, thought: tokens })

describe('the classes of usage', () => {
  it('sum to the total of every wire, each token counted once', async () => {
    await fc.assert(
      fc.asyncProperty(counts, async ({ fresh, read, written, visible, thought }) => {
        const input = fresh + read + written
        const output = visible + thought
        const choices = [{ message: { content: 'x' }, finish_reason: 'stop' }]
        const chat = {
          prompt_tokens: input,
          completion_tokens: output,
          total_tokens: input + output,
          prompt_tokens_details: { cached_tokens: read, cache_write_tokens: written },
          completion_tokens_details: { reasoning_tokens: thought },
        }
        const expected = {
          inputTokens: fresh,
          cacheReadTokens: read,
          cacheWriteTokens: written,
          outputTokens: visible,
          reasoningTokens: thought,
        }
        const compatible = (fetch: () => Promise<Response>): Provider =>
          openaiCompatible({ id: 'x', baseUrl: 'http://localhost', fetch })
        expect(await usageOf(compatible, { choices, usage: chat })).toMatchObject(expected)
        // Where reasoning stands beside the answer, the total tells.
        const apart = { ...chat, completion_tokens: visible }
        expect(sum(await usageOf(compatible, { choices, usage: apart }))).toBe(input + output)

        const responses = {
          status: 'completed',
          output: [{ type: 'message', content: [{ type: 'output_text', text: 'x' }] }],
          usage: {
            input_tokens: input,
            output_tokens: output,
            input_tokens_details: { cached_tokens: read, cache_write_tokens: written },
            output_tokens_details: { reasoning_tokens: thought },
          },
        }
        expect(await usageOf(fetch => openai({ fetch }), responses)).toMatchObject(expected)

        const messages = {
          content: [{ type: 'text', text: 'x' }],
          stop_reason: 'end_turn',
          usage: {
            input_tokens: fresh,
            cache_read_input_tokens: read,
            cache_creation_input_tokens: written,
            output_tokens: output,
            output_tokens_details: { thinking_tokens: thought },
          },
        }
        expect(await usageOf(fetch => anthropic({ fetch }), messages)).toMatchObject(expected)

        const gemini = {
          candidates: [{ content: { parts: [{ text: 'x' }] }, finishReason: 'STOP' }],
          usageMetadata: {
            promptTokenCount: fresh + read,
            cachedContentTokenCount: read,
            candidatesTokenCount: visible,
            thoughtsTokenCount: thought,
          },
        }
        expect(sum(await usageOf(fetch => google({ fetch }), gemini))).toBe(fresh + read + output)
      }),
      { numRuns: 60 },
    )
  })
})
