/** A shape by which credential material is known. */
interface CredentialShape {
  /** May be printed. */
  readonly kind: string;
  /** Texts one of which stands in whatever has the shape: most texts hold none, and so cost next to nothing. */
  readonly signs: readonly string[];
  /** Found in whatever has the shape, and sooner than the pattern, where a sign alone says little. */
  readonly hint?: RegExp;
  readonly pattern: RegExp;
}

/** In the order in which they are taken out. */
export const CREDENTIAL_SHAPES: readonly CredentialShape[] = [
  {
    kind: "private key",
    signs: ["-----BEGIN "],
    pattern:
      /-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]*?-----END[^-]*-----|[\s\S]*)/g,
  },
  { kind: "private key", signs: ["LS0tLS1"], pattern: /LS0tLS1CRUdJTi[A-Za-z0-9+/=]*/g },
  {
    kind: "AWS access key id",
    signs: ["AKIA", "ASIA"],
    pattern: /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g,
  },
  {
    kind: "GitHub token",
    signs: ["gho_", "ghp_", "ghr_", "ghs_", "ghu_"],
    pattern: /(?<![A-Za-z0-9])gh[oprsu]_[A-Za-z0-9_]{20,}/g,
  },
  { kind: "GitHub token", signs: ["github_pat_"], pattern: /github_pat_[A-Za-z0-9_]{20,}/g },
  {
    kind: "GitLab token",
    signs: ["glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glagent-"],
    pattern: /(?<![A-Za-z0-9])gl(?:pat|dt|rt|cbt|ptt|agent)-[A-Za-z0-9_-]{20,}/g,
  },
  {
    kind: "JSON web token",
    signs: ["eyJ"],
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.eyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?/g,
  },
  {
    kind: "Vault token",
    signs: ["hvb.", "hvr.", "hvs."],
    pattern: /(?<![A-Za-z0-9])hv[brs]\.[A-Za-z0-9_-]{20,}/g,
  },
  {
    kind: "Vault token",
    signs: ["b.", "s."],
    hint: /[bs]\.[A-Za-z0-9]{24}/,
    pattern: /(?<![A-Za-z0-9])[bs]\.[A-Za-z0-9]{24,}(?![A-Za-z0-9.])/g,
  },
  { kind: "Slack token", signs: ["xox"], pattern: /(?<![A-Za-z0-9])xox[a-z]-[A-Za-z0-9-]{10,}/g },
  {
    kind: "Slack webhook",
    signs: ["hooks.slack.com/"],
    pattern: /hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9_/-]{10,}/g,
  },
  { kind: "Google API key", signs: ["AIza"], pattern: /(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}/g },
  {
    kind: "Stripe key",
    signs: ["k_live_", "k_test_"],
    pattern: /(?<![A-Za-z0-9])[rs]k_(?:live|test)_[A-Za-z0-9]{10,}/g,
  },
  { kind: "npm token", signs: ["npm_"], pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{30,}/g },
  { kind: "Pulumi token", signs: ["pul-"], pattern: /(?<![A-Za-z0-9])pul-[a-f0-9]{40}/g },
  { kind: "API key", signs: ["sk-"], pattern: /(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{20,}/g },
  {
    kind: "SendGrid key",
    signs: ["SG."],
    pattern: /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g,
  },
  {
    kind: "storage account key",
    signs: ["AccountKey=", "SharedAccessKey="],
    pattern: /(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/=]{20,}/g,
  },
  {
    kind: "connection string with a password",
    signs: ["://"],
    hint: /:\/\/[^\s/@:"'<>]{0,200}:/,
    pattern:
      /(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{0,30}:\/\/[^\s/@:"'<>]{0,200}:[^\s/@"'<>]{1,500}@[^\s"'<>]*/g,
  },
  {
    kind: "connection string with a password",
    signs: ["="],
    pattern: /(?<![A-Za-z])(?:password|passwd|pwd)\s{0,9}=\s{0,9}[^\s;,"'&]+/gi,
  },
];

/** Exactly what an AWS secret access key looks like; nothing but its mixture sets it apart from a path. */
const FORTY = /(?<![A-Za-z0-9+/=_.:@-])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_:@-])/g;

/** The kinds of credential that a text holds, for a rule that must say so without quoting. */
export function credentialKinds(text: string): string[] {
  const kinds = CREDENTIAL_SHAPES.filter(
    (shape) => mayHave(text, shape) && text.search(shape.pattern) >= 0,
  );
  const found = kinds.map(({ kind }) => kind);
  if (hasRun(text) && text.match(FORTY)?.some(isMixed)) found.push("AWS secret access key");
  return [...new Set(found)];
}

/** The text with every credential in it replaced by its kind. */
export function withoutCredentials(text: string): string {
  const clean = ANY_SIGN.test(text) ? withoutShapes(text) : text;
  if (!hasRun(clean)) return clean;
  return clean.replace(FORTY, (run) => (isMixed(run) ? "[AWS secret access key]" : run));
}

function withoutShapes(text: string): string {
  let clean = text;
  for (const shape of CREDENTIAL_SHAPES) {
    if (mayHave(clean, shape)) clean = clean.replace(shape.pattern, `[${shape.kind}]`);
  }
  return clean;
}

/** What shows that a text may hold something of some shape: one look for all of them, and most texts hold nothing. */
const ANY_SIGN = new RegExp(
  CREDENTIAL_SHAPES.flatMap(({ signs, hint }) => (hint ? [hint.source] : signs.map(escaped))).join(
    "|",
  ),
);

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

const RUN = 40;
/** By character code: whether a key may hold the character. */
const IN_RUN = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9+/]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Whether forty characters in a row are a key's. Looked at from the end of each row, most are not read at all. */
function hasRun(text: string): boolean {
  for (let start = 0; start + RUN <= text.length; ) {
    let at = start + RUN - 1;
    while (at >= start && isInRun(text, at)) at--;
    if (at < start) return true;
    start = at + 1;
  }
  return false;
}

function isInRun(text: string, at: number): boolean {
  return IN_RUN[text.charCodeAt(at)] === 1;
}

function mayHave(text: string, { signs, hint }: CredentialShape): boolean {
  for (let index = 0; index < signs.length; index++) {
    if (text.includes(signs[index]!)) return hint === undefined || hint.test(text);
  }
  return false;
}

function isMixed(run: string): boolean {
  const count = (pattern: RegExp) => run.match(pattern)?.length ?? 0;
  return count(/\d/g) >= 2 && count(/[A-Z]/g) >= 5 && count(/[a-z]/g) >= 5 && count(/\//g) <= 4;
}
