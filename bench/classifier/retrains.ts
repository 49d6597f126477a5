import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { DEFAULT_COSTS, trainClassifier } from '../../src/classifier/train.ts';
import { createWorkerTrainer } from '../../src/training/worker-trainer.ts';
import { readExamples } from '../accuracy/examples.ts';
import { runPeer } from './python.ts';
import { duration, ratio, textTable } from './text-table.ts';
import { median, secondsOf } from './timing.ts';

const FILE = 'moodibeats_youtube.csv';

export interface RetrainSettings {
  readonly directory: string;
  readonly runs: number;
  /** Undefined to leave the peers out. */
  readonly python: string | undefined;
  /** Seconds after which the article's pipeline is stopped. */
  readonly patience: number;
}

/** A whole retrain from raw texts to artefact, as `/retrain` does it, beside scikit-learn's of the same costs and folds. */
export async function reportRetrains(settings: RetrainSettings): Promise<string> {
  const { directory, runs, python, patience } = settings;
  const path = join(directory, FILE);
  const examples = readExamples(path);
  const request = { examples, seed: 1, trainedAt: new Date(0) };
  const threads = createWorkerTrainer({ logger: pino({ level: 'silent' }) });
  const train = () => threads.train({ ...request, champion: undefined }, () => {});
  const started = performance.now();
  const { report } = await train();
  const cold = (performance.now() - started) / 1000;
  const warm = median(await secondsOf(runs, train));
  await threads.stop();
  const alone = median(await secondsOf(runs, () => trainClassifier(request)));

  const accuracy = report.metrics.accuracy;
  const lines = [
    ['', 'median of', 'time', 'slower than ours', 'accuracy'],
    ['Moodring, threads running', String(runs), duration(warm), '', accuracy.toFixed(3)],
    ['Moodring, threads starting', '1', duration(cold), ratio(cold / warm), ''],
    ['Moodring, one thread', String(runs), duration(alone), ratio(alone / warm), ''],
  ];
  if (python !== undefined) {
    const name = 'scikit-learn, non-empty columns';
    const answers = Array.from({ length: runs }, () => askPeer(python, 'sklearn_non_empty.py', path));
    const seconds = median(answers.map((answer) => answer?.seconds ?? 0));
    const reached = (answers[0]?.accuracy ?? 0).toFixed(3);
    lines.push([name, String(runs), duration(seconds), ratio(seconds / warm), reached]);
    const article = askPeer(python, 'article.py', path, patience);
    const articleTime = article?.seconds ?? patience;
    const above = article === undefined ? 'stopped after ' : '';
    const least = article === undefined ? 'over ' : '';
    lines.push([
      "the article's pipeline",
      '1',
      above + duration(articleTime),
      least + ratio(articleTime / warm),
      article?.accuracy.toFixed(3) ?? '',
    ]);
  }
  const title =
    `Whole retrain, ${examples.length} songs of ${FILE}: ${DEFAULT_COSTS.length} costs x ${report.folds} folds, ` +
    `final fit, calibration; ${availableParallelism()} cores on either side.` +
    (python === undefined ? '\n(scikit-learn is not asked: --peers and python3-sklearn are needed.)' : '');
  return textTable(title, lines);
}

interface PeerRetrain {
  readonly seconds: number;
  readonly accuracy: number;
}

/** Undefined when it was stopped after `patience` seconds. */
function askPeer(python: string, script: string, path: string, patience?: number): PeerRetrain | undefined {
  const limit = patience === undefined ? {} : { patienceMs: 1000 * patience };
  return runPeer(python, script, [path, ...DEFAULT_COSTS.map(String)], limit) as PeerRetrain | undefined;
}
