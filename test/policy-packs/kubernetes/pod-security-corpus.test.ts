import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

import { carriersOf, type Manifest, pod, refusals, RULE_OF_CONTROL } from "./pods";

const CORPUS = join(process.cwd(), "../shared/corpora/pod-security-pods.json.gz");

interface Case {
  readonly control: string | null;
  readonly resource: string;
  readonly file: string;
  readonly expected: "deny" | "admit";
  readonly wholeProfile: "deny" | "admit";
  readonly pss: { readonly baseline: string[]; readonly restricted: string[] };
  readonly usable: boolean;
  readonly manifest: Manifest & { readonly spec: Spec };
}

type Spec = Manifest & { readonly containers: readonly Manifest[] };

const present = existsSync(CORPUS);
const MISSING = "the corpus of labelled pods is not beside this checkout";
const cases: readonly Case[] = present
  ? JSON.parse(gunzipSync(readFileSync(CORPUS)).toString()).cases
  : [];
const usable = cases.filter((each) => each.usable);

/** A container without fault. */
const CLEAN: Manifest = {
  name: "clean",
  image: "i",
  securityContext: {
    allowPrivilegeEscalation: false,
    runAsNonRoot: true,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
  },
};

/** The cases that a change of form turns round; none, where the form does not matter. */
function wrong(judged: (each: Case) => readonly (readonly string[])[]): string[] {
  return usable.flatMap((each) => {
    const rule = each.control === null ? undefined : RULE_OF_CONTROL[each.control];
    return judged(each)
      .filter((names) =>
        rule === undefined
          ? names.length > 0 !== (each.wholeProfile === "deny")
          : names.includes(rule) !== (each.expected === "deny"),
      )
      .map((names) => `${each.file} ${each.resource}: ${names.join(", ") || "admitted"}`);
  });
}

const restricted = (manifest: Manifest) => refusals(pod(manifest), "restricted", "v1.37");

describe("the labelled pods", () => {
  it("are refused and admitted under their control", ({ skip }) => {
    skip(!present, MISSING);
    expect(usable.length).toBeGreaterThan(700);
    expect(wrong(({ manifest }) => [restricted(manifest)])).toEqual([]);
  });

  it("break exactly the controls that are named", ({ skip }) => {
    skip(!present, MISSING);
    const differing = usable.filter(({ manifest, pss }) => {
      const named = new Set([...pss.baseline, ...pss.restricted].map((id) => RULE_OF_CONTROL[id]));
      const found = restricted(manifest);
      return found.length !== named.size || found.some((name) => !named.has(name));
    });
    expect(
      differing.map(({ file, resource, manifest, pss }) => [
        file,
        resource,
        pss,
        restricted(manifest),
      ]),
    ).toEqual([]);
  });

  it("are judged alike in every carrier", ({ skip }) => {
    skip(!present, MISSING);
    const inCarriers = ({ manifest }: Case) =>
      carriersOf(manifest).map((resource) => refusals(resource, "restricted", "v1.37"));
    expect(wrong(inCarriers)).toEqual([]);
  });

  it.for(["initContainers", "ephemeralContainers"])("are judged alike as %s", (list, { skip }) => {
    skip(!present, MISSING);
    const moved = ({ manifest }: Case) => {
      const { containers, ...spec } = manifest.spec;
      const others = (spec[list] as readonly Manifest[] | undefined) ?? [];
      return [
        restricted({
          ...manifest,
          spec: { ...spec, containers: [CLEAN], [list]: [...others, ...containers] },
        }),
      ];
    };
    expect(wrong(moved)).toEqual([]);
  });

  it("are judged alike beside clean containers", ({ skip }) => {
    skip(!present, MISSING);
    const joined = ({ manifest }: Case) => {
      const containers = [CLEAN, ...manifest.spec.containers, CLEAN];
      return [restricted({ ...manifest, spec: { ...manifest.spec, containers } })];
    };
    expect(wrong(joined)).toEqual([]);
  });

  it("are judged alike with their keys in another order", ({ skip }) => {
    skip(!present, MISSING);
    expect(wrong(({ manifest }) => [restricted(reversed(manifest) as Manifest)])).toEqual([]);
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, child]) => [key, reversed(child)]),
  );
}
