import { quoted } from "./text";
import type { GateArgs } from "./gate";
import { CHECKOUT, ONLY_MERGED, ONLY_PUSHED } from "./gate-steps";
import { ACTIONS } from "./pinned-actions";

/** Builds what is merged, without a right to anything but the commit, and says the digest of what came out. */
export const gateBuild = ({ groups }: GateArgs) => `name: build

on:
  workflow_call:
    outputs:
      digest:
        description: SHA-256 of the build's archive, as 64 hex digits.
        value: \${{ jobs.build.outputs.digest }}

permissions: {}

defaults:
  run:
    shell: bash

jobs:
  build:
    name: build
    if: ${ONLY_PUSHED}
    runs-on:
      group: ${quoted(groups.build)}
    timeout-minutes: 55
    permissions:
      contents: read # to fetch the commit, and to see that it is merged
    outputs:
      digest: \${{ steps.pack.outputs.digest }}
    steps:
${ONLY_MERGED}
${CHECKOUT}
      - name: build
        run: ci/build
      - name: pack what was built
        id: pack
        run: |
          archive="$RUNNER_TEMP/build.tar"
          tar --create --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner \\
            --file="$archive" dist
          digest=$(sha256sum "$archive" | cut -c 1-64)
          echo "digest=$digest" >> "$GITHUB_OUTPUT"
      - name: hand over the build
        uses: ${ACTIONS.upload}
        with:
          name: build
          path: \${{ runner.temp }}/build.tar
          if-no-files-found: error
          # As long as a deployment may wait for its reviewers.
          retention-days: 30
`;
