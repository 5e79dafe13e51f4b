import { AWS_TYPES } from "./aws-types";
import type { Cloud, Connection, Subject } from "./cloud";
import { awsInvoke } from "./aws-invokes";
import type { Environment } from "./guard";
import { type DocumentKind, INLINE, malformed, MANAGED, textProblems, TRUST } from "./iam-document";
import type { NameRule } from "./naming";
import { fill, numberOf } from "./synthesis";
import type { InputType, ResourceTable } from "./table-format";
import {
  hasSecret,
  hasUnknown,
  isObject,
  isSecret,
  type Properties,
  reveal,
  secret,
  text,
  UNKNOWN,
} from "./values";
import type { Row, World } from "./world";

const DEFAULT_ACCOUNT = "111122223333";
const GLOBAL_SERVICES = ["iam", "route53", "cloudfront", "organizations", "account"];
const ROLE = "aws:iam/role:Role";

/** Names that are not held in `name`, or that the service limits. */
const NAMES: Readonly<Record<string, Partial<NameRule>>> = {
  [ROLE]: { maximum: 64 },
  "aws:iam/user:User": { maximum: 64 },
  "aws:iam/policy:Policy": { maximum: 128 },
  "aws:iam/rolePolicy:RolePolicy": { maximum: 128 },
  "aws:iam/instanceProfile:InstanceProfile": { maximum: 128 },
  "aws:kms/alias:Alias": { prefix: "alias/", maximum: 256 },
  "aws:s3/bucket:Bucket": { property: "bucket", maximum: 63, lowerCase: true },
  "aws:eks/cluster:Cluster": { maximum: 100 },
  "aws:eks/nodeGroup:NodeGroup": { property: "nodeGroupName", maximum: 63 },
  "aws:ecr/repository:Repository": { maximum: 256, lowerCase: true },
};

/** Which inputs of which types are IAM documents of a known kind. */
const DOCUMENTS: Readonly<Record<string, readonly (readonly [string, DocumentKind])[]>> = {
  [ROLE]: [["assumeRolePolicy", TRUST]],
  "aws:iam/policy:Policy": [["policy", MANAGED]],
  "aws:iam/rolePolicy:RolePolicy": [["policy", INLINE]],
};

export const aws: Cloud = {
  name: "aws",
  strict: false,
  connect,
  scope,
  facts: (type) => AWS_TYPES[type],
  nameRule,
  normalize: normalizeDocuments,
  problems,
  refusal,
  deleteRefusal,
  exists,
  outputs,
  previewOutputs,
  invoke: awsInvoke,
};

function connect(config: Properties, environment: Environment): Connection {
  const region =
    text(config["region"]) || environment["AWS_REGION"] || environment["AWS_DEFAULT_REGION"] || "";
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new Error(
      `the AWS provider needs a region such as eu-central-1, got ${region ? `"${region}"` : "none"}; ` +
        'set the configuration "aws:region"',
    );
  }
  const account = accountOf(config);
  const partition = /^(cn|us-gov)-/.exec(region)?.[1];
  const { tags } = (config["defaultTags"] ?? {}) as { tags?: unknown };
  return {
    account,
    region,
    partition: partition ? `aws-${partition}` : "aws",
    scope: `${account}/${region}`,
    defaultTags: JSON.stringify(tags ?? {}),
  };
}

/** The account of the assumed role, else the first one allowed, else the sandbox's own. */
function accountOf(config: Properties): string {
  const allowed = ([config["allowedAccountIds"]] as unknown[]).flat().filter(Boolean).map(String);
  const roles = ([config["assumeRoles"]] as unknown[]).flat().filter(isObject);
  const assumed = /^arn:[\w-]+:iam::(\d{12}):/.exec(text(roles.at(-1)?.["roleArn"]))?.[1];
  const account = assumed ?? allowed[0] ?? DEFAULT_ACCOUNT;
  const forbidden = ([config["forbiddenAccountIds"]] as unknown[]).flat().includes(account);
  if (
    !/^\d{12}$/.test(account) ||
    forbidden ||
    (allowed.length > 0 && !allowed.includes(account))
  ) {
    throw new Error(`AWS account ID not allowed: ${account}`);
  }
  return account;
}

function scope({ type, properties, connection }: Subject): string {
  const account = connection["account"] ?? DEFAULT_ACCOUNT;
  if (GLOBAL_SERVICES.includes(serviceOf(type))) return `${account}/global`;
  return `${account}/${text(properties["region"]) || connection["region"]}`;
}

function serviceOf(type: string): string {
  return /^aws:([^/]+)\//.exec(type)?.[1] ?? "";
}

