import type { GateArgs } from "./gate";
import { CHECKOUT, FETCH_BUILD, ONLY_MERGED, ONLY_PUSHED, REGISTRY_LOGIN } from "./gate-steps";
import { ACTIONS } from "./pinned-actions";
import { quoted } from "./text";

/** Deploys what the release lane has signed for this very commit, after the environment's reviewers have said yes. */
export const gateDeploy = ({ groups, repository }: GateArgs) => `name: deploy

on:
  workflow_call:
    inputs:
      environment:
        description: The deployment environment, as GitHub shows it.
        required: true
        type: string
      role-arn:
        description: The AWS role that the environment's job may assume.
        required: true
        type: string
      region:
        description: The AWS region to deploy to.
        required: true
        type: string
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
  deploy:
    name: deploy
    if: ${ONLY_PUSHED}
    runs-on:
      group: ${quoted(groups.deploy)}
    timeout-minutes: 55
    environment: \${{ inputs.environment }}
    permissions:
      contents: read # to fetch the commit, and to see that it is merged
      id-token: write # to assume the role
      attestations: read # to verify what the release lane signed
      packages: read # to verify the images
    steps:
${ONLY_MERGED}
${CHECKOUT}
${FETCH_BUILD}
      - name: refuse what the release lane has not signed
        env:
          GH_TOKEN: \${{ github.token }}
          IMAGES: \${{ inputs.images }}
        run: |
          verify() {
            gh attestation verify "$1" --repo "$GITHUB_REPOSITORY" \\
              --signer-workflow ${repository}/.github/workflows/release.yml \\
              --source-digest "$GITHUB_SHA" --source-ref "$GITHUB_REF"
          }
          verify "$RUNNER_TEMP/build/build.tar"
          tar --extract --file="$RUNNER_TEMP/build/build.tar"
          ${REGISTRY_LOGIN}
          images=$(jq --raw-output '.[]' <<< "$IMAGES")
          for image in $images; do
            digest=$(jq --raw-output '.manifests[0].digest' "dist/images/\${image##*/}/index.json")
            verify "oci://$image@$digest"
          done
      - name: assume the role
        uses: ${ACTIONS.awsCredentials}
        with:
          role-to-assume: \${{ inputs.role-arn }}
          aws-region: \${{ inputs.region }}
      - name: deploy
        env:
          ENVIRONMENT: \${{ inputs.environment }}
        run: ci/deploy
`;
