// Verdict: what the checks say of a lesson, for whoever keeps score.

/** { lesson, title, passed, total, steps: [{ title, passed }] } of the steps that have checks; null before all were tried. */
export function verdict_of(lesson, { checks, checking }) {
  if (checking || checks.flat().every((check) => check.state === 'open')) return null;
  const steps = lesson.steps.map((step, i) => ({ step, results: checks[i] ?? [] })).filter(({ step }) => step.checks.length > 0)
    .map(({ step, results }) => ({ title: step.title, passed: results.every((check) => check.state === 'passed') }));
  return { lesson: lesson.id, title: lesson.title, passed: steps.filter((step) => step.passed).length, total: steps.length, steps };
}
