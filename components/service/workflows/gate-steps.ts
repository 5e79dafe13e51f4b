import { ACTIONS } from "./pinned-actions";

/** Where a job may start. Decided before a machine is asked for, so that a pull request reaches none. */
export const ONLY_PUSHED = "github.event_name == 'push'";

/**
 * A runner group knows workflows but no branches: whoever may push a branch may call the gate from it. So
 * every job of the gate first asks GitHub whether the commit is on the default branch, where review has been.
 */
export const ONLY_MERGED = `      - name: refuse a commit that is not on the default branch
        env:
          GH_TOKEN: \${{ github.token }}
          DEFAULT_BRANCH: \${{ github.event.repository.default_branch }}
        run: |
          range="$DEFAULT_BRANCH...$GITHUB_SHA"
          status=$(gh api "repos/$GITHUB_REPOSITORY/compare/$range" --jq .status)
          case $status in
            identical | behind) ;;
            *) echo "::error::$GITHUB_SHA must be on $DEFAULT_BRANCH, but is $status"; exit 1 ;;
          esac`;

export const CHECKOUT = `      - name: check out the commit
        uses: ${ACTIONS.checkout}
        with:
          persist-credentials: false`;

/** The build of this run. Whatever else a job of the run may have put in its place fails the digest. */
export const FETCH_BUILD = `      - name: fetch the build
        uses: ${ACTIONS.download}
        with:
          name: build
          path: \${{ runner.temp }}/build
      - name: refuse any other build
        env:
          DIGEST: \${{ inputs.digest }}
        run: echo "$DIGEST  $RUNNER_TEMP/build/build.tar" | sha256sum --check --strict`;

/** Lines of a script: skopeo, gh and the attesting action all read credentials there. */
export const REGISTRY_LOGIN = `mkdir -p "$HOME/.docker"
          printf %s "$GH_TOKEN" |
            skopeo login --authfile "$HOME/.docker/config.json" \\
              --username "$GITHUB_ACTOR" --password-stdin ghcr.io`;
