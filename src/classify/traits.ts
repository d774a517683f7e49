import type { TaskProfile } from '../chat/index.ts'
import { featureNames } from './features.ts'
import { indexOfMax, LinearModel, sigmoid } from './linear-model.ts'

/** What groups of words and traits of shape say for each answer; a group counts wherever in the text it occurs. */
type Votes = Readonly<Record<string, Readonly<Record<string, number>>>>

/** The first type wins a draw. */
const requestTypes: Votes = {
  chat: { chat: 0.8, greeting: 0.5, feelings: 0.6, self: 0.3, warmth: 0.3, bias: 0.3 },
  debug: { broken: 0.6, again: 0.2, negation: 0.2, code: 0.4, language: 0.3, syntax: 0.2, debugging: 2 },
  generate: { make: 0.7, code: 0.4, language: 0.4, making: 0.8 },
  explain: { explain: 0.7, whatIs: 0.6, why: 0.6, fact: 0.5, question: 0.4 },
  analyze: { evidence: 0.8, verify: 0.6, reason: 0.4, science: 0.2 },
  transform: { rewrite: 1.2, tongues: 0.5 },
  solve: { math: 0.9, wordProblem: 0.5 },
  extract: { extract: 0.9, passage: 0.2 },
  act: { act: 0.7, errand: 0.6, haste: 0.2 },
}

/** By length, words of reasoning, proof and comparison, formulas, answers to choose from, code. A rough order, no measure. */
const difficulty: Votes = {
  complexity: {
    bias: -2.3,
    length: 1.1,
    reason: 0.35,
    evidence: 0.4,
    science: 0.15,
    math: 0.3,
    code: 0.15,
    commands: 0.45,
    choices: 0.2,
    codeSigns: 0.2,
    errand: -0.3,
    chat: -0.2,
    thrift: -0.3,
  },
}
/** How much it adds that several steps are likely to lead to the answer. */
const REASONING_VOTE = 1.2

/** 0.5, 0.5 and 0.2 for a text that says nothing of them. */
const sensitivities: Votes = {
  cost: { thrift: 0.7, stakes: -0.5 },
  latency: { haste: 1, thrift: 0.3, chat: 0.2, evidence: -0.3 },
  stakes: { bias: -1.4, stakes: 1.1, haste: 0.5, feelings: 0.3, shouted: 0.2 },
}

function modelOf(votes: Votes): LinearModel {
  const labels = Object.keys(votes)
  const weights = featureNames.map(name => {
    const group = name.replace(' within', '')
    return [name, labels.map(label => votes[label]?.[group] ?? 0)] as const
  })
  return new LinearModel(labels, Object.fromEntries(weights), featureNames)
}

interface Models {
  readonly type: LinearModel
  readonly difficulty: LinearModel
  readonly sensitivity: LinearModel
}

let models: Models | undefined

/** Made at first use, not at import. */
function builtIn(): Models {
  models ??= {
    type: modelOf(requestTypes),
    difficulty: modelOf(difficulty),
    sensitivity: modelOf(sensitivities),
  }
  return models
}

/** What is to be done: `debug`, `generate`, `explain`, `analyze`, `transform`, `solve`, `extract`, `act` or `chat`. */
export function requestTypeOf(features: Float64Array): string {
  const { type } = builtIn()
  return type.labels[indexOfMax(type.score(features))] ?? 'chat'
}

/** How hard a request is, 0–1, given how likely it needs several steps of reasoning. */
export function complexityOf(features: Float64Array, complexReasoning: number): number {
  return sigmoid((builtIn().difficulty.score(features)[0] ?? 0) + REASONING_VOTE * complexReasoning)
}

/** How much cost, latency and being wrong matter, 0–1 each. */
export function sensitivityOf(features: Float64Array): NonNullable<TaskProfile['sensitivity']> {
  const [cost = 0, latency = 0, stakes = 0] = builtIn().sensitivity.score(features)
  return { cost: sigmoid(cost), latency: sigmoid(latency), stakes: sigmoid(stakes) }
}
