import { z } from 'zod';
import { doctor as examine } from '../../doctor/doctor.ts';
import { EXIT } from '../../exit-codes.ts';
import { defineCommand } from '../command.ts';

const result = z.object({
  findings: z.array(
    z.object({ state: z.enum(['good', 'warning', 'bad']), title: z.string(), text: z.string() }),
  ),
});

export type DoctorResult = z.infer<typeof result>;

/** Looks at everything that does not need Discord. Something bad is a failure, so that scripts can tell. */
export const doctor = defineCommand({
  args: z.object({}),
  result,
  async run(deps): Promise<DoctorResult> {
    return { findings: await examine(deps) };
  },
  exitCode: ({ findings }) => (findings.some(({ state }) => state === 'bad') ? EXIT.failure : EXIT.ok),
});
