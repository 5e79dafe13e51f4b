import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";

/** What a program returns for outputs that its consumers read as `T`. */
export type Published<T> = { readonly [K in keyof T]: pulumi.Input<T[K]> };

/**
 * Another stack's outputs, checked and plain, so that names and policies made of them are known in a
 * preview. `stack` is `<program>.<instance>` of this project.
 * @throws RunError when the stack is not deployed or its outputs are older than this program
 */
export async function readOutputs<S extends z.ZodObject>(
  stack: string,
  schema: S,
): Promise<z.infer<S>> {
  const source = new pulumi.StackReference(
    `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`,
  );
  const entries = Object.keys(schema.shape).map(async (key) => {
    const { value, secretValue } = await source.getOutputDetails(key);
    return [key, value ?? secretValue] as const;
  });
  const read = schema.safeParse(Object.fromEntries(await Promise.all(entries)));
  if (read.success) return read.data;
  const missing = read.error.issues.map(({ path }) => path.join("."));
  throw new pulumi.RunError(
    `the stack ${stack} has not the outputs that this one needs: ${missing.join(", ")}; ` +
      `deploy it first (pulumi up --stack ${stack})`,
  );
}
