/** npm run bench [-- suite …]: runs the suites of bench/suites, all of them where none is named. Each exports `run()`. */
import { readdirSync } from 'node:fs'

const all = readdirSync(new URL('./suites', import.meta.url)).map(file => file.replace(/\.ts$/, ''))
const wanted = process.argv.slice(2).filter(arg => !arg.startsWith('-'))
const unknown = wanted.filter(name => !all.includes(name))
if (unknown.length > 0) {
  console.error(`no such suite: ${unknown.join(', ')}. There are: ${all.join(', ')}`)
  process.exit(2)
}
for (const name of wanted.length > 0 ? wanted : all) {
  const suite = (await import(`./suites/${name}.ts`)) as { run(): Promise<void> }
  await suite.run()
}
