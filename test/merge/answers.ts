import {
  type Answer,
  ConfidenceWeightedMerger,
  type ConfidenceWeightedMergerOptions,
  type Merged,
  type NonEmpty,
  type ToolCall,
  unknownUsage,
} from 'routewise'

export const context = { request: { messages: [] }, signal: new AbortController().signal }

export function answer(name: string, text: string, weight = 0.7, toolCalls: readonly ToolCall[] = []): Answer {
  return {
    target: `lab/${name}`,
    response: { text, toolCalls, finishReason: 'stop', usage: unknownUsage, model: name },
    weight,
  }
}

export function mergeWith(options: ConfidenceWeightedMergerOptions, ...answers: NonEmpty<Answer>): Merged {
  return new ConfidenceWeightedMerger(options).merge(answers, context)
}

export function nonEmpty<T>(list: readonly T[]): NonEmpty<T> {
  const [first, ...rest] = list
  if (first === undefined) throw new RangeError('no answers')
  return [first, ...rest]
}
