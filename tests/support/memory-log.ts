import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import type { Logger } from 'pino';
import { createLogger } from '../../src/logger.ts';

export interface LogLine {
  readonly msg: string;
  readonly level: number;
  readonly [field: string]: unknown;
}

/** A logger whose lines can be read and awaited. */
export interface MemoryLog {
  readonly logger: Logger;
  readonly lines: readonly LogLine[];
  /** Everything that was written, as it was written. */
  text(): string;
  /** Resolves once `count` lines with this message are there, with these lines. */
  waitFor(message: string, count?: number): Promise<LogLine[]>;
}

export function createMemoryLog(): MemoryLog {
  const lines: LogLine[] = [];
  let text = '';
  const events = new EventEmitter().setMaxListeners(0);
  const destination = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      for (const line of String(chunk).split('\n')) if (line !== '') lines.push(JSON.parse(line));
      events.emit('line');
      done();
    },
  });
  return {
    logger: createLogger('debug', destination),
    lines,
    text: () => text,
    waitFor(message, count = 1) {
      return new Promise((resolve) => {
        const look = () => {
          const found = lines.filter((line) => line.msg === message);
          if (found.length < count) return;
          events.off('line', look);
          resolve(found);
        };
        events.on('line', look);
        look();
      });
    },
  };
}
