using Orchestrator.Contracts.Configuration;

namespace Orchestrator.Cli.Tests.Contracts;

public sealed class DaemonSettingsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_FileAndVariables_VariablesWin()
    {
        File.WriteAllText(_file, "log: { level: debug }\nbatch: { maxConcurrency: 5 }\nseq:\n");

        var (settings, errors) = DaemonSettingsReader.Read(_file, new Dictionary<string, string>
        {
            ["ORCH__BATCH__MAXCONCURRENCY"] = "7",
            ["ORCH__SEQ__URL"] = "http://localhost:5341",
        });

        errors.ShouldBeEmpty();
        settings.LogLevel.ShouldBe("Debug");
        settings.MaxConcurrency.ShouldBe(7);
        settings.SeqUrl.ShouldBe("http://localhost:5341");
    }

    [Theory]
    [InlineData("lug: {}", ":1:1: unknown key 'lug' in the configuration; did you mean 'log'?")]
    [InlineData("log: { levle: x }", ":1:8: unknown key 'levle' in 'log'; did you mean 'level'?")]
    [InlineData("log:\n  level: loud", ":2:10: 'level' must be one of Verbose, Debug, Information, Warning, Error, not 'loud'")]
    [InlineData("batch: { maxConcurrency: many }", ":1:26: 'maxConcurrency' must be a whole number, not 'many'")]
    [InlineData("seq: { url: ftp://x }", ":1:13: 'url' must be an http or https address, not 'ftp://x'")]
    public void Read_Wrong_FileLineAndReason(string text, string error)
    {
        File.WriteAllText(_file, text);

        DaemonSettingsReader.Read(_file, new Dictionary<string, string>()).Errors.ShouldBe([_file + error]);
    }

    [Fact]
    public void Read_UnknownVariable_Named() =>
        DaemonSettingsReader.Read("/nosuch", new Dictionary<string, string> { ["ORCH__LOG__LEVLE"] = "x" }).Errors
            .ShouldBe(["ORCH__LOG__LEVLE: there is no such setting; did you mean ORCH__LOG__LEVEL?"]);
}
