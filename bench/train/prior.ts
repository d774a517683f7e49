/**
 * What each group of words and each trait of shape says, written down before any data was seen: the point that training
 * starts from and is drawn back to. Columns are the labels of the head, in order; what is absent says nothing.
 */
export interface Head {
  readonly labels: readonly string[]
  readonly votes: Readonly<Record<string, readonly number[]>>
  /** Of the votes, what a group counts for in the middle of a long text. */
  readonly within: number
  /** How strongly weights are drawn to the votes (L2). */
  readonly pull: number
}

export const category: Head = {
  labels: ['coding', 'math', 'research', 'language', 'empathy', 'general'],
  within: 0.2,
  pull: 0.3,
  votes: {
    language: [1.6, -0.2, 0, -0.2, -0.3, -0.2],
    code: [1.2, 0, -0.2, -0.1, -0.4, -0.2],
    syntax: [0.8, 0.1, -0.1, -0.1, -0.1, -0.1],
    math: [0, 1.2, -0.2, -0.2, -0.3, -0.3],
    wordProblem: [-0.2, 0.7, -0.2, -0.2, 0, 0],
    evidence: [-0.2, -0.3, 1, -0.1, -0.2, -0.2],
    science: [-0.2, -0.2, 0.9, -0.1, 0, -0.1],
    explain: [-0.2, -0.2, 0.7, -0.2, -0.1, 0.1],
    rewrite: [-0.3, -0.3, -0.3, 1.6, -0.2, 0],
    tongues: [-0.2, -0.2, -0.2, 0.9, -0.2, 0.1],
    passage: [-0.1, -0.1, 0, 0.4, -0.3, 0],
    feelings: [-0.4, -0.3, -0.1, -0.1, 1.1, -0.2],
    people: [-0.3, 0, -0.2, -0.1, 0.5, 0.1],
    burden: [-0.2, -0.1, -0.1, -0.1, 0.5, 0.1],
    self: [-0.2, -0.2, -0.3, -0.1, 0.6, 0.2],
    you: [0, 0, -0.1, 0, 0.1, 0.2],
    others: [-0.1, 0, -0.1, -0.1, 0.15, 0.1],
    us: [0, 0, 0, -0.1, 0.1, 0.1],
    question: [-0.1, 0, 0.1, -0.1, -0.1, 0.35],
    whatIs: [0, 0.05, 0.25, 0.05, -0.1, 0.15],
    why: [0, 0, 0.3, -0.1, 0, 0.1],
    advice: [0.1, -0.1, 0, 0, 0.15, 0.3],
    errand: [-0.2, -0.2, -0.2, -0.2, -0.2, 1],
    make: [-0.1, -0.3, -0.2, -0.1, -0.2, 0.8],
    fact: [-0.1, -0.1, 0.2, -0.1, -0.2, 0.5],
    chat: [-0.3, -0.3, -0.2, -0.2, 0.1, 0.7],
    leisure: [-0.3, -0.2, -0.2, -0.2, -0.2, 0.6],
    place: [-0.2, -0.1, 0.1, -0.1, -0.2, 0.3],
    anger: [-0.2, -0.2, -0.1, -0.1, 0.4, 0.1],
    sorrow: [-0.2, -0.2, -0.1, -0.1, 0.5, 0],
    fear: [-0.2, -0.2, -0.1, -0.1, 0.4, 0],
    trouble: [0.1, -0.1, -0.1, -0.1, 0.2, 0],
    joy: [-0.2, -0.2, -0.2, -0.1, 0, 0.4],
    confusion: [0, -0.1, -0.1, -0.1, 0.1, 0.1],
    reason: [0, 0.2, 0, 0, 0, 0],
    extract: [0, 0, 0, 0.1, 0, 0],
    act: [0, 0, -0.1, 0, -0.2, 0.4],
    image: [0, -0.1, -0.1, 0, -0.1, 0.2],
    codeSigns: [1.2, -0.2, -0.2, -0.2, -0.2, -0.2],
    brackets: [0.3, 0.1, 0, 0, -0.1, -0.1],
    identifiers: [0.4, 0, 0, 0, -0.1, -0.1],
    operators: [0, 0.5, -0.1, -0.1, -0.1, -0.1],
    commands: [-0.2, 1.2, -0.2, -0.2, -0.2, -0.2],
    fences: [1, 0, 0, 0, 0, 0],
    numbers: [0, 0.4, 0, 0, -0.1, 0],
    digits: [0, 0.2, 0, 0, 0, 0],
    bias: [0, 0, 0, 0, 0, 0.5],
  },
}

