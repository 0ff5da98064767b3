using Orchestrator.Cli.Output;
using Orchestrator.Contracts;

namespace Orchestrator.Cli;

/// <summary>What failed, why, what to do next; one line each.</summary>
internal static class ProblemPrinter
{
    public static void Print(TextWriter error, Problem problem, bool color)
    {
        error.WriteLine($"{(color ? "\e[31morch:\e[0m" : "orch:")} {Printable.Lines(problem.Title)}");
        if (!string.IsNullOrEmpty(problem.Detail))
            error.WriteLine($"  why:  {Printable.Lines(problem.Detail)}");
        if (!string.IsNullOrEmpty(problem.Next))
            error.WriteLine($"  next: {Printable.Lines(problem.Next)}");
    }
}
