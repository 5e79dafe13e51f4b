import { describe, expect, it } from "vitest";

import { rules } from "../../../policy-packs/identity/rules";
import { evaluate } from "../../../policy-packs/lib/evaluate";
import type { Resource } from "../../../policy-packs/lib/rule";
import { readSettings } from "../../../policy-packs/lib/settings";
import { githubTrust, role } from "./builders";

const settings = readSettings({ now: "2026-11-22T12:00:00Z" });
const stackRules = rules.filter(({ kind }) => kind === "stack");
const LANES = ["deploy", "untrusted", "build", "release"];

/** A trust policy for whatever subjects the pattern admits. */
function openTrust(subject: string): string {
  return githubTrust(subject).replace(
    /,("[^"]+:sub":"[^"]+")\}/,
    (_, asked: string) => `},"StringLike":{${asked}}`,
  );
}

/** What each repository of a fleet has: roles for its lanes, a Vault role, a policy; now and then an open door. */
function fleet(repositories: number): Resource[] {
  return Array.from({ length: repositories }, (_, index): Resource[] => {
    const name = `service-${index}`;
    const spelled = `repo:acme@1/${name}@${index + 10}`;
    const tags = { "airside:service": name };
    const writes = { Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::bucket/*" };
    const open = [
      role({ assumeRolePolicy: openTrust("repo:acme/*:environment:shared") }, { name: "shared" }),
    ];
    return [
      role(
        { assumeRolePolicy: githubTrust(`${spelled}:environment:production`), tags },
        { name, lane: "deploy" },
      ),
      role(
        { assumeRolePolicy: githubTrust(`${spelled}:pull_request`) },
        { name: `${name}-pr`, lane: "untrusted" },
      ),
      role(
        { assumeRolePolicy: githubTrust(`${spelled}:ref:refs/heads/main`), tags },
        { name: `${name}-build`, lane: LANES[index % LANES.length] ?? "" },
      ),
      {
        type: "vault:jwt/authBackendRole:AuthBackendRole",
        name: `${name}-vault`,
        lane: "deploy",
        props: {
          roleType: "jwt",
          boundClaims: { sub: `${spelled}:environment:production` },
          boundAudiences: ["vault"],
          tags,
        },
      },
      {
        type: "aws:iam/rolePolicy:RolePolicy",
        name: `${name}-policy`,
        props: { role: name, policy: JSON.stringify({ Statement: [writes] }) },
      },
      ...(index % 200 === 0 ? open : []),
    ].map((each) => ({ ...each, urn: `urn:pulumi:dev::fleet::${each.type}::${each.name}` }));
  }).flat();
}

function judged(resources: readonly Resource[]) {
  const begin = process.threadCpuUsage();
  const findings = evaluate(stackRules, settings, resources);
  const { user, system } = process.threadCpuUsage(begin);
  return { findings, seconds: (user + system) / 1e6 };
}

describe("stack rules over a fleet", () => {
  it("cost in proportion to its size", () => {
    judged(fleet(200));
    const [small, large] = [judged(fleet(250)), judged(fleet(2000))];
    expect(large.findings.length).toBeLessThan(12 * Math.max(1, small.findings.length));
    // Eight times as much; the square of it would be sixty-four.
    expect(large.seconds / small.seconds).toBeLessThan(20);
  });

  it("find every open door where there are more pairs than anybody could read", () => {
    const doors = Array.from({ length: 4000 }, (_, index) =>
      role(
        { assumeRolePolicy: openTrust("repo:acme/*:environment:production") },
        { name: `open-${index}`, lane: index % 2 === 0 ? "deploy" : "release" },
      ),
    );
    const { findings } = judged(doors);
    const crossing = findings.filter(({ rule }) => rule === "trust-claims-consistent");
    expect(new Set(crossing.map(({ resource }) => resource)).size).toBe(doors.length);
    expect(crossing.length).toBeLessThan(3 * doors.length);
  });

  it("find every role whose pull requests write where thousands share tokens", () => {
    const policy = JSON.stringify({
      Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource: "*" }],
    });
    const roles = Array.from({ length: 3000 }, (_, index) =>
      role(
        {
          assumeRolePolicy: openTrust(index % 2 === 0 ? "repo:acme/*" : "repo:acme/api:*"),
          inlinePolicies: [{ name: "write", policy }],
        },
        { name: `role-${index}`, lane: "untrusted" },
      ),
    );
    const { findings } = judged(roles);
    const sharing = findings.filter(
      ({ rule, message }) =>
        rule === "pull-request-role-read-only" && message.includes("shares tokens"),
    );
    expect(new Set(sharing.map(({ resource }) => resource)).size).toBe(roles.length);
    expect(sharing.length).toBeLessThan(3 * roles.length);
  });
});
