import { readFileSync } from 'node:fs'
import { failureEffects } from 'routewise'
import { expect, it } from 'vitest'

const page = readFileSync(new URL('../../docs/resilience.md', import.meta.url), 'utf8')
const rows = page
  .slice(page.indexOf('| kind'))
  .split('\n\n', 1)[0]
  ?.split('\n')
  .slice(2)
  .map(row => row.split('|').map(cell => cell.trim()))

const circuits = { failure: /^failure$/, throttled: /rate only/, neutral: /^neutral$/, trip: /^opens/ } as const

it('the table of failures on its page is the one that every mechanism reads', () => {
  expect(rows?.map(([, kind]) => kind?.replaceAll('`', '')).sort()).toEqual(Object.keys(failureEffects).sort())
  for (const [, name = '', , remedy, same, other, circuit, limit, advice] of rows ?? []) {
    const effect = failureEffects[name.replaceAll('`', '') as keyof typeof failureEffects]
    expect([name, remedy?.replaceAll(' ', '-')]).toEqual([name, effect.remedy])
    expect([name, same?.startsWith('yes')]).toEqual([name, effect.retryable])
    expect([name, other?.startsWith('yes')]).toEqual([name, effect.movable])
    expect([name, circuit]).toEqual([name, expect.stringMatching(circuits[effect.circuit])])
    expect([name, circuit?.includes('provider')]).toEqual([name, effect.scope === 'provider'])
    expect([name, limit === 'cut']).toEqual([name, effect.load !== 'none'])
    expect(advice).not.toBe('')
  }
})
