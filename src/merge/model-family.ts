import type { Target } from '../chat/index.ts'

/**
 * The family that a target's model is of, by its name: `openai/gpt-5-mini` and `groq/openai/gpt-oss-120b` are both `gpt`.
 * Models of one maker learned from much the same and err together. A name without a word of three letters is its own.
 */
export function modelFamily(target: Target): string {
  const model = target.slice(target.lastIndexOf('/') + 1).toLowerCase()
  return /^[a-z]{3,}/u.exec(model)?.[0] ?? target
}
