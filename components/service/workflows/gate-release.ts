import type { GateArgs } from "./gate";
import { FETCH_BUILD, ONLY_MERGED, ONLY_PUSHED, REGISTRY_LOGIN } from "./gate-steps";
import { ACTIONS } from "./pinned-actions";
import { quoted } from "./text";

/** Signs the build's bytes, known by their digest. Nothing of the repository runs here, and no cache is read. */
export const gateRelease = ({ groups }: GateArgs) => `name: release

on:
  workflow_call:
    inputs:
      digest:
        description: SHA-256 of the build's archive, as the build said it.
        required: true
        type: string
      images:
        description: Repositories of the images under dist/images, as a JSON list.
        required: true
        type: string

permissions: {}

defaults:
  run:
    shell: bash

jobs:
  archive:
    name: sign the build
    if: ${ONLY_PUSHED}
    runs-on:
      group: ${quoted(groups.release)}
    timeout-minutes: 15
    permissions:
      contents: read # to see that the commit is merged
      id-token: write # to be known to the signing authority
      attestations: write # to keep the attestation
      artifact-metadata: write # to record where the artifact is kept
    steps:
${ONLY_MERGED}
${FETCH_BUILD}
      - name: sign and attest the build
        uses: ${ACTIONS.attest}
        with:
          subject-path: \${{ runner.temp }}/build/build.tar

  images:
    name: push and sign the image
    if: ${ONLY_PUSHED} && inputs.images != '[]'
    runs-on:
      group: ${quoted(groups.release)}
    timeout-minutes: 30
    strategy:
      matrix:
        image: \${{ fromJSON(inputs.images) }}
    permissions:
      contents: read # to see that the commit is merged
      id-token: write # to be known to the signing authority
      attestations: write # to keep the attestation
      artifact-metadata: write # to record where the image is kept
      packages: write # to push the image
    steps:
${ONLY_MERGED}
${FETCH_BUILD}
      - name: push the image
        id: push
        env:
          GH_TOKEN: \${{ github.token }}
          IMAGE: \${{ matrix.image }}
        run: |
          ${REGISTRY_LOGIN}
          cd "$RUNNER_TEMP/build"
          tar --extract --file=build.tar
          skopeo copy --all --preserve-digests --authfile "$HOME/.docker/config.json" \\
            --digestfile digest "oci:dist/images/\${IMAGE##*/}" "docker://$IMAGE:$GITHUB_SHA"
          echo "digest=$(cat digest)" >> "$GITHUB_OUTPUT"
      - name: sign and attest the image
        uses: ${ACTIONS.attest}
        with:
          subject-name: \${{ matrix.image }}
          subject-digest: \${{ steps.push.outputs.digest }}
          push-to-registry: true
`;
