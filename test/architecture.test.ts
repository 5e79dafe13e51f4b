import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

import { describe, expect, it } from "vitest";

const ROOT = resolve(__dirname, "..");
const HOUSE = ["stacks", "components", "policy-packs", "access", "cli", "register", "sandbox"];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typesOnly: boolean;
}

const imports = HOUSE.flatMap(sourcesIn).flatMap(importsOf);

function sourcesIn(folder: string): string[] {
  try {
    return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.includes("node_modules"))
      .map((file) => join(folder, file));
  } catch {
    return []; // A part of the house that is not built yet.
  }
}

function importsOf(from: string): Import[] {
  const source = readFileSync(join(ROOT, from), "utf8");
  const statements = source.matchAll(
    /^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"|import\("([^"]+)"\)|^import\s+"([^"]+)"|require\("([^"]+)"\)/gm,
  );
  return [...statements].map(([, typesOnly, ...targets]) => {
    const target = targets.find((each) => each !== undefined)!;
    const to = target.startsWith(".")
      ? relative(ROOT, resolve(ROOT, dirname(from), target))
      : target;
    return { from, to, typesOnly: typesOnly !== undefined };
  });
}

const within = (path: string, ...folders: string[]) =>
  folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
const between = (from: string, ...to: string[]) =>
  imports.filter((each) => within(each.from, from) && within(each.to, ...to));
const told = (offences: Import[]) => offences.map(({ from, to }) => `${from} → ${to}`);

/** Sibling folders meet in the pure claims model, and in nothing that registers resources. */
const SHARED_BY_SIBLINGS = [
  "components/identity/claims",
  "components/identity/aws-trust",
  "components/identity/vault-role",
  "components/identity/runner-workflow",
  "components/identity/signature-identity",
  "components/identity/issuer",
  "components/identity/policy-document",
];

describe("the arrows of the house", () => {
  it("were read from every part that exists", () => {
    expect(imports.length).toBeGreaterThan(50);
  });

  it("components and access never import each other", () => {
    expect(told([...between("components", "access"), ...between("access", "components")])).toEqual(
      [],
    );
  });

  it("nothing points back at the stacks or the command", () => {
    // The demo is a front of its own: it runs the command and bends a program.
    const back = ["components", "policy-packs", "access", "register", "sandbox"]
      .flatMap((folder) => between(folder, "stacks", "cli"))
      .filter(({ from }) => !within(from, "sandbox/demo"));
    expect(told(back)).toEqual([]);
  });

  it("components stand on components/lib, and only service composes siblings", () => {
    const sideways = between("components", "components").filter(({ from, to }) => {
      const folder = from.split("/").slice(0, 2).join("/");
      return (
        folder !== "components/service" &&
        !within(to, folder, "components/lib") &&
        !SHARED_BY_SIBLINGS.includes(to)
      );
    });
    expect(told(sideways)).toEqual([]);
    const down = between("components/lib", "components").filter(
      ({ to }) => !within(to, "components/lib"),
    );
    expect(told(down)).toEqual([]);
  });

  it("what is built and what judges it share no code", () => {
    expect(
      told([...between("components", "policy-packs"), ...between("policy-packs", "components")]),
    ).toEqual([]);
    expect(told(between("stacks", "policy-packs", "access"))).toEqual([]);
  });

  it("rules and access know Pulumi by its types alone", () => {
    const judges = [...between("access", "@pulumi"), ...between("policy-packs", "@pulumi")];
    const atRun = judges.filter(
      ({ from, typesOnly }) =>
        !typesOnly && (within(from, "access") || /\/rules(\/|\.ts$)/.test(from)),
    );
    expect(told(atRun)).toEqual([]);
  });

  it("no provider's barrel is loaded", () => {
    const barrels = imports.filter(
      ({ from, to, typesOnly }) =>
        !typesOnly &&
        !within(from, "sandbox") &&
        /^@pulumi\/(aws|github|kubernetes|vault)$/.test(to),
    );
    expect(told(barrels)).toEqual([]);
  });

  it("no dynamic provider and no dependence on a whole component", () => {
    const offences = ["components", "stacks"].flatMap(sourcesIn).filter((file) => {
      const source = readFileSync(join(ROOT, file), "utf8");
      return /\bpulumi\.dynamic\b|dependsOn:\s*(this|\[this)/.test(source);
    });
    expect(offences).toEqual([]);
  });
});
