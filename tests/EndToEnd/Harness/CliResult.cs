using System.Text.Json;

namespace Orchestrator.EndToEnd.Harness;

internal sealed record CliResult(string Command, int ExitCode, string Out, string Error, TimeSpan Took)
{
    public JsonElement Json
    {
        get
        {
            try
            {
                return JsonDocument.Parse(Out).RootElement;
            }
            catch (JsonException error)
            {
                throw new InvalidOperationException($"no JSON ({error.Message}) from {this}");
            }
        }
    }

    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Fails with everything that was said.</summary>
    public CliResult Expect(int exitCode)
    {
        ExitCode.ShouldBe(exitCode, ToString());
        return this;
    }

    public CliResult Ok() => Expect(0);

    public override string ToString() => $"$ {Command}\n-> {ExitCode} after {Took.TotalMilliseconds:0} ms\n{Out}{Error}";
}
