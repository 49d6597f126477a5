import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { OneFit } from './one-fit.ts';
import { duration, ratio, textTable } from './text-table.ts';
import { median } from './timing.ts';

const DOCUMENTS = [1_000, 10_000, 100_000];
const HEADER = ['documents', 'entries', 'columns', 'one fit', 'peak memory'];
const PEER_HEADER = ['-s 0', 'ours / -s 0', 'objective', '-s 7', 'ours / -s 7', 'objective'];

/** One mood's regression by number of documents, beside LIBLINEAR's where a Python is given. */
export function reportFits(directory: string, runs: number, python: string | undefined): string {
  const lines = DOCUMENTS.map((documents) => {
    const fit = fitInProcess(
      [directory, documents, runs, ...(python === undefined ? [] : [python])].map(String),
    );
    const own = median(fit.seconds);
    return [
      String(fit.documents),
      String(fit.entries),
      String(fit.columns),
      duration(own),
      `${(fit.peakMemory / 1e6).toFixed(0)} MB`,
      ...fit.peers.flatMap(({ seconds, objective }) => [
        duration(median(seconds)),
        ratio(own / median(seconds)),
        `${(100 * (fit.objective / objective - 1)).toFixed(4)} %`,
      ]),
    ];
  });
  const header = python === undefined ? HEADER : [...HEADER, ...PEER_HEADER];
  const title =
    'One fit, by documents, processor time: stopping where liblinear-train -s 0 -B 1 stops by default.\n' +
    (python === undefined
      ? '(LIBLINEAR is not asked: --peers, Python 3 and liblinear.so.4 are needed.)'
      : 'LIBLINEAR: train() of its library alone, without reading or writing files; objective: ours above (+) theirs.');
  return textTable(title, [header, ...lines]);
}

/** @throws Error where the process fails */
function fitInProcess(args: readonly string[]): OneFit {
  const script = fileURLToPath(new URL('one-fit.ts', import.meta.url));
  const { status, stdout, error } = spawnSync(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`a fit of ${args[1]} documents failed`, { cause: error });
  return JSON.parse(stdout) as OneFit;
}
