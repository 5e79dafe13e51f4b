import { entriesOf, parseJson } from "../../../access/json";
import { listed } from "../../identity/policies";
import { field } from "../../kubernetes/fields";
import { everyFormOf, namespaceOf, objectsOf, some } from "../../kubernetes/kinds";
import type { FactSource, Resource } from "../../lib/rule";
import { type Subject, subjectOf } from "../said";

const NAME_INPUTS: Readonly<Record<string, string>> = {
  "aws:s3/bucket:Bucket": "bucket",
  "aws:s3/bucketV2:BucketV2": "bucket",
  "aws:ecr/repository:Repository": "name",
  "aws:efs/fileSystem:FileSystem": "creationToken",
};

/** Names of a store that is called a cache or an artifact store, by itself or by a tag. */
export const cacheStores: FactSource<readonly string[]> = {
  appliesTo: Object.keys(NAME_INPUTS),
  read({ type, name, props }) {
    const given = props[NAME_INPUTS[type] ?? ""];
    const tags = Object.entries(Object(props["tags"])).flat();
    const isCache = [name, given, ...tags].some(
      (each) => typeof each === "string" && isCacheWord(each),
    );
    if (!isCache) return undefined;
    return typeof given === "string" ? [given] : [name];
  },
};

export function isCacheWord(text: string): boolean {
  return /cache|artifact/i.test(text);
}

/** What a volume of a cluster is kept in, by the volume's name or by the claim that is bound to it. */
export interface BoundVolume {
  readonly name: string;
  /** Of a claim. */
  readonly namespace: unknown;
  /** A volume's name, for a claim; a file system, for a volume. */
  readonly in: string;
}

export const boundVolumes: FactSource<readonly BoundVolume[]> = {
  appliesTo: everyFormOf(["PersistentVolumeClaim", "PersistentVolume"]),
  read(resource) {
    const found = objectsOf(resource, ["PersistentVolumeClaim", "PersistentVolume"]).flatMap(
      (object): BoundVolume[] => {
        const isClaim = object.kind === "PersistentVolumeClaim";
        const spec = field(object.body, "spec");
        const handle = field(spec, "csi", "volumeHandle");
        const [server, path] = [field(spec, "nfs", "server"), field(spec, "nfs", "path")];
        const files = typeof server === "string" ? `${server}:${String(path)}` : handle;
        const kept = isClaim ? field(spec, "volumeName") : files;
        const name = field(object.body, "metadata", "name") ?? resource.name;
        if (typeof kept !== "string" || typeof name !== "string") return [];
        return [{ name, namespace: isClaim ? namespaceOf(object) : undefined, in: kept }];
      },
    );
    return some(found);
  },
};

/** A store's own policy, which lets roles in. */
export interface StorePolicy {
  readonly subject: Subject;
  readonly entries: readonly {
    readonly path: string;
    /** As the policy names it: an ARN, or a role's name at its end. */
    readonly principal: string;
    readonly resources: readonly string[];
  }[];
}

const POLICIES: Readonly<Record<string, string>> = {
  "aws:s3/bucketPolicy:BucketPolicy": "bucket",
  "aws:ecr/repositoryPolicy:RepositoryPolicy": "repository",
  "aws:efs/fileSystemPolicy:FileSystemPolicy": "fileSystemId",
};

export const storePolicies: FactSource<StorePolicy> = {
  appliesTo: Object.keys(POLICIES),
  read(resource) {
    const { policy } = resource.props;
    const root = typeof policy === "string" ? parseJson(policy) : policy;
    const statements = listed(under(root, "statement"), "policy.Statement");
    const entries = statements.flatMap(({ path, value }) => {
      if (under(value, "effect") !== "Allow") return [];
      const principal = under(value, "principal");
      const named = entriesOf(principal)?.map(([, held]) => held) ?? [principal];
      const resources = textsOf(under(value, "resource"));
      return textsOf(named.flat()).map((each) => ({
        path,
        principal: each,
        resources: resources.length > 0 ? resources : [nameOfStore(resource)],
      }));
    });
    return entries.length > 0 ? { subject: subjectOf(resource), entries } : undefined;
  },
};

function nameOfStore({ type, props, name }: Resource): string {
  const given = props[POLICIES[type] ?? ""];
  return typeof given === "string" ? given : name;
}

function under(value: unknown, key: string): unknown {
  return entriesOf(value)?.find(([name]) => name.toLowerCase() === key)?.[1];
}

function textsOf(value: unknown): string[] {
  return [value].flat().filter((each) => typeof each === "string");
}
