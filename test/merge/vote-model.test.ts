import * as fc from 'fast-check'
import {
  InvalidOptionsError,
  type JsonObject,
  type Random,
  seededRandom,
  systemClock,
  VoteModel,
  type VoteTask,
} from 'routewise'
import { describe, expect, it } from 'vitest'

const options = ['A', 'B', 'C', 'D']

interface Sources {
  /** By source: how often it is right. */
  readonly skills: readonly number[]
  /** Share of wrong votes that fall for the task's distractor. */
  readonly drawn?: number
}

function pick(random: Random, list: readonly string[]): string {
  return list[Math.floor(random() * list.length)] ?? ''
}

/** Tasks whose votes are drawn by known skills, with their truth beside them. */
function simulate(sources: Sources, count: number, seed: string): readonly (VoteTask & { readonly truth: string })[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => {
    const truth = pick(random, options)
    const wrong = options.filter(option => option !== truth)
    const distractor = pick(random, wrong)
    const votes = sources.skills.map((skill, s) => {
      const isRight = random() < skill
      const isDrawn = random() < (sources.drawn ?? 0)
      return { source: `s${s}`, label: isRight ? truth : isDrawn ? distractor : pick(random, wrong) }
    })
    return { votes, truth }
  })
}

function hidden(tasks: readonly VoteTask[]): readonly VoteTask[] {
  return tasks.map(({ votes }) => ({ votes }))
}

function accuracy(model: VoteModel, tasks: readonly (VoteTask & { readonly truth: string })[]): number {
  const right = tasks.filter(({ votes, truth }) => model.posterior(votes)?.labels[0]?.label === truth)
  return right.length / tasks.length
}

function plurality(tasks: readonly (VoteTask & { readonly truth: string })[]): number {
  const credit = tasks.map(({ votes, truth }) => {
    const counts = options.map(option => votes.filter(({ label }) => label === option).length)
    const most = Math.max(...counts)
    const tied = counts.filter(count => count === most).length
    return counts[options.indexOf(truth)] === most ? 1 / tied : 0
  })
  return credit.reduce((sum, share) => sum + share, 0) / tasks.length
}

