import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'

const expected = {
  provider: 'parrot/grey: you said: hello',
  strategy: 'sim/small, because the question is short',
  store: '2 records kept for the request',
  merger: 'Two and two are four. (review: true)',
  classifier: 'legal, complexity 0.8',
  layer: 'sim/m ok, sim/m cancelled',
}

describe.each(Object.entries(expected))('the example of a %s', (name, result) => {
  const file = new URL(`../../examples/extensions/${name}.ts`, import.meta.url)

  it('runs and says what it promises', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    const example = (await import(file.href)) as { readonly result: string }
    expect(example.result).toBe(result)
  })

  it('needs about ten lines for the extension itself', () => {
    const [, extension = ''] = readFileSync(file, 'utf8').split('\n\n')
    expect(extension.split('\n').length).toBeLessThanOrEqual(12)
  })
})
