import { describe, expect, it } from "vitest";
import { formatPath, markUnknown, parsePath } from "../../../cli/input/path";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";

describe("parsePath", () => {
  it.each([
    ["spec", ["spec"]],
    ["spec.containers[0].image", ["spec", "containers", 0, "image"]],
    ['metadata.labels["a.b/c"]', ["metadata", "labels", "a.b/c"]],
    ['["a\\"b"][1][2]', ['a"b', 1, 2]],
  ])("reads %s, and formatPath writes it back", (text, steps) => {
    expect(parsePath(text)).toStrictEqual(steps);
    expect(formatPath(steps)).toBe(text);
  });

  it.each(["", ".a", "a..b", "a[", "a[x]", "a]", 'a["b]', "a."])("refuses %j", (text) => {
    expect(parsePath(text)).toBeUndefined();
  });
});

describe("markUnknown", () => {
  const marked = (props: Record<string, unknown>, path: string) => {
    markUnknown(props, parsePath(path)!);
    return props;
  };

  it("replaces a value and leaves its neighbours", () => {
    expect(marked({ a: { b: 1, c: 2 } }, "a.b")).toStrictEqual({ a: { b: UNKNOWN, c: 2 } });
  });

  it("adds what is absent, lists included", () => {
    expect(marked({}, "a.b[0].c")).toStrictEqual({ a: { b: [{ c: UNKNOWN }] } });
    expect(marked({ a: [1] }, "a[7]")).toStrictEqual({ a: [1, UNKNOWN] });
  });

  it("opens a document in JSON text", () => {
    const props = marked(
      { policy: '{"Statement":[{"Effect":"Allow"}]}' },
      "policy.Statement[0].Effect",
    );
    expect(props).toStrictEqual({ policy: { Statement: [{ Effect: UNKNOWN }] } });
  });

  it("makes a scalar on the way unknown itself", () => {
    expect(marked({ a: "x" }, "a.b.c")).toStrictEqual({ a: UNKNOWN });
    expect(marked({ a: UNKNOWN }, "a.b")).toStrictEqual({ a: UNKNOWN });
  });

  it("never reaches a prototype", () => {
    const props = marked({}, "__proto__.polluted");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(Object.hasOwn(props, "__proto__")).toBe(true);
  });
});
