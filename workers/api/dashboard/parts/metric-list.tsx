import type { MetricShown } from "../view/about.ts";

/** Metrics of the catalog, one after the other. */
export const MetricList = ({ metrics }: Readonly<{ metrics: readonly MetricShown[] }>) => (
  <div class="metrics">
    {metrics.map(
      ({ id, title, unit, evidence, definition, made, objective, methods, nullBecause }) => (
        <article key={id} id={id}>
          <h3>
            {title} <code>{id}</code>
          </h3>
          <p>{definition}</p>
          {nullBecause && <p class="warning">{`Not known in this version: ${nullBecause}`}</p>}
          <dl class="pairs">
            <div>
              <dt>Unit</dt>
              <dd>{unit}</dd>
            </div>
            <div>
              <dt>Evidence</dt>
              <dd>{evidence}</dd>
            </div>
            {made && (
              <div>
                <dt>Counted from</dt>
                <dd>
                  <code>{made}</code>
                </dd>
              </div>
            )}
            {objective && (
              <div>
                <dt>Objective</dt>
                <dd>{objective}</dd>
              </div>
            )}
          </dl>
          {methods.length > 0 && (
            <ul>
              {methods.map((method) => (
                <li key={method.name}>
                  <code>{method.name}</code> {method.definition}{" "}
                  {method.nullBecause && (
                    <span class="muted">{`Not known: ${method.nullBecause}`}</span>
                  )}
                </li>
              ))}
            </ul>
          )}
        </article>
      ),
    )}
  </div>
);
