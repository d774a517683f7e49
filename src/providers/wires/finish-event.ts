import { type FinishEvent, type FinishReason, unknownUsage } from '../../chat/index.ts'
import type { Ask } from '../http/wire.ts'

/** The last event of an answer. `raw`: the provider's own word for why it ended; `model`: its name for who answered. */
export function finishEvent(
  { notes, warnings, model: asked }: Ask,
  finishReason: FinishReason,
  raw: string,
  model: string,
): FinishEvent {
  return {
    type: 'finish',
    finishReason,
    ...(raw !== '' && { rawFinishReason: raw }),
    usage: notes.usage ?? unknownUsage,
    model: model || asked,
    ...(warnings.length > 0 && { warnings: [...warnings] }),
  }
}
