import * as pulumi from "@pulumi/pulumi";

/** A program builds its resources and returns the stack's outputs. */
type Program = () => object | Promise<object>;

// Each is loaded when it is asked for: a stack pays for the providers of its own program alone.
const programs = new Map<string, () => Promise<Program>>([
  ["foundation", async () => (await import("./foundation/index.js")).foundation],
  ["runners", async () => (await import("./runners/index.js")).runners],
]);

/** The program of a stack named `<program>.<instance>`, such as `foundation.prod`. */
export async function programOf(stack: string): Promise<Program> {
  const [program = "", instance = ""] = stack.split(".");
  const load = programs.get(program);
  if (load && instance !== "") return load();
  throw new pulumi.RunError(
    `no program for the stack "${stack}"; name it <program>.<instance>, ` +
      `where <program> is one of ${[...programs.keys()].join(", ")}`,
  );
}
