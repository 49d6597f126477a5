import type { Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';
import type { CommandProgress } from './command.ts';
import { plain } from './texts/format.ts';

/** Shows how far a command has come. */
export interface ProgressView {
  show(progress: CommandProgress): void;
  /** Takes away what should not stay. */
  end(): void;
}

/** A bar for a terminal. */
export function createBar(stream: Writable): ProgressView {
  const format = '{bar} {percentage} %  {stage}  {note}';
  // No cursor and no line wrapping is changed: nothing needs to be put back when the process is killed.
  const bar = new SingleBar({
    stream,
    format,
    barsize: 24,
    clearOnComplete: true,
    linewrap: null,
    emptyOnZero: true,
    gracefulExit: false,
  });
  let started = false;
  return {
    show({ stage, done, total, note = '' }) {
      const payload = { stage, note: plain(note).slice(0, 60) };
      if (!started) bar.start(total, done, payload);
      started = true;
      bar.setTotal(total);
      bar.update(done, payload);
    },
    end() {
      if (started) bar.stop();
      started = false;
    },
  };
}

/** A few plain lines for files and pipes: one a stage, and one a quarter of it. */
export function createLines(stream: Writable): ProgressView {
  let last = '';
  return {
    show({ stage, done, total }) {
      const quarter = total > 0 ? Math.floor((4 * done) / total) * 25 : 0;
      const line = quarter > 0 ? `${stage} ${Math.min(quarter, 100)} %` : stage;
      if (line !== last) stream.write(`${line}\n`);
      last = line;
    },
    end() {},
  };
}
