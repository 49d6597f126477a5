import { randomBytes } from 'node:crypto';
import { GatewayIntentBits, GatewayOpcodes } from 'discord.js';
import type { WebSocket } from 'ws';
import type { Dispatch } from './dispatches.ts';

/** How many events are kept for a session that comes back. */
const MAX_BACKLOG = 1_000;

interface Sent {
  readonly s: number;
  readonly text: string;
}

/**
 * What a bot identified as: it outlives its connection, and numbers and keeps its events so that they can be
 * replayed ("Gateway: Resuming").
 */
export class Session {
  readonly id = randomBytes(16).toString('hex');
  readonly #intents: number;
  #socket: WebSocket | undefined;
  #sequence = 0;
  #backlog: Sent[] = [];

  constructor(intents: number, socket: WebSocket) {
    this.#intents = intents;
    this.#socket = socket;
  }

  get connected(): boolean {
    return this.#socket !== undefined;
  }

  get sequence(): number {
    return this.#sequence;
  }

  /** Sends or keeps an event, if the session's intents cover it. */
  dispatch({ t, d, intent, withoutContent }: Dispatch): void {
    if ((this.#intents & intent) !== intent) return;
    const blind = (this.#intents & GatewayIntentBits.MessageContent) === 0;
    const data = blind && withoutContent ? withoutContent : d;
    this.#sequence += 1;
    const text = JSON.stringify({ op: GatewayOpcodes.Dispatch, t, s: this.#sequence, d: data });
    this.#backlog = [...this.#backlog.slice(1 - MAX_BACKLOG), { s: this.#sequence, text }];
    this.#socket?.send(text);
  }

  /** The connection is gone; `socket` tells which, as a newer one may have taken over. */
  detach(socket: WebSocket): void {
    if (this.#socket === socket) this.#socket = undefined;
  }

  /** Continues on a new connection: sends what came after `sequence`. False if some of it is no longer kept. */
  resume(socket: WebSocket, sequence: number): boolean {
    const missed = this.#backlog.filter(({ s }) => s > sequence);
    if (missed.length < this.#sequence - sequence) return false;
    this.#socket = socket;
    for (const { text } of missed) socket.send(text);
    return true;
  }
}
