import { type Comparison, compare } from "./compare";

/** Type check of the whole repository: the compiler we check with beside the one that Pulumi's SDK takes. */
export async function typecheckRepo(root: string): Promise<Comparison> {
  const check = (compiler: string, ...options: string[]) => ({
    argv: [process.execPath, `node_modules/${compiler}/bin/tsc`, "--noEmit", ...options] as [
      string,
      ...string[],
    ],
    cwd: root,
  });
  return {
    name: "typecheck-repo",
    ...(await compare(check("typescript7", "--singleThreaded"), check("typescript"))),
    atLeast: {},
    atMost: { cpu: 4 },
  };
}
