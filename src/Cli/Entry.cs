using System.Runtime.InteropServices;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs;
using Orchestrator.Client;
using Orchestrator.Contracts;

namespace Orchestrator.Cli;

/// <summary>From words to an exit code; the only place that catches what a verb throws.</summary>
internal static class Entry
{
    public static async Task<int> RunAsync(
        IReadOnlyList<string> words, VerbTable verbs, Surroundings surroundings, CancellationTokenSource interrupt)
    {
        try
        {
            var line = Parser.Parse(words, verbs);
            using var call = new Invocation(line.Arguments, surroundings);
            if (line.WantsHelp)
            {
                HelpText.OfVerb(surroundings.Out, line.Verb);
                return 0;
            }
            // A verb that handles signals itself registers its own, which run before the default of this one.
            using var onInterrupt = (line.Verb as IHandlesSignals)?.Handles(call) == true ? null : PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
            {
                context.Cancel = true;
                interrupt.Cancel();
            });
            return await line.Verb.RunAsync(call);
        }
        catch (UsageException error)
        {
            surroundings.Error.WriteLine($"orch: {Output.Printable.Text(error.Message)}");
            surroundings.Error.WriteLine(error.Verb is null ? "  help: orch --help" : $"  help: orch {error.Verb} --help");
            return ExitCodes.Usage;
        }
        catch (ProblemException error)
        {
            ProblemPrinter.Print(surroundings.Error, error.Problem, surroundings.ErrorColor);
            return error.Problem.ExitCode;
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception error) when (IsClosedOutput(error))
        {
            // The reader of stdout went away, as in `orch ps | head -1`, or nobody gave one (`orch ps >&-`); sh reports
            // 128 + SIGPIPE.
            return 128 + 13;
        }
        finally
        {
            try
            {
                surroundings.Out.Flush();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    // .NET wraps EBADF of a write to the console in an UnauthorizedAccessException.
    private static bool IsClosedOutput(Exception error) =>
        error is IOException broken && ((broken.HResult & 0xffff) == 32 || broken.Message.Contains("Broken pipe"))
        || error is UnauthorizedAccessException { InnerException: IOException };
}
