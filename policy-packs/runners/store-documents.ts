import { matchesAction } from "../../access/actions";
import { judgeDocument, type PermissionStatement } from "../../access/permissions";
import { type ResourcePattern, resourcePattern } from "../../access/permissions-language";
import type { Subject } from "./said";

/** A store within reach of a lane's runners, and where that is written. */
export interface Reach {
  readonly lane: string;
  readonly subject: Subject;
  readonly path: string;
  /** What is reached: a pattern of ARNs, or a store by name. */
  readonly store: ResourcePattern | string;
  readonly shown: string;
  readonly isUnknown: boolean;
}

/** By which what is stored is read or written. */
const ACTIONS = [
  ...["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
  ...["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
  ...["ecr:BatchGetImage", "ecr:PutImage", "ecr:UploadLayerPart"],
];

/** The stores whose contents a document lets its holder read or write. */
export function storesIn(
  {
    path,
    value,
    subject,
    isUnsure,
  }: {
    readonly path: string;
    readonly value: unknown;
    readonly subject: Subject;
    readonly isUnsure: boolean;
  },
  lane: string,
): Reach[] {
  return judgeDocument(value, (statements) => statements.flatMap(storesOf)).map((each) => ({
    lane,
    subject,
    path: each.path === "" ? path : `${path}.${each.path}`,
    store: resourcePattern(each.text),
    shown: each.text,
    isUnknown: isUnsure || each.unknown === true,
  }));
}

function storesOf({ effect, actions, resources }: PermissionStatement) {
  const reads = actions.some(({ negated, list }) =>
    negated
      ? ACTIONS.some((action) => !list.some(({ text }) => matchesAction(text, action)))
      : list.some(({ text }) => ACTIONS.some((action) => matchesAction(text, action))),
  );
  if (effect !== "Allow" || !reads) return [];
  return resources.flatMap(({ negated, list, path }) =>
    negated ? [{ text: "*", path }] : list.filter(({ text }) => isStore(text)),
  );
}

/** A bucket without a key holds no object; a registry's or a file system's ARN is the store itself. */
function isStore(text: string): boolean {
  const [scheme, , service = "", , , name = ""] = text.split(":");
  if (scheme !== "arn" || /[*?]/.test(service)) return true;
  if (service === "s3") return /[/*]/.test(name);
  return service === "ecr" || service === "elasticfilesystem";
}
