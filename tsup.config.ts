import { defineConfig } from 'tsup'

/** One entry per door. The exports map of package.json names the same ones; test/package.test.ts holds the two together. */
export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'storage/file/index': 'src/storage/file/index.ts',
    'testing/index': 'src/testing/index.ts',
  },
  format: ['esm'],
  target: 'es2022',
  platform: 'neutral',
  external: [/^node:/],
  // One copy of every class for all doors: without shared chunks `instanceof` fails across them.
  splitting: true,
  removeNodeProtocol: false,
  dts: false,
  sourcemap: true,
  clean: true,
})
