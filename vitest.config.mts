import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // One process and no isolation: the imports of the SDKs, a second and more, are paid once a thread.
    pool: "threads",
    isolate: false,
    maxWorkers: 2,
    setupFiles: ["test/support/reset-runtime.ts"],
    reporters: ["default", "./test/support/reporter.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A test left alone by `only` would silence all others.
    allowOnly: false,
    passWithNoTests: false,
  },
});
