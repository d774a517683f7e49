/**
 * npm run bench -- sessions [--topics=FILE] [--requests=FILE]
 *
 * Who serves a conversation, through the Orchestrator with its session layer, router and continuity. Six targets, each better
 * by 0.15 at one kind of task; what is believed of them jitters by 0.05 from turn to turn. Played three ways: with continuity,
 * with every turn routed for itself, and pinned to whoever served first.
 *  - conversations written here, of two or three subjects each;
 *  - with `--topics`, lines of `{turns, shift}`: small talk, whose topics nearly all are one kind of task;
 *  - with `--requests`, lines of `{text, category}`: blocks of five unrelated requests of one category, the worst case.
 */
import {
  adaptive,
  type Learner,
  LearningEngine,
  MemoryStorage,
  Orchestrator,
  type Provider,
  type RoutingStrategy,
  SessionStore,
  seededRandom,
  type Target,
  withContinuity,
} from 'routewise'
import { read } from '../train/read.ts'

/** `topic` counts subjects; `kind` is the true kind of work, where that is known. */
interface Turn {
  readonly text: string
  readonly topic: number
  readonly kind?: string
}
type Conversation = readonly Turn[]

const kinds = ['coding', 'math', 'research', 'language', 'empathy', 'general']
const ADVANTAGE = 0.15
const JITTER = 0.05

const models = kinds.map(kind => ({ id: kind }))
const usage = { inputTokens: 200, outputTokens: 100 }
const provider: Provider = {
  id: 'p',
  models,
  chat: async (_, { model }) => ({ text: 'Here it is.', toolCalls: [], finishReason: 'stop', usage, model }),
}

const trueQuality = (target: Target, kind: string): number => 0.65 + (target === `p/${kind}` ? ADVANTAGE : 0)

/** Believes the truth about every kind of task, but for some noise. */
function noisyLearner(seed: string): Learner {
  const random = seededRandom(seed)
  const nothing = new LearningEngine()
  const belief = (mean: number) => ({ mean, stdDev: 0.01, samples: 100 })
  return {
    predict: (task, asked) =>
      asked.map(target => ({
        target,
        quality: belief(trueQuality(target, task.kind) + JITTER * (2 * random() - 1)),
        latencyMs: belief(500),
        costUsd: belief(0.001),
      })),
    observe: () => {},
    takeDelta: () => nothing.takeDelta(),
    restore: () => {},
  }
}

interface Way {
  readonly strategy: RoutingStrategy
  readonly session?: string
}

async function play(conversation: Conversation, seed: string, { strategy, session }: Way): Promise<readonly Target[]> {
  const orchestrator = new Orchestrator({
    providers: [provider],
    learning: noisyLearner(seed),
    random: seededRandom(seed),
    sessions: new SessionStore({ storage: new MemoryStorage() }),
    strategy,
    cache: false,
  })
  const served: Target[] = []
  for (const { text } of conversation) {
    const { routing } = await orchestrator.chat(
      { messages: [{ role: 'user', content: text }] },
      { ...(session !== undefined && { session }), explore: false },
    )
    served.push(routing.target)
  }
  return served
}

/** Whoever served the first turn serves all. */
const pinned: RoutingStrategy = {
  name: 'pinned',
  plan: context => {
    const { session, candidates } = context
    const first = candidates.find(({ target }) => target === session?.previous)
    return first ? { mode: 'in-order', targets: [first.target] } : adaptive().plan(context)
  },
}

const ways: Readonly<Record<string, Way>> = {
  continuity: { strategy: withContinuity(adaptive()), session: 's' },
  'each turn for itself': { strategy: adaptive() },
  pinned: { strategy: pinned, session: 's' },
}

