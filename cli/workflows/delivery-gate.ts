import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

import { LANES, type Lane } from "../../components/lib/lanes";
import { groupName } from "../../components/runners/lane";
import type { DeliveryGate } from "../../components/service/workflows/render";
import { checkout } from "../../sandbox/env";
import { CannotRun, orCannotRead } from "../failure";

/**
 * A runners stack's word for where jobs run: the groups of its lanes, and of the workflows that each admits
 * the one named after the lane, or the only one.
 *
 * @param root the checkout that has the stack's configuration
 * @throws CannotRun where the stack has no configuration, or not of these lanes.
 */
export function deliveryGate(stack: string, root = checkout): DeliveryGate {
  if (!/^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$/.test(stack)) {
    const given = JSON.stringify(stack);
    throw new CannotRun(`--stack must be a stack's name, such as runners.prod, got ${given}`);
  }
  const file = join("stacks/config", `Pulumi.${stack}.yaml`);
  const admitted = readLanes(root, file);
  const pick = (lane: Lane) => {
    const all = admitted[lane] ?? [];
    return (
      all.find((each) => each.includes(`/${lane}.yml@`)) ?? (all.length === 1 ? all[0] : undefined)
    );
  };
  return {
    groups: byLane((lane) => groupName({ lane })),
    workflows: byLane(pick),
  };
}

/** `OWNER/REPO` of the gate: where the release lane's workflow is kept. */
export function gateRepository({ workflows }: DeliveryGate, stack: string): string {
  const [, repository] = /^([^/]+\/[^/]+)\//.exec(workflows.release ?? "") ?? [];
  if (repository === undefined) {
    throw new CannotRun(`--stack ${stack}: the lane release must admit a workflow of the gate`);
  }
  return repository;
}

function byLane<Value>(value: (lane: Lane) => Value): Readonly<Record<Lane, Value>> {
  return Object.fromEntries(LANES.map((lane) => [lane, value(lane)])) as Record<Lane, Value>;
}

function readLanes(root: string, file: string): Readonly<Record<string, readonly string[]>> {
  const path = join(root, file);
  if (!existsSync(path)) {
    throw new CannotRun(`${file} must exist; name a runners stack, such as --stack runners.demo`);
  }
  const lanes = field(configuration(path, file), "config", "airside:runners", "lanes");
  if (typeof lanes !== "object" || lanes === null) {
    throw new CannotRun(`${file} must hold airside:runners.lanes, as a runners stack does`);
  }
  return Object.fromEntries(
    Object.entries(lanes).map(([key, lane]) => {
      const workflows = field(lane, "workflows");
      return [
        key,
        Array.isArray(workflows) ? workflows.filter((each) => typeof each === "string") : [],
      ];
    }),
  );
}

function configuration(path: string, file: string): unknown {
  const text = orCannotRead(file, () => readFileSync(path, "utf8"));
  try {
    return parse(text);
  } catch (error) {
    const [what = ""] = (error as Error).message.split(/:?\n/);
    throw new CannotRun(`${file} must be YAML: ${what}`);
  }
}

function field(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  );
}
