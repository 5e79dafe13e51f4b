/** Rendered files, by their paths in the repository. */
export type WorkflowFiles = Readonly<Record<string, string>>;

/** How every rendered file begins: by it a later run knows that it may write the file anew. */
export const MARK = "# Rendered by airside workflows";

/** A text as YAML: in double quotes, where JSON and YAML mean the same. */
export const quoted = (text: string) => JSON.stringify(text);

/** A text inside an expression. */
export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
