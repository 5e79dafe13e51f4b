import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { isObject, isSecret, mapValues, type Properties, secret } from "./values";

const SEALED = "sandbox:sealed";
const MARK = "4dabf18193072939515e22adb298388d";

/** Encrypts and decrypts what must not lie readable in the world: AES-256-GCM, one key a world. */
export class Seal {
  private constructor(private readonly key: Buffer) {}

  /** Reads the key of a sandbox directory, made on first use and readable by its owner only. */
  static in(directory: string): Seal {
    const file = join(directory, "world.key");
    const read = () => new Seal(Buffer.from(readFileSync(file, "utf8").trim(), "hex"));
    try {
      return read();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    // Written whole and linked into place: of two processes that start at once, one key wins.
    const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
    writeFileSync(draft, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
    try {
      linkSync(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
      rmSync(draft);
    }
    return read();
  }

  /** The value with each secret in it replaced by its ciphertext. */
  close(value: unknown): unknown {
    if (isSecret(value)) return { [MARK]: SEALED, data: this.encrypt(JSON.stringify(value.value)) };
    if (Array.isArray(value)) return value.map((item) => this.close(item));
    return isObject(value) ? mapValues(value, (item) => this.close(item)) : value;
  }

  /** The reverse of `close`: what was secret comes back as a secret. */
  open(value: unknown): unknown {
    if (isSealed(value)) return secret(JSON.parse(this.decrypt(value.data)));
    if (Array.isArray(value)) return value.map((item) => this.open(item));
    return isObject(value) ? mapValues(value, (item) => this.open(item)) : value;
  }

  private encrypt(plain: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.key, nonce);
    const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64");
  }

  private decrypt(sealed: string): string {
    const bytes = Buffer.from(sealed, "base64");
    const decipher = createDecipheriv("aes-256-gcm", this.key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
  }
}

/** The stored value as a person may see it. */
export function redactSealed(value: unknown): unknown {
  if (isSealed(value)) return "[secret]";
  if (Array.isArray(value)) return value.map(redactSealed);
  return isObject(value) ? mapValues(value as Properties, redactSealed) : value;
}

function isSealed(value: unknown): value is { data: string } {
  return isObject(value) && value[MARK] === SEALED;
}
