import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: 'test/postgres.setup.ts',
    // The database works beside each of them.
    maxWorkers: 2,
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
