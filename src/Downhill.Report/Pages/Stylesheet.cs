namespace Downhill.Report;

/// <summary>The style of every page.</summary>
internal static class Stylesheet
{
    internal const string Text = """
        :root { color-scheme: light; }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          margin: 0; background: #fff; color: #222;
          font: 16px/1.55 -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif;
        }
        main, footer { max-width: 56rem; margin: 0 auto; padding: 0 1.25rem; }
        main { padding-top: 2.5rem; padding-bottom: 1.5rem; }
        h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.01em; margin: 0 0 0.6rem; }
        h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.6rem 0 0.6rem; padding-top: 0.9rem; border-top: 1px solid #ddd; }
        p { margin: 0 0 0.9rem; max-width: 44rem; overflow-wrap: break-word; }
        .lead { font-size: 1.15rem; line-height: 1.5; color: #444; }
        sup, sub { font-size: 0.74em; line-height: 0; }
        ul.items { margin: 0 0 0.9rem; padding-left: 1.2rem; max-width: 44rem; }
        ul.verdicts { list-style: none; margin: 1.4rem 0 0; padding: 0; }
        ul.verdicts li { display: grid; grid-template-columns: 1.5rem 9rem 1fr; gap: 0 0.5rem; padding: 0.5rem 0.75rem;
          border-left: 4px solid; margin-bottom: 0.35rem; background: #f7f7f7; break-inside: avoid; }
        ul.verdicts .sign { font-weight: 700; text-align: center; }
        ul.verdicts b { font-weight: 600; }
        ul.verdicts .text { color: #222; }
        ul.verdicts .good { border-color: #1d6f62; } .good .sign, .good b, td .good { color: #1a665a; }
        ul.verdicts .warn { border-color: #b57d10; } .warn .sign, .warn b, td .warn { color: #855a06; }
        ul.verdicts .bad { border-color: #b23a1e; } .bad .sign, .bad b, td .bad { color: #a33017; }
        figure { margin: 1.4rem 0 1.6rem; break-inside: avoid; }
        figure svg { display: block; max-width: calc(100% + 20px); height: auto; margin: 0 -10px; }
        figcaption, caption { font-size: 0.875rem; line-height: 1.45; color: #555; text-align: left; max-width: 44rem; }
        figcaption { margin-top: 0.4rem; }
        caption { padding-bottom: 0.4rem; width: max-content; max-width: min(44rem, 100vw - 3rem); }
        .wide { overflow-x: auto; margin: 1rem 0 1.4rem; }
        table { border-collapse: collapse; font-size: 0.9375rem; line-height: 1.4; border-top: 1.5px solid #444; border-bottom: 1.5px solid #444; }
        th { font-weight: 600; text-align: left; vertical-align: bottom; border-bottom: 1px solid #999; }
        th, td { padding: 0.3rem 1.4rem 0.3rem 0.1rem; }
        th:last-child, td:last-child { padding-right: 0.1rem; }
        tbody tr + tr td { border-top: 1px solid #eee; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        tr { break-inside: avoid; }
        pre { margin: 1rem 0 1.4rem; padding: 0.8rem 1rem; background: #f6f6f6; overflow-x: auto; break-inside: avoid;
          font: 0.8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
        p code, li code, td code, figcaption code { font: 0.9em ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
          background: #f2f2f2; padding: 0 0.2em; white-space: nowrap; }
        footer { padding-top: 1rem; padding-bottom: 3rem; color: #666; font-size: 0.8125rem; }
        footer p { margin: 0 0 0.3rem; }
        @media (max-width: 36rem) {
          main { padding-top: 1.5rem; }
          ul.verdicts li { grid-template-columns: 1.5rem 1fr; }
          ul.verdicts .text { grid-column: 2; }
        }
        @media print {
          body { font-size: 10.5pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
          main, footer { max-width: none; padding-left: 0; padding-right: 0; }
          h2 { break-after: avoid; }
          pre { white-space: pre-wrap; }
          .wide { overflow: visible; }
        }

        """;
}
