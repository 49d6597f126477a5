import type { Finding } from '../doctor/doctor.ts';
import type { PermissionFinding } from './permissions.ts';
import { fits, fitting, plain } from './text.ts';

const SYMBOLS: Readonly<Record<Finding['state'], string>> = { good: '✅', warning: '⚠️', bad: '❌' };

/** Worst first: what does not fit into a message is what matters least. */
const ORDER: readonly Finding['state'][] = ['bad', 'warning', 'good'];

/** Longest text of one finding. */
const LONGEST = 300;

/**
 * What was looked at, for a moderator: what the bot may do in the channel, and how it is doing.
 *
 * @param findings undefined where they are not this server's business
 */
export function describeHealth(
  permissions: readonly PermissionFinding[],
  findings: readonly Finding[] | undefined,
): string {
  const lines = [
    '**What I may do in this channel**',
    ...permissionLines(permissions),
    ...(findings === undefined ? [] : ['**How I am doing**']),
  ];
  const sorted = (findings ?? []).toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  const whole = [...lines, ...sorted.map(findingLine)];
  if (fits(whole)) return whole.join('\n');
  const troubles = sorted.filter(({ state }) => state !== 'good');
  const fine = sorted.filter(({ state }) => state === 'good');
  return fitting([...lines, ...troubles.map(findingLine), ...fineLine(fine)]);
}

function permissionLines(permissions: readonly PermissionFinding[]): string[] {
  const granted = permissions.filter((one) => one.granted).map(({ name }) => name);
  const missing = permissions.filter((one) => !one.granted);
  if (missing.length === 0) return [`✅ Everything I need: ${granted.join(', ')}.`];
  return [
    ...missing.map(({ name, without }) => `❌ I lack **${name}**: ${without}.`),
    ...(granted.length === 0 ? [] : [`✅ I have ${granted.join(', ')}.`]),
    '-# The button below gives me all of them. If one is still missing then, this channel’s own settings take it away.',
  ];
}

function findingLine({ state, title, text }: Finding): string {
  return `${SYMBOLS[state]} **${plain(title, 60)}** ${plain(text, LONGEST)}`;
}

function fineLine(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  return [`✅ All is well with: ${findings.map(({ title }) => plain(title, 60)).join(', ')}.`];
}
