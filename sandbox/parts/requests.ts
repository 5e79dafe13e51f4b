import * as http2 from "node:http2";

/** What the API server answers. */
export interface Answer {
  readonly status: number;
  readonly body: { readonly message?: string } & Readonly<Record<string, unknown>>;
}

export type Request = (method: string, url: string, body?: unknown) => Promise<Answer>;

/** A connection that trusts one certificate; undefined where nobody answers yet. */
export function tryConnect(url: string, ca: Buffer): Promise<http2.ClientHttp2Session | undefined> {
  return new Promise((resolve) => {
    const session = http2.connect(url, { ca });
    session.once("connect", () => resolve(session));
    session.on("error", () => resolve(undefined));
  });
}

/** Requests as the bearer of a token. */
export function requester(session: http2.ClientHttp2Session, token: string): Request {
  return (method, url, body) =>
    new Promise((resolve, reject) => {
      const stream = session.request({
        ":method": method,
        ":path": url,
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
      });
      let status = 0;
      const chunks: Buffer[] = [];
      stream.on("response", (headers) => {
        status = Number(headers[":status"]);
      });
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => resolve({ status, body: parsed(Buffer.concat(chunks).toString()) }));
      stream.on("error", reject);
      stream.end(body === undefined ? undefined : JSON.stringify(body));
    });
}

/** Most answers are JSON; those of the health endpoints are plain text. */
function parsed(text: string): Answer["body"] {
  return text.startsWith("{") ? JSON.parse(text) : { message: text };
}