function nameRule(type: string, table: ResourceTable, inputs: Properties): NameRule | undefined {
  const { property = "name", ...rule } = NAMES[type] ?? {};
  const isName = table.in[property] === "s" && table.computed.includes(property);
  const prefixed = [`${property}Prefix`, "bucketPrefix"].some((name) => inputs[name] != null);
  return isName && !prefixed ? { digits: 7, ...rule, property } : undefined;
}

/** A document given as an object goes on as text; with anything unknown in it, it is unknown. */
function normalizeDocuments(_: string, table: ResourceTable, inputs: Properties): Properties {
  const changed = Object.entries(inputs)
    .filter(([name]) => isDocument(table.in[name]))
    .map(([name, value]) => [name, documentText(value)]);
  return { ...inputs, ...Object.fromEntries(changed) };
}

function isDocument(type: InputType | undefined): boolean {
  if (typeof type !== "object" || !("or" in type)) return false;
  return type.or.some(
    (one) => typeof one === "object" && "ref" in one && /PolicyDocument$/.test(one.ref),
  );
}

function documentText(value: unknown): unknown {
  if (!isObject(isSecret(value) ? value.value : value)) return value;
  const document = hasUnknown(value) ? UNKNOWN : JSON.stringify(reveal(value));
  return hasSecret(value) ? secret(document) : document;
}

function problems({ type, properties }: Subject): string[] {
  const found = (DOCUMENTS[type] ?? []).flatMap(([property, kind]) => {
    const document = properties[property];
    return typeof document === "string" && document !== UNKNOWN
      ? textProblems(document, property, kind)
      : [];
  });
  if (serviceOf(type) === "iam") found.push(...iamProblems(type, properties));
  if (type === "aws:s3/bucket:Bucket") found.push(...bucketProblems(properties["bucket"]));
  if (type === "aws:kms/alias:Alias") found.push(...aliasProblems(properties["name"]));
  return found;
}

function iamProblems(type: string, properties: Properties): string[] {
  const { name, path, maxSessionDuration: duration } = properties;
  const found: string[] = [];
  const maximum = NAMES[type]?.maximum ?? 128;
  if (known(name) && !new RegExp(`^[A-Za-z0-9+=,.@_-]{1,${maximum}}$`).test(name)) {
    found.push(
      `"name" must have 1 to ${maximum} of the characters A-Z a-z 0-9 + = , . @ _ -, got "${name}"`,
    );
  }
  if (known(path) && !/^\/([\u0021-\u007f]{0,510}\/)?$/.test(path)) {
    found.push(`"path" must begin and end with "/" and have at most 512 characters, got "${path}"`);
  }
  if (typeof duration === "number" && !(duration >= 3600 && duration <= 43_200)) {
    found.push(`"maxSessionDuration" must be 3600 to 43200 seconds, got ${duration}`);
  }
  return [...found, ...tagProblems(properties["tags"])];
}

function tagProblems(tags: unknown): string[] {
  if (!isObject(tags)) return [];
  const count = Object.keys(tags).length;
  const many = count > 50 ? [`"tags" may hold 50 tags, got ${count}`] : [];
  return Object.entries(tags).reduce((found, [key, value]) => {
    if (key.length > 128 || key.length === 0 || /^aws:/i.test(key)) {
      found.push(
        `the key of a tag must have 1 to 128 characters and not begin with "aws:": "${key}"`,
      );
    }
    if (text(value).length > 256) found.push(`the tag "${key}" may have 256 characters`);
    return found;
  }, many);
}

function bucketProblems(bucket: unknown): string[] {
  const valid = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
  if (!known(bucket) || valid.test(bucket)) return [];
  return [
    `"bucket" must have 3 to 63 lower-case letters, digits, dots and dashes, got "${bucket}"`,
  ];
}

function aliasProblems(name: unknown): string[] {
  if (!known(name) || /^alias\/(?!aws\/)[\w/-]+$/.test(name)) return [];
  return [`"name" must begin with "alias/" and not with "alias/aws/", got "${name}"`];
}

function known(value: unknown): value is string {
  return typeof value === "string" && value !== UNKNOWN;
}

