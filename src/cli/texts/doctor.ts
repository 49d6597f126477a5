import type { DoctorResult } from '../commands/doctor.ts';
import { columns, plain } from './format.ts';

type Finding = DoctorResult['findings'][number];

const WORDS: Readonly<Record<Finding['state'], string>> = { good: 'good', warning: 'WARNING', bad: 'BAD' };

export function doctorText({ findings }: DoctorResult): string {
  return [...columns(findings.map(cells)), '', verdict(findings)].join('\n');
}

function cells({ state, title, text }: Finding): string[] {
  return [WORDS[state], plain(title), plain(text)];
}

function verdict(findings: readonly Finding[]): string {
  if (findings.some(({ state }) => state === 'bad')) return 'Something is wrong; see above.';
  if (findings.some(({ state }) => state === 'warning')) return 'It works; some of it wants a look.';
  return 'All is well.';
}
