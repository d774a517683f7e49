import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestOf } from 'routewise'

describe('the digest of a file', () => {
  it('is SHA-256, however the content comes in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.nat(300), { maxLength: 4 }),
        async (bytes, cuts) => {
          const points = [0, ...cuts.filter(cut => cut < bytes.length).sort((a, b) => a - b), bytes.length]
          const pieces = points.slice(1).map((point, index) => bytes.slice(points[index], point))
          const stream = (): ReadableStream<Uint8Array> =>
            new ReadableStream({
              start: controller => {
                for (const piece of pieces) controller.enqueue(piece)
                controller.close()
              },
            })
          const sha256 = createHash('sha256').update(bytes).digest('hex')
          expect(await digestOf(stream)).toEqual({ sha256, bytes: bytes.length })
          expect(await digestOf(new Blob([bytes]))).toEqual({ sha256, bytes: bytes.length })
        },
      ),
    )
  })
  it('is that of the standard', async () => {
    expect((await digestOf(new TextEncoder().encode('abc'))).sha256).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })
})
