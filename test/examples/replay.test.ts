import { adaptive } from 'routewise'
import { describe, expect, it } from 'vitest'
import { questions } from '../../examples/replay/questions.ts'
import { reportHtml } from '../../examples/replay/report.ts'
import { always, atRandom, run } from '../../examples/replay/run.ts'
import { hindsight, outageStory, rowOf } from '../../examples/replay/summary.ts'

const asked = questions(7).slice(0, 400)
const strategy = adaptive({ perUsd: 2 })

describe('the replay of npm start', () => {
  it('loses no request in the outage of the provider that served most', async () => {
    const ours = await run({ name: 'routewise', strategy, questions: asked, seed: 7 })
    const story = outageStory(ours)
    expect(story.lost).toBe(0)
    expect(story.requests).toBeGreaterThan(20)
    expect(story.failedOver).toBeGreaterThan(0)
    expect(story.openedAfterMs).toBeDefined()
    expect(rowOf(ours).lost).toBe(0)
  })

  it('gives the same run for the same seed', async () => {
    const twice = await Promise.all(
      [1, 2].map(() => run({ name: 'routewise', strategy, questions: asked.slice(0, 100), seed: 7 })),
    )
    expect(twice[0]?.served).toEqual(twice[1]?.served)
  })

  it('loses requests where nobody stands behind the one model', async () => {
    const alone = await run({
      name: 'a',
      strategy: always('google/gemini-2.5-pro'),
      questions: asked,
      seed: 7,
      outageOf: 'google',
    })
    expect(rowOf(alone).lost).toBeGreaterThan(0)
  })

  it('draws a page that holds all it needs', async () => {
    const ours = await run({ name: 'routewise', strategy, questions: asked, seed: 7 })
    const random = await run({
      name: 'random',
      strategy: atRandom,
      questions: asked,
      seed: 7,
      outageOf: ours.outage.provider,
    })
    const html = reportHtml({
      run: ours,
      random,
      rows: [rowOf(ours)],
      singles: hindsight(asked),
      story: outageStory(ours),
    })
    expect(html.match(/<svg/g)).toHaveLength(4)
    expect(html).not.toMatch(/https?:|NaN|undefined/)
  })
})
