import { breakGlassRoleGuarded } from "../../../policy-packs/identity/rules/break-glass-role-guarded";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { ACCOUNT, githubTrust, MAIN, role } from "./builders";

const ARN = `arn:aws:iam::${ACCOUNT}:role/airside/break-glass/emergency`;
const TAGS = {
  "airside:break-glass": "true",
  "airside:owner": "team-a",
  "airside:expires-on": "2026-12-31",
};
const trust = (change = {}) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: {
        AWS: [`arn:aws:iam::${ACCOUNT}:user/ann`, `arn:aws:iam::${ACCOUNT}:role/people/bob`],
      },
      Action: "sts:AssumeRole",
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
      ...change,
    },
  ],
});
const glass = (props = {}, more = {}) =>
  role(
    {
      name: "emergency",
      assumeRolePolicy: trust(),
      maxSessionDuration: 3600,
      tags: TAGS,
      ...props,
    },
    { name: "emergency", ...more },
  );
const pattern = (roleArn: unknown) =>
  JSON.stringify({
    detail: { eventName: ["AssumeRole"], requestParameters: { roleArn: [roleArn] } },
  });
const alarm = (props = {}, more = {}) => ({
  type: "aws:cloudwatch/eventRule:EventRule",
  name: "use",
  props: { eventPattern: pattern(ARN), ...props },
  ...more,
});
const at = (props: object, ...paths: string[]) => ({
  resource: glass(props),
  resources: [alarm()],
  expect: paths.map((path) => ({ path, resource: "emergency" })),
});

const CONDITION = "assumeRolePolicy.Statement[0].Condition";
const PRINCIPAL = "assumeRolePolicy.Statement[0].Principal";
const fail = { resource: glass(), expect: [{ path: "assumeRolePolicy", resource: "emergency" }] };

describeRule(breakGlassRoleGuarded, {
  pass: [
    { resource: glass(), resources: [alarm()] },
    {
      resource: glass(),
      resources: [
        {
          type: "aws:cloudwatch/metricAlarm:MetricAlarm",
          name: "m",
          props: { metricName: "RoleUses", dimensions: { role: "emergency" } },
        },
      ],
    },
    {
      resource: glass({ tags: {} }, { parent: "component", urn: "urn:role" }),
      resources: [
        {
          type: "airside:identity:BreakGlassRole",
          name: "component",
          props: { owner: "team-a", expiresOn: "2026-11-22" },
        },
        alarm({ eventPattern: "{}" }, { propertyDependencies: { eventPattern: ["urn:role"] } }),
      ],
    },
  ],
  fail: [
    fail,
    { resource: glass(), resources: [alarm({ state: "DISABLED" })] },
    { resource: glass(), resources: [alarm({ eventPattern: pattern(`${ARN}-2`) })] },
    at({ tags: { ...TAGS, "airside:owner": "" } }, "tags"),
    at({ tags: { ...TAGS, "airside:expires-on": "2026-11-21" } }, "tags"),
    at({ tags: { ...TAGS, "airside:expires-on": "soon" } }, "tags"),
    at({ tags: { "airside:break-glass": "true" } }, "tags", "tags"),
    at({ maxSessionDuration: 7200 }, "maxSessionDuration"),
    at({ assumeRolePolicy: trust({ Condition: {} }) }, CONDITION),
    at(
      {
        assumeRolePolicy: trust({
          Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } },
        }),
      },
      CONDITION,
    ),
    at(
      {
        assumeRolePolicy: trust({
          Condition: { Bool: { "aws:MultiFactorAuthPresent": ["true", "false"] } },
        }),
      },
      CONDITION,
    ),
    at({ assumeRolePolicy: trust({ Principal: { AWS: ACCOUNT } }) }, `${PRINCIPAL}`),
    at(
      { assumeRolePolicy: trust({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }) },
      PRINCIPAL,
    ),
    at({ assumeRolePolicy: trust({ Principal: "*" }) }, PRINCIPAL),
    at({ assumeRolePolicy: githubTrust(MAIN) }, PRINCIPAL, CONDITION),
    at({ assumeRolePolicy: "{" }, "assumeRolePolicy"),
  ],
  notApplicable: { resource: role({ maxSessionDuration: 43_200 }) },
  unknown: [
    {
      resource: glass({ assumeRolePolicy: UNKNOWN }),
      resources: [alarm()],
      expect: [{ path: "assumeRolePolicy" }],
    },
    {
      resource: glass(),
      resources: [alarm({ eventPattern: UNKNOWN })],
      expect: [{ path: "assumeRolePolicy" }],
    },
    { resource: glass({ maxSessionDuration: UNKNOWN }), resources: [alarm()] },
  ],
  secretBearing: {
    resource: glass({ description: "hunter2-secret" }, { secret: ["description"] }),
  },
  malformed: {
    resource: glass({ tags: { ...TAGS, "airside:owner": 7 } }),
    resources: [alarm()],
    expect: [{ path: "tags" }],
  },
  excepted: fail,
  expired: fail,
});
