import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { loadServices } from "../../components/service/load-services";
import { renderGate } from "../../components/service/workflows/gate";
import { type DeployTarget, renderWorkflows } from "../../components/service/workflows/render";
import { MARK, type WorkflowFiles } from "../../components/service/workflows/text";
import { CannotRun, orCannotRead, orCannotWrite, stopOn } from "../failure";
import { deliveryGate, gateRepository } from "./delivery-gate";

export interface OutputOptions {
  readonly stack: string;
  readonly out?: string;
  readonly json?: true;
}

export interface RenderOptions extends OutputOptions {
  readonly register: string;
  readonly role?: readonly string[];
  readonly region?: string;
}

/** Renders a service's own workflows from its contract and the lanes of a runners stack. */
export function renderService(name: string, options: RenderOptions): void {
  const { services, problems } = loadServices(options.register);
  stopOn(problems);
  const contract = services.find((service) => service.name === name);
  if (!contract) {
    const known = services.map((service) => service.name).join(", ");
    throw new CannotRun(`the register has no service ${name}; it has ${known}`);
  }
  const rendered = renderWorkflows(contract, deliveryGate(options.stack), targets(options));
  if ("problems" in rendered) throw new CannotRun(rendered.problems.join("\n"));
  hand(rendered.files, options);
}

/** Renders the reusable workflows that the lanes of a runners stack admit. */
export function renderGateWorkflows(options: OutputOptions): void {
  const gate = deliveryGate(options.stack);
  const repository = gateRepository(gate, options.stack);
  hand(renderGate({ groups: gate.groups, repository }), options);
}

function targets({
  role = [],
  region = "",
}: RenderOptions): Readonly<Record<string, DeployTarget>> {
  const given = role.map((each) => {
    // An ARN holds no equals sign before its end; an environment's name may.
    const at = each.lastIndexOf("=arn:");
    if (at < 1) throw new CannotRun(`--role must be ENVIRONMENT=ARN, got ${JSON.stringify(each)}`);
    return [each.slice(0, at), { roleArn: each.slice(at + 1), region }] as const;
  });
  return Object.fromEntries(given);
}

/** Prints the files, or writes them where nothing of somebody else's would be lost. */
function hand(files: WorkflowFiles, { out, json }: OutputOptions): void {
  const all = Object.entries(files).map(([path, text]) => ({ path, text }));
  if (out !== undefined) {
    stopOn(
      all
        .map(({ path }) => join(out, path))
        .filter((path) => existsSync(path) && !isOurs(path))
        .map((path) => `${path} is not one of ours; move it away, or render to another folder`),
    );
    for (const { path, text } of all) {
      const file = join(out, path);
      orCannotWrite(file, () => {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      });
    }
  }
  const told = all.map(({ path, text }) => (out ? join(out, path) : `# ${path}\n${text}`));
  process.stdout.write(`${json ? JSON.stringify({ files: all }) : told.join("\n")}\n`);
}

function isOurs(path: string): boolean {
  return orCannotRead(path, () => readFileSync(path, "utf8")).startsWith(MARK);
}
