import { environmentReviewersRequired } from "../../../policy-packs/runners/rules/environment-reviewers-required";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, github, SECRET, secretive, UNKNOWN, type Props } from "./builders";

const environment = (changes: Props = {}, rest = {}) =>
  github(
    "RepositoryEnvironment",
    {
      repository: "api",
      environment: "production",
      reviewers: [{ teams: [701], users: [] }],
      preventSelfReview: true,
      canAdminsBypass: false,
      ...changes,
    },
    rest,
  );
const open = { resource: environment({ preventSelfReview: false, canAdminsBypass: true }) };
const nobody = (reviewers: unknown) => ({
  resource: environment({ reviewers }),
  expect: [{ path: "reviewers" }],
});

describeRule(environmentReviewersRequired, {
  pass: [
    { resource: environment() },
    { resource: environment({ reviewers: [{ users: [1] }] }) },
    { resource: environment({ reviewers: [{ teams: [] }, { users: ["12"] }] }) },
    { resource: environment({ reviewers: [{ users: [UNKNOWN] }] }) },
    { resource: environment({}, { lane: "release" }) },
  ],
  fail: [
    {
      ...open,
      expect: [
        {
          path: "preventSelfReview",
          message: 'RepositoryEnvironment "subject": preventSelfReview is false; it must be true.',
        },
        { path: "canAdminsBypass" },
      ],
    },
    {
      resource: environment({ canAdminsBypass: undefined }),
      expect: [{ path: "canAdminsBypass" }],
    },
    { resource: environment({ canAdminsBypass: "false" }) },
    { resource: environment({ preventSelfReview: undefined }) },
    { resource: environment({ preventSelfReview: "true" }) },
    { resource: environment({ preventSelfReview: false }, { lane: "release" }) },
    nobody(undefined),
    nobody([]),
    nobody([{ users: [], teams: [] }]),
    nobody([{ users: 12 }]),
    nobody([{ users: [null, "", {}, 0] }]),
    nobody('[{"users":[1]}]'),
    nobody([[1]]),
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: environment({ reviewers: [] }, { lane: "build" }) },
    {
      resources: [
        { type: "airside:repository:Preview", name: "preview", props: { lane: "untrusted" } },
        environment({ reviewers: [] }, { parent: "preview" }),
      ],
    },
  ],
  unknown: [
    { resource: environment({ reviewers: UNKNOWN }), expect: [{ path: "reviewers" }] },
    { resource: environment({ reviewers: [{ users: UNKNOWN }] }) },
    { resource: environment({ canAdminsBypass: UNKNOWN }), expect: [{ path: "canAdminsBypass" }] },
  ],
  secretBearing: [
    { resource: secretive(open.resource) },
    { resource: { ...environment({ preventSelfReview: SECRET }), secret: ["preventSelfReview"] } },
  ],
  malformed: { resource: environment({ reviewers: { users: {} } }) },
  excepted: open,
  expired: open,
});
