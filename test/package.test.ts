import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const manifest = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
  exports: Record<string, string | { types: string; default: string }>
  devDependencies: Record<string, string>
  dependencies: Record<string, string>
}

describe('package.json', () => {
  const doors = Object.values(manifest.exports).filter(door => typeof door !== 'string')

  it('has types for every door, made from a source that exists', () => {
    for (const { types, default: js } of doors) {
      expect(types).toBe(js.replace(/\.js$/, '.d.ts'))
      expect(existsSync(resolve(root, types.replace('./dist', 'src').replace(/\.d\.ts$/, '.ts')))).toBe(true)
    }
  })

  it('pins every dependency exactly', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies })
    expect(versions.filter(version => !/^\d/.test(version))).toEqual([])
  })
})

it('no file of the project names a registry or a path of one machine', () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    file => /\.(ts|md|json|yml)$|^\.ci\//.test(file) && !/node_modules|dist\/|test\/fixtures|^\.git\//.test(file),
  )
  const pattern = new RegExp(['registry', 'npmjs'].join('\\.') + '|(^|[^a-z.])/(home|root)/')
  expect(files.filter(file => pattern.test(readFileSync(resolve(root, file), 'utf8')))).toEqual([])
})
