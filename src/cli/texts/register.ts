import type { RegisterResult } from '../commands/register.ts';
import { table } from './format.ts';

export function registerText({ applicationId, sent, unchanged, failed, leftOut }: RegisterResult): string {
  const rows: [string, string][] = [
    ...sent.map((scope): [string, string] => [place(scope), 'sent']),
    ...unchanged.map((scope): [string, string] => [place(scope), 'Discord has these already']),
    ...failed.map((scope): [string, string] => [
      place(scope),
      scope === '' ? 'refused; LOG_LEVEL=warn tells why' : 'refused; is the bot in this server?',
    ]),
  ];
  return [
    `Slash commands of application ${applicationId}:`,
    ...table(rows),
    ...(leftOut.length === 0 ? [] : ['Left out, because Discord refuses them:']),
    ...leftOut.map(({ scope, what, reason }) => `  ${what} (${place(scope)}): ${reason}`),
  ].join('\n');
}

function place(scope: string): string {
  return scope === '' ? 'everywhere' : `server ${scope}`;
}
