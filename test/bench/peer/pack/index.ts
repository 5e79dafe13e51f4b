// Policies as they are usually written: typed helpers over provider SDKs, one file in TypeScript.
// It exists only to be measured beside ours.
import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import { PolicyPack, validateResourceOfType, type ResourceValidationPolicy } from "@pulumi/policy";

const trustHasAudience: ResourceValidationPolicy = {
  name: "trust-has-audience",
  description: "A GitHub trust must pin its audience.",
  enforcementLevel: "mandatory",
  validateResource: validateResourceOfType(aws.iam.Role, (role, _, report) => {
    const policy = String(role.assumeRolePolicy);
    if (policy.includes("token.actions.githubusercontent.com") && !policy.includes(":aud")) {
      report("pin the audience");
    }
  }),
};

const trustHasSubject: ResourceValidationPolicy = {
  name: "trust-has-subject",
  description: "A GitHub trust must pin its subject.",
  enforcementLevel: "mandatory",
  validateResource: validateResourceOfType(aws.iam.Role, (role, _, report) => {
    const policy = String(role.assumeRolePolicy);
    if (policy.includes("token.actions.githubusercontent.com") && !policy.includes(":sub")) {
      report("pin the subject");
    }
  }),
};

const keyRotates: ResourceValidationPolicy = {
  name: "key-rotates",
  description: "A key must rotate.",
  enforcementLevel: "mandatory",
  validateResource: validateResourceOfType(aws.kms.Key, (key, _, report) => {
    if (!key.enableKeyRotation) report("set enableKeyRotation");
  }),
};

const podNotPrivileged: ResourceValidationPolicy = {
  name: "pod-not-privileged",
  description: "A pod must not be privileged.",
  enforcementLevel: "mandatory",
  validateResource: validateResourceOfType(kubernetes.core.v1.Pod, (pod, _, report) => {
    for (const container of pod.spec?.containers ?? []) {
      if (container.securityContext?.privileged) report("drop privileged");
    }
  }),
};

new PolicyPack("peer", {
  policies: [trustHasAudience, trustHasSubject, keyRotates, podNotPrivileged],
});
