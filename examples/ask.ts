import { discover, isNonEmpty, Orchestrator } from 'routewise'

/** One question may cost so much. */
const MAX_COST_USD = 0.05

/** Asks real models, and prints the answer and why it came from there. */
export async function ask(question: string, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const providers = discover(env)
  if (!isNonEmpty(providers)) {
    console.error(
      'No provider to ask: set OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY or the key of another one.',
    )
    console.error('Without a question, npm start needs none.')
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
