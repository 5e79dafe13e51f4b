/** Node's arguments for the command, as its first line and `npm run airside` have them. */
export const AIRSIDE = ["--max-semi-space-size=16", "dist/cli/main.js"] as const;
