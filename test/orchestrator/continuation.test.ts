import fc from 'fast-check'
import {
  type ChatRequest,
  type ModelInfo,
  Orchestrator,
  type OrchestratorOptions,
  type Provider,
  simulated,
  type SimulatedFault,
  StreamInterruptedError,
  textOf,
  VirtualClock,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { inOrder, request } from './world.ts'

const full =
  'Paris is the capital of France.  It has been so, with interruptions, since 987.\n\n1. Hugh Capet\n2. The Capetians\n'
const able: ModelInfo = {
  id: 'm',
  supports: ['prefix-continuation', 'tools'],
  prices: [{ inputUsdPerMTok: 1, outputUsdPerMTok: 1 }],
}
const unable: ModelInfo = { id: 'm', supports: ['tools'] }

interface Part {
  readonly model?: ModelInfo
  /** What is answered to a request whose answer has begun so. Default: the rest of `full`. */
  readonly say?: (begun: string) => string
  /** One for each call. Default: none. */
  readonly faults?: (SimulatedFault | undefined)[]
}

function world(parts: Record<string, Part>, options: Partial<OrchestratorOptions> = {}) {
  const clock = new VirtualClock({ idle: () => new Promise(setImmediate) })
  const asked: string[] = []
  const begunOf = ({ messages }: ChatRequest): string => {
    const last = messages.at(-1)
    return last?.role === 'assistant' ? textOf(last) : ''
  }
  const providers = Object.entries(parts).map(
    ([id, { model = able, say, faults = [] }]): Provider =>
      simulated({
        id,
        models: [model],
        clock,
        answer({ request: asking }) {
          asked.push(id)
          const begun = begunOf(asking)
          const text = say ? say(begun) : full.slice(begun.length)
          return { text, latencyMs: 300, usage: { inputTokens: 10, outputTokens: 7 } }
        },
        fault: () => faults.shift(),
      }),
  )
  const [first = 'a', ...rest] = Object.keys(parts)
  const strategy = inOrder(`${first}/m`, ...rest.map(id => `${id}/m` as const))
  const orchestrator = new Orchestrator({
    providers,
    strategy,
    clock,
    afterCommit: 'continue',
    retry: false,
    circuit: false,
    ...options,
  })

  async function read(asking: ChatRequest = request) {
    const stream = orchestrator.stream(asking)
    let text = ''
    let error: unknown
    await clock.run(
      (async () => {
        try {
          for await (const event of stream) if (event.type === 'text-delta') text += event.text
        } catch (caught) {
          error = caught
        }
      })(),
    )
    return { text, error, response: error === undefined ? await stream.response : undefined }
  }
  return { asked, read, orchestrator, clock }
}

const cut = (at: number): SimulatedFault => ({ type: 'cut', at })

describe('a stream that breaks after its first words', () => {
  it('is continued from there by a target that can, and the reader sees one answer', async () => {
    const { asked, read } = world({ a: { model: unable, faults: [cut(0.4)] }, b: { model: unable }, c: {} })
    const { text, response } = await read()
    expect([text, asked]).toEqual([full, ['a', 'c']])
    expect(response).toMatchObject({
      text: full,
      finishReason: 'stop',
      warnings: [expect.stringMatching(/^a\/m broke off after \d+ characters: c\/m continued$/)],
      routing: { target: 'a/m', continued: [{ from: 'a/m', to: 'c/m', afterCharacters: expect.any(Number) }] },
    })
  })

  it('is billed for every part, and its usage is that of all', async () => {
    const { read } = world({ a: { faults: [cut(0.4)] } })
    const { response } = await read()
    const [piece] = response?.routing.continued ?? []
    const outputTokens = Math.ceil((piece?.afterCharacters ?? 0) / 4) + 7
    const inputTokens = (response?.routing.task?.inputTokens ?? 0) + 10
    expect(response?.usage).toEqual({ inputTokens, outputTokens })
    expect(response?.routing.costUsd).toBeCloseTo((inputTokens + outputTokens) / 1e6, 12)
  })

  it('is continued as often as it breaks, by the same target where it is the only one', async () => {
    const { asked, read } = world({ a: { faults: [cut(0.3), cut(0.3), cut(0.3)] } })
    const { text, response } = await read()
    expect([text, asked.length, response?.routing.continued?.length]).toEqual([full, 4, 3])
  })

  it.each([
    ['by default', {}, {}, {}],
    ['where no target declares that it can', { afterCommit: 'continue' }, { model: unable }, {}],
    ['with tools', { afterCommit: 'continue' }, {}, { tools: [{ name: 't', parameters: {} }] }],
    ['where JSON is wanted', { afterCommit: 'continue' }, {}, { responseFormat: { type: 'json' } }],
  ] as const)('fails with what came %s, and nobody else is asked', async (_, options, part, more) => {
    const { asked, read } = world(
      { a: { ...part, faults: [cut(0.4)] }, b: { model: unable } },
      { afterCommit: 'fail', ...options },
    )
    const { text, error } = await read({ ...request, ...more })
    expect(error).toBeInstanceOf(StreamInterruptedError)
    expect([asked, full.startsWith(text), text.length > 0]).toEqual([['a'], true, true])
  })

  it('fails with all that came when nobody can go on', async () => {
    const broken: SimulatedFault = { type: 'error', kind: 'server' }
    const fromThenOn = Array.from({ length: 9 }, () => broken)
    const { read, orchestrator } = world({
      a: { faults: [cut(0.3), ...fromThenOn] },
      b: { faults: [cut(0.3), ...fromThenOn] },
    })
    const { text, error } = await read()
    expect(error).toMatchObject({ code: 'stream-interrupted', partial: { text } })
    expect(full.startsWith(text)).toBe(true)
    expect((await orchestrator.report()).failures).toBe(1)
  })

  it('is not glued to an answer that another one begins anew', async () => {
    const anew = 'Paris is the capital of France, and has been for long.'
    const { text, error } = await world(
      { a: { faults: [cut(0.5)] }, b: { say: () => anew } },
      {
        strategy: inOrder('a/m', 'b/m'),
      },
    ).read()
    // The first goes on itself; where it cannot, the second is asked, and hung up on.
    expect([text, error]).toEqual([full, undefined])
    const refusing = world({ a: { model: unable, faults: [cut(0.5)] }, b: { say: () => anew } })
    const refused = await refusing.read()
    expect(refused.error).toBeInstanceOf(StreamInterruptedError)
    expect([full.startsWith(refused.text), refusing.asked]).toEqual([true, ['a', 'b']])
  })

  it('leaves no work behind when its reader leaves, or the caller aborts between two reads', async () => {
    for (const leave of ['return', 'abort'] as const) {
      const { clock, orchestrator } = world({ a: { faults: [cut(0.3)] } })
      const controller = new AbortController()
      const stream = orchestrator.stream(request, { signal: controller.signal })
      const iterator = stream[Symbol.asyncIterator]()
      for (let i = 0; i < 8; i++) await clock.run(iterator.next())
      if (leave === 'return') await iterator.return?.()
      else controller.abort('enough')
      await expect(stream.response).rejects.toBeDefined()
      await clock.advance(0)
      expect(clock.pending).toBe(0)
    }
  })

  it('reads as if it had never broken, wherever it breaks and however often', async () => {
    const words = fc.stringMatching(/^[a-z]{1,9}([ \n]{1,3}[a-zà-ü]{1,9}){0,30} ?$/)
    await fc.assert(
      fc.asyncProperty(
        words,
        fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { maxLength: 4 }),
        fc.boolean(),
        async (text, cuts, echo) => {
          // A server that says the beginning again: told from a new answer only where the beginning is long enough.
          const say = (begun: string): string => (echo && begun.length >= 24 ? text : text.slice(begun.length))
          const faults = cuts.map(cut)
          const { read } = world({ a: { say, faults: [...faults] }, b: { say, faults: [] } })
          const { text: seen, error, response } = await read()
          expect([error, seen, response?.text]).toEqual([undefined, text, text])
        },
      ),
      { numRuns: 60 },
    )
  })
})
