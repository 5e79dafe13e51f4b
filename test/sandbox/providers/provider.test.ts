import { describe, expect, it } from "vitest";

import { secret, UNKNOWN } from "../../../sandbox/providers/values";
import { editWorld } from "../../../sandbox/providers/world";
import { ROLE, TRUST, withStandIn } from "./stand-in";

const PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const GITHUB = "token.actions.githubusercontent.com";

describe("Check", () => {
  it.each([
    [{}, 'missing required property "assumeRolePolicy"'],
    [{ assumeRolePolicy: TRUST, maxSessionDuraton: 1 }, 'unexpected property "maxSessionDuraton"'],
    [{ assumeRolePolicy: TRUST, tags: "x" }, '"tags" must be an object, got a string'],
    [
      { assumeRolePolicy: TRUST, maxSessionDuration: 60 },
      '"maxSessionDuration" must be 3600 to 43200 seconds, got 60',
    ],
    [
      { assumeRolePolicy: TRUST, name: "a b" },
      '"name" must have 1 to 64 of the characters A-Z a-z 0-9 + = , . @ _ -, got "a b"',
    ],
  ])("refuses %j", (inputs, problem) => {
    withStandIn("aws", ({ check }) => {
      expect(check(ROLE, "role", inputs).problems).toEqual([problem]);
    });
  });

  it("lets what is not known yet pass", () => {
    withStandIn("aws", ({ check }) => {
      expect(check(ROLE, "role", { assumeRolePolicy: UNKNOWN, tags: UNKNOWN }).problems).toEqual(
        [],
      );
    });
  });

  it("makes the same name from the same seed, and keeps the old one", () => {
    withStandIn("aws", ({ check }) => {
      const first = check(ROLE, "role", { assumeRolePolicy: TRUST }).inputs;
      expect(first["name"]).toMatch(/^role-[0-9a-f]{7}$/);
      expect(check(ROLE, "role", { assumeRolePolicy: TRUST }).inputs["name"]).toBe(first["name"]);
      const olds = { ...first, name: "role-0000000" };
      const again = check(ROLE, "role", { assumeRolePolicy: TRUST }, olds);
      expect(again.inputs["name"]).toBe("role-0000000");
    });
  });

  it("refuses a name that would be too long with its digits", () => {
    withStandIn("aws", ({ check }) => {
      const { problems } = check(ROLE, "r".repeat(60), { assumeRolePolicy: TRUST });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain('"name" may have 64 characters');
    });
  });

  it("refuses a trust policy over IAM's limit", () => {
    withStandIn("aws", ({ check }) => {
      const statement = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" } };
      const Statement = Array.from({ length: 40 }, () => ({
        ...statement,
        Action: "sts:AssumeRole",
      }));
      const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement });
      expect(check(ROLE, "role", { assumeRolePolicy }).problems.join()).toMatch(/2048|2,048/);
    });
  });

  it("knows nothing of a trust built from what does not exist yet", () => {
    withStandIn("aws", ({ provider, check }) => {
      const made = provider.previewCreate(PROVIDER, {
        url: `https://${GITHUB}`,
        clientIdLists: [],
      });
      expect(made["arn"]).toBe(UNKNOWN);
      const statement = { Effect: "Allow", Principal: { Federated: made["arn"] } };
      const assumeRolePolicy = { Version: "2012-10-17", Statement: [statement] };
      const { inputs, problems } = check(ROLE, "role", { assumeRolePolicy });
      expect(problems).toEqual([]);
      expect(inputs["assumeRolePolicy"]).toBe(UNKNOWN);
    });
  });
});

