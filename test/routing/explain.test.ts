import { AdaptiveRouter, explain, LearningEngine, type Target } from 'routewise'
import { describe, expect, it } from 'vitest'
import { score, task } from '../learning/observations.ts'

const at = (target: Target, circuit: 'closed' | 'open' = 'closed') => ({
  target,
  model: { id: 'm', contextTokens: 1000 },
  inFlight: 0,
  circuit,
})

describe('explain', () => {
  it('says in words and numbers what is done and why, of those left out as well', async () => {
    const learning = new LearningEngine()
    for (let i = 0; i < 50; i++) learning.observe(score('a/good', 1, 'math'))
    const decision = await new AdaptiveRouter({ learning }).decide({
      request: { messages: [{ role: 'user', content: 'SECRET' }] },
      task: { ...task('math'), needs: ['tools'] },
      targets: [at('a/good'), at('b/new'), at('c/broken', 'open')],
      constraints: { maxCostUsd: 0.5 },
      explore: false,
      checked: true,
    })
    const [about, plan, ...targets] = explain(decision)
    expect(about).toContain('math')
    expect(about).toContain('at most $0.5')
    expect(about).toContain('the check accepts 80 % of right answers')
    expect(plan).toMatch(/^adaptive: in-order a\/good → /)
    expect(targets).toHaveLength(3)
    expect(targets[0]).toMatch(/^a\/good: quality [01]\.\d\d ± 0\.\d\d \(\d+ scores\), \$/)
    expect(targets.join('\n')).toContain('c/broken: left out, circuit open')
    expect(explain(decision).join('\n')).not.toContain('SECRET')
  })
})
