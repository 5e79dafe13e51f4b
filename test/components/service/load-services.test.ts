import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { contractJsonSchema } from "../../../components/service/contract";
import { loadServices } from "../../../components/service/load-services";

const REGISTER = join(__dirname, "../../../register");
const PAYMENTS = `name: payments
owner:
  team: payments
  contact: payments@acme.example
repository: { owner: acme, name: payments, ownerId: 42, id: 4242 }
lanes: [build]
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "register-"));
  mkdirSync(join(folder, "services"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Loads contracts by file name, and tells the problems without the folder's path. */
function load(contracts: Readonly<Record<string, string>>) {
  for (const [file, text] of Object.entries(contracts)) {
    writeFileSync(join(folder, "services", file), text);
  }
  const { services, problems } = loadServices(folder);
  return { services, problems: problems.map((each) => each.replaceAll(`${folder}/services/`, "")) };
}

describe("loadServices", () => {
  it("reads the checked-in register", () => {
    const { services, problems } = loadServices(REGISTER);
    expect(problems).toEqual([]);
    expect(services.map(({ name }) => name)).toEqual(["catalogue", "handbook", "payments"]);
  });

  it("fills in what a contract leaves out, and nothing that widens it", () => {
    expect(load({ "payments.yaml": PAYMENTS }).services).toEqual([
      {
        name: "payments",
        owner: { team: "payments", contact: "payments@acme.example" },
        repository: {
          owner: "acme",
          name: "payments",
          ownerId: 42,
          id: 4242,
          protectedBranches: [],
        },
        lanes: ["build"],
        environments: [],
        grants: [],
        secrets: [],
        images: [],
        approvals: [],
      },
    ]);
  });

  it("tells every problem of every file, with line and column", () => {
    const { services, problems } = load({
      "payments.yaml": PAYMENTS.replace("id: 4242", "id: 0")
        .replace("lanes: [build]", "lanes: [build, deploi]\ncolour: red")
        .replace("  contact: payments@acme.example\n", ""),
      "shop.yaml": "name: 'shop\n",
    });
    expect(services).toEqual([]);
    expect(problems).toEqual([
      "payments.yaml:2:1: owner.contact: must be an e-mail address or an https address, got nothing",
      "payments.yaml:4:57: repository.id: must be GitHub's numeric id, a positive whole number, got 0",
      'payments.yaml:5:16: lanes.1: must be one of "untrusted"|"build"|"release"|"deploy", got "deploi"',
      "payments.yaml:6:1: colour: is not part of a contract; remove it or correct its name",
      "shop.yaml:2:1: Missing closing 'quote",
    ]);
  });

  it.each([
    [
      "name: payments",
      "name: shop",
      'payments.yaml:1:1: name: must be the file\'s name, "payments", got "shop"',
    ],
    [
      "name: payments",
      "name: Payments",
      'payments.yaml:1:1: name: must be 1 to 40 of a-z, 0-9 and single dashes between them, beginning with a letter, got "Payments"',
    ],
    ["owner: acme", "owner: \u0430cme", "(with U+0430)"],
    ["lanes: [build]", "lanes: [build, build]", "payments.yaml:6:16: lanes.1: must be listed once"],
    [
      "lanes: [build]",
      "lanes: []",
      "payments.yaml:6:1: lanes: must hold at least one lane, got []",
    ],
    [
      "lanes: [build]",
      "lanes: [build]\nenvironments: [{ name: p, branch: main, reviewers: [team/7] }]",
      "payments.yaml:6:1: lanes: must hold deploy, which the environments need",
    ],
    [
      "lanes: [build]",
      "lanes: [deploy]\nenvironments: [{ name: p, reviewers: [team/7] }]",
      "environments.0: must have exactly one of branch and tag",
    ],
    [
      "lanes: [build]",
      "lanes: [deploy]\nenvironments: [{ name: p, tag: '*', reviewers: [team/7] }]",
      'environments.0.tag: must be a tag or a pattern with a name in it, such as v*, got "*"',
    ],
    [
      "lanes: [build]",
      "lanes: [deploy]\nenvironments: [{ name: p, branch: main, reviewers: [ops] }]",
      'environments.0.reviewers.0: must be team/ID or user/ID, with GitHub\'s numeric id, got "ops"',
    ],
    [
      "lanes: [build]",
      "lanes: [deploy]\nenvironments: [{ name: P, branch: main, reviewers: [team/7] }, { name: p, branch: main, reviewers: [team/7] }]",
      "environments.1.name: must differ from the others: GitHub ignores letter case",
    ],
    ["lanes: [build]", "lanes: [build]\nlanes: [deploy]", "Map keys must be unique"],
  ])("refuses %j as %j", (from, to, message) => {
    const { problems } = load({ "payments.yaml": PAYMENTS.replace(from, to) });
    expect(problems.join("\n")).toContain(message);
  });

  it("refuses one repository in two services, by id and by name, and an owner of two ids", () => {
    const { problems } = load({
      "payments.yaml": PAYMENTS,
      "shop.yaml": PAYMENTS.replace("name: payments\n", "name: shop\n").replace(
        "name: payments, ownerId: 42",
        "name: Payments, ownerId: 43",
      ),
    });
    expect(problems).toEqual([
      'shop.yaml:5:44: repository.ownerId: 43 is not the id that payments.yaml gives the owner "acme"; one of the two is wrong',
      "shop.yaml:5:57: repository.id: 4242 is in payments.yaml as well; one repository, one service",
      'shop.yaml:5:28: repository.name: "Payments" is in payments.yaml as well; one repository, one service',
    ]);
  });

  it("keeps parsed files by content, and checks them all the same", () => {
    const many = Array.from({ length: 200 }, (_, n) => [
      `s${n}.yaml`,
      PAYMENTS.replace("name: payments\n", `name: s${n}\n`)
        .replace("name: payments,", `name: s${n},`)
        .replace("4242", `${5000 + n}`),
    ]);
    load(Object.fromEntries(many));
    const cache = join(folder, "cache", "contracts.json");
    const first = loadServices(folder, cache);
    expect(first.problems).toEqual([]);
    expect(loadServices(folder, cache)).toEqual(first);

    const forged = JSON.parse(readFileSync(cache, "utf8"));
    forged[0][1].repository.id = 0;
    writeFileSync(cache, JSON.stringify(forged));
    expect(loadServices(folder, cache).problems).toHaveLength(1);
    writeFileSync(cache, "half a fi");
    expect(loadServices(folder, cache)).toEqual(first);
  });

  it.each<[string, string | Uint8Array, readonly string[]]>([
    ["nothing", "", ["x.yaml:1:1: must be object, got null"]],
    ["a list", "- a\n", ['x.yaml:1:1: must be object, got ["a"]']],
    ["a tab", "name:\n\tteam: x\n", ["x.yaml:2:1: Tabs are not allowed as indentation"]],
    [
      "two contracts",
      "name: x\n---\nname: y\n",
      ["x.yaml:2:1: must hold one contract; put the next one in a file of its own"],
    ],
    ["a tag", "name: !Sub x\n", ["x.yaml:1:7: Unresolved tag: !Sub"]],
    ["a number for a key", "1: x\n", ['x.yaml:1:1: a key must be a text, got "1"']],
    ["a list for a key", "? [a]\n: x\n", ['x.yaml:1:3: a key must be a text, got "[\\"a\\"]"']],
    ["no key", "~: x\n", ['x.yaml:1:1: a key must be a text, got "null"']],
    ["an alias in itself", "a: &a [*a]\n", ["x.yaml:1:8: *a must not stand in itself"]],
    ["an alias of nothing", "a: *b\n", ["x.yaml:1:4: *b must stand for an anchor before it"]],
    ["Latin-1", Buffer.from("name: \xe9\n", "latin1"), ["x.yaml: must be UTF-8"]],
    ["UTF-16", Buffer.from("\ufeffname: x\n", "utf16le"), ["x.yaml: must be UTF-8"]],
    ["a huge file", `# ${"x".repeat(65_536)}`, ["x.yaml: must be at most 65536 bytes"]],
  ])("stops at %s", (_, text, problems) => {
    writeFileSync(join(folder, "services", "x.yaml"), text);
    expect(load({}).problems).toEqual(problems);
  });

  it("takes a byte order mark and anchors, and no key that objects have of their own", () => {
    expect(load({ "payments.yaml": `\ufeff${PAYMENTS}` }).problems).toEqual([]);
    const anchored = PAYMENTS.replace("team: payments", "team: &team payments").replace(
      "name: payments,",
      "name: *team,",
    );
    expect(load({ "payments.yaml": anchored })).toMatchObject({
      problems: [],
      services: [{ repository: { name: "payments" } }],
    });
    for (const key of ["__proto__", "constructor"]) {
      const text = PAYMENTS.replace("lanes: [build]", `${key}: { lanes: [deploy] }`);
      expect(load({ "payments.yaml": text }).problems).toEqual([
        "payments.yaml:1:1: lanes: must be array, got nothing",
        `payments.yaml:6:1: ${key}: is not part of a contract; remove it or correct its name`,
      ]);
    }
  });

  it("passes over no entry of the folder in silence, and follows no link out of it", () => {
    writeFileSync(join(folder, "outside.yaml"), PAYMENTS);
    symlinkSync(join(folder, "outside.yaml"), join(folder, "services", "payments.yaml"));
    symlinkSync("/nowhere", join(folder, "services", "gone.yaml"));
    mkdirSync(join(folder, "services", "more.yaml"));
    const { services, problems } = load({
      "UP.YAML": PAYMENTS,
      "payments.yaml.bak": PAYMENTS,
      ".hidden": "",
      "README.md": "",
    });
    expect(services).toEqual([]);
    expect(problems).toEqual([
      "UP.YAML: must be a contract, NAME.yaml, or be moved away",
      "gone.yaml: must be a file of its own, neither a link nor a folder",
      "more.yaml: must be a file of its own, neither a link nor a folder",
      "payments.yaml: must be a file of its own, neither a link nor a folder",
      "payments.yaml.bak: must be a contract, NAME.yaml, or be moved away",
    ]);
  });

  it("refuses one name in two files", () => {
    const other = PAYMENTS.replace("name: payments,", "name: other,").replace("4242", "4243");
    expect(load({ "payments.yaml": PAYMENTS, "payments.yml": other }).problems).toEqual([
      'payments.yml:1:1: name: "payments" is in payments.yaml as well; one name, one service',
    ]);
  });

  it("tells the first fifty problems of a file, and a value's beginning", () => {
    const keys = Array.from({ length: 70 }, (_, n) => `"k\\e[${n}m": 1\n`).join("");
    const { problems } = load({ "payments.yaml": PAYMENTS + keys });
    expect(problems).toHaveLength(51);
    expect(problems[0]).toBe(
      'payments.yaml:7:1: "k\\u001b[0m": is not part of a contract; remove it or correct its name',
    );
    expect(problems[50]).toBe("payments.yaml: and 20 more problems in this file");
    const long = PAYMENTS.replace("team: payments", `team: ${"x".repeat(9000)}`);
    expect(load({ "payments.yaml": long }).problems.join("").length).toBeLessThan(1000);
  });

  it("stops at aliases that multiply", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (const [each, previous] of ["ba", "cb", "dc", "ed"]) {
      bomb.push(`${each}: &${each} [${Array(9).fill(`*${previous}`).join(", ")}]`);
    }
    expect(load({ "bomb.yaml": bomb.join("\n") }).problems).toEqual([
      "bomb.yaml:1:1: must not repeat aliases without end",
    ]);
  });

  it("says where it looked when there is no register", () => {
    expect(loadServices("/nowhere").problems).toEqual([
      "/nowhere/services must exist; make it, or name the register's folder",
    ]);
  });
});

describe("the contract's JSON Schema", () => {
  it("is the one that editors read from the register; vitest --update writes it", async () => {
    const schema = `${JSON.stringify(contractJsonSchema(), null, 2)}\n`;
    await expect(schema).toMatchFileSnapshot(join(REGISTER, "service.schema.json"));
  });
});
