import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { differences, play, type WireCase } from '../../bench/eval/wire.ts'

const lines = readFileSync(new URL('../fixtures/wire/cases.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
const cases = lines.map(line => JSON.parse(line) as WireCase)
const protocols = [...new Set(cases.map(recorded => recorded.protocol))]

describe('recorded answers', () => {
  for (const protocol of protocols) {
    it(`of ${protocol} are read as they were meant`, async () => {
      const wrong: string[] = []
      for (const recorded of cases.filter(entry => entry.protocol === protocol)) {
        const found = differences(await play(recorded), recorded.expect ?? {})
        if (found.length > 0) wrong.push(`${recorded.provider}/${recorded.case}: ${found.join('; ')}`)
      }
      expect(wrong).toEqual([])
    })
  }
})
