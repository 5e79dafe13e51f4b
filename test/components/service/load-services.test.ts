import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
