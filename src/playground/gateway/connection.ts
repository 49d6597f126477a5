import { GatewayCloseCodes as Close, GatewayOpcodes as Op } from 'discord.js';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { Session } from './session.ts';

/** Discord's usual interval, in milliseconds. */
const HEARTBEAT_MS = 41_250;

const packet = z.looseObject({ op: z.int(), d: z.unknown() });
const identify = z.looseObject({ token: z.string(), intents: z.int().min(0) });
const resume = z.looseObject({ token: z.string(), session_id: z.string(), seq: z.int().min(0) });

/** What a connection asks of the gateway behind it. */
export interface ConnectionHost {
  readonly token: string;
  /** Starts a session: READY and the guilds are sent. `undefined` if the intents are refused (4014). */
  identify(socket: WebSocket, intents: number): Session | undefined;
  /** Continues a session, `undefined` if it is unknown or too much was missed. */
  resume(socket: WebSocket, sessionId: string, sequence: number): Session | undefined;
  detached(session: Session, socket: WebSocket): void;
}

/** Speaks the gateway's protocol on one socket ("Gateway: Connection Lifecycle"). */
export function serveConnection(socket: WebSocket, host: ConnectionHost): void {
  let session: Session | undefined;
  const send = (op: number, d: unknown) => socket.send(JSON.stringify({ op, d, s: null, t: null }));

  const onIdentify = (d: unknown) => {
    if (session !== undefined) return socket.close(Close.AlreadyAuthenticated, 'Already authenticated.');
    const asked = identify.safeParse(d);
    if (!asked.success) return socket.close(Close.DecodeError, 'Error while decoding payload.');
    if (asked.data.token !== host.token) {
      return socket.close(Close.AuthenticationFailed, 'Authentication failed.');
    }
    session = host.identify(socket, asked.data.intents);
    if (session === undefined) socket.close(Close.DisallowedIntents, 'Disallowed intent(s).');
  };

  const onResume = (d: unknown) => {
    const asked = resume.safeParse(d);
    if (!asked.success) return socket.close(Close.DecodeError, 'Error while decoding payload.');
    if (asked.data.token !== host.token) {
      return socket.close(Close.AuthenticationFailed, 'Authentication failed.');
    }
    session = host.resume(socket, asked.data.session_id, asked.data.seq);
    if (session === undefined) send(Op.InvalidSession, false);
  };

  socket.on('message', (raw) => {
    const parsed = packet.safeParse(parseJson(raw.toString()));
    if (!parsed.success) return socket.close(Close.DecodeError, 'Error while decoding payload.');
    const { op, d } = parsed.data;
    switch (op) {
      case Op.Heartbeat:
        return send(Op.HeartbeatAck, undefined);
      case Op.Identify:
        return onIdentify(d);
      case Op.Resume:
        return onResume(d);
      case Op.PresenceUpdate:
      case Op.VoiceStateUpdate:
      case Op.RequestGuildMembers:
        if (session === undefined) socket.close(Close.NotAuthenticated, 'Not authenticated.');
        return;
      default:
        return socket.close(Close.UnknownOpcode, 'Unknown opcode.');
    }
  });
  socket.on('close', () => {
    if (session !== undefined) host.detached(session, socket);
  });
  send(Op.Hello, { heartbeat_interval: HEARTBEAT_MS, _trace: [] });
}

/** The JSON value of a text, `undefined` if it is none: the caller then closes with a decode error. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
