import fc from "fast-check";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { UNKNOWN_SENTINELS } from "../../../policy-packs/lib/plain";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { readProperties, readStructsPlainly } from "../../../policy-packs/lib/wire";

const generated = Struct.deserializeBinaryFromReader;
const bytesOf = (value: unknown) =>
  Struct.fromJavaScript(value as Record<string, JavaScriptValue>).serializeBinary();

describe("structs from the wire", () => {
  beforeAll(() => readStructsPlainly());
  afterAll(() => {
    Struct.deserializeBinaryFromReader = generated;
  });

  it("are what the generated code makes of them", () => {
    const { value } = fc.letrec((again) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(null, true, false, 0, -0.5, 1e300, Number.NaN, "", "\u{1f600} é", "\0"),
        fc.string({ unit: "binary" }),
        fc.double(),
        fc.array(again("value"), { maxLength: 4 }),
        fc.dictionary(fc.string({ unit: "grapheme" }), again("value"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (fields) => {
        const bytes = bytesOf(fields);
        const plain = Struct.deserializeBinary(bytes).toJavaScript();
        expect(plain).toEqual(asGenerated(bytes));
      }),
      { seed: 20261127, numRuns: 500 },
    );
  });

  it("are made anew with each reading", () => {
    const message = Struct.deserializeBinary(bytesOf({ list: [1] }));
    expect(message.toJavaScript()).toEqual({ list: [1] });
    expect(message.toJavaScript()["list"]).not.toBe(message.toJavaScript()["list"]);
  });

  it("are for rules the same, but for what is not known yet", () => {
    const sentinel = String([...UNKNOWN_SENTINELS][0]);
    const fields = { known: `${sentinel} `, list: [sentinel, { deep: sentinel }], [sentinel]: 1 };
    const message = Struct.deserializeBinary(bytesOf(fields));
    expect(message.toJavaScript()).toEqual(fields);
    expect(readProperties(message)).toEqual({
      ...fields,
      list: [UNKNOWN, { deep: UNKNOWN }],
    });
  });

  it("give rules no field that an object has not itself", () => {
    const inner = { __other__: { spec: { hostNetwork: false } }, kind: "Pod" };
    const bytes = Buffer.from(bytesOf({ inner }));
    bytes.write("__proto__", bytes.indexOf("__other__"));
    const props = readProperties(Struct.deserializeBinary(bytes))["inner"];
    expect(Object.keys(Object(props))).toEqual(["__proto__", "kind"]);
    expect(Object(props)["spec"]).toBeUndefined();
    expect(Object.getPrototypeOf(props)).toBe(Object.prototype);
  });

  it("cannot be read for rules from a message that was never on the wire", () => {
    expect(() => readProperties(Struct.fromJavaScript({}))).toThrow("made, not read");
  });

  it("keep long texts and long lists", () => {
    const fields = {
      text: "é".repeat(100_000),
      list: Array.from({ length: 20_000 }, (_, at) => at),
    };
    expect(Struct.deserializeBinary(bytesOf(fields)).toJavaScript()).toEqual(fields);
  });

  it("pass over fields that are not known, of every wire type", () => {
    const unknown = [0x78, 0x85, 0x01, 0x79, ...Array(8).fill(1), 0x7a, 2, 1, 1, 0x7d, 1, 1, 1, 1];
    const value = [...unknown, 0x1a, 1, 0x62, ...unknown];
    const entry = [...unknown, 0x0a, 1, 0x61, 0x12, value.length, ...value, ...unknown];
    const message = Struct.deserializeBinary(
      Uint8Array.of(0x0a, entry.length, ...entry, ...unknown),
    );
    expect(message.toJavaScript()).toEqual({ a: "b" });
  });

  it.each([
    ["a text that is longer than its field", [0x0a, 3, 0x0a, 9, 0x61]],
    ["a number that ends too early", [0x0a, 2, 0x0a, 0x85]],
    ["a field without a value", [0x0a, 3, 0x0a, 1, 0x61]],
    ["a wire type that there is not", [0x0a, 1, 0x0f]],
  ])("refuse %s", (_, bytes) => {
    expect(() => Struct.deserializeBinary(Uint8Array.from(bytes)).toJavaScript()).toThrow();
  });
});

function asGenerated(bytes: Uint8Array): unknown {
  const ours = Struct.deserializeBinaryFromReader;
  Struct.deserializeBinaryFromReader = generated;
  try {
    return Struct.deserializeBinary(bytes).toJavaScript();
  } finally {
    Struct.deserializeBinaryFromReader = ours;
  }
}
