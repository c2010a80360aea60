import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { WorkError } from '../support/errors.js';

const DELIMITER = Buffer.from('<IDS|MSG>');

export interface MessageHeader {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
}

/** One Jupyter message, without the routing identities. `parent` is the header of the request that it answers. */
export interface Message {
  header: MessageHeader;
  parent: Partial<MessageHeader>;
  metadata: Record<string, unknown>;
  content: Record<string, unknown>;
}

/** A new request of protocol 5.3. */
export function request(type: string, content: Record<string, unknown>, session: string): Message {
  const header = {
    msg_id: randomUUID(),
    msg_type: type,
    session,
    username: 'alignscope',
    date: new Date().toISOString(),
    version: '5.3',
  };
  return { header, parent: {}, metadata: {}, content };
}

/** What answers a request or tells of it: its parent is the request. */
export function response(parent: Message, type: string, content: object): Message {
  return {
    header: { ...parent.header, msg_id: randomUUID(), msg_type: type, date: new Date().toISOString(), version: '5.3' },
    parent: parent.header,
    metadata: {},
    content: content as Record<string, unknown>,
  };
}

/** The frames before a message, by which a router knows whom to answer. */
export function identitiesOf(frames: readonly Buffer[]): Buffer[] {
  return frames.slice(
    0,
    frames.findIndex((frame) => frame.equals(DELIMITER)),
  );
}

/**
 * The ZeroMQ frames of a message: delimiter, HMAC-SHA256 of the four JSON frames, the frames.
 *
 * Reference: https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 */
export function encodeMessage(message: Message, key: string): Buffer[] {
  const frames = [message.header, message.parent, message.metadata, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return [DELIMITER, Buffer.from(signature(frames, key)), ...frames];
}

/** Reads frames back. Throws WorkError when they are no message or the signature is not that of `key`. */
export function decodeMessage(frames: readonly Buffer[], key: string): Message {
  const start = frames.findIndex((frame) => frame.equals(DELIMITER)) + 1;
  const parts = frames.slice(start + 1, start + 5);
  if (start === 0 || parts.length < 4) throw new WorkError('A message of the kernel is incomplete.');
  const expected = Buffer.from(signature(parts, key));
  const given = frames[start];
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new WorkError('A message of the kernel carries a wrong signature: something else answers on its port.');
  const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part.toString()) as unknown);
  return { header, parent, metadata, content } as Message;
}

function signature(frames: readonly Buffer[], key: string): string {
  const hmac = createHmac('sha256', key);
  for (const frame of frames) hmac.update(frame);
  return hmac.digest('hex');
}
