import type { ChatRequest, NonEmpty } from '../chat/index.ts'
import type { Answer } from './merger.ts'
import { parseQuantity } from './quantity.ts'
import { readJson } from './read-json.ts'

/**
 * What answers are: `choice` a short answer that is right or wrong as a whole, `scalar` one number with or without unit,
 * `json` an object, `records` a list of objects told apart by a key, `tool-calls` what to call, `text` prose.
 */
export type AnswerShape = 'choice' | 'scalar' | 'json' | 'records' | 'tool-calls' | 'text'

const longestChoice = 60

/** The shape that the request asks for or, where it does not say, that most of the answers have. */
export function shapeOf(answers: NonEmpty<Answer>, request: ChatRequest, keyed: boolean): AnswerShape {
  const most = (has: (answer: Answer) => boolean): boolean => answers.filter(has).length * 2 > answers.length
  if (most(answer => answer.response.toolCalls.length > 0)) return 'tool-calls'
  if (keyed) return 'records'
  if (request.responseFormat?.type === 'json') return 'json'
  if (
    most(answer => /^\s*(?:```\w*\s*)?[[{]/u.test(answer.response.text) && readJson(answer.response.text) !== undefined)
  ) {
    return 'json'
  }
  if (most(answer => parseQuantity(answer.response.text) !== undefined)) return 'scalar'
  const isShort = (text: string): boolean => text.trim().length <= longestChoice && !text.trim().includes('\n')
  return most(answer => isShort(answer.response.text)) ? 'choice' : 'text'
}
