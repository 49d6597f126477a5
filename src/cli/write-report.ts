import { drawReport } from '../charts/draw-report.ts';
import type { Picture } from '../charts/picture.ts';
import type { ModelReport } from '../training/model-report.ts';
import type { OutputFolder } from './output-folder.ts';
import { reportText } from './texts/report.ts';

/**
 * Writes a report as pictures, as data and as a page that shows both.
 *
 * @returns the paths.
 * @throws FileError, or the signal's reason.
 */
export async function writeReport(
  report: ModelReport,
  folder: OutputFolder,
  signal?: AbortSignal,
): Promise<string[]> {
  const pictures = await drawReport(report, signal);
  const paths: string[] = [];
  for (const { name, png } of pictures) paths.push(await folder.write(name, png));
  paths.push(await folder.write('report.json', `${JSON.stringify(report, null, 2)}\n`));
  paths.push(await folder.write('report.md', page(report, pictures)));
  return paths;
}

function page(report: ModelReport, pictures: readonly Picture[]): string {
  return [
    `# Model ${report.modelId}`,
    `\`\`\`text\n${reportText(report)}\n\`\`\``,
    ...pictures.map(({ name, title, alt }) => `## ${title}\n\n![${alt}](${name})`),
    `Made ${report.madeAt}; the data is in [report.json](report.json).\n`,
  ].join('\n\n');
}