describe("the world", () => {
  it("gives a role what IAM gives it", () => {
    withStandIn("aws", ({ make }) => {
      const { id, properties } = make(ROLE, "role", { assumeRolePolicy: TRUST, path: "/airside/" });
      expect(id).toMatch(/^role-[0-9a-f]{7}$/);
      expect(properties["arn"]).toBe(`arn:aws:iam::111122223333:role/airside/${id}`);
      expect(properties["maxSessionDuration"]).toBe(3600);
    });
  });

  it("gives GitHub's provider the ARN that trust policies name, once", () => {
    withStandIn("aws", ({ make }) => {
      const inputs = { url: `https://${GITHUB}`, clientIdLists: ["sts.amazonaws.com"] };
      expect(make(PROVIDER, "github", inputs).properties["arn"]).toBe(
        `arn:aws:iam::111122223333:oidc-provider/${GITHUB}`,
      );
      expect(() => make(PROVIDER, "again", inputs)).toThrow("EntityAlreadyExists");
    });
  });

  it("refuses a second role of a name, whatever its letter case", () => {
    withStandIn("aws", ({ make }) => {
      make(ROLE, "a", { assumeRolePolicy: TRUST, name: "Deploy" });
      expect(() => make(ROLE, "b", { assumeRolePolicy: TRUST, name: "deploy" })).toThrow(
        "EntityAlreadyExists: Role with name deploy already exists.",
      );
    });
  });

  it("shows as drift what was changed behind its back", () => {
    withStandIn("aws", ({ make, provider, directory }) => {
      const { id, properties } = make(ROLE, "role", { assumeRolePolicy: TRUST });
      const inputs = { assumeRolePolicy: TRUST, name: id };
      const key = { provider: "aws", scope: "111122223333/global", type: ROLE, id };
      editWorld(directory, key, { maxSessionDuration: 43_200 });
      expect(provider.read(ROLE, id, properties, inputs)?.inputs["maxSessionDuration"]).toBe(
        43_200,
      );
    });
  });

  it("reads for an import what exists, and nothing else", () => {
    withStandIn("aws", ({ make, provider }) => {
      const { id } = make(ROLE, "role", { assumeRolePolicy: TRUST });
      expect(provider.read(ROLE, id, {}, {})?.inputs).toMatchObject({ assumeRolePolicy: TRUST });
      expect(provider.read(ROLE, "nobody", {}, {})).toBeUndefined();
    });
  });

  it("keeps a role that still has policies, and forgets it without", () => {
    withStandIn("aws", ({ make, provider }) => {
      const { id, properties } = make(ROLE, "role", { assumeRolePolicy: TRUST });
      const statement = { Effect: "Allow", Action: "s3:ListBucket", Resource: "*" };
      const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
      const inline = make("aws:iam/rolePolicy:RolePolicy", "p", { role: id, policy });
      expect(() => provider.delete(ROLE, id, properties)).toThrow("DeleteConflict");
      provider.delete("aws:iam/rolePolicy:RolePolicy", inline.id, inline.properties);
      provider.delete(ROLE, id, properties);
      expect(provider.read(ROLE, id, {}, {})).toBeUndefined();
    });
  });

  it("refuses what names a role that does not exist", () => {
    withStandIn("aws", ({ make }) => {
      const attachment = { role: "nobody", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" };
      expect(() =>
        make("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", attachment),
      ).toThrow("NoSuchEntity: The Role nobody cannot be found.");
    });
  });
});

describe("Diff", () => {
  it("replaces a role for its path, and updates it for its trust", () => {
    withStandIn("aws", ({ provider }) => {
      const olds = { assumeRolePolicy: TRUST, path: "/a/", name: "role" };
      const moved = provider.diff(ROLE, olds, { ...olds, path: "/b/" });
      expect(moved.changes).toEqual([{ path: "path", kind: "update", replaces: true }]);
      expect(moved.deleteBeforeReplace).toBe(true);
      const other = JSON.stringify({ Version: "2012-10-17", Statement: [] });
      const changed = provider.diff(ROLE, olds, { ...olds, assumeRolePolicy: other });
      expect(changed.changes).toEqual([
        { path: "assumeRolePolicy", kind: "update", replaces: false },
      ]);
    });
  });

  it("takes a document for unchanged when only its spelling changed", () => {
    withStandIn("aws", ({ provider }) => {
      const pretty = JSON.stringify(JSON.parse(TRUST), null, 2);
      const found = provider.diff(ROLE, { assumeRolePolicy: TRUST }, { assumeRolePolicy: pretty });
      expect(found.changes).toEqual([]);
    });
  });

  it("says where nobody has written down what replaces", () => {
    withStandIn("aws", ({ provider }) => {
      const type = "aws:glue/job:Job";
      const found = provider.diff(type, { name: "a" }, { name: "b" });
      expect(found.replacementKnown).toBe(false);
    });
  });
});

describe("Kubernetes' refusals", () => {
  it("of an object in a namespace that does not exist", () => {
    withStandIn("kubernetes", ({ make }) => {
      const type = "kubernetes:core/v1:ServiceAccount";
      const inputs = {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: "web", namespace: "shop" },
      };
      expect(() => make(type, "web", inputs)).toThrow('namespaces "shop" not found');
      const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };
      make("kubernetes:core/v1:Namespace", "shop", namespace);
      expect(make(type, "web", inputs).id).toBe("shop/web");
    });
  });

  it("of a name that is none", () => {
    withStandIn("kubernetes", ({ check }) => {
      const inputs = { apiVersion: "v1", kind: "Namespace", metadata: { name: "My_Shop" } };
      const { problems } = check("kubernetes:core/v1:Namespace", "shop", inputs);
      expect(problems.join()).toContain('"metadata.name" must have at most 63');
    });
  });

  it("knows custom kinds by their token", () => {
    withStandIn("kubernetes", ({ make }) => {
      const type = "kubernetes:actions.github.com/v1alpha1:AutoscalingRunnerSet";
      const metadata = { name: "set", namespace: "default" };
      const inputs = {
        apiVersion: "actions.github.com/v1alpha1",
        kind: "AutoscalingRunnerSet",
        metadata,
      };
      expect(make(type, "set", { ...inputs, spec: { maxRunners: 2 } }).id).toBe("default/set");
    });
  });
});

it("keeps secret marks through create and read", () => {
  withStandIn("vault", ({ make, provider }) => {
    const type = "vault:index/policy:Policy";
    const { id, properties } = make(type, "p", { name: "p", policy: secret("path {}") });
    expect(properties["policy"]).toEqual(secret("path {}"));
    expect(provider.read(type, id, properties, { name: "p" })?.properties["policy"]).toEqual(
      secret("path {}"),
    );
  });
});
