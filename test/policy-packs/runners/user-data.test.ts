import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";

import { setupFaults } from "../../../policy-packs/runners/runner-setup";
import { userDataOf } from "../../../policy-packs/runners/user-data";
import { fnmatch } from "../../../policy-packs/runners/fnmatch";
import { base64, configure, template } from "./builders";

const textsOf = (userData: unknown) =>
  userDataOf(template({ userData })).flatMap(({ texts }) => texts);

it("takes wrappings off, one within the other", () => {
  const script = configure();
  const wrapped = base64(gzipSync(`#cloud-config\n${base64(script)}\n`).toString("base64"));
  expect(textsOf(wrapped)).toContain(script);
});

it("does not grow with what is wrapped in it", () => {
  const bomb = gzipSync("A".repeat(240_000)).toString("base64");
  const nested = gzipSync(`${bomb}\n`.repeat(200)).toString("base64");
  const texts = textsOf(base64(`${nested}\n`.repeat(50)));
  expect(texts.reduce((sum, text) => sum + text.length, 0)).toBeLessThanOrEqual(1_000_000);
});

it.each([
  ["many runners", "./config.sh --url u --token $T $A\nA=--ephemeral\n".repeat(5_000)],
  ["one long word", `_${"_".repeat(200_000)}`],
  ["one long command", "docker ".repeat(30_000)],
  ["many spaces", `./config.sh ${" ".repeat(200_000)}--url`],
])("a script of %s is judged in a moment", (_, script) => {
  const begin = performance.now();
  setupFaults(script);
  expect(performance.now() - begin).toBeLessThan(1_000);
});

it("matches patterns as GitHub does, whatever they are made of", () => {
  const matching = [
    ["refs/heads/*", "refs/heads/main"],
    ["refs/heads/**/*", "refs/heads/main"],
    ["refs/heads/**/*", "refs/heads/a/b/c"],
    ["releases/**/v?", "releases/a/b/v1"],
    ["[a-c]*", "bar"],
    ["[!x]ain", "main"],
    ["m\\*n", "m*n"],
  ] as const;
  const other = [
    ["refs/heads/*", "refs/heads/a/b"],
    ["refs/heads/**", "refs/heads/a/b"],
    ["?", "/"],
    ["[!x]", "/"],
    ["[a-c]*", "zoo"],
    ["main", "mains"],
    ["", "main"],
  ] as const;
  expect(matching.filter(([pattern, text]) => !fnmatch(pattern, text))).toEqual([]);
  expect(other.filter(([pattern, text]) => fnmatch(pattern, text))).toEqual([]);
  const begin = performance.now();
  expect(fnmatch("a*".repeat(200).concat("b"), "a".repeat(1_000))).toBe(false);
  expect(performance.now() - begin).toBeLessThan(1_000);
});
