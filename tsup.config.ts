import { defineConfig } from 'tsup'

/**
 * One output file per source file: a bundler that is told `sideEffects: false` then leaves out what is not imported, file by
 * file. Shared chunks keep one copy of every class for all doors, without which `instanceof` fails across them.
 */
export default defineConfig({
  entry: ['src/**/*.ts'],
  format: ['esm'],
  target: 'es2022',
  platform: 'neutral',
  external: [/^node:/],
  splitting: true,
  removeNodeProtocol: false,
  dts: false,
  sourcemap: true,
  clean: true,
})
