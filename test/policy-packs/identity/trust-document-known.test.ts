import { trustDocumentKnown } from "../../../policy-packs/identity/rules/trust-document-known";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { EC2, key, role, secretive, SUB, trust } from "./trust-fixtures";

const blind = role(UNKNOWN);
const built = role(trust({ sub: SUB }), {
  propertyDependencies: {
    assumeRolePolicy: ["urn:pulumi:x::y::aws:iam/openIdConnectProvider::gh"],
  },
});

describeRule(trustDocumentKnown, {
  pass: [
    { resource: role(trust({ sub: SUB })) },
    { resource: role(EC2, { propertyDependencies: { assumeRolePolicy: [], path: ["x"] } }) },
  ],
  fail: [
    {
      resource: blind,
      expect: [
        {
          path: "assumeRolePolicy",
          message:
            'The role "ci" must have a trust policy that is known in preview, but assumeRolePolicy is not; write ' +
            "it from account id, partition and ids that are known beforehand.",
        },
      ],
    },
    {
      resource: role(trust({ sub: UNKNOWN })),
      expect: [{ path: `assumeRolePolicy.Statement[0].Condition.StringEquals${key("sub")}` }],
    },
    { resource: built, expect: [{ path: "assumeRolePolicy" }] },
  ],
  notApplicable: {
    resource: { type: "aws:iam/policy:Policy", name: "p", props: { policy: UNKNOWN } },
  },
  // What the document was built from may be what is not known.
  unknown: {
    resource: { ...built, propertyDependencies: { assumeRolePolicy: UNKNOWN as string[] } },
  },
  secretBearing: { resource: { ...secretive(UNKNOWN) } },
  malformed: { resource: role(null) },
  excepted: { resource: blind },
  expired: { resource: blind },
});
