import type { ChatRequest } from '../chat/index.ts'
import { InvalidOptionsError, InvalidRequestError } from '../errors/index.ts'
import type { Constraints } from '../handler/index.ts'
import {
  anObject,
  type Checks,
  count,
  Faults,
  flag,
  from0,
  has,
  having,
  is,
  isList,
  isObject,
  isText,
  members,
  number,
  oneOf,
  text,
} from './checks.ts'
import type { ChatOptions } from './options.ts'

const targets = is(value => isList(value, isText), 'must be a list of targets')
/** The router says which numbers can hold. */
const anyNumber = is(value => typeof value === 'number', 'must be a number')

const requestChecks: Omit<Checks<ChatRequest>, 'messages'> = {
  tools: is(value => isList(value, isTool), 'must be a list of { name, parameters }'),
  toolChoice: is(isToolChoice, 'must be auto, none, required or { name }'),
  reasoning: oneOf('off', 'low', 'medium', 'high'),
  search: flag,
  responseFormat: is(isFormat, 'must be { type: "text" } or { type: "json", schema }'),
  maxOutputTokens: count,
  temperature: from0,
  stop: is(value => isList(value, isText), 'must be a list of texts'),
  seed: number,
  providerOptions: anObject,
}

const optionsCheck = members<ChatOptions>({
  signal: is(value => has(value, 'throwIfAborted', 'addEventListener'), 'must be an AbortSignal'),
  constraints: members<Constraints>({
    maxCostUsd: anyNumber,
    maxLatencyMs: anyNumber,
    minQuality: anyNumber,
    allow: targets,
    deny: targets,
  }),
  cache: oneOf('use', 'refresh', 'off'),
  scope: text,
  session: text,
  task: text,
  explore: flag,
  hedge: flag,
  tags: anObject,
  strategy: having('plan'),
  id: is(value => isText(value) && value !== '', 'must not be empty'),
})

/** Throws `InvalidOptionsError` for options of one call that cannot be meant, unknown names included. */
export function checkCallOptions(options: ChatOptions): void {
  const faults = new Faults(true)
  optionsCheck(options, '', faults)
  if (faults.list.length > 0) throw new InvalidOptionsError('chat options', faults.list)
}

/**
 * Throws `InvalidRequestError` for what cannot be asked of anybody: path and what is wanted, never content. Members of
 * other names are the caller's own.
 */
export function checkRequest(request: ChatRequest): void {
  const faults = new Faults(false)
  if (isObject(request)) checkMembers(request, faults)
  else faults.add('request', 'must be an object with messages')
  if (faults.list.length > 0) throw new InvalidRequestError(faults.list)
}

function checkMembers(request: ChatRequest, faults: Faults): void {
  const messages: unknown = request.messages
  if (!Array.isArray(messages)) faults.add('messages', 'must be a list of messages')
  else if (messages.length === 0) faults.add('messages', 'at least one message is needed')
  // Not with `members`: every call passes here, and most of what it asks is messages.
  else for (let i = 0; i < messages.length; i++) checkMessage(messages[i], i, faults)
  for (const name of Object.keys(requestChecks) as (keyof typeof requestChecks)[]) {
    if (request[name] !== undefined) requestChecks[name](request[name], name, faults)
  }
}

function checkMessage(message: unknown, i: number, faults: Faults): void {
  const path = `messages.${i}`
  if (!isObject(message)) return faults.add(path, 'must be an object')
  const { role, content, toolCallId, toolCalls } = message
  if (role !== 'user' && role !== 'system' && role !== 'assistant' && role !== 'tool') {
    faults.add(`${path}.role`, 'must be system, user, assistant or tool')
  }
  if (typeof content !== 'string' && !isList(content, isPart)) {
    faults.add(`${path}.content`, 'must be a text or a list of parts')
  }
  if (role === 'tool' && !isText(toolCallId)) {
    faults.add(`${path}.toolCallId`, 'must be the id of a tool call')
  }
  if (toolCalls !== undefined && !isList(toolCalls, isToolCall)) {
    faults.add(`${path}.toolCalls`, 'must be a list of { id, name }')
  }
}

function isPart(part: unknown): boolean {
  if (!isObject(part)) return false
  const { type, text: words, mediaType, data } = part
  if (type === 'text' || type === 'reasoning') return isText(words)
  return (type === 'image' || type === 'file') && isText(mediaType) && isObject(data)
}

/** A schema may be an object or, as some libraries make them, a function with members. */
function isTool(tool: unknown): boolean {
  return isObject(tool) && isText(tool['name']) && isSchema(tool['parameters'])
}

function isToolCall(call: unknown): boolean {
  return isObject(call) && isText(call['id']) && isText(call['name'])
}

function isToolChoice(choice: unknown): boolean {
  return isObject(choice) ? isText(choice['name']) : choice === 'auto' || choice === 'none' || choice === 'required'
}

function isFormat(format: unknown): boolean {
  if (!isObject(format)) return false
  const { type, schema } = format
  return type === 'text' || (type === 'json' && (schema === undefined || isSchema(schema)))
}

function isSchema(schema: unknown): boolean {
  return isObject(schema) || typeof schema === 'function'
}
