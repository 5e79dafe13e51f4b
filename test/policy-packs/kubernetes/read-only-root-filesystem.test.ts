import { readOnlyRootFilesystem } from "../../../policy-packs/kubernetes/rules/read-only-root-filesystem";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, deployment, pod, podWithSecret, secured, UNKNOWN } from "./builders";

const PATH = "spec.containers[0].securityContext.readOnlyRootFilesystem";
const bad = pod();
const declared = { annotations: { "airside/operator": "unpacks its plugins at start" } };

describeRule(readOnlyRootFilesystem, {
  pass: [
    { resource: secured({ readOnlyRootFilesystem: true }) },
    { resource: pod({}, declared) },
    { resource: deployment({}, declared) },
    { resource: pod({ os: { name: "windows" } }) },
  ],
  fail: [
    { resource: bad, expect: [{ path: PATH }] },
    { resource: secured({ readOnlyRootFilesystem: false }), expect: [{ path: PATH }] },
    { resource: pod({}, { annotations: { "airside/operator": " " } }) },
  ],
  notApplicable: { resource: BUCKET },
  unknown: [
    { resource: secured({ readOnlyRootFilesystem: UNKNOWN }), expect: [{ path: PATH }] },
    { resource: pod({}, { annotations: UNKNOWN }), expect: [{ path: "metadata.annotations" }] },
  ],
  secretBearing: { resource: podWithSecret() },
  malformed: { resource: secured("readOnlyRootFilesystem") },
  excepted: { resource: bad },
  expired: { resource: bad },
});
