import { organizationDefaultsRestrictive } from "../../../policy-packs/runners/rules/organization-defaults-restrictive";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, github, SECRET, secretive, UNKNOWN, type Props } from "./builders";

const GOOD = {
  billingEmail: "billing@acme.example",
  defaultRepositoryPermission: "none",
  membersCanCreateRepositories: false,
  membersCanCreatePublicRepositories: false,
  membersCanCreatePrivateRepositories: false,
  membersCanCreateInternalRepositories: false,
  secretScanningEnabledForNewRepositories: true,
  secretScanningPushProtectionEnabledForNewRepositories: true,
};
const organization = (changes: Props = {}) =>
  github("OrganizationSettings", { ...GOOD, ...changes });
const settings = { environment: "production" };
const open = { settings, resource: organization({ defaultRepositoryPermission: "write" }) };
const bad = (path: keyof typeof GOOD, value: unknown) => ({
  resource: organization({ [path]: value }),
  expect: [{ path, level: "advisory" as const }],
});

describeRule(organizationDefaultsRestrictive, {
  pass: [
    { resource: organization() },
    { resource: organization({ defaultRepositoryPermission: "read" }) },
  ],
  fail: [
    {
      ...open,
      expect: [
        {
          path: "defaultRepositoryPermission",
          level: "mandatory",
          message:
            'OrganizationSettings "subject": defaultRepositoryPermission is "write"; it must be "none" or "read".',
        },
      ],
    },
    bad("defaultRepositoryPermission", "admin"),
    bad("defaultRepositoryPermission", undefined),
    bad("membersCanCreateRepositories", true),
    bad("membersCanCreateRepositories", undefined),
    bad("membersCanCreatePublicRepositories", true),
    bad("membersCanCreatePrivateRepositories", "false"),
    bad("membersCanCreateInternalRepositories", true),
    bad("secretScanningEnabledForNewRepositories", false),
    bad("secretScanningPushProtectionEnabledForNewRepositories", undefined),
  ],
  notApplicable: { resource: BUCKET },
  unknown: [
    {
      resource: organization({ membersCanCreateRepositories: UNKNOWN }),
      expect: [{ path: "membersCanCreateRepositories" }],
    },
    { resource: organization({ defaultRepositoryPermission: UNKNOWN }) },
  ],
  secretBearing: [
    { resource: secretive(open.resource) },
    {
      resource: {
        ...organization({ defaultRepositoryPermission: SECRET }),
        secret: ["defaultRepositoryPermission"],
      },
    },
  ],
  malformed: {
    resource: organization({
      defaultRepositoryPermission: ["read"],
      membersCanCreateRepositories: {},
    }),
  },
  excepted: open,
  expired: open,
});
