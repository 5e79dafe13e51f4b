import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { isSentinel } from "./plain";
import { UNKNOWN } from "./unknown";

/**
 * Has `Struct` messages keep their bytes and turn them into plain data in one pass. The generated code makes four
 * objects of every value before it makes the value, which costs more than all rules together. What comes of it has
 * `toJavaScript`, which is what the policy SDK reads, and can be given to `readProperties`.
 */
export function readStructsPlainly(): void {
  Struct.deserializeBinaryFromReader = (message, reader) => {
    const { buffer, byteOffset, byteLength } = reader.getBuffer();
    const bytes = Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
    const entries: number[] = [];
    while (reader.nextField() && !reader.isEndGroup()) {
      if (reader.getFieldNumber() === 1) entries.push(reader.getCursor());
      reader.skipField();
    }
    message.toJavaScript = () =>
      readFields({ bytes, entries }, false) as ReturnType<Struct["toJavaScript"]>;
    kept.set(message, { bytes, entries });
    return message;
  };
}

/** A resource's properties for rules: what is not known yet is `UNKNOWN`, and every key is the object's own. */
export function readProperties(message: Struct): Record<string, unknown> {
  const struct = kept.get(message);
  if (struct === undefined) throw new Error("a message that was made, not read");
  return readFields(struct, true);
}

/** The bytes that a message was read from, and where in them each field begins. */
interface Kept {
  readonly bytes: Buffer;
  readonly entries: readonly number[];
}

const kept = new WeakMap<Struct, Kept>();

type Plain = Record<string, unknown>;

function readFields({ bytes, entries }: Kept, forRules: boolean): Plain {
  const fields: Plain = {};
  const cursor: Cursor = { bytes, forRules, at: 0 };
  for (const at of entries) {
    cursor.at = at;
    readEntry(cursor, readEnd(cursor, bytes.length), fields);
  }
  return fields;
}

/** Where reading has come to. */
interface Cursor {
  readonly bytes: Buffer;
  readonly forRules: boolean;
  at: number;
}

/** Field number and wire type of each field, as they stand before it (struct.proto). */
const KEY = 0x0a;
const VALUE = 0x12;
const NULL = 0x08;
const NUMBER = 0x11;
const TEXT = 0x1a;
const FLAG = 0x20;
const STRUCT = 0x2a;
const LIST = 0x32;
const MEMBER = 0x0a;

function readEntry(cursor: Cursor, end: number, into: Plain): void {
  let key = "";
  let value: unknown;
  while (cursor.at < end) {
    const tag = readVarint(cursor);
    if (tag === KEY) key = readKey(cursor, end);
    else if (tag === VALUE) value = readValue(cursor, readEnd(cursor, end));
    else skip(cursor, tag, end);
  }
  if (value === undefined) throw new Error(`a field without a value: ${key}`);
  if (key === "__proto__" && cursor.forRules) setOwn(into, key, value);
  else into[key] = value;
}

/** A plain assignment would give the object other fields than it says it has. */
function setOwn(into: Plain, key: string, value: unknown): void {
  Object.defineProperty(into, key, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

function readValue(cursor: Cursor, end: number): unknown {
  let value: unknown;
  while (cursor.at < end) {
    const tag = readVarint(cursor);
    if (tag === TEXT) value = readTextValue(cursor, end);
    else if (tag === STRUCT) value = readStruct(cursor, readEnd(cursor, end));
    else if (tag === LIST) value = readList(cursor, readEnd(cursor, end));
    else if (tag === NUMBER) value = readNumber(cursor);
    else if (tag === FLAG) value = readVarint(cursor) !== 0;
    else if (tag === NULL) value = readNull(cursor);
    else skip(cursor, tag, end);
  }
  return value;
}

function readStruct(cursor: Cursor, end: number): Plain {
  const fields: Plain = {};
  while (cursor.at < end) {
    const tag = readVarint(cursor);
    if (tag === KEY) readEntry(cursor, readEnd(cursor, end), fields);
    else skip(cursor, tag, end);
  }
  return fields;
}

function readList(cursor: Cursor, end: number): unknown[] {
  const list: unknown[] = [];
  while (cursor.at < end) {
    const tag = readVarint(cursor);
    if (tag === MEMBER) list.push(readValue(cursor, readEnd(cursor, end)));
    else skip(cursor, tag, end);
  }
  return list;
}

const MOST_KEYS = 1024;
const LONGEST_KEY = 32;
const keys: ({ readonly text: string; readonly bytes: Buffer } | undefined)[] = [];

/** Keys come again and again: to compare one with the last of its sort costs less than to make it. */
function readKey(cursor: Cursor, limit: number): string {
  const { bytes, at } = cursor;
  const length = bytes[at] ?? 0;
  if (length === 0 || length > LONGEST_KEY || at + 1 + length > limit)
    return readText(cursor, limit);
  const start = at + 1;
  const sort = (length + 31 * (bytes[start] ?? 0) + 7 * (bytes[at + length] ?? 0)) % MOST_KEYS;
  const known = keys[sort];
  if (known && isAt(known.bytes, bytes, start, length)) {
    cursor.at = start + length;
    return known.text;
  }
  const text = readText(cursor, limit);
  keys[sort] = { text, bytes: Buffer.from(bytes.subarray(start, start + length)) };
  return text;
}

function isAt(key: Buffer, bytes: Buffer, start: number, length: number): boolean {
  if (key.length !== length) return false;
  for (let index = 0; index < length; index++) {
    if (key[index] !== bytes[start + index]) return false;
  }
  return true;
}

function readTextValue(cursor: Cursor, limit: number): unknown {
  const text = readText(cursor, limit);
  return cursor.forRules && isSentinel(text) ? UNKNOWN : text;
}

function readText(cursor: Cursor, limit: number): string {
  const end = readEnd(cursor, limit);
  const text = cursor.bytes.toString("utf8", cursor.at, end);
  cursor.at = end;
  return text;
}

function readNull(cursor: Cursor): null {
  readVarint(cursor);
  return null;
}

function readNumber(cursor: Cursor): number {
  const number = cursor.bytes.readDoubleLE(cursor.at);
  cursor.at += 8;
  return number;
}

/** The end of what is as long as the number before it says. */
function readEnd(cursor: Cursor, limit: number): number {
  const length = readVarint(cursor);
  const end = cursor.at + length;
  if (end > limit) throw new Error("a message that is longer than what holds it");
  return end;
}

function readVarint(cursor: Cursor): number {
  const first = cursor.bytes[cursor.at];
  if (first !== undefined && first < 0x80) {
    cursor.at++;
    return first;
  }
  let value = 0;
  for (let scale = 1; ; scale *= 0x80) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) throw new Error("a message that ends too early");
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
}

/** Passes over a field that a later version of the format may have. */
function skip(cursor: Cursor, tag: number, limit: number): void {
  const wire = tag & 7;
  if (wire === 0) readVarint(cursor);
  else if (wire === 1) cursor.at += 8;
  else if (wire === 2) cursor.at = readEnd(cursor, limit);
  else if (wire === 5) cursor.at += 4;
  else throw new Error(`a message with an unknown wire type: ${wire}`);
}
