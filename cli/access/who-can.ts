import { admitted } from "../../access/words";
import { output } from "../output";
import { readRoles } from "./roles";

/** Prints whom every role of the file admits. Exit code 0. */
export async function whoCan(file: string, json: boolean): Promise<number> {
  const answers = (await readRoles(file)).map(({ name, trust }) => ({
    role: name,
    admits: admitted(trust),
  }));
  const lines = json
    ? [JSON.stringify(answers)]
    : answers.flatMap(({ role, admits }) => [role, ...admits.map((line) => `  ${line}`)]);
  output.write(`${lines.join("\n")}\n`);
  await output.flush();
  return 0;
}
