import { expect, it } from "vitest";

import { atLeast, ENGINE_VERSION, GO_VERSION, parseVersion } from "../../../sandbox/engine/version";

it.each([
  ["v3.259.0", "3.259.0", true],
  ["3.259.1", "3.259.0", true],
  ["v3.1000.0", "3.259.0", true],
  ["v4.0.0", "3.259.0", true],
  ["v3.258.9", "3.259.0", false],
  ["v3.25.90", "3.259.0", false],
  ["v2.999.0", "3.259.0", false],
  ["v3.259.0-alpha.1", "3.259.0", false],
  ["v3.260.0-alpha.1", "3.259.0", true],
  ["v3.259.0+dirty", "3.259.0", true],
  ["go1.26", "1.26", true],
  ["go1.26.8", "1.26", true],
  ["go1.26rc1", "1.26", false],
  ["go1.9.9", "1.26", false],
  ["", "3.259.0", false],
  ["warning: a new version", "3.259.0", false],
  ["v3", "3.259.0", false],
])("%j against %s: %s", (text, least, enough) => {
  expect(atLeast(text, least)).toBe(enough);
});

it("reads the versions it pins", () => {
  for (const pinned of [ENGINE_VERSION, GO_VERSION]) expect(parseVersion(pinned)).toBeDefined();
});
