import { environmentRefsRestricted } from "../../../policy-packs/runners/rules/environment-refs-restricted";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, github, SECRET, secretive, UNKNOWN, type Props } from "./builders";

const environment = (
  protectedBranches: unknown,
  customBranchPolicies: unknown,
  changes = {},
  rest = {},
) =>
  github(
    "RepositoryEnvironment",
    {
      repository: "api",
      environment: "production",
      deploymentBranchPolicy: { protectedBranches, customBranchPolicies },
      ...changes,
    },
    { name: "environment", ...rest },
  );
const custom = environment(false, true);
const ref = (props: Props, rest = {}) =>
  github(
    "RepositoryEnvironmentDeploymentPolicy",
    { repository: "api", environment: "production", ...props },
    { name: "ref", ...rest },
  );
const older = (name: unknown, environmentName = "production") =>
  github(
    "RepositoryDeploymentBranchPolicy",
    { repository: "api", environmentName, name },
    { name: "ref" },
  );
const with_ = (branchPattern: unknown) => ({ resources: [custom, ref({ branchPattern })] });
const open = (branchPattern: unknown, path = "branchPattern") => ({
  ...with_(branchPattern),
  expect: [{ path, resource: "ref" }],
});
const POLICY = "deploymentBranchPolicy";
const bad = (resource: typeof custom, path = POLICY) => ({
  resource,
  expect: [{ path, resource: "environment" }],
});
const none = bad(custom, `${POLICY}.customBranchPolicies`);

describeRule(environmentRefsRestricted, {
  pass: [
    { resource: environment(true, false) },
    { resource: environment(true, undefined) },
    with_("main"),
    with_("release/*"),
    with_("v?.?"),
    { resources: [custom, ref({ tagPattern: "v*" })] },
    { resources: [custom, older("main")] },
    { resources: [custom, older("main", "PRODUCTION")] },
    {
      resources: [
        custom,
        ref({ repository: "API", environment: "Production", branchPattern: "main" }),
      ],
    },
    {
      resources: [
        environment(false, true, { environment: UNKNOWN }),
        ref(
          { environment: UNKNOWN, branchPattern: "main" },
          { propertyDependencies: { environment: ["environment"] } },
        ),
      ],
    },
  ],
  fail: [
    {
      ...none,
      expect: [
        {
          path: `${POLICY}.customBranchPolicies`,
          message:
            'RepositoryEnvironment "environment": no RepositoryEnvironmentDeploymentPolicy of the stack names a ref for it; add one.',
        },
      ],
    },
    bad(environment(true, true)),
    bad(environment(false, false)),
    bad(environment("true", false)),
    bad(environment(false, false, { [POLICY]: undefined })),
    bad(environment(false, false, { [POLICY]: '{"protectedBranches":true}' })),
    bad(
      environment(false, false, {
        [POLICY]: [{ protectedBranches: true, customBranchPolicies: false }],
      }),
    ),
    bad(environment(false, false, {}, { lane: "release" })),
    open("*"),
    open("**"),
    open("*/*"),
    open("**/*"),
    open("?*"),
    open(" * "),
    open("/"),
    open(""),
    open("[!x]*"),
    open("refs/heads/*"),
    open(7),
    open(undefined),
    {
      resources: [custom, ref({ tagPattern: "*" })],
      expect: [{ path: "tagPattern", resource: "ref" }],
    },
    { resources: [custom, older("*")], expect: [{ path: "name", resource: "ref" }] },
    {
      resources: [
        custom,
        ref({ branchPattern: "main" }),
        ref({ branchPattern: "*/**" }, { name: "wide" }),
      ],
      expect: [{ path: "branchPattern", resource: "wide" }],
    },
    { resources: [custom, ref({ environment: "staging", branchPattern: "main" })] },
    { resources: [custom, ref({ repository: "web", branchPattern: "main" })] },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: ref({ branchPattern: "*" }) },
    { resource: environment(false, false, {}, { lane: "build" }) },
    {
      resources: [environment(false, true, {}, { lane: "untrusted" }), ref({ branchPattern: "*" })],
    },
  ],
  unknown: [
    { resource: environment(UNKNOWN, false), expect: [{ path: POLICY }] },
    { resource: environment(true, UNKNOWN), expect: [{ path: POLICY }] },
    { resource: environment(false, false, { [POLICY]: UNKNOWN }) },
    {
      resources: [custom, ref({ branchPattern: UNKNOWN })],
      expect: [{ path: "branchPattern", resource: "ref" }],
    },
    { resources: [custom, ref({ environment: UNKNOWN, branchPattern: "main" })] },
  ],
  secretBearing: [
    { resource: secretive(custom) },
    {
      resources: [
        custom,
        { ...ref({ branchPattern: ["*", SECRET] }), secret: ["branchPattern[1]"] },
      ],
    },
  ],
  malformed: {
    resources: [
      environment({}, [], { environment: 7 }),
      ref({ environment: {}, branchPattern: [] }),
    ],
  },
  excepted: none,
  expired: none,
});
