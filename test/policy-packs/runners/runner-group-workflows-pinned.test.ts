import { runnerGroupWorkflowsPinned } from "../../../policy-packs/runners/rules/runner-group-workflows-pinned";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, github, group, SECRET, secretive, UNKNOWN } from "./builders";
import { organizationRuleset, protection, repository, RULES, ruleset } from "./protections";

const COMMIT = "4f1c8a6d2b7e90351d6c8f42ab90e7d35c1b6f08";
const FILE = "acme/gate/.github/workflows/deploy.yml";
const at = (...refs: unknown[]) => refs.map((ref) => `${FILE}@${String(ref)}`);
const pinned = (selectedWorkflows: unknown, rest = {}) =>
  group({ restrictedToWorkflows: true, selectedWorkflows }, rest);
const gate = (changes = {}) => ruleset({ repository: "gate", ...changes });
const main = pinned(at("main"));
const register = (...repositories: unknown[]) =>
  ({ services: repositories.map((repository) => ({ name: "service", repository })) }) as never;
const services = (protectedBranches: unknown) =>
  register({ owner: "Acme", name: "gate", protectedBranches });
const foreign = pinned(["evil/gate/.github/workflows/deploy.yml@main"]);
const everywhere = organizationRuleset({ repositoryName: { includes: ["~ALL"], excludes: [] } });
const open = { resource: group({ restrictedToWorkflows: false, selectedWorkflows: at(COMMIT) }) };
const first = [{ path: "selectedWorkflows[0]", resource: "group" }];

