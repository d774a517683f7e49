import {
  anthropic,
  deepseek,
  google,
  groq,
  isNonEmpty,
  minimax,
  moonshot,
  openai,
  Orchestrator,
  qwen,
  zai,
} from 'routewise'

/** Whose key is in the environment may be asked. */
const presets = {
  OPENAI_API_KEY: openai,
  ANTHROPIC_API_KEY: anthropic,
  GEMINI_API_KEY: google,
  GROQ_API_KEY: groq,
  DEEPSEEK_API_KEY: deepseek,
  DASHSCOPE_API_KEY: qwen,
  MOONSHOT_API_KEY: moonshot,
  ZAI_API_KEY: zai,
  MINIMAX_API_KEY: minimax,
}
/** One question may cost so much. */
const MAX_COST_USD = 0.05

/** Asks real models, and prints the answer and why it came from there. */
export async function ask(question: string, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const providers = Object.entries(presets).flatMap(([name, preset]) => {
    const apiKey = env[name]
    return apiKey ? [preset({ apiKey })] : []
  })
  if (!isNonEmpty(providers)) {
    console.error(
      `No provider to ask: set one of ${Object.keys(presets).join(', ')}. Without a question, npm start needs none.`,
    )
    process.exitCode = 1
    return
  }
  await using orchestrator = new Orchestrator({ providers, constraints: { maxCostUsd: MAX_COST_USD } })
  const stream = orchestrator.stream({ messages: [{ role: 'user', content: question }] })
  for await (const event of stream) if (event.type === 'text-delta') process.stdout.write(event.text)
  const { routing } = await stream.response
  const { task, decision, target, attempts, costUsd, latencyMs } = routing
  console.log(
    `\n\n${target}, ${(latencyMs / 1000).toFixed(1)} s, $${costUsd.toFixed(5)}, ${attempts} attempt${attempts === 1 ? '' : 's'}`,
  )
  console.log(`  kind of task: ${task?.kind} (${((task?.confidence ?? 0) * 100).toFixed(0)} % sure)`)
  console.log(`  why: ${decision?.plan.reason ?? decision?.strategy}`)
  for (const { target: left, excluded } of decision?.candidates ?? [])
    if (excluded) console.log(`  not ${left}: ${excluded}`)
}
