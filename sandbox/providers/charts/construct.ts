import { inputProblems } from "../check";
import type { ConstructSite } from "../cloud";
import { Refusal } from "../provider";
import { hasUnknown, type Properties } from "../values";
import { read, written } from "../wire";
import { type Chart, readChart } from "./chart";
import { chartAtHand, render } from "./helm";
import { type ChartObject, chartObjects } from "./manifest";
import { Monitor, type Registered } from "./monitor";
import { unrendered } from "./unrendered";

import messages = require("@pulumi/pulumi/proto/provider_pb");

const CHART = "kubernetes:helm.sh/v4:Chart";

/** Makes a Helm chart as the provider's own component does: rendered here, its objects as resources. */
export async function constructChart(
  request: messages.ConstructRequest,
  site: ConstructSite,
): Promise<messages.ConstructResponse> {
  if (request.getType() !== CHART) {
    throw new Refusal(`the sandbox makes charts (${CHART}) and no ${request.getType()}`);
  }
  const inputs = read(request.getInputs());
  stopOnProblems(request.getName(), inputs, site);
  const monitor = new Monitor(request, site.tables.version());
  try {
    const urn = await monitor.component();
    if (hasUnknown(inputs)) {
      // As the real provider: it renders nothing before it knows everything.
      site.warn(urn, "Input properties have unknown values. Preview is incomplete.");
      return constructed(urn, []);
    }
    const objects = await objectsOf(readChart(request.getName(), inputs), site, urn);
    return constructed(urn, await registerAll(monitor, urn, objects));
  } finally {
    monitor.close();
  }
}

function stopOnProblems(name: string, inputs: Properties, { tables }: ConstructSite): void {
  const table = tables.resource(CHART)!;
  const problems = inputProblems({ tables, strict: true }, table, inputs);
  if (problems.length > 0) throw new Refusal(`the chart ${name}: ${problems.join("; ")}`);
}

async function objectsOf(
  chart: Chart,
  { directory, warn }: ConstructSite,
  urn: string,
): Promise<readonly ChartObject[]> {
  const found = chartAtHand(chart, directory);
  if ("folder" in found) return chartObjects(await render(chart, found, directory), chart);
  warn(urn, `not rendered in the sandbox, one resource stands for its objects: ${found.why}`);
  return [unrendered(chart)];
}

/** Registers each object after those it depends on, and otherwise at once. */
function registerAll(
  monitor: Monitor,
  parent: string,
  objects: readonly ChartObject[],
): Promise<Registered[]> {
  const byReference = new Map(objects.map((object) => [object.reference, object]));
  const begun = new Map<string, Promise<Registered>>();
  const register = (object: ChartObject, above: readonly string[]): Promise<Registered> => {
    if (above.includes(object.reference)) {
      throw new Refusal(`these depend on each other: ${[...above, object.reference].join(", ")}`);
    }
    const running = begun.get(object.reference);
    if (running) return running;
    const before = object.after.map((reference) =>
      register(byReference.get(reference)!, [...above, object.reference]),
    );
    const { type, name, inputs, retain } = object;
    const registered = Promise.all(before).then((done) =>
      monitor.child(parent, { type, name, inputs, retain, dependencies: done.map(urnOf) }),
    );
    begun.set(object.reference, registered);
    return registered;
  };
  return Promise.all(objects.map((object) => register(object, [])));
}

const urnOf = ({ urn }: Registered) => urn;

/** The engine's mark of a reference to a resource. */
const REFERENCE = {
  "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e",
};

function constructed(urn: string, resources: readonly Registered[]): messages.ConstructResponse {
  const response = new messages.ConstructResponse();
  response.setUrn(urn);
  const references = resources.map(({ urn: of, id }) => ({ ...REFERENCE, urn: of, id }));
  response.setState(written({ resources: references }));
  return response;
}
