import { field, members } from "./fields";

/** Whether a label selector selects an object with these labels; one that is left out selects none. */
export function selects(selector: unknown, labels: Readonly<Record<string, unknown>>): boolean {
  if (selector === undefined) return false;
  const wanted = Object.entries(Object(field(selector, "matchLabels")));
  const expressions = members({ path: "", body: selector }, "matchExpressions");
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    expressions.every(({ body }) => matches(body, labels))
  );
}

function matches(expression: unknown, labels: Readonly<Record<string, unknown>>): boolean {
  const label = labels[String(field(expression, "key"))];
  const values = members({ path: "", body: expression }, "values").map(({ body }) => body);
  switch (field(expression, "operator")) {
    case "In":
      return values.includes(label);
    case "NotIn":
      return !values.includes(label);
    case "Exists":
      return label !== undefined;
    default:
      return label === undefined;
  }
}
