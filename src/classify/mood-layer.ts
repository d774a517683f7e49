import type { ChatRequest, Message, TaskProfile } from '../chat/index.ts'
import type { Attempt, Middleware } from '../handler/index.ts'

export interface MoodLayerOptions {
  /** What a model is told for each mood; a mood without an entry changes nothing. Replaces the built-in words as a whole. */
  readonly prompts?: Readonly<Record<string, string>>
  /** Below this confidence of the mood nothing is added, 0–1. Default 0.5. */
  readonly minConfidence?: number
}

const builtInPrompts: Readonly<Record<string, string>> = {
  frustrated:
    'The user sounds frustrated. Say in half a sentence that you see it, do not repeat what has failed, and go straight to a concrete way out.',
  sad: 'The user sounds sad. Be warm and plain, take in what was said before you offer anything, and do not cheer up by force.',
  anxious: 'The user sounds anxious. Be calm, put first what is certain, and offer one next step at a time.',
  confused: 'The user sounds confused. Use simple words, one idea at a time, and an example.',
}

/** The request with a word to the model about the writer's mood after its system messages; the same object where there is none to say. */
export function withMood(
  request: ChatRequest,
  emotion: TaskProfile['emotion'],
  options: MoodLayerOptions = {},
): ChatRequest {
  const prompt = emotion && (options.prompts ?? builtInPrompts)[emotion.kind]
  if (!prompt || emotion.confidence < (options.minConfidence ?? 0.5)) return request
  const firstTurn = request.messages.findIndex(message => message.role !== 'system')
  const at = firstTurn < 0 ? request.messages.length : firstTurn
  const note: Message = { role: 'system', content: prompt }
  return { ...request, messages: [...request.messages.slice(0, at), note, ...request.messages.slice(at)] }
}

/**
 * An attempt layer that tells the model how the writer seems to feel. Opt-in: it changes what is sent, and with it the
 * beginning of the prompt, which a provider's prompt cache goes by.
 */
export function moodLayer(options: MoodLayerOptions = {}): Middleware<Attempt> {
  return (attempt, next) => next({ ...attempt, request: withMood(attempt.request, attempt.task.emotion, options) })
}
