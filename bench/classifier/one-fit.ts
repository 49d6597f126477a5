/**
 * One binary fit, in a process of its own so that its memory can be told. Prints JSON.
 *
 *   node bench/classifier/one-fit.ts DIR DOCUMENTS RUNS [PYTHON]
 */
import type { BinaryProblem } from '../../src/classifier/logistic-loss.ts';
import { type BinarySolution, fitBinary } from '../../src/classifier/logistic-regression.ts';
import { moodIndex } from '../../src/moods.ts';
import { makeDocuments } from './documents.ts';
import { songsIn } from './labelled-songs.ts';
import { fitByLiblinear, type PeerFit } from './liblinear.ts';
import { cpuSecondsOf } from './timing.ts';

export interface OneFit {
  readonly documents: number;
  readonly entries: number;
  readonly columns: number;
  /** Of all cores together. */
  readonly seconds: readonly number[];
  readonly objective: number;
  /** Bytes of memory the process needed at most, before any peer was asked. */
  readonly peakMemory: number;
  readonly peers: readonly PeerFit[];
}

/** The small fits run often before they are timed: compiled code is what a training meets. */
const WARM_UP_DOCUMENTS = 30_000;

const [directory = '', documents = '', runs = '', python] = process.argv.slice(2);
process.stdout.write(JSON.stringify(oneFit(Number(documents))));

function oneFit(count: number): OneFit {
  const { rows, targets } = makeDocuments(songsIn(directory), count);
  const problem: BinaryProblem = {
    rows,
    targets: Float64Array.from(targets, (target) => target[moodIndex('chill')] ?? 0),
    costs: new Float64Array(count).fill(1),
  };
  let solution: BinarySolution | undefined;
  const solve = () => {
    solution = fitAsLiblinear(problem);
  };
  for (let seen = 0; seen < WARM_UP_DOCUMENTS; seen += count) solve();
  const seconds = cpuSecondsOf(Number(runs), solve);
  const peakMemory = 1024 * process.resourceUsage().maxRSS;
  return {
    documents: count,
    entries: rows.values.length,
    columns: rows.columnCount,
    seconds,
    objective: solution?.objective ?? Number.NaN,
    peakMemory,
    peers: python === undefined ? [] : fitByLiblinear(python, problem, Number(runs)),
  };
}

/** With the penalised intercept of `-B 1`, and the place where `-s 0` stops by default. */
function fitAsLiblinear(problem: BinaryProblem): BinarySolution {
  const { targets } = problem;
  const positive = targets.reduce((sum, target) => sum + target, 0);
  const tolerance = (0.01 * Math.min(positive, targets.length - positive)) / targets.length;
  return fitBinary(problem, { interceptPenalty: 1, tolerance });
}
