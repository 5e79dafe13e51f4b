import * as fs from "node:fs";
import * as path from "node:path";
import { expect, it } from "vitest";

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly hasInstallScript?: boolean;
  readonly resolved?: string;
}

const lock = JSON.parse(
  fs.readFileSync(path.resolve(__dirname, "../../package-lock.json"), "utf8"),
) as { readonly packages: Readonly<Record<string, LockedPackage>> };

// npm leaves out what its registry does not carry, and `npm ci` then refuses the file everywhere.
it("lists each platform's optional packages", () => {
  const missing = Object.entries(lock.packages).flatMap(([at, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        !(`node_modules/${name}` in lock.packages) &&
        !(`${at}/node_modules/${name}` in lock.packages),
    ),
  );
  expect(missing).toEqual([]);
});

it("names no registry", () => {
  expect(Object.values(lock.packages).filter(({ resolved }) => resolved?.includes("//"))).toEqual(
    [],
  );
});

it("pins every package of package.json exactly", () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    fs.readFileSync(path.resolve(__dirname, "../../package.json"), "utf8"),
  );
  const versions = Object.values({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(versions.filter((each) => !/^(npm:\w+@)?\d+\.\d+\.\d+$/.test(String(each)))).toEqual([]);
});
