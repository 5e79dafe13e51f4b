/**
 * The type of an input as the tables write it: `s`tring, `n`umber, `b`oolean or `any`; a list is
 * written as its one element's type.
 */
export type InputType =
  | "s"
  | "n"
  | "b"
  | "any"
  | readonly [InputType]
  | { readonly map: InputType }
  | { readonly ref: string }
  | { readonly is: string }
  | { readonly or: readonly InputType[] };

export function isList(type: InputType): type is readonly [InputType] {
  return Array.isArray(type);
}

/** An object inside an input. */
export interface Shape {
  readonly in: Readonly<Record<string, InputType>>;
  readonly req: readonly string[];
  /** True where properties beyond these are allowed, as in custom kinds. */
  readonly open?: boolean;
}

/** What an SDK says of one resource type. */
export interface ResourceTable extends Shape {
  /** Outputs that are no inputs; an object is written as `any`. */
  readonly out: Readonly<Record<string, InputType>>;
  /** Outputs that always have a value, required inputs aside: unknown until the resource exists. */
  readonly computed: readonly string[];
  readonly secret: readonly string[];
}

/** The table of one package, as it stands in `tables/<package>.json`. */
export interface PackageTable {
  readonly package: string;
  readonly version: string;
  readonly resources: Readonly<Record<string, ResourceTable>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}
