import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const src = resolve(import.meta.dirname, '../src')

/** Folders by layer: a file may import its own folder and the doors of earlier layers. */
const layers = [
  ['runtime'],
  ['chat'],
  ['errors'],
  ['handler', 'storage'],
  ['providers', 'resilience', 'cache', 'classify', 'learning', 'merge', 'validate'],
  ['routing'],
  ['execution'],
  ['sessions', 'feedback', 'observe'],
  ['evaluate', 'files'],
  ['orchestrator'],
  ['testing', 'node', 'gpt-tokenizer'],
]
const depth = new Map(layers.flatMap((folders, level) => folders.map(folder => [folder, level] as const)))

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))

function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8')
  return [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(match => match[1] ?? '')
}

const edges = files.flatMap(file =>
  importsOf(file)
    .filter(specifier => specifier.startsWith('.'))
    .map(specifier => ({ from: file, to: relative(src, resolve(src, dirname(file), specifier)) })),
)

const folderOf = (file: string): string => file.split('/')[0] ?? ''

describe('the folders of src', () => {
  it('are all placed in a layer', () => {
    const folders = new Set(files.filter(file => file.includes('/')).map(folderOf))
    expect([...folders].filter(folder => !depth.has(folder))).toEqual([])
  })

  it('import in one direction only', () => {
    const wrong = edges.filter(({ from, to }) => {
      const [a, b] = [folderOf(from), folderOf(to)]
      return from.includes('/') && a !== b && (depth.get(b) ?? 99) >= (depth.get(a) ?? -1)
    })
    expect(wrong).toEqual([])
  })

  it('import each other through their doors', () => {
    const wrong = edges.filter(
      ({ from, to }) => folderOf(from) !== folderOf(to) && !/^[^/]+(\/[^/]+)*\/index\.ts$/.test(to),
    )
    expect(wrong).toEqual([])
  })

  it('leave clock, chance and timers to runtime', () => {
    const banned =
      /\b(Date\.now|Math\.random|performance\.now|setTimeout|setInterval|AbortSignal\.(any|timeout))\b|new Date\(\)/
    const wrong = files.filter(file => {
      const code = readFileSync(join(src, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      return folderOf(file) !== 'runtime' && banned.test(code)
    })
    expect(wrong).toEqual([])
  })

  it('need Node only behind a subpath of their own', () => {
    const wrong = files.filter(file => importsOf(file).some(specifier => specifier.startsWith('node:')))
    expect(wrong.filter(file => !/^(storage\/file|node)\//.test(file))).toEqual([])
  })
})
