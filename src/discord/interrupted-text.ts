import type { AnsweredWork } from '../../db/schema.ts';

const SENTENCES: Readonly<Record<AnsweredWork, string>> = {
  retrain:
    'I was stopped before I had finished learning. The model from before stays in use; use `/retrain` again.',
  rollback:
    'I was stopped before I had gone back to another model. The one from before stays in use; use `/model rollback` again.',
  report: 'I was stopped before the report was ready. Nothing has changed; use `/model report` again.',
  ingest:
    'I was stopped while I was looking for new songs. What I had found is kept, and the next run goes on from there.',
};

/** Of work that ended before it was done because the bot was stopped or ended: what happened, and what holds now. */
export function describeInterrupted(work: AnsweredWork): string {
  return `⏹️ ${SENTENCES[work]}`;
}

/** Of work that changed the model, and whose result could not be shown any more. */
export function describeSwitched(modelId: number): string {
  return `🔁 I was restarted before I could show the result: model ${modelId} is in use now. \`/model report\` shows how good it is.`;
}
