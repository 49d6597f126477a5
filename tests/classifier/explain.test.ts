import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/classifier/explain.ts';
import { rawScores } from '../../src/classifier/one-vs-rest.ts';
import { trainClassifier } from '../../src/classifier/train.ts';
import { MOODS } from '../../src/moods.ts';
import { songText } from '../../src/text/song-text.ts';
import { transform } from '../../src/text/vectorize.ts';
import { madeUpExamples } from './songs.ts';

const { classifier } = trainClassifier({
  examples: madeUpExamples(120, 5),
  seed: 1,
  trainedAt: new Date(0),
  costs: [3],
});
const word = fc.constantFrom('Lonely', 'tears', 'PARTY', 'rage', 'piano', 'the', 'unknownword', '😢', 'of');

describe('explain', () => {
  test('contributions add up to the raw score', () => {
    fc.assert(
      fc.property(fc.array(word), fc.array(word), fc.array(word), (title, description, tags) => {
        const text = songText({ title: title.join(' '), description: description.join(' '), tags });
        const [scores] = rawScores(classifier.model, transform(classifier.vectorizer, [text]));
        MOODS.forEach((mood, m) => {
          const { words, intercept, score } = explain(classifier, text, mood);
          const sum = words.reduce((total, { contribution }) => total + contribution, intercept);
          expect(score).toBeCloseTo(scores?.[m] ?? Number.NaN, 9);
          expect(sum).toBeCloseTo(score, 9);
        });
      }),
    );
  });

  test('shows words as written and never a stem or a piece of a word', () => {
    const text = songText({
      title: 'Dancing Lonely tears',
      channel: 'Funerals',
      description: 'party of the night',
    });
    const { words } = explain(classifier, text, 'sad');
    const written = `${text.title} ${text.channel} ${text.description}`;
    for (const { word: shown } of words) expect(` ${written} `).toContain(` ${shown} `);
    expect(words[0]).toMatchObject({ field: 'title' });
    expect(
      words
        .slice(0, 3)
        .map(({ word: shown }) => shown)
        .join(' '),
    ).toMatch(/Lonely|tears/);
  });

  test('says nothing about a text without a known word', () => {
    const { words, intercept, score } = explain(classifier, songText({ title: 'ζζζ' }), 'chill');
    expect(words).toEqual([]);
    expect(score).toBe(intercept);
  });
});
