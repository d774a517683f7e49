import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SseParser } from 'routewise'

interface Frame {
  readonly data: string
  readonly event: string | undefined
}

function parse(chunks: readonly string[]): Frame[] {
  const frames: Frame[] = []
  const parser = new SseParser((data, event) => frames.push({ data, event }))
  for (const chunk of chunks) parser.push(chunk)
  parser.end()
  return frames
}

const line = fc.string({ unit: fc.constantFrom('a', ' ', ':', '{', '}', '"', '中', '😀'), maxLength: 8 })
const frame = fc.record({
  data: fc.array(line, { minLength: 1, maxLength: 3 }),
  event: fc.option(fc.constantFrom('error', 'x'), { nil: undefined }),
})
const eol = fc.constantFrom('\n', '\r\n', '\r')

describe('an event stream', () => {
  it('gives the frames that were written, with any line end and with comments between them', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 5 }), eol, (frames, end) => {
        const source = frames
          .map(({ data, event }) =>
            [
              ': ping',
              'retry: 10',
              ...(event ? [`event: ${event}`] : []),
              ...data.map(text => `data: ${text}`),
              '',
              '',
            ].join(end),
          )
          .join('')
        expect(parse([source])).toEqual(frames.map(({ data, event }) => ({ data: data.join('\n'), event })))
      }),
    )
  })

  it('gives the same frames wherever it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { minLength: 1, maxLength: 3 }),
        eol,
        fc.array(fc.nat(200), { maxLength: 6 }),
        (frames, end, cuts) => {
          const source = frames.map(({ data }) => `${data.map(text => `data:${text}`).join(end)}${end}${end}`).join('')
          const points = [0, ...cuts.filter(cut => cut < source.length).sort((a, b) => a - b), source.length]
          const chunks = points.slice(1).map((point, index) => source.slice(points[index], point))
          expect(parse(chunks)).toEqual(parse([source]))
          expect(parse(source.split(''))).toEqual(parse([source]))
        },
      ),
    )
  })

  it('counts the last frame even without its empty line', () => {
    expect(parse(['data: {"a":1}'])).toEqual([{ data: '{"a":1}', event: undefined }])
    expect(parse(['data: {"a":1}\n'])).toEqual([{ data: '{"a":1}', event: undefined }])
    expect(parse(['data: a\r'])).toEqual([{ data: 'a', event: undefined }])
  })

  it('keeps what belongs to no field apart', () => {
    const parser = new SseParser(() => expect.unreachable())
    parser.push('{"error":\n{"code":1}}\nid: 7\n')
    parser.end()
    expect(JSON.parse(parser.stray)).toEqual({ error: { code: 1 } })
  })
})