export async function run(): Promise<void> {
  const option = (name: string): string | undefined =>
    process.argv.find(arg => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
  const [topics, requests] = [option('topics'), option('requests')]
  console.log('\nsessions: six targets, each better by 0.15 at one kind of task, beliefs that jitter by 0.05')
  await report('subjects one after the other', written)
  if (topics !== undefined) await report(`small talk (${topics})`, smallTalk(topics))
  if (requests !== undefined) await report(`blocks of requests (${requests})`, blocks(requests))
}

async function report(name: string, conversations: readonly Conversation[]): Promise<void> {
  console.log(`\n${name}: ${conversations.length} conversations`)
  console.log('way                    same topic, same target   new kind, target moves   …to the best   mean quality')
  for (const [label, way] of Object.entries(ways)) {
    const same: boolean[] = []
    const moved: boolean[] = []
    const best: boolean[] = []
    const quality: number[] = []
    for (const [number, conversation] of conversations.entries()) {
      const served = await play(conversation, `${number}`, way)
      for (const [i, turn] of conversation.entries()) {
        const target = served[i] ?? 'p/general'
        const before = conversation[i - 1]
        if (turn.kind !== undefined) quality.push(trueQuality(target, turn.kind))
        if (!before) continue
        if (before.topic === turn.topic) same.push(target === served[i - 1])
        else if (turn.kind === undefined || turn.kind !== before.kind) {
          moved.push(target !== served[i - 1])
          best.push(target === `p/${turn.kind}`)
        }
      }
    }
    const known = quality.length > 0
    console.log(
      label.padEnd(22),
      `${percent(same)} of ${same.length}`.padStart(25),
      `${percent(moved)} of ${moved.length}`.padStart(24),
      (known ? percent(best) : '').padStart(14),
      (known ? mean(quality).toFixed(3) : '').padStart(14),
    )
  }
  if (conversations.some(([turn]) => turn?.kind !== undefined)) {
    console.log(`best possible quality ${(0.65 + ADVANTAGE).toFixed(3)}`)
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const percent = (values: readonly boolean[]): string => `${(100 * mean(values.map(Number))).toFixed(1)} %`

function smallTalk(path: string): Conversation[] {
  return read<{ readonly turns: readonly string[]; readonly shift: readonly number[] }>(path).map(
    ({ turns, shift }) => {
      let topic = 0
      return turns.map((text, i) => {
        if (i > 0) topic += shift[i] ?? 0
        return { text, topic }
      })
    },
  )
}

const BLOCKS = 3
const BLOCK_TURNS = 5
const CONVERSATIONS = 60

function blocks(path: string): Conversation[] {
  const rows = read<{ readonly text: string; readonly category?: string | null }>(path)
  const byKind = kinds.map(kind => rows.filter(row => row.category === kind).map(row => row.text))
  const random = seededRandom('blocks')
  const below = (count: number): number => Math.floor(random() * count)
  return Array.from({ length: CONVERSATIONS }, () => {
    let last = -1
    return Array.from({ length: BLOCKS }, (_, topic) => {
      let k = below(kinds.length)
      while (k === last) k = below(kinds.length)
      last = k
      const texts = byKind[k] ?? []
      return Array.from({ length: BLOCK_TURNS }, () => ({
        text: texts[below(texts.length)] ?? '',
        topic,
        kind: kinds[k] ?? 'general',
      }))
    }).flat()
  })
}

/** Subjects as people bring them up, follow-ups included. */
const subjects: Readonly<Record<string, readonly (readonly string[])[]>> = {
  coding: [
    [
      'Write a Python function that sorts a list of tuples by the second element',
      'and in descending order?',
      'What is the time complexity?',
      'Add a unit test for it',
      'it fails for an empty list, fix that please',
    ],
    [
      'My React component renders twice, how do I find out why?',
      'I do use StrictMode',
      'Could the useEffect hook be the cause?',
      'show me the code with the fix',
    ],
    [
      'I need a SQL query that returns the ten customers with the highest revenue',
      'only those of last year',
      'Can this be faster? The table has 40 million rows',
      'which index should I create then',
    ],
  ],
  math: [
    [
      'Solve the equation x^2 - 5x + 6 = 0',
      'show the steps',
      'what if the last coefficient were 8?',
      'and what is the sum of the roots?',
    ],
    [
      'A train travels 120 km in 1.5 hours. What is its average speed?',
      'How long does it take for 300 km?',
      'and if it stops twice for 10 minutes',
    ],
    ['Prove that the square root of 2 is irrational', 'does the same proof work for 3?', 'and why not for 4?'],
  ],
  language: [
    [
      'Translate into German: the meeting was postponed until next week',
      'more formal please',
      'and now in French',
      'which of the two verbs is more common?',
    ],
    [
      'Correct the grammar of this sentence: he go to school every days',
      'is "each day" better here?',
      'rewrite it in the past tense',
    ],
    [
      'Summarize this text in two sentences: The council decided on Monday to close the bridge for repairs. Work begins in May.',
      'shorter',
      'now as a headline',
    ],
  ],
  research: [
    [
      'What does the literature say about the effect of sleep on memory consolidation?',
      'Which studies are most cited?',
      'are there randomized trials among them?',
      'what are their limitations?',
    ],
    [
      'Give me an overview of recent research on perovskite solar cells',
      'how does their stability compare with silicon?',
      'which mechanisms of degradation are known?',
    ],
  ],
  empathy: [
    [
      'I feel so lonely since my girlfriend left me',
      'I cannot sleep and I cry all the time',
      'my friends do not understand me',
      'what should I do?',
    ],
    [
      'My mother is ill and I am scared of losing her',
      'I feel guilty because I live far away',
      'she says I should not worry but I do',
    ],
  ],
  general: [
    ['Book a table for two tonight at an Italian restaurant', 'at eight', 'somewhere with parking'],
    ['Which movies are worth watching this weekend?', 'I like comedies', 'something for the kids too'],
  ],
}

/** Every subject followed by one of every other kind. */
const written: readonly Conversation[] = Object.entries(subjects).flatMap(([kind, own]) =>
  own.flatMap((first, i) =>
    Object.entries(subjects)
      .filter(([other]) => other !== kind)
      .map(([other, theirs], j) => {
        const second = theirs[(i + j) % theirs.length] ?? []
        return [
          ...first.map(text => ({ text, topic: 0, kind })),
          ...second.map(text => ({ text, topic: 1, kind: other })),
        ]
      }),
  ),
)
