import type { ChatRequest, TaskProfile } from '../chat/index.ts'
import type { Conversation, Sessions, Turn } from '../sessions/index.ts'
import type { ContractCase } from './storage-contract.ts'

export interface SessionsContractOptions {
  /** A new one for each case, with nothing in it. */
  readonly make: () => Sessions
}

/**
 * What everything that keeps `Sessions` must do, as cases for any test runner:
 * `for (const { name, run } of sessionsContract({ make })) it(name, run)`.
 */
export function sessionsContract({ make }: SessionsContractOptions): readonly ContractCase[] {
  const cases: Record<string, () => Promise<void>> = {
    'an id that is new opens a conversation in which nothing was said, and nobody is preferred': async () => {
      const sessions = make()
      const conversation = await sessions.open('new')
      same([conversation.id, conversation.messages], ['new', []], 'conversation')
      same(sessions.view(conversation, task, asking('hi')).previous, undefined, 'previous')
    },
    'what was said comes back in order, question before answer': async () => {
      const sessions = make()
      for (const text of ['one', 'two']) await sessions.record('s', turn(text))
      same(await said(sessions, 's'), ['one', 'answer to one', 'two', 'answer to two'], 'messages')
    },
    'who answered the last turn is the previous target of one that goes on': async () => {
      const sessions = make()
      await sessions.record('s', turn('Sort a list of tuples in Python', 'lab/a'))
      const conversation = await sessions.open('s')
      const view = sessions.view(conversation, task, asking('Sort the list of tuples in Python by the second value'))
      same([view.id, view.previous], ['s', 'lab/a'], 'view')
    },
    'leaving costs a number of dollars from 0 on, the same however often one asks': async () => {
      const sessions = make()
      await sessions.record('s', turn('one'))
      const conversation = await sessions.open('s')
      const view = sessions.view(conversation, task, asking('two'))
      if (!(view.switchCostUsd >= 0 && view.switchCostUsd < Infinity)) {
        throw new Error(`leaving costs ${view.switchCostUsd}`)
      }
      same(sessions.view(conversation, task, asking('two')), view, 'view')
      same(await said(sessions, 's'), ['one', 'answer to one'], 'messages')
    },
    'conversations do not mix': async () => {
      const sessions = make()
      await Promise.all(['a', 'b'].map(id => sessions.record(id, turn(`in ${id}`))))
      same(await said(sessions, 'a'), ['in a', 'answer to in a'], 'messages')
      same(await said(sessions, 'b'), ['in b', 'answer to in b'], 'messages')
    },
    'what was opened before stays as it was when a turn comes': async () => {
      const sessions = make()
      await sessions.record('s', turn('one'))
      const opened: Conversation = await sessions.open('s')
      await sessions.record('s', turn('two'))
      same(textsOf(opened), ['one', 'answer to one'], 'messages')
    },
  }
  return Object.entries(cases).map(([name, run]) => ({ name, run }))
}

const task: TaskProfile = { kind: 'coding', confidence: 1, complexity: 0.3, inputTokens: 10, needs: [] }

const asking = (text: string): ChatRequest => ({ messages: [{ role: 'user', content: text }] })

function turn(text: string, target: Turn['target'] = 'lab/a'): Turn {
  const usage = { inputTokens: 10, outputTokens: 10 }
  const response = { text: `answer to ${text}`, toolCalls: [], finishReason: 'stop', usage, model: 'm' } as const
  return { asked: asking(text).messages, response, task, target }
}

const textsOf = ({ messages }: Conversation): unknown[] => messages.map(message => message.content)

async function said(sessions: Sessions, id: string): Promise<unknown[]> {
  return textsOf(await sessions.open(id))
}

function same(found: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)]
  if (a !== b) throw new Error(`${what}: ${a}, expected ${b}`)
}
