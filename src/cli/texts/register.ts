import type { RegisterResult } from '../commands/register.ts';
import { table } from './format.ts';

export function registerText({ applicationId, sent, unchanged, failed }: RegisterResult): string {
  const rows: [string, string][] = [
    ...sent.map((scope): [string, string] => [place(scope), 'sent']),
    ...unchanged.map((scope): [string, string] => [place(scope), 'Discord has these already']),
    ...failed.map((scope): [string, string] => [place(scope), 'refused; is the bot in this server?']),
  ];
  return [`Slash commands of application ${applicationId}:`, ...table(rows)].join('\n');
}

function place(scope: string): string {
  return scope === '' ? 'everywhere' : `server ${scope}`;
}