export const form: Head = {
  labels: ['simple-query', 'complex-reasoning', 'data-extraction', 'creative', 'validation'],
  within: 0.2,
  pull: 0.1,
  votes: {
    make: [-0.2, -0.3, -0.2, 1.3, -0.3],
    extract: [-0.2, 0, 1.2, -0.2, 0.1],
    verify: [-0.3, 0.2, 0, -0.3, 1.1],
    reason: [-0.3, 1, -0.1, -0.1, 0.2],
    math: [-0.1, 0.5, -0.1, -0.3, 0],
    evidence: [-0.3, 0.4, 0, -0.1, 0],
    commands: [-0.3, 0.6, 0, -0.2, 0],
    choices: [-0.4, 0.8, 0, -0.4, 0.1],
    passage: [-0.4, 0.1, 0.5, 0, 0.3],
    errand: [0.5, -0.2, -0.1, 0, -0.1],
    chat: [0.4, -0.2, -0.2, 0.1, -0.1],
    fact: [0.4, -0.1, 0.1, -0.1, 0],
    question: [0.3, 0, 0.1, -0.2, 0],
    length: [-0.9, 0.4, 0.2, 0.1, 0.2],
    bias: [1, 0, -0.5, 0, -0.5],
  },
}

export const emotion: Head = {
  labels: ['frustrated', 'sad', 'anxious', 'confused', 'positive', 'neutral'],
  within: 0.7,
  pull: 0.1,
  votes: {
    anger: [1, 0.1, 0, 0, -0.4, -0.2],
    rebuke: [0.9, 0, 0, 0.1, -0.3, -0.2],
    trouble: [0.5, 0.1, 0.1, 0.1, -0.2, 0],
    negation: [0.25, 0.1, 0.1, 0.1, -0.2, 0],
    sorrow: [0, 1, 0.1, 0, -0.2, -0.1],
    fear: [0.1, 0.1, 1, 0, -0.2, -0.1],
    joy: [-0.5, -0.2, -0.2, -0.2, 1, -0.1],
    confusion: [0.1, 0, 0.1, 1, -0.2, 0],
    feelings: [0.2, 0.4, 0.4, 0, -0.2, -0.1],
    burden: [0.1, 0.1, 0.2, 0, 0, 0],
    haste: [0.2, 0, 0.4, 0, 0, 0],
    self: [0, 0.1, 0.1, 0.1, 0, -0.1],
    you: [0.2, 0, 0, 0, 0, 0],
    why: [0.15, 0, 0, 0.4, -0.1, 0],
    question: [0, 0, 0, 0.3, -0.1, 0.1],
    chat: [-0.1, 0, 0, 0, 0.3, 0.1],
    'negation+you': [0.3, 0, 0, 0, -0.1, 0],
    'negation+exclamations': [0.4, 0, 0.1, 0, -0.2, -0.1],
    'you+exclamations': [0.2, 0, 0, 0, 0, 0],
    'you+questions': [0.15, 0, 0, 0, -0.1, 0],
    exclamations: [0.35, 0, 0.2, -0.2, 0.4, -0.2],
    questionAndExclamation: [0.5, 0, 0.1, 0.1, -0.1, -0.1],
    shouted: [0.4, 0, 0.1, 0, 0, 0],
    questions: [0, 0, 0.1, 0.5, -0.2, 0.1],
    ellipses: [0.1, 0.3, 0.1, 0.2, -0.1, 0],
    bias: [0, 0, 0, 0, 0, 1],
  },
}

export const aid: Head = {
  labels: ['none', 'tools', 'images'],
  within: 0.2,
  pull: 0.1,
  votes: {
    act: [-0.2, 0.8, 0],
    errand: [-0.2, 0.7, -0.1],
    image: [-0.4, -0.2, 1.6],
    place: [0, 0.2, 0],
    haste: [0, 0.2, 0],
    make: [0.3, -0.3, -0.1],
    code: [0.4, -0.2, -0.3],
    math: [0.3, -0.2, -0.2],
    feelings: [0.4, -0.4, -0.3],
    bias: [1.5, 0, -1.5],
  },
}
