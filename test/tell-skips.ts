/** A test that does not run proves nothing: skips are told loudly, and with CI=true they fail the run. */
import type { Reporter } from 'vitest/node';

export function tellSkips(
  write: (text: string) => void = (text) => void process.stderr.write(text),
): Reporter {
  let isChosen = false;
  return {
    onInit: ({ config }) => {
      // With `-t` the rest is left out on purpose.
      isChosen = config.testNamePattern !== undefined;
    },
    onTestRunEnd: (modules) => {
      const skipped = modules.flatMap((module) =>
        [...module.children.allTests('skipped')].map(
          (test) => `${module.relativeModuleId} > ${test.fullName}`,
        ),
      );
      if (isChosen || skipped.length === 0) return;
      const isFailure = process.env.CI === 'true';
      write(`\n*** ${skipped.length} SKIPPED${isFailure ? ', and with CI=true a skip is a failure' : ''}\n`);
      for (const name of skipped) write(`*** ${name}\n`);
      if (isFailure) process.exitCode = 1;
    },
  };
}
