import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: 'test/postgres.setup.ts',
    // Each of them often waits: two leave a third of two cores idle.
    maxWorkers: 3,
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
