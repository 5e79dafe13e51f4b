import { admitted } from "../../access/words";
import { output } from "../output";
import { readRoles } from "./roles";

/** Prints whom every role of the file admits. Exit code 0. */
export async function whoCan(file: string, json: boolean): Promise<number> {
  const roles = await readRoles(file);
  const lines = json
    ? [JSON.stringify(roles.map(({ name, trust }) => ({ role: name, admits: admitted(trust) })))]
    : roles.flatMap(({ label, trust }) => [label, ...admitted(trust).map((line) => `  ${line}`)]);
  output.write(`${lines.join("\n")}\n`);
  await output.flush();
  return 0;
}