function refusal(subject: Subject, world: World): string | undefined {
  const { type, properties } = subject;
  for (const [property, kind] of DOCUMENTS[type] ?? []) {
    const problem = malformed(text(properties[property]), kind);
    if (problem) return `${doing(subject)}: MalformedPolicyDocument: ${problem}`;
  }
  for (const [property, needed] of Object.entries(AWS_TYPES[type]?.needs ?? {})) {
    const id = text(properties[property]);
    if (!id || /^arn:[\w-]+:iam::aws:policy\//.test(id)) continue;
    const key = { provider: "aws", scope: scope({ ...subject, type: needed }), type: needed, id };
    if (!world.find(key)) return `${doing(subject)}: ${notFound(needed, id)}`;
  }
  return undefined;
}

function doing({ type, properties }: Subject): string {
  return `writing ${type} (${text(properties["name"]) || text(properties["bucket"]) || "unnamed"})`;
}

function notFound(type: string, id: string): string {
  const service = serviceOf(type);
  if (service === "s3") return "NoSuchBucket: The specified bucket does not exist";
  if (service === "iam") return `NoSuchEntity: The ${kindOf(type)} ${id} cannot be found.`;
  return `ResourceNotFoundException: No ${kindOf(type)} found for ${id}`;
}

function kindOf(type: string): string {
  return type.slice(type.lastIndexOf(":") + 1);
}

function deleteRefusal(
  { type, id, scope: where, properties }: Row,
  world: World,
): string | undefined {
  if (type !== ROLE || properties["forceDetachPolicies"] === true) return undefined;
  const holds = (held: string) =>
    world.ofType("aws", where, held).some((row) => reveal(row.properties["role"]) === id);
  if (holds("aws:iam/rolePolicyAttachment:RolePolicyAttachment")) {
    return `deleting IAM Role (${id}): DeleteConflict: Cannot delete entity, must detach all policies first.`;
  }
  if (holds("aws:iam/rolePolicy:RolePolicy")) {
    return `deleting IAM Role (${id}): DeleteConflict: Cannot delete entity, must delete policies first.`;
  }
  return undefined;
}

function exists(subject: Subject, id: string): string {
  const name = text(subject.properties["name"]) || id;
  const making = `creating ${subject.type} (${name}): `;
  if (subject.type === "aws:iam/openIdConnectProvider:OpenIdConnectProvider") {
    const url = text(subject.properties["url"]);
    return `${making}EntityAlreadyExists: Provider with url ${url} already exists.`;
  }
  if (serviceOf(subject.type) === "iam") {
    return `${making}EntityAlreadyExists: ${kindOf(subject.type)} with name ${name} already exists.`;
  }
  if (serviceOf(subject.type) === "s3") {
    return `${making}BucketAlreadyExists: The requested bucket name is not available.`;
  }
  return `${making}AlreadyExistsException: ${kindOf(subject.type)} ${name} already exists`;
}

function previewOutputs({ type, properties, connection }: Subject): Properties {
  const region = GLOBAL_SERVICES.includes(serviceOf(type))
    ? {}
    : { region: text(properties["region"]) || connection["region"] };
  return { ...region, tagsAll: allTags(properties["tags"], connection) };
}

function allTags(tags: unknown, connection: Connection): unknown {
  if (tags === UNKNOWN) return UNKNOWN;
  return { ...JSON.parse(connection["defaultTags"] ?? "{}"), ...(isObject(tags) ? tags : {}) };
}

function outputs(subject: Subject, id: string, world: World): Properties {
  const { type, properties, connection } = subject;
  if (type === "aws:kms/alias:Alias") {
    const target = text(properties["targetKeyId"]);
    const where = { provider: "aws", scope: scope(subject), type: "aws:kms/key:Key" };
    const key = world.find({ ...where, id: target.slice(target.lastIndexOf("/") + 1) });
    return { targetKeyArn: key?.properties["arn"] ?? target };
  }
  if (type === "aws:kms/key:Key" && !properties["policy"]) {
    return { policy: fill(DEFAULT_KEY_POLICY, subject) };
  }
  if (type === "aws:eks/cluster:Cluster") {
    const tail = numberOf(`${connection.scope}/${id}`).toString(16).toUpperCase();
    const host = `${tail}.gr7.${connection["region"]}.eks.amazonaws.com`;
    return {
      endpoint: `https://${host}`,
      certificateAuthority: { data: Buffer.from(`sandbox ${id}`).toString("base64") },
      identities: [
        {
          oidcs: [{ issuer: `https://oidc.eks.${connection["region"]}.amazonaws.com/id/${tail}` }],
        },
      ],
    };
  }
  return {};
}

const DEFAULT_KEY_POLICY =
  '\u007b"Version":"2012-10-17","Id":"key-default-1","Statement":[\u007b"Sid":"Enable IAM User Permissions",' +
  '"Effect":"Allow","Principal":\u007b"AWS":"arn:{partition}:iam::{account}:root"},"Action":"kms:*","Resource":"*"}]}';
