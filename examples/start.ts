/**
 * npm start                replays recorded questions through the orchestrator, with an outage in the middle; no key needed
 * npm start -- "question"  asks the models whose providers' keys are in the environment
 */
import { writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { adaptive } from 'routewise'
import { ask } from './ask.ts'
import { models } from './replay/models.ts'
import { questions } from './replay/questions.ts'
import { reportHtml } from './replay/report.ts'
import { always, atRandom, run } from './replay/run.ts'
import { hindsight, outageStory, rowOf, sum } from './replay/summary.ts'
import * as terminal from './replay/terminal.ts'

/** What a dollar is worth, in points of quality: two for a model that is asked a thousand times. */
const PER_USD = 2

async function replay(seed: number): Promise<void> {
  const startedMs = performance.now()
  const asked = questions(seed)
  const progress = terminal.progressLine(asked.length)
  const ours = await run({
    name: 'routewise',
    strategy: adaptive({ perUsd: PER_USD }),
    questions: asked,
    seed,
    onProgress: (done, served) => {
      const quality = sum(served, request => request.score ?? 0) / done
      progress(
        done,
        quality,
        sum(served, request => request.costUsd),
      )
    },
  })
  const outageOf = ours.outage.provider
  const singles = hindsight(asked)
  const byCost = singles.toSorted((a, b) => a.usdPer1000 - b.usdPer1000)
  const rows = [rowOf(ours)]
  for (const [name, target] of [
    ['always the best', singles[0]?.target],
    ['always the cheapest', byCost[0]?.target],
  ] as const) {
    const model = models.find(entry => entry.target === target) ?? models[0]
    rows.push(
      rowOf(
        await run({
          name: `${name} (${model.label})`,
          strategy: always(model.target),
          questions: asked,
          seed,
          outageOf,
        }),
      ),
    )
  }
  const random = await run({ name: 'random', strategy: atRandom, questions: asked, seed, outageOf })
  rows.push(rowOf(random))
  if (singles[0]) rows.push(singles[0])

  const story = outageStory(ours)
  const file = resolve('report.html')
  writeFileSync(file, reportHtml({ run: ours, random, rows, singles, story }))
  console.log(`\n${terminal.comparison(rows)}\n`)
  console.log(
    `What was learned: believed quality ± deviation, by kind of task (scores seen)\n\n${terminal.learned(ours.report)}\n`,
  )
  console.log(`${terminal.outage(story)}\n`)
  console.log(`${((performance.now() - startedMs) / 1000).toFixed(1)} s. The same with plots: ${relative('.', file)}`)
}

const [question] = process.argv.slice(2)
if (question === undefined) await replay(1)
else await ask(question, process.env)
