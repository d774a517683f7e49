import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const generated = resolve(import.meta.dirname, '.docs')

const pages = [
  'README.md',
  ...readdirSync(resolve(root, 'docs'), { recursive: true, encoding: 'utf8' }).map(page => `docs/${page}`),
].filter(page => page.endsWith('.md'))

/** The code blocks of a page that are complete modules; one marked `no-run` needs a key or a network. */
function blocksOf(page: string): { readonly line: number; readonly code: string }[] {
  const text = readFileSync(resolve(root, page), 'utf8')
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(match => ({
    line: text.slice(0, match.index).split('\n').length,
    code: match[1] ?? '',
  }))
}

rmSync(generated, { recursive: true, force: true })
mkdirSync(generated)
afterAll(() => rmSync(generated, { recursive: true, force: true }))

describe.each(pages)('%s', page => {
  const blocks = blocksOf(page)

  it.runIf(blocks.length > 0)('has code blocks that run as they stand', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    for (const { line, code } of blocks) {
      const file = resolve(generated, `${page.replaceAll(/\W/g, '-')}-${line}.ts`)
      writeFileSync(file, code)
      await import(file).catch((error: unknown) => {
        throw new Error(`${page}, line ${line}`, { cause: error })
      })
    }
  })

  it('links only to files that exist', () => {
    const text = readFileSync(resolve(root, page), 'utf8')
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(match => match[1] ?? '')
    const missing = targets.filter(target => {
      try {
        readdirSync(resolve(root, page, '..', target))
        return false
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'ENOENT'
      }
    })
    expect(missing).toEqual([])
  })
})
