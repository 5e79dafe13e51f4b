import * as path from "node:path";

import { buildWithGo, type GoProgram } from "../engine/build";
import { type Entry, findEntry, makeEntry } from "../engine/cache";
import type { Say } from "../engine/means";

/** A real program that deeper tests judge by. None is needed to work on Airside. */
export interface Part extends GoProgram {
  readonly name: string;
  readonly version: string;
  /** What a first build costs on two cores, for whoever has to decide on it. */
  readonly cost: string;
}

const KUBERNETES = "1.36.3";
const ETCD = "3.6.16";
const HELM = "4.2.4";
const KYVERNO = "1.19.1";

const VERSION = "-X k8s.io/component-base/version";
const PLAIN = ["-trimpath", "-ldflags", "-s -w"];

/** In the order in which they are built: what most tests want comes first. */
export const PARTS = {
  etcd: {
    name: "etcd",
    title: `etcd ${ETCD}`,
    version: ETCD,
    module: "sandbox/parts/etcd",
    package: "go.etcd.io/etcd/server/v3",
    args: PLAIN,
    cost: "45 s, 27 MB",
  },
  "kube-apiserver": {
    name: "kube-apiserver",
    title: `kube-apiserver ${KUBERNETES}`,
    version: KUBERNETES,
    module: "sandbox/parts/kubernetes",
    package: "k8s.io/kubernetes/cmd/kube-apiserver",
    args: [
      "-trimpath",
      "-ldflags",
      `-s -w ${VERSION}.gitVersion=v${KUBERNETES} ${VERSION}.gitMajor=1 ${VERSION}.gitMinor=36`,
    ],
    cost: "6 min, 105 MB",
  },
  helm: {
    name: "helm",
    title: `Helm ${HELM}`,
    version: HELM,
    module: "sandbox/parts/helm",
    package: "helm.sh/helm/v4/cmd/helm",
    args: ["-trimpath", "-ldflags", `-s -w -X helm.sh/helm/v4/internal/version.version=v${HELM}`],
    cost: "2 min, 64 MB",
  },
  kyverno: {
    name: "kyverno",
    title: `the Kyverno CLI ${KYVERNO}`,
    version: KYVERNO,
    module: "sandbox/parts/kyverno",
    package: "github.com/kyverno/kyverno/cmd/cli/kubectl-kyverno",
    args: PLAIN,
    cost: "11 min, 265 MB",
  },
} as const satisfies Readonly<Record<string, Part>>;

export type PartName = keyof typeof PARTS;

/** The part's executable in the cache; undefined where it was never built. Builds nothing. */
export function findPart(name: PartName): string | undefined {
  const folder = findEntry(entryOf(PARTS[name]));
  return folder && path.join(folder, name);
}

/**
 * The part's executable, built where it is not in the cache.
 *
 * @throws NotToBeHad where Go is missing or too old, or the build fails.
 * @throws EngineProblem where the cache cannot be written.
 */
export async function getPart(name: PartName, say: Say): Promise<string> {
  const part = PARTS[name];
  const fill = (folder: string) => buildWithGo(part, path.join(folder, name), say);
  return findPart(name) ?? path.join(await makeEntry(entryOf(part), fill), name);
}

function entryOf({ name, version }: Part): Entry {
  return { name: `parts/${name}-${version}`, files: [name] };
}
