using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs;

namespace Orchestrator.Cli.Tests.Verbs.Isolation;

/// <summary>Runs a verb that needs no daemon, and gives what it wrote.</summary>
internal static class Tool
{
    public static async Task<(int Code, string Out, string Error)> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var surroundings = new Surroundings
        {
            Out = output,
            Error = error,
            // A root without a daemon.
            Environment = new Dictionary<string, string> { ["ORCH_ROOT"] = "/nonexistent/orch", ["HOME"] = "/root" },
            Cancel = TestContext.Current.CancellationToken,
        };
        var parsed = Parser.Parse(words, AllVerbs.Table());
        using var call = new Invocation(parsed.Arguments, surroundings);
        var code = await parsed.Verb.RunAsync(call);
        return (code, output.ToString(), error.ToString());
    }
}