describe('VoteModel', () => {
  it('says nothing before it has seen enough, nor of nothing', () => {
    const model = new VoteModel()
    expect(model.posterior([{ source: 'a', label: 'A' }])).toBeUndefined()
    model.learn(simulate({ skills: [0.9, 0.5] }, 50, 'few'))
    expect(model.posterior([])).toBeUndefined()
    expect(model.posterior([{ source: 's0', label: 'never seen' }])).toBeUndefined()
  })

  it('finds out whom to believe from agreement alone', () => {
    const sources = { skills: [0.9, 0.9, 0.4, 0.4, 0.4] }
    const model = new VoteModel()
    model.learn(hidden(simulate(sources, 400, 'agree')))
    const fresh = simulate(sources, 400, 'agree, later')
    expect(accuracy(model, fresh)).toBeGreaterThan(plurality(fresh) + 0.03)
    expect(model.skillOf('s0')).toBeGreaterThan(0.8)
    expect(model.skillOf('s4')).toBeLessThan(0.6)
  })

  it('does not count the agreement of weak sources that err together', () => {
    const sources = { skills: [0.85, 0.8, 0.5, 0.45, 0.4, 0.4, 0.35], drawn: 0.85 }
    const model = new VoteModel()
    model.learn(hidden(simulate(sources, 600, 'trap')))
    const fresh = simulate(sources, 600, 'trap, later')
    expect(accuracy(model, fresh)).toBeGreaterThan(plurality(fresh) + 0.1)
  })

  it('is not led much further astray than the plurality by a crowd that errs together', () => {
    const sources = { skills: [0.85, 0.8, 0.35, 0.35, 0.35, 0.35, 0.35], drawn: 0.85 }
    const model = new VoteModel()
    model.learn(hidden(simulate(sources, 600, 'mob')))
    const fresh = simulate(sources, 600, 'mob, later')
    expect(accuracy(model, fresh)).toBeGreaterThan(plurality(fresh) - 0.1)
  })

  it('uses truths where agreement misleads', () => {
    const sources = { skills: [0.9, 0.3, 0.3, 0.3], drawn: 1 }
    const tasks = simulate(sources, 500, 'truths')
    const [blind, told] = [new VoteModel(), new VoteModel()]
    blind.learn(hidden(tasks))
    told.learn(tasks.map(({ votes, truth }, t) => (t % 4 === 0 ? { votes, truth } : { votes })))
    const fresh = simulate(sources, 500, 'truths, later')
    expect(accuracy(told, fresh)).toBeGreaterThanOrEqual(accuracy(blind, fresh))
    expect(accuracy(told, fresh)).toBeGreaterThan(0.86)
    expect(told.posterior(fresh[0]?.votes ?? [])?.basis).toBe('truths')
  })

  it('is sure as often as it is right, once it has truths', () => {
    const sources = { skills: [0.8, 0.7, 0.6, 0.6], drawn: 0.5 }
    const model = new VoteModel()
    model.learn(simulate(sources, 500, 'calm'))
    const fresh = simulate(sources, 1500, 'calm, later')
    const sure = fresh.map(({ votes }) => model.posterior(votes)?.labels[0]?.posterior ?? 0)
    const meanSure = sure.reduce((sum, share) => sum + share, 0) / sure.length
    expect(Math.abs(meanSure - accuracy(model, fresh))).toBeLessThan(0.04)
  })

  it('is hardly surer than it may be, even of voters who agree more than they would by themselves', () => {
    const random = seededRandom('shared')
    // In a third of the tasks everybody is led to the same label, right or not.
    const together = Array.from({ length: 600 }, () => {
      const truth = pick(random, options)
      const led = random() < 1 / 3 ? pick(random, options) : undefined
      const say = (): string => led ?? (random() < 0.55 ? truth : pick(random, options))
      return { votes: Array.from({ length: 8 }, (_, s) => ({ source: `s${s}`, label: say() })), truth }
    })
    const apart = simulate({ skills: Array.from({ length: 8 }, () => 0.66) }, 600, 'apart')
    const surplus = (tasks: typeof together | typeof apart): number => {
      const model = new VoteModel({ labels: 'closed' })
      model.learn(hidden(tasks))
      const sure = tasks.map(({ votes }) => model.posterior(votes)?.labels[0]?.posterior ?? 0)
      return sure.reduce((sum, share) => sum + share, 0) / sure.length - accuracy(model, tasks)
    }
    expect(surplus(apart)).toBeLessThan(0)
    expect(surplus(together)).toBeLessThan(0.12)
  })

  it('finds the confidence below which answers are wrong three times as often, where there is one', () => {
    const tasks = simulate({ skills: [0.8, 0.7, 0.6, 0.6, 0.5] }, 800, 'review')
    const model = new VoteModel()
    expect(model.reviewBelow(0.8)).toBeUndefined()
    model.learn(hidden(tasks))
    const below = model.reviewBelow(0.8) ?? Number.NaN
    const fresh = simulate({ skills: [0.8, 0.7, 0.6, 0.6, 0.5] }, 2000, 'review, later').map(({ votes, truth }) => {
      const [best] = model.posterior(votes)?.labels ?? []
      return { isFlagged: (best?.posterior ?? 0) < below, isWrong: best?.label !== truth }
    })
    const wrong = (isFlagged: boolean): number => {
      const part = fresh.filter(task => task.isFlagged === isFlagged)
      return part.filter(({ isWrong }) => isWrong).length / part.length
    }
    expect(wrong(true)).toBeGreaterThan(2.5 * wrong(false))
    const alike = new VoteModel()
    alike.learn(Array.from({ length: 100 }, () => ({ votes: [{ source: 'a', label: 'x' }] })))
    expect(alike.reviewBelow(0.8)).toBeUndefined()
  })

  it('flags no fewer than a twentieth of the answers by what it learned, and no more than nine tenths', () => {
    const skills = fc.array(fc.double({ min: 0.3, max: 0.95, noNaN: true }), { minLength: 2, maxLength: 8 })
    fc.assert(
      fc.property(skills, fc.integer(), fc.boolean(), (given, seed, isTold) => {
        const tasks = simulate({ skills: given }, 200, `flags ${seed}`)
        const model = new VoteModel()
        model.learn(isTold ? tasks : hidden(tasks))
        const below = model.reviewBelow(0.8)
        if (below === undefined) return
        const flagged = tasks.filter(({ votes }) => (model.posterior(votes)?.labels[0]?.posterior ?? 0) < below)
        expect(flagged.length).toBeGreaterThanOrEqual(0.05 * tasks.length)
        expect(flagged.length).toBeLessThanOrEqual(0.9 * tasks.length)
      }),
      { numRuns: 25 },
    )
  })

  it('without truths leaves a label at least what its votes are worth beside one more, whatever else it learned', () => {
    const model = new VoteModel()
    model.learn(hidden(simulate({ skills: [0.95, 0.9, 0.9, 0.1, 0.1] }, 400, 'worth')))
    const votes = fc.uniqueArray(
      fc.record({ source: fc.constantFrom('s0', 's1', 's2', 's3', 's4'), label: fc.constantFrom(...options) }),
      { minLength: 1, selector: ({ source }) => source },
    )
    fc.assert(
      fc.property(votes, given => {
        for (const { label, posterior } of model.posterior(given)?.labels ?? []) {
          const share = given.filter(vote => vote.label === label).length / given.length
          expect(posterior).toBeGreaterThanOrEqual(share / (given.length + 1) - 1e-12)
        }
      }),
    )
  })

  it('promises a share of wrong answers only from enough truths, and keeps it', () => {
    const sources = { skills: [0.8, 0.75, 0.6, 0.6], drawn: 0.4 }
    const model = new VoteModel()
    model.learn(hidden(simulate(sources, 300, 'certify')))
    expect(model.certifiedBelow(0.05)).toBeUndefined()
    const told = new VoteModel()
    told.learn(simulate(sources, 400, 'certify'))
    expect(told.certifiedBelow(0.001)).toBeUndefined()
    const from = told.certifiedBelow(0.05) ?? Number.NaN
    const fresh = simulate(sources, 2000, 'certify, later')
    const passedAndWrong = fresh.filter(({ votes, truth }) => {
      const [best] = told.posterior(votes)?.labels ?? []
      return (best?.posterior ?? 0) >= from && best?.label !== truth
    })
    expect(passedAndWrong.length / fresh.length).toBeLessThan(0.07)
    expect(passedAndWrong.length).toBeGreaterThan(0)
    expect(told.certifiedBelow(0.2) ?? 1).toBeLessThanOrEqual(from)
  })

  it('learns that a source is better at one kind of task than at another', () => {
    const of = (kind: string, skills: readonly number[], seed: string) =>
      simulate({ skills }, 300, seed).map(task => ({ ...task, kind }))
    const model = new VoteModel()
    model.learn([...of('math', [0.9, 0.4], 'm'), ...of('prose', [0.4, 0.9], 'p')])
    const votes = [
      { source: 's0', label: 'A' },
      { source: 's1', label: 'B' },
    ]
    expect(model.posterior(votes, 'math')?.labels[0]?.label).toBe('A')
    expect(model.posterior(votes, 'prose')?.labels[0]?.label).toBe('B')
  })

  it('advises for a source that does better than the merge, by as much as truths bear out', () => {
    const random = seededRandom('advice')
    // Eight of nine fall for a trap or guess; after few truths the merge now and then still follows them.
    const task = (): VoteTask => {
      const truth = pick(random, options)
      const trap = pick(
        random,
        options.filter(option => option !== truth),
      )
      const crowd = Array.from({ length: 8 }, (_, s) => ({
        source: `s${s}`,
        label: random() < 0.55 ? trap : pick(random, options),
      }))
      return { votes: [{ source: 'knows', label: truth }, ...crowd], truth }
    }
    const advised = Array.from({ length: 12 }, () => {
      const model = new VoteModel()
      model.learn(Array.from({ length: 60 }, task))
      return model.advice
    }).flatMap(advice => advice ?? [])
    expect(advised.length).toBeGreaterThan(0)
    expect(advised.every(({ source, gain }) => source === 'knows' && gain > 0 && gain < 0.5)).toBe(true)
  })

  it('advises for no single source while the merge is at least as good', () => {
    const model = new VoteModel()
    model.learn(simulate({ skills: [0.8, 0.8, 0.8] }, 300, 'equal'))
    expect(model.advice).toBeUndefined()
  })

  it('takes labels that mean something else in each task by agreement only', () => {
    const random = seededRandom('open')
    const task = (t: number): VoteTask & { readonly truth: string } => {
      const truth = `right ${t}`
      const votes = [0.9, 0.85, 0.3, 0.3].map((skill, s) => ({
        source: `s${s}`,
        label: random() < skill ? truth : `wrong ${t} ${Math.floor(random() * 2)}`,
      }))
      return { votes, truth }
    }
    const model = new VoteModel()
    model.learn(hidden(Array.from({ length: 300 }, (_, t) => task(t))))
    const fresh = Array.from({ length: 300 }, (_, t) => task(t + 1000))
    expect(accuracy(model, fresh)).toBeGreaterThan(0.82)
    expect(model.skillOf('s0')).toBeGreaterThan((model.skillOf('s3') ?? 1) + 0.2)
  })

  it('gives shares that add up to at most 1, in any order of votes, and the same from the same tasks', () => {
    const tasks = simulate({ skills: [0.7, 0.6, 0.5] }, 60, 'same')
    const [one, two] = [new VoteModel(), new VoteModel()]
    one.learn(tasks)
    two.learn(tasks)
    const vote = fc.record({ source: fc.constantFrom('s0', 's1', 's2', 'new'), label: fc.constantFrom(...options) })
    fc.assert(
      fc.property(fc.array(vote, { minLength: 1, maxLength: 6 }), votes => {
        const verdict = one.posterior(votes)
        const sum = verdict?.labels.reduce((all, { posterior }) => all + posterior, 0) ?? 0
        expect(sum).toBeGreaterThan(0)
        expect(sum).toBeLessThanOrEqual(1 + 1e-9)
        expect(two.posterior(votes)).toEqual(verdict)
        const labels = (of: typeof verdict) => of?.labels.map(({ posterior }) => posterior.toFixed(9)).sort()
        expect(labels(one.posterior(votes.toReversed()))).toEqual(labels(verdict))
      }),
    )
  })

  it('lives with empty, single and degenerate input', () => {
    const model = new VoteModel({ minTasks: 1 })
    model.learn([{ votes: [] }])
    expect(model.size).toBe(0)
    model.learn([{ votes: [{ source: 'a', label: 'x' }] }])
    expect(model.posterior([{ source: 'a', label: 'x' }])?.labels[0]?.label).toBe('x')
    model.learn(Array.from({ length: 100 }, () => ({ votes: [{ source: 'a', label: 'x' }], truth: 'x' })))
    const posterior = model.posterior([{ source: 'a', label: 'x' }])?.labels[0]?.posterior ?? Number.NaN
    expect(posterior).toBeGreaterThan(0.5)
    expect(posterior).toBeLessThanOrEqual(1)
  })

  it('counts a source that repeats its vote once', () => {
    const honest = simulate({ skills: [0.8, 0.8, 0.3] }, 200, 'echo')
    const echo = honest.map(({ votes }) => ({
      votes: [...votes, ...Array.from({ length: 20 }, () => votes[2] ?? votes[0])].flatMap(vote => vote ?? []),
    }))
    const [plain, hostile] = [new VoteModel(), new VoteModel()]
    plain.learn(hidden(honest))
    hostile.learn(echo)
    expect(hostile.skillOf('s2')).toBeCloseTo(plain.skillOf('s2') ?? 0)
  })

  it('takes what is said later under the same id in place of what was said before', () => {
    const model = new VoteModel()
    const say = (truth?: string) =>
      Array.from({ length: 60 }, (_, i) => ({
        id: `request ${i}`,
        votes: [
          { source: 'good', label: 'A' },
          { source: 'poor', label: 'B' },
        ],
        ...(truth !== undefined && { truth }),
      }))
    model.learn(say())
    model.learn(say('A'))
    expect(model.size).toBe(60)
    expect(model.skillOf('good')).toBeGreaterThan((model.skillOf('poor') ?? 1) + 0.5)
  })

  it('fits in slices while others have their turn, to the same as at once', async () => {
    const tasks = simulate({ skills: [0.8, 0.7, 0.6, 0.6], drawn: 0.7 }, 300, 'slices')
    const [atOnce, sliced] = [new VoteModel(), new VoteModel()]
    atOnce.learn(tasks)
    sliced.add(tasks)
    let turns = 0
    const counting = { ...systemClock, after: (ms: number, run: () => void) => (turns++, systemClock.after(ms, run)) }
    await sliced.refit({ sliceMs: 0, clock: counting })
    expect(turns).toBeGreaterThan(20)
    expect(sliced.posterior(tasks[0]?.votes ?? [])).toEqual(atOnce.posterior(tasks[0]?.votes ?? []))
    turns = 0
    await sliced.refit({ clock: counting })
    expect(turns).toBe(0)
  })

  it('throws a fit in slices away that a later one overtook', async () => {
    const model = new VoteModel()
    model.add(simulate({ skills: [0.9, 0.5, 0.5] }, 100, 'overtaken'))
    const slow = model.refit({ sliceMs: 0 })
    model.learn(simulate({ skills: [0.5, 0.9, 0.9] }, 900, 'overtaking'))
    const rate = model.skillOf('s0')
    await slow
    expect(model.skillOf('s0')).toBe(rate)
  })

  it('keeps the newest tasks only', () => {
    const model = new VoteModel({ maxTasks: 100 })
    model.learn(simulate({ skills: [0.9] }, 1000, 'many'))
    expect(model.size).toBe(100)
  })

  it('judges after a restart as before, and starts cold from what is no snapshot', () => {
    const [before, after] = [new VoteModel(), new VoteModel()]
    before.learn(simulate({ skills: [0.9, 0.6, 0.5] }, 80, 'restart').map(task => ({ ...task, kind: 'quiz' })))
    before.fit()
    after.restore(JSON.parse(JSON.stringify(before.snapshot())) as JsonObject)
    const votes = [
      { source: 's0', label: 'A' },
      { source: 's1', label: 'B' },
    ]
    expect(after.posterior(votes, 'quiz')).toEqual(before.posterior(votes, 'quiz'))
    for (const broken of [{}, { v: 2, tasks: [] }, { v: 1, tasks: [null, 7, { votes: [1, ['a']] }] }]) {
      after.restore(broken)
      expect(after.posterior(votes)).toBeUndefined()
    }
  })

  it('checks its options', () => {
    expect(() => new VoteModel({ maxTasks: 0, minTruths: 1.5 })).toThrow(InvalidOptionsError)
  })
})
