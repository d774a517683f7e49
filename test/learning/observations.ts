import type { Observation, Target, TaskProfile } from 'routewise'

export const task = (kind = 'general'): TaskProfile => ({
  kind,
  confidence: 1,
  complexity: 0.5,
  inputTokens: 100,
  needs: [],
})

export const score = (target: Target, value: number, kind?: string): Feedback => ({
  type: 'feedback',
  task: task(kind),
  target,
  score: value,
  weight: 1,
  source: 'user',
  propensity: 1,
  atMs: 0,
})

type Feedback = Extract<Observation, { readonly type: 'feedback' }>
type Attempt = Extract<Observation, { readonly type: 'attempt' }>

export const attempt = (
  target: Target,
  of: Partial<Omit<Attempt, 'type' | 'task' | 'target'>> = {},
  kind?: string,
): Attempt => ({
  type: 'attempt',
  task: task(kind),
  target,
  status: 'ok',
  latencyMs: 100,
  costUsd: 0,
  atMs: 0,
  ...of,
})
