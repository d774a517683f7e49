import { type ChatRequest, textOf } from '../../chat/index.ts'

/** All system messages as one text, for wires that have one place for them. */
export const systemText = (request: ChatRequest): string =>
  request.messages
    .filter(message => message.role === 'system')
    .map(textOf)
    .join('\n\n')
