import { MARK, quoted } from "./text";
import { ACTIONS } from "./pinned-actions";

/** Tests proposed code in the untrusted lane: it may read the commit, and holds nothing else. */
export const pullRequest = (group: string) => `${MARK} render: proposed code, in the untrusted lane.
name: pull request

on:
  pull_request:

permissions: {}

concurrency:
  group: pull-request-\${{ github.event.pull_request.number }}
  cancel-in-progress: true

jobs:
  test:
    name: test
    runs-on:
      group: ${quoted(group)}
    timeout-minutes: 55
    permissions:
      contents: read # to fetch the proposed commit
    steps:
      - name: check out the proposed commit
        uses: ${ACTIONS.checkout}
        with:
          persist-credentials: false
      - name: test
        run: ci/test
`;