describeRule(runnerGroupWorkflowsPinned, {
  pass: [
    { resource: pinned(at(COMMIT)) },
    { resource: pinned(at(COMMIT.toUpperCase(), "refs/tags/v1")) },
    { resource: main, register: services(["main"]) },
    { resource: pinned(at("refs/heads/main")), register: services(["main"]) },
    { resources: [main, gate()] },
    { resources: [pinned(at("refs/heads/main")), protection({ repositoryId: "gate" })] },
    {
      resources: [
        pinned(at("release/1")),
        protection({ repositoryId: "gate", pattern: "release/*" }),
      ],
    },
    { resources: [main, everywhere] },
    { resources: [main, gate()], register: services([]) },
    { resources: [main, gate()], register: register({ owner: "acme", name: "api" }) },
    // Nothing names the owner of the repository that the ruleset is of.
    { resources: [foreign, gate()] },
    { resources: [foreign, gate()], register: register({ name: "gate" }) },
    {
      resources: [
        main,
        gate({ bypassActors: [{ actorType: "Team", actorId: 1, bypassMode: "pull_request" }] }),
      ],
    },
    {
      resources: [
        pinned(at("trunk")),
        repository({ name: "gate", defaultBranch: "trunk" }),
        gate(),
      ],
    },
    {
      resources: [
        pinned(at("trunk")),
        github("BranchDefault", { repository: "gate", branch: "trunk" }),
        gate(),
      ],
    },
    {
      resources: [
        main,
        organizationRuleset({
          repositoryProperty: { includes: [{ name: "tier", propertyValues: ["a"] }] },
        }),
        github("RepositoryCustomProperty", {
          repository: "gate",
          propertyName: "tier",
          propertyValues: ["a"],
        }),
      ],
    },
    {
      resource: github("EnterpriseActionsRunnerGroup", {
        restrictedToWorkflows: true,
        selectedWorkflows: at(COMMIT),
      }),
    },
  ],
  fail: [
    {
      ...open,
      expect: [
        {
          path: "restrictedToWorkflows",
          message: 'ActionsRunnerGroup "group": restrictedToWorkflows is false; it must be true.',
        },
      ],
    },
    { resource: { ...open.resource, lane: "release" } },
    {
      resource: group({}),
      expect: [{ path: "restrictedToWorkflows" }, { path: "selectedWorkflows" }],
    },
    { resource: pinned([]), expect: [{ path: "selectedWorkflows" }] },
    { resource: pinned(at(COMMIT)[0]), expect: [{ path: "selectedWorkflows" }] },
    { resource: pinned(at(COMMIT, "refs/heads/*")), expect: [{ path: "selectedWorkflows[1]" }] },
    { resource: pinned([`acme/*/.github/workflows/deploy.yml@${COMMIT}`]), expect: first },
    { resource: pinned([`acme/gate/.github/workflows/*@${COMMIT}`]), expect: first },
    { resource: pinned([`acme/gate/deploy.yml@${COMMIT}`]), expect: first },
    { resource: pinned([FILE]), expect: first },
    { resource: pinned([`${FILE}@`]), expect: first },
    { resource: pinned([7, null, {}]) },
    {
      resource: main,
      expect: [
        {
          path: "selectedWorkflows[0]",
          resource: "group",
          message:
            'ActionsRunnerGroup "group": nothing shows the branch main of acme/gate protected from everybody; ' +
            "name a commit, or refs/tags/ and a tag.",
        },
      ],
    },
    { resources: [foreign, gate()], register: services([]), expect: first },
    { resources: [foreign, everywhere], register: services(["main"]), expect: first },
    {
      resources: [
        main,
        gate({ bypassActors: [{ actorType: "RepositoryRole", actorId: 4, bypassMode: "always" }] }),
      ],
      expect: first,
    },
    {
      resources: [main, protection({ repositoryId: "gate", enforceAdmins: undefined })],
      expect: first,
    },
    {
      resources: [main, protection({ repositoryId: "gate" }, { pullRequestBypassers: ["/bot"] })],
      expect: first,
    },
    { resource: pinned(at("v1")), expect: first },
    { resource: pinned(at(COMMIT.slice(0, 7))), expect: first },
    { resource: pinned(at("refs/tags/")), expect: first },
    { resource: pinned(at("refs/pull/1/merge")), expect: first },
    { resource: main, register: services(["Main", "dev"]), expect: first },
    { resource: main, register: services("main"), expect: first },
    { resources: [main, gate({ enforcement: "evaluate" })], expect: first },
    { resources: [main, gate({ target: "tag" })], expect: first },
    { resources: [main, ruleset()], expect: first },
    // Whether the repository has the property or the id is shown nowhere.
    {
      resources: [
        main,
        organizationRuleset({
          repositoryProperty: { includes: [{ name: "tier", propertyValues: ["a"] }] },
        }),
      ],
      expect: first,
    },
    { resources: [main, organizationRuleset({ repositoryIds: [1] })], expect: first },
    { resources: [pinned(at("dev")), gate()], expect: first },
    { resources: [main, gate({ rules: { ...RULES, pullRequest: undefined } })], expect: first },
    {
      resources: [main, repository({ name: "gate", defaultBranch: "trunk" }), gate()],
      expect: first,
    },
    {
      resource: github("EnterpriseActionsRunnerGroup", {
        restrictedToWorkflows: "true",
        selectedWorkflows: at(COMMIT),
      }),
    },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: { ...open.resource, lane: "untrusted" } },
    { resource: { ...open.resource, lane: "build" } },
    {
      resources: [
        { type: "airside:runners:RunnerLane", name: "lane", props: { lane: "build" } },
        { ...open.resource, parent: "lane" },
      ],
    },
  ],
  unknown: [
    { resource: group({ restrictedToWorkflows: UNKNOWN, selectedWorkflows: at(COMMIT) }) },
    { resource: pinned(UNKNOWN), expect: [{ path: "selectedWorkflows" }] },
    { resource: pinned([...at(COMMIT), UNKNOWN]), expect: [{ path: "selectedWorkflows[1]" }] },
    { resources: [main, gate({ repository: UNKNOWN })], expect: first },
    { resources: [main, gate({ rules: UNKNOWN })], expect: first },
    { resources: [main, gate({ bypassActors: UNKNOWN })], expect: first },
    // The register names other owners, or more than one of that repository.
    {
      resources: [foreign, everywhere],
      register: register({ owner: "acme", name: "api" }),
      expect: first,
    },
    {
      resources: [foreign, gate()],
      register: register({ owner: "acme", name: "gate" }, { owner: "evil", name: "gate" }),
      expect: first,
    },
  ],
  secretBearing: [
    { resource: secretive(open.resource) },
    { resource: { ...pinned([SECRET]), secret: ["selectedWorkflows[0]"] } },
  ],
  malformed: { resource: group({ restrictedToWorkflows: {}, selectedWorkflows: { a: "b" } }) },
  excepted: open,
  expired: open,
});
